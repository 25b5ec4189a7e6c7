import contextlib
import errno
import os
from collections import deque
from pathlib import Path
from typing import Any

import pytest
from blake3 import blake3

from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.disk import job_writer
from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.interrupted_job import interrupted_job
from peerdrop.core.transfers.disk.job_writer import JobWriter, Written
from peerdrop.core.transfers.disk.journal import BootLine, JobLine, Journal, read_journal
from peerdrop.core.transfers.disk.part_file import PartFile
from peerdrop.core.transfers.flow.job_stream import JobStream
from peerdrop.core.transfers.receiving.target_names import TargetNames
from peerdrop.wire.frames import Frame, FrameKind
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import EntryKind, FileEntry

ID = TransferId("a" * 32)


class Case:
    """A writer for *contents* (None: a folder), and the frames an honest sender makes of them."""

    def __init__(self, root: Path, contents: dict[str, bytes | None], **more: Any) -> None:
        self.inbox = root / "inbox"
        self.journal = root / "home" / "j"
        self.contents = list(contents.values())
        self.entries = tuple(
            FileEntry(
                index=index,
                path=path,
                size_bytes=len(content or b""),
                modified_ns=1_700_000_000_000_000_000 + index,
                kind=EntryKind.FOLDER if content is None else EntryKind.FILE,
            )
            for index, (path, content) in enumerate(contents.items())
        )
        names = TargetNames()
        self.names = [names.add(entry) for entry in self.entries]
        bad = [index for index, components in enumerate(self.names) if components is None]
        self.stream = JobStream(self.entries, bad)
        self.more = more
        self.writer = self.make()

    def make(self, fresh: bool = True) -> JobWriter:
        def make_journal() -> Journal:
            journal = Journal(self.journal, fresh=fresh)
            journal.append(self.head() if fresh else BootLine(boot="monday"))
            return journal

        return JobWriter(
            transfer_id=ID,
            stream=self.stream,
            names=self.names,
            directory=self.inbox,
            make_journal=make_journal,
            **self.more,
        )

    def head(self) -> JobLine:
        return JobLine(
            transfer_id=ID,
            device_id=DeviceId("A" * 52),
            peer_name="Alice",
            label="l",
            directory=str(self.inbox),
            at=1.0,
            entries=self.entries,
            boot="monday",
        )

    def restart(self) -> Written:
        """Another run of the program, after this one was killed."""
        found = interrupted_job(read_journal(self.journal), "monday")
        assert found is not None
        self.writer = self.make(fresh=False)
        return self.writer.reopen(found)

    def frames(self, index: int = 0, offset: int = 0, size: int = 4) -> deque[Frame]:
        """Everything from there on."""
        made: deque[Frame] = deque()
        while (index := self.stream.next_file(index)) < len(self.entries):
            content = self.contents[index] or b""
            while offset < len(content):
                made.append(frame(FrameKind.DATA, index, offset, content[offset : offset + size]))
                offset += size
            made.append(frame(FrameKind.FILE_END, index, len(content), blake3(content).digest()))
            index, offset = index + 1, 0
        made.append(frame(FrameKind.JOB_END, index, 0))
        return made

    def tree(self) -> dict[str, bytes | None]:
        """What is in the inbox; None is a folder."""
        return {
            path.relative_to(self.inbox).as_posix(): None if path.is_dir() else path.read_bytes()
            for path in sorted(self.inbox.rglob("*"))
        }


def open_below(root: Path) -> int:
    """How many files and folders below *root* this process holds open."""
    held = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            held += descriptor.readlink().is_relative_to(root)
    return held


def frame(kind: FrameKind, index: int, offset: int, payload: bytes = b"") -> Frame:
    return Frame(kind=kind, transfer_id=ID, file_index=index, offset=offset, payload=memoryview(payload))


def test_a_tree_is_written_as_it_was_sent(tmp_path: Path) -> None:
    case = Case(tmp_path, {"day/a": b"hello world", "day/raw/b": b"", "day/empty": None, "c.txt": b"xyz"})
    assert case.writer.open().position == 0
    written = case.writer.write(case.frames())
    assert written.ended
    assert written.position == case.stream.size_bytes
    assert [index for index, _ in written.published] == [0, 1, 3]
    case.writer.finish()
    assert case.tree() == {
        "day": None,
        "day/a": b"hello world",
        "day/raw": None,
        "day/raw/b": b"",
        "day/empty": None,
        "c.txt": b"xyz",
    }
    assert (case.inbox / "day/a").stat().st_mtime_ns == 1_700_000_000_000_000_000
    assert (case.inbox / "day/empty").stat().st_mtime_ns == 1_700_000_000_000_000_002
    assert not case.journal.exists()


def test_nothing_is_written_before_it_is_opened(tmp_path: Path) -> None:
    case = Case(tmp_path, {"a": b"x"})
    assert not case.inbox.exists()
    assert not case.journal.exists()


def test_a_folder_of_the_same_name_is_not_mixed_with(tmp_path: Path) -> None:
    case = Case(tmp_path, {"day/a": b"new", "day/b": b"too"})
    (case.inbox / "day").mkdir(parents=True)
    (case.inbox / "day" / "a").write_bytes(b"old")
    case.writer.open()
    case.writer.write(case.frames())
    case.writer.finish()
    assert case.tree() == {"day": None, "day/a": b"old", "day (1)": None, "day (1)/a": b"new", "day (1)/b": b"too"}


def test_many_folders_do_not_use_up_handles(tmp_path: Path) -> None:
    case = Case(tmp_path, {f"d/{number}/{number}/f": b"x" for number in range(200)})
    case.writer.open()
    frames = case.frames()
    while frames:  # A slow disk takes more than one batch's time.
        case.writer.write(frames)
    assert 3 <= open_below(tmp_path) < 30
    case.writer.finish()
    assert open_below(tmp_path) == 0
    assert len([path for path in case.tree() if path.endswith("/f")]) == 200


def test_a_file_whose_digest_disagrees_gets_no_name(tmp_path: Path) -> None:
    case = Case(tmp_path, {"a": b"hello", "b": b"x"})
    frames = case.frames()
    frames[0] = frame(FrameKind.DATA, 0, 0, b"HELL")
    case.writer.open()
    written = case.writer.write(frames)
    assert written.problems == [(0, TransferReason.DAMAGED)]
    case.writer.finish()
    assert case.tree() == {"b": b"x"}


def test_a_file_the_sender_could_not_read_is_left_out(tmp_path: Path) -> None:
    case = Case(tmp_path, {"a": b"hello", "b": b"x"})
    case.writer.open()
    skipped = deque([frame(FrameKind.DATA, 0, 0, b"hel"), frame(FrameKind.FILE_SKIPPED, 0, 3, b"SOURCE_CHANGED")])
    written = case.writer.write(skipped)
    assert written.problems == [(0, TransferReason.SOURCE_CHANGED)]
    assert (written.index, written.offset, written.position) == (1, 0, 5)
    case.writer.write(case.frames(1))
    case.writer.finish()
    assert case.tree() == {"b": b"x"}


def test_what_is_left_out_behind_a_file_needs_no_frame_to_be_passed(tmp_path: Path) -> None:
    case = Case(tmp_path, {"a": b"hello", "../evil": b"12345", "day": None, "b": b"x", "last": None})
    case.writer.open()
    written = case.writer.write(deque(list(case.frames())[:3]))
    assert (written.index, written.offset, written.position) == (3, 0, 10)
    written = case.writer.write(deque(list(case.frames(3))[:2]))
    assert (written.index, written.offset, written.position, written.ended) == (5, 0, 11, False)
    assert case.writer.write(case.frames(5)).ended
    case.writer.finish()
    assert case.tree() == {"a": b"hello", "b": b"x", "day": None, "last": None}


def test_a_name_that_is_not_safe_is_not_written(tmp_path: Path) -> None:
    case = Case(tmp_path, {"../evil": b"1", "good": b"2"})
    case.writer.open()
    case.writer.write(case.frames())
    case.writer.finish()
    assert case.tree() == {"good": b"2"}
    assert not (tmp_path / "evil").exists()


def test_a_canceled_job_leaves_nothing_but_finished_files(tmp_path: Path) -> None:
    case = Case(tmp_path, {"a": b"hello", "b": b"world"})
    case.writer.open()
    case.writer.write(deque(list(case.frames())[:4]))
    case.writer.discard()
    assert case.tree() == {"a": b"hello"}
    assert not case.journal.exists()


def test_a_canceled_job_takes_its_empty_folders_with_it_and_no_others(tmp_path: Path) -> None:
    case = Case(tmp_path, {"day/empty": None, "day/full/a": b"hello", "day/never/b": b"world", "in": None})
    (case.inbox / "in" / "here").mkdir(parents=True)
    case.writer.open()
    case.writer.write(deque(list(case.frames())[:4]))
    (case.inbox / "day" / "empty" / "of the user").write_bytes(b"mine")
    case.restart()
    case.writer.discard()
    assert case.tree() == {
        "day": None,
        "day/empty": None,
        "day/empty/of the user": b"mine",
        "day/full": None,
        "day/full/a": b"hello",
        "in": None,
        "in/here": None,
    }


def test_a_job_canceled_at_once_leaves_no_folder(tmp_path: Path) -> None:
    case = Case(tmp_path, {"day/empty/deep": None, "day/sub/a": b"hello"})
    case.writer.open()
    case.writer.discard()
    assert case.tree() == {}


def test_a_leftover_part_of_the_same_job_is_not_touched(tmp_path: Path) -> None:
    case = Case(tmp_path, {"a": b"hello"})
    case.inbox.mkdir()
    leftover = case.inbox / f".{ID}-0.peerdrop-part"
    leftover.write_bytes(b"precious")
    case.writer.open()
    case.writer.write(case.frames())
    case.writer.finish()
    assert leftover.read_bytes() == b"precious"
    assert (case.inbox / "a").read_bytes() == b"hello"


class FillingDisk:
    """Takes *room* bytes and then says it is full, taking the beginning of a block as real disks do."""

    def __init__(self, room: int) -> None:
        self.room = room

    def __call__(self, folder: Folder, name: str) -> PartFile:
        disk = self

        class OnDisk(PartFile):
            def write(self, data: memoryview) -> int:
                if not disk.room:
                    raise OSError(errno.ENOSPC, "full")
                count = super().write(data[: disk.room])
                disk.room -= count
                return count

        return OnDisk(folder, name)


@pytest.mark.parametrize("room", range(12))
def test_a_disk_that_fills_up_at_any_byte_loses_none(tmp_path: Path, room: int) -> None:
    disk = FillingDisk(room)
    case = Case(tmp_path, {"a": b"hello world", "b": b"x"}, open_part=disk)
    case.writer.open()
    frames = case.frames()
    written = case.writer.write(frames)
    assert written.full
    assert written.position == room
    assert case.writer.write(frames).full
    disk.room = 1000
    assert case.writer.write(frames).ended
    case.writer.finish()
    assert case.tree() == {"a": b"hello world", "b": b"x"}


def test_a_disk_that_is_nearly_full_is_noticed_before_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_writer, "SYNC_BYTES", 4)
    monkeypatch.setattr(Folder, "free_bytes", lambda folder: 2)
    case = Case(tmp_path, {"a": b"hello world"})
    case.writer.open()
    frames = case.frames()
    assert case.writer.write(frames).full
    assert not case.writer.has_space()
    monkeypatch.setattr(Folder, "free_bytes", lambda folder: 10**9)
    assert case.writer.has_space()
    assert case.writer.write(frames).ended
    case.writer.finish()
    assert case.tree() == {"a": b"hello world"}


def test_a_slow_disk_tells_what_it_has_done_before_it_has_done_all(tmp_path: Path) -> None:
    now = [1000.0]

    class Slow(PartFile):
        def write(self, data: memoryview) -> int:
            now[0] += 0.1
            return super().write(data)

    case = Case(tmp_path, {"a": bytes(100)}, open_part=Slow, monotonic=lambda: now[0])
    case.writer.open()
    frames = case.frames(size=10)
    positions = []
    while frames:
        written = case.writer.write(frames)
        assert written.slow is bool(frames)
        positions.append(written.position)
    assert positions == [30, 60, 90, 100]
    case.writer.finish()


def test_a_broken_disk_is_an_error_and_keeps_what_is_there(tmp_path: Path) -> None:
    class Broken(PartFile):
        def write(self, data: memoryview) -> int:
            raise OSError(errno.EIO, "broken")

    case = Case(tmp_path, {"a": b"hello"}, open_part=Broken)
    case.writer.open()
    with pytest.raises(OSError, match="broken"):
        case.writer.write(case.frames())
    case.writer.close()
    assert len(case.tree()) == 1
    assert case.journal.exists()


@pytest.mark.parametrize("failure", [errno.EIO, errno.ENOSPC])
def test_a_disk_that_breaks_amid_a_batch_is_believed_for_what_it_took_before(tmp_path: Path, failure: int) -> None:
    class Breaking(PartFile):
        def write(self, data: memoryview) -> int:
            if self.offset >= 8:
                raise OSError(failure, "broken")
            return super().write(data)

    case = Case(tmp_path, {"a": b"hello world"}, open_part=Breaking)
    case.writer.open()
    with contextlib.suppress(OSError):
        case.writer.write(case.frames())
    # Killed: nothing is closed in order.
    assert case.restart().offset == 8
    case.writer.close()


def test_a_folder_that_was_swapped_for_a_link_is_not_followed(tmp_path: Path) -> None:
    case = Case(tmp_path, {"day/a": b"1", "day/sub/b": b"2"})
    (tmp_path / "outside").mkdir()
    case.writer.open()
    frames = case.frames()
    case.writer.write(deque([frames.popleft(), frames.popleft()]))
    (case.inbox / "day").rename(case.inbox / "moved")
    (case.inbox / "day").symlink_to(tmp_path / "outside")
    case.writer.write(frames)
    case.writer.finish()
    assert list((tmp_path / "outside").iterdir()) == []
    assert (case.inbox / "moved" / "sub" / "b").read_bytes() == b"2"


@pytest.mark.parametrize("steps", range(12))
def test_a_killed_program_goes_on_where_its_journal_says(tmp_path: Path, steps: int) -> None:
    """Killed after any frame: nothing comes twice, nothing is missing, nothing is left behind."""
    contents: dict[str, bytes | None] = {"day/a": b"hello world", "day/e": None, "day/b": b"", "c": b"0123456789"}
    case = Case(tmp_path, contents)
    case.writer.open()
    frames = case.frames()
    case.writer.write(deque([frames.popleft() for _ in range(min(steps, len(frames) - 1))]))
    # Killed: nothing is closed in order.
    written = case.restart()
    again = case.frames(written.index, written.offset)
    assert again[0].file_index == case.stream.next_file(written.index)
    done = case.writer.write(again)
    assert done.ended
    case.writer.finish()
    assert case.tree() == {
        "day": None,
        "day/a": b"hello world",
        "day/b": b"",
        "day/e": None,
        "c": b"0123456789",
    }


def test_a_crash_between_name_and_journal_makes_no_second_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case(tmp_path, {"a": b"hello", "b": b"x"})
    (case.inbox).mkdir()
    (case.inbox / "a").write_bytes(b"old")
    case.writer.open()
    frames = case.frames()

    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(JobWriter, "_note_published", killed)
        with pytest.raises(Killed):
            case.writer.write(frames)
    written = case.restart()
    assert written.index == 1
    assert written.published[0][1].path == case.inbox / "a (1)"
    assert written.published[0][1].digest == "blake3:" + blake3(b"hello").hexdigest()
    case.writer.write(case.frames(1))
    case.writer.finish()
    assert case.tree() == {"a": b"old", "a (1)": b"hello", "b": b"x"}


def test_a_run_that_got_no_byte_takes_nothing_from_what_a_power_loss_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = Case(tmp_path, {"a": b"hello world"})
    case.writer.open()
    frames = case.frames()
    monkeypatch.setattr(job_writer, "SYNC_BYTES", 4)
    case.writer.write(deque([frames.popleft()]))
    monkeypatch.setattr(job_writer, "SYNC_BYTES", 1000)
    case.writer.write(deque([frames.popleft()]))
    case.writer.close()
    for _ in range(2):
        assert case.restart().offset == 8
        case.writer.close()
    found = interrupted_job(read_journal(case.journal), "tuesday")
    assert found is not None
    assert (found.offset, found.synced_offset) == (4, 4)


def test_a_part_that_somebody_deleted_comes_again(tmp_path: Path) -> None:
    case = Case(tmp_path, {"a": b"hello world"})
    case.writer.open()
    case.writer.write(deque(list(case.frames())[:2]))
    for path in case.inbox.iterdir():
        path.unlink()
    written = case.restart()
    assert (written.index, written.offset) == (0, 0)
    case.writer.write(case.frames())
    case.writer.finish()
    assert case.tree() == {"a": b"hello world"}


class FullHome:
    """The disk of the journal, full from the first line on that holds *word* until there is room again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, word: bytes, number: int = errno.ENOSPC) -> None:
        self.has_room = False
        self._is_full = False
        real_write = os.write

        def write(descriptor: int, data: memoryview) -> int:
            self._is_full = not self.has_room and (self._is_full or word in bytes(data))
            if self._is_full:
                raise OSError(number, os.strerror(number))
            return real_write(descriptor, data)

        monkeypatch.setattr("peerdrop.core.transfers.disk.journal.os.write", write)


@pytest.mark.parametrize("word", [b'"top"', b'"part"', b'"published"'])
def test_nothing_is_published_that_the_journal_can_not_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: bytes
) -> None:
    case = Case(tmp_path, {f"day/{name}": name.encode() for name in "abcd"})
    frames = case.frames()
    with monkeypatch.context() as patch:
        # The parts are written by the same call.
        patch.setattr(PartFile, "write", lambda part, data: _write_past(part, data))
        home = FullHome(patch, word)
        case.writer.open()
        for _ in range(3):
            assert case.writer.write(frames).full
        assert not case.writer.has_space()
        published = sum(content is not None and not name.endswith("-part") for name, content in case.tree().items())
        assert published <= 1, "the one that its part's line tells of"
        home.has_room = True
        assert case.writer.has_space()
        lost = case.writer.write(frames)
        assert not lost.full
    assert lost.ended
    case.writer.close()
    case.restart()
    assert case.tree() == {"day": None, **{f"day/{name}": name.encode() for name in "abcd"}}


@pytest.mark.parametrize("word", [b'"top"', b'"part"', b'"published"'])
def test_a_program_that_ends_while_its_home_is_full_lets_nothing_come_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: bytes
) -> None:
    case = Case(tmp_path, {f"day/{name}": name.encode() for name in "abcd"})
    with monkeypatch.context() as patch:
        patch.setattr(PartFile, "write", lambda part, data: _write_past(part, data))
        FullHome(patch, word)
        case.writer.open()
        assert case.writer.write(case.frames()).full
        case.writer.close()
    found = case.restart()
    assert case.writer.write(case.frames(found.index, found.offset)).ended
    case.writer.finish()
    written = {name: content for name, content in case.tree().items() if content is not None}
    assert sorted(written.values()) == [b"a", b"b", b"c", b"d"]


def test_a_home_that_broke_fails_the_job_before_more_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = Case(tmp_path, {name: name.encode() for name in "abcd"})
    with monkeypatch.context() as patch:
        patch.setattr(PartFile, "write", lambda part, data: _write_past(part, data))
        FullHome(patch, b'"published"', errno.EIO)
        case.writer.open()
        with pytest.raises(OSError, match="Input/output"):
            case.writer.write(case.frames())
        assert [name for name in case.tree() if not name.endswith("-part")] == ["a"]
        case.writer.close()


def _write_past(part: PartFile, data: memoryview) -> int:
    count = os.writev(part._descriptor, [data])
    part._hasher.update(data[:count])
    part.offset += count
    return count
