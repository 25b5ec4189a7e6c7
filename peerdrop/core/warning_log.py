"""What a node has warned of in this run, for faces that come later."""

from typing import Final

from peerdrop.core.bus import Bus
from peerdrop.core.events import Event, WarningRaised

WARNINGS_MAX: Final = 32


class WarningLog:
    """Keeps each WarningRaised of *bus* once, the oldest first; of many the newest WARNINGS_MAX."""

    def __init__(self, bus: Bus) -> None:
        self._raised: dict[WarningRaised, None] = {}
        bus.subscribe(self._happened)

    def snapshot(self) -> tuple[WarningRaised, ...]:
        """All that was warned of so far."""
        return tuple(self._raised)

    def _happened(self, event: Event) -> None:
        if isinstance(event, WarningRaised):
            self._raised.pop(event, None)
            self._raised[event] = None
            if len(self._raised) > WARNINGS_MAX:
                del self._raised[next(iter(self._raised))]
