"""Frames that came and are not on the disk yet."""

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Final

from peerdrop.wire.frames import Frame, FrameKind
from peerdrop.wire.limits import MIB

BATCH_BYTES: Final = 2 * MIB
BATCH_FRAMES: Final = 512


class WriteQueue:
    """Handed to the thread in batches: as much as there is, so that a fast link costs few hops and no waiting."""

    def __init__(self) -> None:
        self.waiting_bytes = 0
        """Bytes of files that are here, also those in the thread's hands."""
        self.waiting_frames = 0
        self.dropping = False
        """What waits will be sent again: don't begin with more of it."""
        self._frames: deque[Frame] = deque()
        self._arrived = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def __bool__(self) -> bool:
        return bool(self._frames)

    def put(self, frame: Frame) -> None:
        """One more."""
        self.waiting_bytes += data_bytes(frame)
        self.waiting_frames += 1
        self._frames.append(frame)
        self._arrived.set()

    async def take(self, most_bytes: int = BATCH_BYTES) -> deque[Frame]:
        """The next batch, waiting for it; who takes it calls `done` for its frames before taking again."""
        self.rest()
        while not self._frames:
            self._arrived.clear()
            await self._arrived.wait()
        self._idle.clear()
        batch: deque[Frame] = deque()
        size_bytes = 0
        while self._frames and size_bytes < min(BATCH_BYTES, most_bytes) and len(batch) < BATCH_FRAMES:
            frame = self._frames.popleft()
            size_bytes += data_bytes(frame)
            batch.append(frame)
        return batch

    def done(self, frames: Iterable[Frame]) -> None:
        """*frames* are on the disk, or given up."""
        for frame in frames:
            self.waiting_bytes -= data_bytes(frame)
            self.waiting_frames -= 1

    def rest(self) -> None:
        """Nothing is in the thread's hands for now."""
        self._idle.set()

    async def drop(self) -> None:
        """Return when nothing is in the thread's hands; what waits is dropped, for it will be sent again."""
        self.dropping = True
        try:
            self.done(self._frames)
            self._frames.clear()
            await self._idle.wait()
        finally:
            self.dropping = False

    def close(self) -> None:
        """Nothing is taken any more."""
        self._frames.clear()
        self._idle.set()


def data_bytes(frame: Frame) -> int:
    """How many bytes of a file are in *frame*: only those are in the credit window."""
    return len(frame.payload) if frame.kind is FrameKind.DATA else 0
