"""Brings the events of a node to whoever prints them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Final, Self

from peerdrop.core.events import Event

# How many turns of the loop it takes at most until what was published is in the iterator, and from there with us.
_SETTLE_TURNS: Final = 10

logger = logging.getLogger(__name__)


class EventPump:
    """Calls *on_event* for each event of *events* while entered; `task` ends early only if the events do."""

    def __init__(self, events: AsyncIterator[Event], on_event: Callable[[Event], None]) -> None:
        self._events = events
        self._on_event = on_event

    async def __aenter__(self) -> Self:
        self.task = asyncio.create_task(self._run(), name="cli-event-pump")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What the node said last (that a transfer is complete, that a connection closed) is still to be printed.
        for _ in range(_SETTLE_TURNS):
            await asyncio.sleep(0)
        self.task.cancel()
        await asyncio.wait({self.task})
        if not self.task.cancelled() and (failure := self.task.exception()) is not None:
            # Whoever watches the task has said so already; the command is over.
            logger.debug("the events ended early: %s", failure)

    async def _run(self) -> None:
        async for event in self._events:
            self._on_event(event)
