"""What a node said, kept so that a test can wait for it."""

from collections.abc import Callable
from typing import TypeVar

from peerdrop.core.bus import Bus
from peerdrop.core.events import Event
from tests.until import LIMIT_S, until

EventT = TypeVar("EventT", bound=Event)


class Recorder:
    """Keeps every event of *bus* from now on."""

    def __init__(self, bus: Bus) -> None:
        self.events: list[Event] = []
        self._taken: set[int] = set()
        self._unsubscribe = bus.subscribe(self.events.append)

    def of(self, event_type: type[EventT]) -> list[EventT]:
        """All events of a type so far."""
        return [event for event in self.events if isinstance(event, event_type)]

    def forget(self) -> None:
        """All events so far, as if they had not been."""
        self.events.clear()
        self._taken.clear()

    async def expect(
        self,
        event_type: type[EventT],
        *,
        where: Callable[[EventT], bool] = lambda event: True,
        within_s: float = LIMIT_S,
    ) -> EventT:
        """The first event that fits and was not returned by `expect` before; waits for it, else AssertionError."""
        found: list[EventT] = []

        def fits() -> bool:
            for index, event in enumerate(tuple(self.events)):
                if index not in self._taken and isinstance(event, event_type) and where(event):
                    self._taken.add(index)
                    found.append(event)
                    return True
            return False

        try:
            await until(fits, within_s)
        except AssertionError:
            last = "\n".join(f"  {event!r}" for event in self.events[-20:]) or "  (none)"
            raise AssertionError(f"no {event_type.__name__} within {within_s} s; the last events:\n{last}") from None
        return found[0]

    def close(self) -> None:
        """Stop listening."""
        self._unsubscribe()
