"""A job that comes beside another one's files, also after a restart in the middle of it."""

from collections import deque
from pathlib import Path

from blake3 import blake3

from peerdrop.core.transfers.disk.beside_writer import BesideWriter
from peerdrop.core.transfers.disk.interrupted_job import interrupted_job
from peerdrop.core.transfers.disk.journal import BootLine, JobLine, Journal, read_journal
from peerdrop.core.transfers.flow.job_stream import JobStream
from peerdrop.wire.frames import Frame, FrameKind
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import FileEntry

ID = TransferId("a" * 32)
PATHS = ("photos (1)/a", "tools/b", "tools/c")


def make(root: Path, *, fresh: bool = True) -> BesideWriter:
    """A writer of PATHS into "inbox", each with its name as its content; of its folders "photos (1)" stands."""
    entries = tuple(FileEntry(index=index, path=path, size_bytes=len(path)) for index, path in enumerate(PATHS))
    head = JobLine(
        transfer_id=ID,
        device_id=DeviceId("A" * 52),
        peer_name="Alice",
        label="l",
        directory=str(root / "inbox"),
        at=1.0,
        entries=entries,
        boot="monday",
    )

    def make_journal() -> Journal:
        journal = Journal(root / "j", fresh=fresh)
        journal.append(head if fresh else BootLine(boot="monday"))
        return journal

    return BesideWriter(
        standing=frozenset({"photos (1)"}),
        transfer_id=ID,
        stream=JobStream(entries),
        names=[tuple(path.split("/")) for path in PATHS],
        directory=root / "inbox",
        make_journal=make_journal,
    )


def frames(*indexes: int) -> deque[Frame]:
    """Those files, whole."""
    made: deque[Frame] = deque()
    for index in indexes:
        content = PATHS[index].encode()
        for kind, offset, payload in (
            (FrameKind.DATA, 0, content),
            (FrameKind.FILE_END, len(content), blake3(content).digest()),
        ):
            made.append(Frame(kind=kind, transfer_id=ID, file_index=index, offset=offset, payload=memoryview(payload)))
    return made


def restarted(root: Path) -> BesideWriter:
    """The writer of another run of the program."""
    found = interrupted_job(read_journal(root / "j"), "monday")
    assert found is not None
    writer = make(root, fresh=False)
    writer.reopen(found)
    return writer


def files(root: Path) -> list[str]:
    inbox = root / "inbox"
    return sorted(path.relative_to(inbox).as_posix() for path in inbox.rglob("*") if path.is_file())


def test_only_the_folders_that_stand_for_its_job_are_gone_into(tmp_path: Path) -> None:
    for name in ("photos (1)", "tools"):
        (tmp_path / "inbox" / name).mkdir(parents=True)
    writer = make(tmp_path)
    writer.open()
    writer.write(frames(0, 1))
    writer.close()
    writer = restarted(tmp_path)
    writer.write(frames(2))
    writer.finish()
    assert files(tmp_path) == ["photos (1)/a", "tools (1)/b", "tools (1)/c"]


def test_what_came_with_it_before_is_no_second_copy(tmp_path: Path) -> None:
    (tmp_path / "inbox" / "photos (1)").mkdir(parents=True)
    (tmp_path / "inbox" / "photos (1)" / "a").write_bytes(PATHS[0].encode())
    writer = make(tmp_path)
    writer.open()
    writer.write(frames(0))
    writer.finish()
    assert files(tmp_path) == ["photos (1)/a"]


def test_a_folder_that_it_made_goes_with_it_after_a_restart_and_no_other(tmp_path: Path) -> None:
    for name in ("photos (1)", "tools"):
        (tmp_path / "inbox" / name).mkdir(parents=True)
    writer = make(tmp_path)
    writer.open()
    writer.write(frames(0, 1))
    writer.close()
    (tmp_path / "inbox" / "tools (1)" / "b").unlink()
    restarted(tmp_path).discard()
    assert sorted(path.name for path in (tmp_path / "inbox").iterdir()) == ["photos (1)", "tools"]
