import pytest

from peerdrop.core.transfers.flow.job_stream import JobStream
from peerdrop.core.transfers.receiving.frame_order import FrameOrder
from peerdrop.wire.frames import Frame, FrameKind
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.transfers import EntryKind, FileEntry

STREAM = JobStream(
    [
        FileEntry(index=0, path="a", size_bytes=4),
        FileEntry(index=1, path="folder", size_bytes=0, kind=EntryKind.FOLDER),
        FileEntry(index=2, path="left out", size_bytes=9),
        FileEntry(index=3, path="b", size_bytes=2),
    ],
    skip=[2],
)


def frame(kind: FrameKind, index: int, offset: int, payload: bytes = b"") -> Frame:
    return Frame(kind=kind, transfer_id=TransferId("0" * 32), file_index=index, offset=offset, payload=payload)


DIGEST = bytes(32)
HONEST = [
    frame(FrameKind.DATA, 0, 0, b"abc"),
    frame(FrameKind.DATA, 0, 3, b"d"),
    frame(FrameKind.FILE_END, 0, 4, DIGEST),
    frame(FrameKind.DATA, 3, 0, b"x"),
    frame(FrameKind.FILE_SKIPPED, 3, 1, b"SOURCE_CHANGED"),
    frame(FrameKind.JOB_END, 4, 0),
]


def test_an_honest_job_passes() -> None:
    order = FrameOrder(STREAM, 0, 0)
    assert all(order.admits(each) for each in HONEST)


@pytest.mark.parametrize(
    ("before", "bad"),
    [
        (0, frame(FrameKind.DATA, 0, 1, b"b")),
        (0, frame(FrameKind.DATA, 3, 0, b"x")),
        (0, frame(FrameKind.DATA, 0, 0, b"")),
        (0, frame(FrameKind.DATA, 0, 0, b"abcde")),
        (1, frame(FrameKind.DATA, 0, 3, b"de")),
        (1, frame(FrameKind.DATA, 0, 0, b"abc")),
        (1, frame(FrameKind.FILE_END, 0, 3, DIGEST)),
        (1, frame(FrameKind.FILE_END, 0, 4, DIGEST)),
        (1, frame(FrameKind.FILE_SKIPPED, 0, 0, b"OTHER")),
        (1, frame(FrameKind.FILE_SKIPPED, 0, 3, b"<b>no</b>")),
        (1, frame(FrameKind.JOB_END, 0, 3)),
        (3, frame(FrameKind.DATA, 2, 0, b"left out")),
        (3, frame(FrameKind.DATA, 1, 0, b"x")),
        (3, frame(FrameKind.JOB_END, 4, 0)),
        (5, frame(FrameKind.DATA, 4, 0, b"x")),
        (5, frame(FrameKind.JOB_END, 4, 0, b"x")),
        (6, frame(FrameKind.JOB_END, 4, 0)),
    ],
)
def test_a_frame_out_of_place_is_seen(before: int, bad: Frame) -> None:
    order = FrameOrder(STREAM, 0, 0)
    for each in HONEST[:before]:
        assert order.admits(each)
    assert not order.admits(bad)


def test_after_a_cut_it_begins_where_the_disk_is() -> None:
    order = FrameOrder(STREAM, 0, 3)
    assert not order.admits(frame(FrameKind.DATA, 0, 0, b"abc"))
    order = FrameOrder(STREAM, 0, 3)
    assert order.admits(frame(FrameKind.DATA, 0, 3, b"d"))
    assert FrameOrder(STREAM, 1, 0).admits(frame(FrameKind.DATA, 3, 0, b"xy"))
    assert FrameOrder(STREAM, 4, 0).admits(frame(FrameKind.JOB_END, 4, 0))
