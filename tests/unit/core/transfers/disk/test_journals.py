import os
from pathlib import Path

from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.journal import JobLine, Journal, PartLine, TopLine, journal_path
from peerdrop.core.transfers.disk.journals import KEPT_S, Journals
from peerdrop.core.transfers.disk.part_file import PartFile, part_name
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import FileEntry
from tests.manual_clock import ManualClock


def interrupt(
    home: Path, inbox: Path, clock: ManualClock, number: int, age_s: float, *, replugged: int = 0, into: str = ""
) -> tuple[TransferId, Path]:
    """A job of that age, with its part file; *replugged*: its disk has got another number since.

    *into*: its file goes into that folder, of which the uppermost is numbered as the job is.
    """
    transfer_id = TransferId(f"{number:032x}")
    folder = Folder.open_root(inbox)
    part = PartFile(folder, part_name(transfer_id, 0))
    part.close()
    folder.close()
    journal = Journal(journal_path(home, transfer_id), fresh=True)
    journal.append(
        JobLine(
            transfer_id=transfer_id,
            device_id=DeviceId("A" * 52),
            peer_name="Alice",
            label="l",
            directory=str(inbox),
            at=1.0,
            entries=(FileEntry(index=0, path=f"{into}/a" if into else "a", size_bytes=5),),
        )
    )
    if into:
        top = into.split("/")[0]
        journal.append(TopLine(wanted=top, got=f"{top} ({number})"))
    journal.append(PartLine(index=0, name=part.name, device=part.identity[0] + replugged, inode=part.identity[1]))
    journal.close()
    os.utime(journal.path, (clock.wall() - age_s, clock.wall() - age_s))
    return transfer_id, inbox / part.name


def test_the_jobs_of_earlier_runs_are_known(tmp_path: Path) -> None:
    clock = ManualClock()
    transfer_id, _ = interrupt(tmp_path / "home", tmp_path / "inbox", clock, 1, 0)
    journals = Journals(tmp_path / "home", clock)
    assert journals.has(transfer_id)
    assert not journals.has(TransferId("f" * 32))


def test_a_part_is_kept_for_seven_days_and_no_longer(tmp_path: Path) -> None:
    clock = ManualClock()
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    _, young = interrupt(home, inbox, clock, 1, KEPT_S - 60)
    old_id, old = interrupt(home, inbox, clock, 2, KEPT_S + 60)
    (inbox / "photo.jpg").write_bytes(b"precious")
    Journals(home, clock).sweep()
    assert young.exists()
    assert not old.exists()
    assert not journal_path(home, old_id).exists()
    assert (inbox / "photo.jpg").exists()


def test_of_a_job_that_is_over_no_part_stays(tmp_path: Path) -> None:
    clock = ManualClock()
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    transfer_id, part = interrupt(home, inbox, clock, 1, 0)
    journals = Journals(home, clock)
    journals.discard(transfer_id)
    journals.discard(transfer_id)
    assert not part.exists()
    assert not journal_path(home, transfer_id).exists()


def test_on_a_disk_that_was_plugged_in_again_no_part_stays(tmp_path: Path) -> None:
    clock = ManualClock()
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    over, _ = interrupt(home, inbox, clock, 1, 0, replugged=1)
    interrupt(home, inbox, clock, 2, KEPT_S + 60, replugged=1)
    journals = Journals(home, clock)
    journals.discard(over)
    journals.sweep()
    assert list(inbox.iterdir()) == []


def test_a_file_that_took_the_parts_name_is_not_swept_away(tmp_path: Path) -> None:
    clock = ManualClock()
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    _, old = interrupt(home, inbox, clock, 1, KEPT_S + 60)
    (tmp_path / "other").write_bytes(b"precious")
    (tmp_path / "other").replace(old)
    Journals(home, clock).sweep()
    assert old.read_bytes() == b"precious"


def test_a_journal_of_nothing_and_of_a_folder_that_is_gone_are_swept(tmp_path: Path) -> None:
    clock = ManualClock()
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    _, part = interrupt(home, inbox, clock, 1, KEPT_S + 60)
    part.unlink()
    inbox.rmdir()
    damaged = journal_path(home, TransferId("e" * 32))
    damaged.write_bytes(b"{")
    os.utime(damaged, (1, 1))
    Journals(home, clock).sweep()
    assert list((home / "transfers").iterdir()) == []
    assert not inbox.exists()


def test_no_home_is_no_trouble(tmp_path: Path) -> None:
    Journals(tmp_path / "none", ManualClock()).sweep()


def test_a_job_is_read_for_its_own_sender_and_as_long_as_it_is_kept(tmp_path: Path) -> None:
    clock = ManualClock()
    home, alice = tmp_path / "home", DeviceId("A" * 52)
    young, _ = interrupt(home, tmp_path / "inbox", clock, 1, 0)
    old, _ = interrupt(home, tmp_path / "inbox", clock, 2, KEPT_S + 1)
    damaged = TransferId("3" * 32)
    journal_path(home, damaged).write_bytes(b"{")
    journals = Journals(home, clock)
    assert journals.interrupted == tuple(sorted((young, old, damaged)))
    assert [journals.sender(each) for each in (young, old, damaged)] == [alice, alice, None]
    found = journals.read(young, alice)
    assert found is not None
    assert (found.job.transfer_id, found.part is not None) == (young, True)
    assert journals.read(young, DeviceId("B" * 52)) is None
    assert journals.read(old, alice) is None
    assert journals.read(damaged, alice) is None
    journal_path(home, young).unlink()
    assert journals.read(young, alice) is None


def test_the_folders_that_a_job_made_for_nothing_go_with_it(tmp_path: Path) -> None:
    clock = ManualClock()
    home, inbox = tmp_path / "home", tmp_path / "inbox"
    over, _ = interrupt(home, inbox, clock, 1, 0, into="a/b/c")
    old, _ = interrupt(home, inbox, clock, 2, KEPT_S + 60, into="a/b")
    for name in ("a (1)/b/c", "a (2)/b", "a", "a (3)"):
        (inbox / name).mkdir(parents=True)
    (inbox / "a (1)" / "note").write_bytes(b"precious")
    (inbox / "a" / "b").mkdir()
    journals = Journals(home, clock)
    journals.discard(over)
    journals.sweep()
    assert sorted(path.relative_to(inbox).as_posix() for path in inbox.rglob("*")) == [
        "a",
        "a (1)",
        "a (1)/note",
        "a (3)",
        "a/b",
    ]
    assert not journals.has(over)
    assert not journal_path(home, old).exists()
