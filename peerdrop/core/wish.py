"""A user's wish to be connected with a device, and everybody who waits for it."""

import asyncio
from collections.abc import Callable

from peerdrop.clock import Clock
from peerdrop.core.alarm import Alarm
from peerdrop.core.errors import ConnectionFailed


class Wish:
    """Open from `begin` until `grant` or `fail`, *limit_s* at most: nobody waits for ever.

    *expired* is called when the time is over, to say in `fail` what was waited for in vain.
    """

    def __init__(self, clock: Clock, limit_s: float, expired: Callable[[], None]) -> None:
        self._limit_s = limit_s
        self._expired = expired
        self._deadline = Alarm(clock)
        self._waiters: list[asyncio.Future[None]] = []
        self._is_open = False

    @property
    def is_open(self) -> bool:
        return self._is_open

    def join(self) -> asyncio.Future[None]:
        """What resolves when the wish is over; it may be canceled. Whoever joins sees to it that it begins."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiter.add_done_callback(self._left)
        self._waiters.append(waiter)
        return waiter

    def begin(self) -> None:
        """Open it, if it is not open already."""
        if not self._is_open:
            self._is_open = True
            self._deadline.set(self._limit_s, self._too_late)

    def grant(self) -> None:
        """It came true."""
        for waiter in self._close():
            waiter.set_result(None)

    def fail(self, failure: ConnectionFailed) -> None:
        """It will not come true."""
        for waiter in self._close():
            waiter.set_exception(failure)

    def _close(self) -> list[asyncio.Future[None]]:
        self._is_open = False
        self._deadline.cancel()
        waiters, self._waiters = self._waiters, []
        return [waiter for waiter in waiters if not waiter.done()]

    def _too_late(self) -> None:
        try:
            self._expired()
        finally:
            self.fail(ConnectionFailed("The connection did not come about in time.", next_step="Try again."))

    def _left(self, waiter: asyncio.Future[None]) -> None:
        if waiter in self._waiters:
            self._waiters.remove(waiter)
