"""A node's events, one after the other, for whoever reads at its own pace."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from peerdrop.core.bus import Bus
from peerdrop.core.events import Event, TransferProgressed

_MANY: Final = 10_000


@asynccontextmanager
async def event_stream(bus: Bus) -> AsyncIterator[AsyncIterator[Event]]:
    """Every event from entering on, in order; of a reader that falls far behind only progress is left out."""
    queue: asyncio.Queue[Event] = asyncio.Queue()

    def keep(event: Event) -> None:
        if queue.qsize() < _MANY or not isinstance(event, TransferProgressed):
            queue.put_nowait(event)

    async def read() -> AsyncIterator[Event]:
        while True:
            yield await queue.get()

    unsubscribe = bus.subscribe(keep)
    events = read()
    try:
        yield events
    finally:
        unsubscribe()
