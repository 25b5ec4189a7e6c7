"""When to try again, and how: two attempts the user sees, then silent ones for as long as work waits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.states import FailureReason
from peerdrop.wire.envelope import IceScope

# LIMIT: whoever gives the place back sees to it that what waits is dialed.
_HOPELESS: Final = frozenset({FailureReason.IDENTITY, FailureReason.VERSION, FailureReason.LIMIT})
# More candidates would not change these: nobody took the offer, or no more devices are taken.
_NOT_THE_CANDIDATES: Final = frozenset({FailureReason.SIGNALING, FailureReason.BUSY})
_HOST_IS_NOT_ENOUGH: Final = frozenset({FailureReason.ICE, FailureReason.CONNECT_TIMEOUT})
_JITTER: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDial:
    """Dial again in *delay_s* with *ice*; *silent*: the user is not told of it before it succeeds."""

    delay_s: float
    ice: IceScope
    silent: bool


class DialPlan:
    """One user's wish to be connected, through its attempts."""

    def __init__(self, limits: ConnectionLimits, random: Callable[[], float]) -> None:
        self._limits = limits
        self._random = random
        self._visible = 0
        self._silent = 0
        self._granted = 0
        self._host_failed = False
        self._short_lived = 0

    def begin(self) -> IceScope:
        """A new wish: what its first attempt gathers."""
        self._visible = 1
        self._silent = self._granted = 0
        return self._ice()

    def begin_silently(self) -> NextDial:
        """Nobody asked, but work waits."""
        self._visible = 2
        self._silent = self._granted = 0
        return self._next_silent()

    def begin_after_theirs(self) -> None:
        """The peer called and failed; ours, if any follows, leaves it the time to try again first."""
        self._visible = 2
        self._silent, self._granted = 1, 0

    def link_lost(self, *, lived_s: float) -> NextDial:
        """A link that both sides had wanted is gone after *lived_s*.

        One after the other that does not last is no success: the pauses between them grow as between failures.
        """
        self._visible = 2
        self._silent = self._short_lived
        self._short_lived = self._short_lived + 1 if lived_s < self._limits.steady_s else 0
        self._granted = self._silent + len(self._limits.retry_delays_s)
        return self._next_silent()

    def give_up_visibly(self) -> None:
        """The user's wish has had its time: what follows is silent."""
        self._visible = 2

    def goes_on(self, *, work_waits: bool) -> bool:
        """The silent attempt that is due is still wanted."""
        return work_waits or self._silent <= self._granted

    def connected(self, ice: IceScope) -> None:
        """An attempt with *ice* succeeded: the next wish starts with what works."""
        self._host_failed = ice is IceScope.FULL and self._host_failed
        self._visible = self._silent = 0

    def after_failure(self, reason: FailureReason, *, work_waits: bool) -> NextDial | None:
        """What follows an attempt that failed for *reason*; None: it is over until somebody asks again."""
        if reason in _HOST_IS_NOT_ENOUGH:
            self._host_failed = True
        if reason in _HOPELESS:
            return None
        if self._visible == 1:
            self._visible = 2
            if reason not in _NOT_THE_CANDIDATES:
                return NextDial(delay_s=0.0, ice=IceScope.FULL, silent=False)
        if reason is FailureReason.BUSY:
            # The other side asks us to call when it has a place; this is in case that it can't.
            self._silent = max(self._silent, len(self._limits.retry_delays_s) - 1)
        if work_waits or self._silent < self._granted:
            return self._next_silent()
        return None

    def _next_silent(self) -> NextDial:
        delays = self._limits.retry_delays_s
        delay_s = delays[min(self._silent, len(delays) - 1)]
        self._silent += 1
        jitter = 1.0 + _JITTER * (2.0 * self._random() - 1.0)
        return NextDial(delay_s=delay_s * jitter, ice=self._ice(), silent=True)

    def _ice(self) -> IceScope:
        return IceScope.FULL if self._host_failed else IceScope.HOST
