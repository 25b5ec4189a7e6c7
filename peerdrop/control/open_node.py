"""The node of a home, whoever runs it: this process, or one that already does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from peerdrop.control.client import AttachedNode
from peerdrop.control.errors import NodeEnded
from peerdrop.control.handle import NodeHandle
from peerdrop.control.server import ControlServer
from peerdrop.core.bus import Subscriber
from peerdrop.core.errors import HomeInUse, UsageError
from peerdrop.core.states import AcceptMode
from peerdrop.home import Home
from peerdrop.settings import Settings, load_settings

# How long another process may hold a home without telling where it listens: it starts, or it ends.
_ATTACH_LIMIT_S: Final = 8.0
_ATTACH_PAUSE_S: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class StartOptions:
    """What holds for this run instead of the home's settings; None leaves them. Nothing of it is stored.

    *name* and *port* can't be changed on a node that already runs. *accept* and *directory* are only for the time
    until the command holds its AcceptPolicy, so that an offer in that moment is answered by them too.
    """

    name: str | None = None
    port: int | None = None
    accept: AcceptMode | None = None
    directory: Path | None = None

    def apply(self, settings: Settings) -> Settings:
        """*settings* for this run."""
        return msgspec.structs.replace(
            settings,
            name=settings.name if self.name is None else self.name,
            port=settings.port if self.port is None else self.port,
            accept=settings.accept if self.accept is None else self.accept,
            directory=settings.directory if self.directory is None else str(self.directory),
        )


@asynccontextmanager
async def open_node(
    home: Home, options: StartOptions, *, subscriber: Subscriber | None = None
) -> AsyncIterator[NodeHandle]:
    """A Node started on *home* and served to other processes, or the AttachedNode of the one that runs there.

    *subscriber* gets every event of a node started here, from before its start to after its end; of one that runs
    elsewhere, read `events()`. Raises HomeError, NetworkError, UsageError or NodeEnded.
    """
    async with AsyncExitStack() as stack:
        yield await _open(stack, home, options, subscriber)


async def _open(stack: AsyncExitStack, home: Home, options: StartOptions, subscriber: Subscriber | None) -> NodeHandle:
    deadline = asyncio.get_running_loop().time() + _ATTACH_LIMIT_S
    while True:
        try:
            stack.enter_context(home.hold())
        except HomeInUse:
            # The holder may be starting, and has not told its port yet, or ending, and lets go in a moment.
            if (attached := await _attach(stack, home, options)) is not None:
                return attached
            if asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(_ATTACH_PAUSE_S)
        else:
            return await _start(stack, home, options, subscriber)


async def _attach(stack: AsyncExitStack, home: Home, options: StartOptions) -> AttachedNode | None:
    point = home.read_control()
    if point is None:
        return None
    try:
        node = await stack.enter_async_context(AttachedNode(point))
    except NodeEnded:
        return None
    if options.name is not None or options.port is not None:
        raise UsageError(
            f"A PeerDrop already runs on {home.path}; its name and its port can't be changed from here.",
            next_step="Leave --name and --port out, or close it first, or use another --home.",
        )
    return node


async def _start(stack: AsyncExitStack, home: Home, options: StartOptions, subscriber: Subscriber | None) -> NodeHandle:
    # Imported late: it brings the backend and the transport, which an attached command does without.
    from peerdrop.node import Node

    settings = options.apply(await asyncio.to_thread(load_settings, home.path))
    node = Node(home.path, settings)
    if subscriber is not None:
        stack.callback(node.bus.subscribe(subscriber))
    await stack.enter_async_context(node)
    await stack.enter_async_context(ControlServer(node, home))
    return node
