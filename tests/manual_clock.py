"""Time that only a test moves."""

import asyncio
import heapq
import itertools
from collections.abc import Callable

from peerdrop.clock import Timer

SETTLE_TURNS = 50


class ManualClock:
    """A Clock (peerdrop.clock) that stands still until the test advances it. For one loop."""

    def __init__(self, *, monotonic: float = 1_000.0, wall: float = 1_750_000_000.0) -> None:
        self._monotonic = monotonic
        self._wall = wall
        self._order = itertools.count()
        self._timers: list[tuple[float, int, _ManualTimer]] = []

    def monotonic(self) -> float:
        return self._monotonic

    def wall(self) -> float:
        return self._wall

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        timer = _ManualTimer(callback)
        heapq.heappush(self._timers, (self._monotonic + max(0.0, delay_s), next(self._order), timer))
        return timer

    async def sleep(self, delay_s: float) -> None:
        if delay_s <= 0:
            await asyncio.sleep(0)
            return
        future = asyncio.get_running_loop().create_future()

        def wake() -> None:
            if not future.done():
                future.set_result(None)

        timer = self.call_later(delay_s, wake)
        try:
            await future
        finally:
            timer.cancel()

    @property
    def waiting(self) -> list[float]:
        """In how many seconds each timer is due that was not canceled, soonest first."""
        return sorted(due - self._monotonic for due, _, timer in self._timers if not timer.canceled)

    async def advance(self, seconds: float) -> None:
        """Let *seconds* pass: what falls due is called in order, each at its own time, and the loop settles between.

        Work in threads or on sockets is not waited for: use `until` for that.
        """
        target = self._monotonic + seconds
        await settle()
        while self._timers and self._timers[0][0] <= target:
            due, _, timer = heapq.heappop(self._timers)
            if timer.canceled:
                continue
            self._move(due - self._monotonic)
            # As the real loop does it: from a callback, so that an exception goes to the loop's handler.
            asyncio.get_running_loop().call_soon(timer.fire)
            await settle()
        self._move(target - self._monotonic)
        await settle()

    def suspend(self, seconds: float) -> None:
        """The machine sleeps: the wall clock runs ahead, the monotonic one and all timers stand still."""
        self._wall += seconds

    def _move(self, seconds: float) -> None:
        seconds = max(0.0, seconds)
        self._monotonic += seconds
        self._wall += seconds


class _ManualTimer:
    def __init__(self, callback: Callable[[], None]) -> None:
        self._callback = callback
        self.canceled = False

    def cancel(self) -> None:
        self.canceled = True

    def fire(self) -> None:
        if not self.canceled:
            self._callback()


async def settle() -> None:
    """Let everything run that can run without time passing."""
    for _ in range(SETTLE_TURNS):
        await asyncio.sleep(0)
