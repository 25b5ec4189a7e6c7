"""Commands to the nodes of one host from this process: what a face on that host would ask."""

import asyncio
import ctypes
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, Self, TypeVar

from peerdrop.control.client import AttachedNode
from peerdrop.control.errors import NodeEnded
from peerdrop.home import Home
from tests.lab.network import Host

ResultT = TypeVar("ResultT")

_CLONE_NEWNET = 0x40000000


class Indoors:
    """A loop in a thread that stands in the network of *host*, whose loopback no other thread reaches.

    A context manager; `ask` may be called from any loop.
    """

    def __init__(self, host: Host) -> None:
        self._namespace = Path("/run/netns") / host.namespace.name
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"indoors {host.name}")
        self._failure: OSError | None = None
        self._entered = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        self._entered.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure
        return self

    def __exit__(self, *_exc: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def ask(self, home: Path, command: Callable[[AttachedNode], Awaitable[ResultT]]) -> ResultT:
        """What *command* gives for the node that runs on *home*; raises NodeEnded if none does (any more)."""
        return await self._here(_ask(home, command))

    async def _here(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    def _run(self) -> None:
        try:
            _enter(self._namespace)
        except OSError as exc:
            self._failure = exc
        finally:
            self._entered.set()
        if self._failure is None:
            self._loop.run_forever()
            self._loop.run_until_complete(_end_all())
        self._loop.close()


async def _ask(home: Path, command: Callable[[AttachedNode], Awaitable[ResultT]]) -> ResultT:
    point = Home(home).read_control()
    if point is None:
        raise NodeEnded(f"No node runs on {home}.", next_step="")
    async with AttachedNode(point) as node:
        return await command(node)


async def _end_all() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()


def _enter(namespace: Path) -> None:
    descriptor = os.open(namespace, os.O_RDONLY)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        # Of the calling thread alone.
        if libc.setns(descriptor, _CLONE_NEWNET) != 0:
            error = ctypes.get_errno()
            raise OSError(error, os.strerror(error), str(namespace))
    finally:
        os.close(descriptor)
