"""Who may move bytes next, and how many a second."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from peerdrop.clock import Clock
from peerdrop.core.transfers.flow.token_bucket import TokenBucket
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES, CREDIT_WINDOW_MIN_BYTES, FRAME_PAYLOAD_BYTES

_PIECE_S: Final = 0.05
PIECE_MIN_BYTES: Final = 512
_BATCH_S: Final = 0.25
_WINDOW_S: Final = 0.5
_GRANT_S: Final = 0.05
_GRANT_MIN_BYTES: Final = 2048
# More would fill the window at one stroke.
_GRANT_MAX_BYTES: Final = CREDIT_WINDOW_BYTES // 4


class Pacing:
    """One direction of a node. What its jobs may together is shared between the devices, and there between the jobs."""

    def __init__(self, clock: Clock) -> None:
        self.total = TokenBucket(clock)
        self._clock = clock
        self._turns: dict[DeviceId, asyncio.Lock] = {}

    def pace(self, device_id: DeviceId) -> "JobPace":
        """For one job with that device."""
        return JobPace(TokenBucket(self._clock), self._turns.setdefault(device_id, asyncio.Lock()), self.total)


class JobPace:
    """The pace of one job: its own limit, its turn among those with the same device, the limit of all."""

    def __init__(self, own: TokenBucket, turn: asyncio.Lock, total: TokenBucket) -> None:
        self.own = own
        self._turn = turn
        self._total = total

    @property
    def bytes_per_second(self) -> int:
        """The limit that counts for this job; 0: none."""
        limits = [each.bytes_per_second for each in (self.own, self._total) if each.bytes_per_second]
        return min(limits, default=0)

    @property
    def piece_bytes(self) -> int:
        """How much may move at a time, so that no burst is longer than 100 ms."""
        return self._worth(_PIECE_S, PIECE_MIN_BYTES, FRAME_PAYLOAD_BYTES)

    @property
    def batch_bytes(self) -> int:
        """How much is worth being prepared at a time."""
        return self._worth(_BATCH_S, self.piece_bytes, CREDIT_WINDOW_BYTES)

    @property
    def window_bytes(self) -> int:
        """How much may be on its way to us."""
        return self._worth(_WINDOW_S, CREDIT_WINDOW_MIN_BYTES, CREDIT_WINDOW_BYTES)

    @property
    def opening_bytes(self) -> int:
        """How much may come before any time has passed: less than a burst, if the protocol knows so small a window."""
        return self._worth(_GRANT_S, CREDIT_WINDOW_MIN_BYTES, _GRANT_MAX_BYTES)

    @property
    def grant_bytes(self) -> int:
        """How much more is granted at a time."""
        return self._worth(_GRANT_S, _GRANT_MIN_BYTES, _GRANT_MAX_BYTES)

    @asynccontextmanager
    async def turn(self, size_bytes: int) -> AsyncIterator[None]:
        """Move *size_bytes* inside. Who waits longest is next: all jobs with a device are equally fast."""
        await self.own.take(size_bytes)
        async with self._turn:
            await self._total.take(size_bytes)
            yield

    def _worth(self, seconds: float, least: int, most: int) -> int:
        limit = self.bytes_per_second
        return max(least, min(int(limit * seconds), most)) if limit else most
