import errno
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


class FullDisk:
    """Takes *left* bytes more, then none until there is room."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, left: int) -> None:
        self.left = left
        self.has_room = False
        real_write = os.write

        def write(descriptor: int, data: memoryview) -> int:
            if not self.has_room and self.left == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            count = len(data) if self.has_room else min(self.left, len(data))
            self.left -= 0 if self.has_room else count
            return real_write(descriptor, data[:count])

        monkeypatch.setattr("peerdrop.core.transfers.disk.journal.os.write", write)


def test_what_a_full_disk_did_not_take_is_kept_and_written_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "j"
    journal = Journal(path, fresh=True)
    journal.append(JOB)
    with monkeypatch.context() as patch:
        disk = FullDisk(patch, left=7)
        journal.append(*LINES[1:3])
        with pytest.raises(OSError, match="No space") as raised:
            journal.write_out()
        assert raised.value.filename == str(path)
        journal.append(LINES[3])
        assert not journal.has_room()
        assert path.read_bytes().count(b"\n") == 1
        assert path.read_bytes().endswith(b"\n"), "the half line is taken back"
        disk.has_room = True
        journal.append(LINES[4])
    assert journal.has_room()
    journal.append(*LINES[5:])
    journal.close()
    assert read_journal(path) == LINES


def test_a_half_line_that_could_not_be_taken_back_is_cut_off_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "j"
    journal = Journal(path, fresh=True)
    journal.append(JOB)
    with monkeypatch.context() as patch:
        disk = FullDisk(patch, left=7)

        def broken(*_: object) -> None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        with monkeypatch.context() as worse:
            worse.setattr("peerdrop.core.transfers.disk.journal.os.ftruncate", broken)
            journal.append(LINES[1])
        assert not path.read_bytes().endswith(b"\n")
        disk.has_room = True
        journal.append(*LINES[2:])
    journal.close()
    assert read_journal(path) == LINES


def test_what_a_full_disk_did_not_take_is_written_when_it_is_closed_if_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "j"
    journal = Journal(path, fresh=True)
    journal.append(JOB)
    with monkeypatch.context() as patch:
        FullDisk(patch, left=0)
        journal.append(LINES[1])
    journal.close()
    assert read_journal(path) == LINES[:2]


@pytest.mark.parametrize("torn", [b'{"line":"writ', b"\0" * 100_000, b"x"])
def test_what_follows_a_line_cut_off_by_a_crash_is_read(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "j"
    write(path, *LINES[:3])
    with path.open("ab") as file:
        file.write(torn)
    write(path, *LINES[3:])
    assert read_journal(path) == LINES


def test_of_a_journal_without_one_whole_line_nothing_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "j"
    path.write_bytes(b'{"line":"job"')
    write(path, *LINES)
    assert read_journal(path) == LINES


def test_the_run_of_the_machine_has_a_name_that_stays() -> None:
    assert boot_id() == boot_id()
