"""How a session leaves without losing what it has queued."""

from collections.abc import Awaitable, Callable

from peerdrop.clock import Clock
from peerdrop.core.alarm import Alarm
from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.supervisor import Supervisor


class Farewell:
    """Lets the queue drain, says bye, and waits for the peer to know; *ended* or *timed_out* is called once.

    Bye comes last because it may overtake frames, which the peer would no longer take.
    """

    def __init__(
        self,
        clock: Clock,
        limits: ConnectionLimits,
        supervisor: Supervisor,
        *,
        drain: Callable[[], Awaitable[None]],
        say_bye: Callable[[], None],
        ended: Callable[[], None],
        timed_out: Callable[[], None],
    ) -> None:
        self._limits = limits
        self._supervisor = supervisor
        self._drain = drain
        self._say_bye = say_bye
        self._ended = ended
        self._timed_out = timed_out
        self._follows: Callable[[], None] | None = None
        self._said = False
        self._alarm = Alarm(clock)

    def begin(self, *, answers: bool, label: str) -> None:
        """Leave; *answers*: the peer said bye first, and our acknowledgement is the last thing it waits for."""
        self._follows = self._ended if answers else self._bye
        self._alarm.set(self._limits.drain_s, self._drained)
        self._supervisor.spawn(self._until_drained(), name=f"drain:{label}")

    def acknowledged(self) -> None:
        """The peer knows that we leave."""
        if self._said:
            self._ended()

    def stop(self) -> None:
        """The link is gone: nothing is to be said any more."""
        self._follows = None
        self._alarm.cancel()

    async def _until_drained(self) -> None:
        await self._drain()
        self._drained()

    def _drained(self) -> None:
        follows, self._follows = self._follows, None
        if follows is not None:
            follows()

    def _bye(self) -> None:
        self._said = True
        self._alarm.set(self._limits.closing_s, self._timed_out)
        self._say_bye()
