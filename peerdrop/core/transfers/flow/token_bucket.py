"""How many bytes a second may pass one point."""

import asyncio
from typing import Final

from peerdrop.clock import Clock

SAVED_S: Final = 0.05
"""What was not used is kept for this long: enough to make up for a timer that comes late, too little for a burst."""
_NOTHING_BYTES: Final = 0.5


class TokenBucket:
    """Lets bytes pass, first come, first served. A *bytes_per_second* of 0 lets everything pass at once."""

    def __init__(self, clock: Clock, bytes_per_second: int = 0) -> None:
        self.bytes_per_second = bytes_per_second
        self._clock = clock
        self._owed_bytes = 0.0
        self._at = clock.monotonic()
        self._turn = asyncio.Lock()
        self._changed = asyncio.Event()

    def change(self, bytes_per_second: int) -> None:
        """Another speed, from now on; also for who waits already."""
        self._settle()
        self.bytes_per_second = bytes_per_second
        self._changed.set()

    async def take(self, size_bytes: int) -> None:
        """Return when *size_bytes* may pass: when everything before them has, at this speed."""
        if not self.bytes_per_second:
            return
        async with self._turn:
            self._settle()
            while self.bytes_per_second and self._owed_bytes > _NOTHING_BYTES:
                await self._wait(self._owed_bytes / self.bytes_per_second)
                self._settle()
            if self.bytes_per_second:
                self._owed_bytes += size_bytes

    def _settle(self) -> None:
        now = self._clock.monotonic()
        paid_bytes = (now - self._at) * self.bytes_per_second
        self._at = now
        self._owed_bytes = max(self._owed_bytes - paid_bytes, -SAVED_S * self.bytes_per_second)
        if not self.bytes_per_second:
            self._owed_bytes = 0.0

    async def _wait(self, delay_s: float) -> None:
        self._changed.clear()
        timer = self._clock.call_later(delay_s, self._changed.set)
        try:
            await self._changed.wait()
        finally:
            timer.cancel()
