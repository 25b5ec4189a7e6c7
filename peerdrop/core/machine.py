"""A state that changes in one place, by a table."""

import logging
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Generic, TypeVar

logger = logging.getLogger(__name__)

StateT = TypeVar("StateT", bound=StrEnum)
EventT = TypeVar("EventT", bound=StrEnum)


class IllegalTransition(Exception):
    """Our own code fed a machine an event that its state does not know: a bug."""


class Machine(Generic[StateT, EventT]):
    """Holds one state; `handle` is the only thing that changes it.

    *changed* is called with (previous, state, event) after each change of state. An event that is handled from
    within *changed* waits until that call is over, so that observers see every state in order.
    """

    def __init__(
        self,
        table: Mapping[tuple[StateT, EventT], StateT],
        initial: StateT,
        changed: Callable[[StateT, StateT, EventT], None],
        *,
        label: str,
    ) -> None:
        self._table = table
        self._state = initial
        self._changed = changed
        self._label = label
        self._waiting: list[tuple[EventT, bool]] = []
        self._busy = False
        self.ignored = 0
        """Events from the network or an old timer that the state did not know."""

    @property
    def state(self) -> StateT:
        return self._state

    def knows(self, event: EventT) -> bool:
        """The table has a row for *event* in the present state."""
        return (self._state, event) in self._table

    def handle(self, event: EventT, *, own: bool = False) -> None:
        """Follow the table. An event it does not list is counted and ignored, or, if it is our *own*, raised."""
        self._waiting.append((event, own))
        if self._busy:
            return
        self._busy = True
        try:
            while self._waiting:
                self._step(*self._waiting.pop(0))
        finally:
            self._waiting.clear()
            self._busy = False

    def _step(self, event: EventT, own: bool) -> None:
        previous = self._state
        following = self._table.get((previous, event))
        if following is None:
            if own:
                raise IllegalTransition(f"{self._label}: {event} in {previous}")
            self.ignored += 1
            logger.debug("%s ignored %s in %s", self._label, event, previous)
            return
        self._state = following
        if following is not previous:
            logger.debug("%s %s -> %s (%s)", self._label, previous, following, event)
        self._changed(previous, following, event)
