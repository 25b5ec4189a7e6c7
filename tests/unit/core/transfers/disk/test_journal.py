import os
from pathlib import Path

import pytest

from peerdrop.core.transfers.disk.journal import (
    BootLine,
    JobLine,
    Journal,
    Line,
    PartLine,
    ProblemLine,
    PublishedLine,
    TopLine,
    WrittenLine,
    boot_id,
    journal_path,
    read_journal,
)
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import FileEntry

JOB = JobLine(
    transfer_id=TransferId("a" * 32),
    device_id=DeviceId("A" * 52),
    peer_name="Ä\n",
    label="label",
    directory="/inbox",
    at=1.5,
    entries=(FileEntry(index=0, path="a/ü", size_bytes=5),),
    boot="b",
)
LINES: tuple[Line, ...] = (
    JOB,
    TopLine(wanted="a", got="a (1)"),
    PartLine(index=0, name=".p", device=1, inode=2**63),
    WrittenLine(index=0, offset=3),
    WrittenLine(index=0, offset=3, synced=True),
    BootLine(boot="c"),
    ProblemLine(index=0, reason="DAMAGED"),
    PublishedLine(index=0, path="/inbox/a (1)/ü", digest="0" * 64),
)


def write(path: Path, *lines: Line) -> None:
    journal = Journal(path, fresh=False)
    for line in lines:
        journal.append(line)
    journal.sync()
    journal.close()
    journal.close()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = journal_path(tmp_path, JOB.transfer_id)
    write(path, *LINES[:4])
    write(path, *LINES[4:])
    assert read_journal(path) == LINES
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_a_line_cut_off_by_a_crash_is_left_out(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "j"
    write(path, *LINES)
    os.truncate(path, path.stat().st_size - cut)
    assert read_journal(path) == LINES[:-1]


def test_nothing_is_believed_after_a_damaged_line(tmp_path: Path) -> None:
    path = tmp_path / "j"
    write(path, *LINES[:3])
    with path.open("ab") as file:
        file.write(b"\xff\xfe{]\n")
    write(path, *LINES[3:])
    assert read_journal(path) == LINES[:3]


def test_a_journal_without_its_head_is_of_no_use(tmp_path: Path) -> None:
    path = tmp_path / "j"
    write(path, *LINES[1:])
    assert read_journal(path) == ()
    assert read_journal(tmp_path / "none") == ()


def test_a_fresh_journal_forgets_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "j"
    write(path, *LINES)
    journal = Journal(path, fresh=True)
    journal.append(JOB)
    journal.close()
    assert read_journal(path) == (JOB,)


def test_a_full_home_stops_the_journal_and_not_the_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "j"
    journal = Journal(path, fresh=True)
    journal.append(JOB)
    real_write = os.write
    with monkeypatch.context() as full:

        def half(descriptor: int, data: memoryview) -> int:
            full.setattr(os, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
            return real_write(descriptor, data[:7])

        full.setattr(os, "write", half)
        journal.append(LINES[1])
    journal.append(LINES[2])
    journal.discard()
    assert not path.exists()


def test_the_run_of_the_machine_has_a_name_that_stays() -> None:
    assert boot_id() == boot_id()
