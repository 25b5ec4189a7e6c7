"""How a command gets its node, with every event of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from peerdrop.cli.event_pump import EventPump
from peerdrop.control import open_node as control
from peerdrop.control.handle import NodeHandle
from peerdrop.core.events import Event, NodeStarted
from peerdrop.home import Home


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedNode:
    """A node that runs. *ended* is done, with an error, when it is gone although nobody here closed it."""

    handle: NodeHandle
    started: NodeStarted
    ended: asyncio.Future[None]


NodeOpener = Callable[[Home, control.StartOptions, Callable[[Event], None]], AbstractAsyncContextManager[OpenedNode]]


@asynccontextmanager
async def open_node(
    home: Home, options: control.StartOptions, on_event: Callable[[Event], None]
) -> AsyncIterator[OpenedNode]:
    """The node of *home*; *on_event* is called with each of its events, also with those while it starts and closes."""
    async with control.open_node(home, options, subscriber=on_event) as handle:
        started = await handle.started()
        if not started.attached:
            never: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            yield OpenedNode(handle=handle, started=started, ended=never)
            return
        async with handle.events() as events:
            # Of before this command came: nobody may have been there to read them.
            for warning in await handle.warnings():
                on_event(warning)
            async with EventPump(events, on_event) as pump:
                yield OpenedNode(handle=handle, started=started, ended=pump.task)
