import os
from pathlib import Path

import pytest
from blake3 import blake3

from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.flow.job_stream import JobStream
from peerdrop.core.transfers.sending.job_reader import BATCH_BYTES, BATCH_FILES, Batch, JobReader
from peerdrop.core.transfers.sending.sources import read_sources
from peerdrop.wire.frames import Frame, FrameKind, decode_frame
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import FRAME_PAYLOAD_BYTES

ID = TransferId("0" * 32)
PLENTY = (10**9, 10**6)


class Case:
    """A reader over files made from *contents*."""

    def __init__(self, root: Path, **contents: bytes) -> None:
        self.root = root
        for name, content in contents.items():
            (root / name).write_bytes(content)
        self.sources = read_sources([root / name for name in contents])
        self.stream = JobStream(self.sources.entries)
        self.reader = JobReader(ID, self.stream, self.sources.paths)

    def seek(self, index: int, offset: int, skip: tuple[int, ...] = ()) -> None:
        self.reader.seek(self.stream.with_skip(skip), index, offset)

    def read_all(self) -> tuple[list[Frame], list[Batch]]:
        batches: list[Batch] = []
        while not batches or not batches[-1].ended:
            batches.append(self.reader.read(*PLENTY))
        self.reader.close()
        return [decode_frame(raw) for batch in batches for raw in batch.frames], batches


def kinds(frames: list[Frame]) -> list[tuple[str, int, int]]:
    return [(frame.kind.name, frame.file_index, frame.offset) for frame in frames]


def test_a_job_is_its_files_their_ends_and_an_end(tmp_path: Path) -> None:
    content = os.urandom(FRAME_PAYLOAD_BYTES + 10)
    case = Case(tmp_path, a=content, b=b"", c=b"xyz")
    frames, batches = case.read_all()
    assert kinds(frames) == [
        ("DATA", 0, 0),
        ("DATA", 0, FRAME_PAYLOAD_BYTES),
        ("FILE_END", 0, len(content)),
        ("FILE_END", 1, 0),
        ("DATA", 2, 0),
        ("FILE_END", 2, 3),
        ("JOB_END", 3, 0),
    ]
    assert b"".join(bytes(frame.payload) for frame in frames[:2]) == content
    assert bytes(frames[2].payload) == blake3(content).digest()
    assert dict(batches[0].digests)[0] == blake3(content).hexdigest()
    assert batches[-1].position == case.stream.size_bytes


def test_it_goes_on_in_mid_file_with_the_digest_of_the_whole(tmp_path: Path) -> None:
    content = os.urandom(3 * BATCH_BYTES + 5)
    case = Case(tmp_path, a=b"x", b=content, c=b"xyz")
    case.seek(1, 2 * BATCH_BYTES + 1)
    frames, _ = case.read_all()
    assert kinds(frames)[0] == ("DATA", 1, 2 * BATCH_BYTES + 1)
    (end,) = [frame for frame in frames if frame.kind is FrameKind.FILE_END and frame.file_index == 1]
    assert bytes(end.payload) == blake3(content).digest()


def test_what_the_receiver_leaves_out_is_not_read(tmp_path: Path) -> None:
    case = Case(tmp_path, a=b"1", b=b"2", c=b"3")
    case.seek(0, 0, skip=(0, 2))
    frames, _ = case.read_all()
    assert kinds(frames) == [("DATA", 1, 0), ("FILE_END", 1, 1), ("JOB_END", 3, 0)]


def test_a_receiver_that_has_everything_gets_the_end_alone(tmp_path: Path) -> None:
    case = Case(tmp_path, a=b"1")
    case.seek(1, 0)
    assert kinds(case.read_all()[0]) == [("JOB_END", 1, 0)]


def test_a_batch_never_goes_beyond_its_room(tmp_path: Path) -> None:
    case = Case(tmp_path, a=bytes(5 * BATCH_BYTES))
    batch = case.reader.read(10, 100)
    assert batch.position == 10
    assert case.reader.read(0, 100).frames == []
    assert case.reader.read(10**9, 100).position == 10 + BATCH_BYTES
    case.reader.close()


def test_a_batch_never_ends_more_files_than_there_is_room_for(tmp_path: Path) -> None:
    case = Case(tmp_path, **{f"f{number}": b"" for number in range(BATCH_FILES + 5)})
    assert len(case.reader.read(10**9, 3).frames) == 3
    batch = case.reader.read(10**9, 10**6)
    assert batch.index == 3 + BATCH_FILES
    assert case.reader.read(10**9, 10**6).ended


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        ("vanish", TransferReason.SOURCE_UNREADABLE),
        ("shrink", TransferReason.SOURCE_CHANGED),
        ("grow", TransferReason.SOURCE_CHANGED),
        ("touch", TransferReason.SOURCE_CHANGED),
        ("folder", TransferReason.SOURCE_CHANGED),
        ("pipe", TransferReason.SOURCE_CHANGED),
        ("link", TransferReason.SOURCE_UNREADABLE),
    ],
)
def test_a_source_that_is_not_what_was_offered_is_skipped_and_the_rest_goes_on(
    tmp_path: Path, harm: str, reason: TransferReason
) -> None:
    case = Case(tmp_path, a=b"first", b=b"hello", c=b"last")
    harm_file(tmp_path / "b", harm)
    frames, batches = case.read_all()
    (skipped,) = [frame for frame in frames if frame.kind is FrameKind.FILE_SKIPPED]
    assert (skipped.file_index, skipped.offset, bytes(skipped.payload)) == (1, 0, str(reason).encode())
    assert batches[0].problems == [(1, reason)]
    assert [index for index, _ in batches[0].digests] == [0, 2]


@pytest.mark.parametrize("harm", ["shrink", "grow", "touch"])
def test_a_source_that_changes_while_it_is_read_is_noticed(tmp_path: Path, harm: str) -> None:
    case = Case(tmp_path, a=bytes(3 * BATCH_BYTES), b=b"last")
    case.reader.read(BATCH_BYTES, 100)
    harm_file(tmp_path / "a", harm)
    frames, _ = case.read_all()
    (skipped,) = [frame for frame in frames if frame.kind is FrameKind.FILE_SKIPPED]
    assert skipped.file_index == 0
    assert skipped.offset >= BATCH_BYTES
    assert bytes(skipped.payload) == b"SOURCE_CHANGED"
    assert kinds(frames)[-1] == ("JOB_END", 2, 0)


def test_a_file_that_vanishes_while_it_is_read_is_still_sent(tmp_path: Path) -> None:
    case = Case(tmp_path, a=bytes(2 * BATCH_BYTES))
    case.reader.read(10, 100)
    (tmp_path / "a").unlink()
    assert "FILE_SKIPPED" not in {kind for kind, _, _ in kinds(case.read_all()[0])}


def harm_file(path: Path, harm: str) -> None:
    match harm:
        case "vanish":
            path.unlink()
        case "shrink":
            os.truncate(path, 2)
        case "grow":
            with path.open("ab") as file:
                file.write(b"more")
        case "touch":
            os.utime(path, ns=(1, 1))
        case "folder":
            path.unlink()
            path.mkdir()
        case "pipe":
            path.unlink()
            os.mkfifo(path)
        case "link":
            path.unlink()
            (path.parent / "elsewhere").write_bytes(b"hello")
            path.symlink_to(path.parent / "elsewhere")
