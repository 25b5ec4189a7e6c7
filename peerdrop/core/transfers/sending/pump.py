"""What moves one job from its source to a lane."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial

from peerdrop.core.transfers.disk.worker import Worker
from peerdrop.core.transfers.flow.job_stream import JobStream
from peerdrop.core.transfers.flow.lane import Lane, Room
from peerdrop.core.transfers.flow.pacing import JobPace
from peerdrop.core.transfers.sending.job_reader import Batch, JobReader
from peerdrop.wire.limits import FRAME_PAYLOAD_BYTES


class Pump:
    """Reads, hashes and sends, one batch being read while the one before is sent; only while *flowing* is set.

    *noted* is called with each batch before it is sent. Raises what the lane raises.
    """

    def __init__(
        self,
        worker: Worker,
        reader: JobReader,
        pace: JobPace,
        flowing: asyncio.Event,
        noted: Callable[[Batch], None],
    ) -> None:
        self._worker = worker
        self._reader = reader
        self._pace = pace
        self._flowing = flowing
        self._noted = noted

    async def run(self, stream: JobStream, lane: Lane, index: int, offset: int) -> None:
        """From byte *offset* of entry *index* to the end of *stream*; returns when all of it is on its way."""
        # A job in line must not open its source: there may be many.
        await self._until_flowing()
        await self._worker.run(partial(self._reader.seek, stream, index, offset))
        reading = self._read(await lane.room(stream.position(index, offset), index))
        while True:
            batch = await reading
            self._noted(batch)
            room = lane.room_now(batch.position, batch.index)
            ahead = not batch.ended and room.size_bytes > 0
            if ahead:
                reading = self._read(room)
            await self._send(lane, batch)
            if batch.ended:
                break
            if not ahead:
                reading = self._read(await lane.room(batch.position, batch.index))
        await self._until_flowing()

    def stop(self) -> None:
        """Nobody waits for what is being read."""
        self._reader.stop()

    def _read(self, room: Room) -> "asyncio.Future[Batch]":
        room_bytes = min(room.size_bytes, self._pace.batch_bytes)
        return self._worker.submit(partial(self._reader.read, room_bytes, room.files, self._pace.piece_bytes))

    async def _send(self, lane: Lane, batch: Batch) -> None:
        for size_bytes, frames in _turns(batch.frames, self._pace.piece_bytes):
            await self._until_flowing()
            async with self._pace.turn(size_bytes):
                for raw in frames:
                    await lane.send(raw)

    async def _until_flowing(self) -> None:
        # A pause may follow a resume before this task had its turn.
        while not self._flowing.is_set():
            await self._flowing.wait()


def _turns(frames: list[bytes], piece_bytes: int = FRAME_PAYLOAD_BYTES) -> Iterator[tuple[int, list[bytes]]]:
    """As many frames together as make one large one: thousands of small files get as many bytes as one file does."""
    turn: list[bytes] = []
    size_bytes = 0
    for raw in frames:
        if turn and size_bytes + len(raw) > piece_bytes:
            yield size_bytes, turn
            turn, size_bytes = [], 0
        turn.append(raw)
        size_bytes += len(raw)
    if turn:
        yield size_bytes, turn
