"""Whether the other side is still there."""

from collections.abc import Callable
from typing import Final

from peerdrop.clock import Clock, Timer
from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.quality import Figures, quality_of
from peerdrop.core.states import Quality

_SMOOTHING: Final = 0.3


class Heartbeat:
    """Pings after silence and counts what stays unanswered.

    Any authenticated bytes count as alive, so a busy link is never pinged. *missed* is called when enough pings stay
    unanswered, *returned* when bytes come again after that, *measured* when the round trip or the
    count of unanswered pings is new.
    """

    def __init__(
        self,
        clock: Clock,
        limits: ConnectionLimits,
        *,
        ping: Callable[[int], None],
        missed: Callable[[], None],
        returned: Callable[[], None],
        measured: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._limits = limits
        self._ping = ping
        self._missed = missed
        self._returned = returned
        self._measured = measured
        self._heard_at = clock.monotonic()
        self._timer: Timer | None = None
        self._serial = 0
        self._pinged_at: dict[int, float] = {}
        self._lost = False
        self.rtt_s: float | None = None
        """Smoothed round trip of a ping; None before the first answer."""

    @property
    def unanswered(self) -> int:
        """Pings sent since something was heard."""
        return len(self._pinged_at)

    @property
    def missed(self) -> int:
        """Pings without an answer, but for the one that is under way."""
        return max(0, self.unanswered - 1)

    @property
    def silent_s(self) -> float:
        """How long nothing has come, while pings are missed; else 0."""
        return self._clock.monotonic() - self._heard_at if self.missed else 0.0

    @property
    def quality(self) -> Quality | None:
        """How the link feels; None before the first answer."""
        return quality_of(self.rtt_s, self.unanswered)

    @property
    def figures(self) -> Figures:
        """What is shown of all this."""
        return Figures(self.quality, self.rtt_s, self.missed)

    def start(self) -> None:
        """Begin to listen for silence; the first ping goes out at once, to have a round trip to show."""
        self._send_ping()
        self._arm(self._limits.ping_after_s)

    def stop(self) -> None:
        """Ping no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def probe(self) -> None:
        """Ask now: the machine slept, or the network changed."""
        if self._timer is not None:
            self._send_ping()

    def bytes_received(self) -> None:
        """Something authenticated came."""
        self._heard_at = self._clock.monotonic()
        if self._lost:
            self._lost = False
            self._pinged_at.clear()
            self._returned()

    def pong_received(self, serial: int) -> None:
        """The answer to one ping came."""
        sent_at = self._pinged_at.pop(serial, None)
        self._pinged_at.clear()
        if sent_at is None:
            return
        rtt_s = self._clock.monotonic() - sent_at
        self.rtt_s = rtt_s if self.rtt_s is None else self.rtt_s + _SMOOTHING * (rtt_s - self.rtt_s)
        self._measured()

    def _arm(self, delay_s: float) -> None:
        self._timer = self._clock.call_later(delay_s, self._tick)

    def _tick(self) -> None:
        silence_s = self._clock.monotonic() - self._heard_at
        if silence_s < self._limits.ping_after_s:
            self._pinged_at.clear()
            self._arm(self._limits.ping_after_s - silence_s)
            return
        self._arm(self._limits.ping_after_s)
        if not self._lost and self.unanswered >= self._limits.pings_missed:
            self._lost = True
            self._missed()
        if self._timer is not None:
            self._send_ping()
            self._measured()

    def _send_ping(self) -> None:
        self._serial += 1
        if len(self._pinged_at) < 64:
            self._pinged_at[self._serial] = self._clock.monotonic()
        self._ping(self._serial)
