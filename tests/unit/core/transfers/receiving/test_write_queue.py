import asyncio
from collections import deque

from peerdrop.core.transfers.receiving.write_queue import BATCH_FRAMES, WriteQueue
from peerdrop.wire.frames import Frame, FrameKind
from peerdrop.wire.identifiers import TransferId
from tests.until import LIMIT_S


def frame(payload: bytes = b"x", kind: FrameKind = FrameKind.DATA) -> Frame:
    return Frame(kind=kind, transfer_id=TransferId("0" * 32), file_index=0, offset=0, payload=payload)


async def test_what_came_is_taken_together() -> None:
    queue = WriteQueue()
    for number in range(5):
        queue.put(frame(bytes(number)))
    batch = await queue.take()
    assert [len(each.payload) for each in batch] == [0, 1, 2, 3, 4]
    assert (queue.waiting_bytes, queue.waiting_frames) == (10, 5)
    queue.done(batch)
    assert (queue.waiting_bytes, queue.waiting_frames) == (0, 0)


async def test_a_batch_is_bounded() -> None:
    queue = WriteQueue()
    for _ in range(BATCH_FRAMES + 1):
        queue.put(frame())
    assert len(await queue.take()) == BATCH_FRAMES
    assert len(await queue.take()) == 1
    for _ in range(5):
        queue.put(frame(bytes(1024 * 1024)))
    assert len(await queue.take()) == 2


async def test_a_digest_is_not_in_the_window() -> None:
    queue = WriteQueue()
    queue.put(frame(bytes(32), FrameKind.FILE_END))
    assert (queue.waiting_bytes, queue.waiting_frames) == (0, 1)


async def test_dropping_waits_for_what_is_being_written() -> None:
    queue = WriteQueue()
    written: list[deque[Frame]] = []
    gate = asyncio.Event()

    async def write() -> None:
        while True:
            batch = await queue.take()
            await gate.wait()
            written.append(batch)
            queue.done(batch)

    writer = asyncio.create_task(write())
    queue.put(frame(b"first"))
    await asyncio.sleep(0)
    queue.put(frame(b"second"))
    dropping = asyncio.create_task(queue.drop())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not dropping.done()
    gate.set()
    await dropping
    assert [each.payload for batch in written for each in batch] == [b"first"]
    assert (queue.waiting_bytes, queue.waiting_frames, bool(queue)) == (0, 0, False)
    queue.put(frame(b"third"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert written[-1][0].payload == b"third"
    writer.cancel()
    await asyncio.gather(writer, return_exceptions=True)


async def test_dropping_an_idle_queue_takes_no_time() -> None:
    await asyncio.wait_for(WriteQueue().drop(), LIMIT_S)
