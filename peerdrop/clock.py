"""Time, handed to whatever waits or expires, so that tests can turn it by hand."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """A call that is due; `cancel` takes it back and may be called at any time."""

    def cancel(self) -> None: ...


class Clock(Protocol):
    """What a part may know of time."""

    def monotonic(self) -> float:
        """Seconds that only go forward and stand still in sleep; for intervals."""

    def wall(self) -> float:
        """Unix seconds; for deadlines that must outlive sleep, and for showing."""

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        """Call *callback* on the running loop in *delay_s* seconds."""

    async def sleep(self, delay_s: float) -> None:
        """Return in *delay_s* seconds."""


class SystemClock:
    """The machine's own time, on the running asyncio loop."""

    def monotonic(self) -> float:
        return time.monotonic()

    def wall(self) -> float:
        return time.time()

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        return asyncio.get_running_loop().call_later(delay_s, callback)

    async def sleep(self, delay_s: float) -> None:
        await asyncio.sleep(delay_s)
