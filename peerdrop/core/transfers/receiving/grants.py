"""How much the sender of a job may send: a window beyond what is written, and with a limit no faster than that."""

import asyncio
from collections.abc import Callable

from peerdrop.core.transfers.flow.pacing import JobPace


class Grants:
    """The credit that one receiving job gives. Counts the bytes that are really sent, see JobStream.fetched_bytes.

    Without a limit it is always a whole window. With one it grows by time: a little at first, and then as fast as the
    limit says. That is so from the first byte on, and also for a sender far away, which a small window that moves with
    what is written would make slower than the limit. *tell* is called when there is more.
    """

    def __init__(self, pace: JobPace, tell: Callable[[], None]) -> None:
        self._pace = pace
        self._tell = tell
        self._size_bytes = 0
        self._written_bytes = 0
        self._paid_bytes = 0
        """What the limit has let by."""
        self._is_limited = False
        self._flowing = False
        self._changed = asyncio.Event()

    def begin(self, written_bytes: int, size_bytes: int) -> None:
        """Bytes will flow from *written_bytes* to *size_bytes*: what was granted before is gone with its lane."""
        self._size_bytes = size_bytes
        self._written_bytes = self._paid_bytes = written_bytes
        self._is_limited = bool(self._pace.bytes_per_second)
        self._changed.set()

    def flow(self, flowing: bool) -> None:
        """Bytes may move, or nobody is to be encouraged."""
        self._flowing = flowing
        self._changed.set()

    def limits_changed(self) -> None:
        """The pace is another. What was granted and is not used yet is taken back as far as it is too much now."""
        if self._is_limited:
            self._paid_bytes = min(self._paid_bytes, self._written_bytes + self._most_ahead())
        else:
            self._paid_bytes = self._written_bytes
        self._is_limited = bool(self._pace.bytes_per_second)
        self._changed.set()

    def written(self, written_bytes: int) -> None:
        """That much is written."""
        self._written_bytes = written_bytes
        if self._is_limited:
            self._changed.set()

    def credit(self, position: int) -> tuple[int, int]:
        """What to tell the sender, with *position* written: a position, and a window beyond it.

        A window is never so small that it would make crumbs; what was written and not paid for is kept back instead.
        """
        if not self._is_limited:
            return position, self._pace.window_bytes
        ahead_bytes = self._paid_bytes - self._written_bytes
        return position + min(ahead_bytes, 0), self._pace.opening_bytes + max(ahead_bytes, 0)

    async def paid(self) -> None:
        """Return when the limit has let by all that is written."""
        while self._is_limited and self._written_bytes > self._paid_bytes:
            await self._change()

    async def run(self) -> None:
        """Grant more as time goes by; for as long as the job lives."""
        while True:
            step_bytes = self._step_bytes()
            if step_bytes <= 0:
                await self._change()
                continue
            async with self._pace.turn(step_bytes):
                self._paid_bytes = min(self._paid_bytes + step_bytes, self._size_bytes)
            self._changed.set()
            self._tell()

    def _step_bytes(self) -> int:
        if not self._is_limited:
            return 0
        step_bytes = min(self._pace.grant_bytes, self._size_bytes - self._paid_bytes)
        owed_bytes = self._written_bytes - self._paid_bytes
        if self._flowing and step_bytes <= owed_bytes + self._most_ahead():
            return step_bytes
        return min(step_bytes, owed_bytes)

    def _most_ahead(self) -> int:
        return self._pace.window_bytes - self._pace.opening_bytes

    async def _change(self) -> None:
        self._changed.clear()
        await self._changed.wait()
