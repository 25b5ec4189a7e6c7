"""How a click becomes a command of the node: run on the engine, awaited on Qt's loop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from peerdrop.core.errors import PeerDropError
from peerdrop.gui.engine import Command, Engine
from peerdrop.gui.words.failures import unexpected_failure
from peerdrop.wire.identifiers import DeviceId

logger = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class CommandFailed:
    """A command did not work. *retry* gives the same command again."""

    device_id: DeviceId | None
    error: PeerDropError
    retry: Callable[[], None]


class CommandRunner(QObject):
    """Runs commands on *engine* and owns the tasks on Qt's loop that wait for them."""

    failed = Signal(CommandFailed)

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def run(
        self,
        device_id: DeviceId | None,
        command: Command[ResultT],
        done: Callable[[ResultT], None] = lambda result: None,
    ) -> None:
        """Run any command about a device, then call *done* with its result; `failed` follows if it does not work."""
        self._start(device_id, command, done=done, retry=lambda: self.run(device_id, command, done))

    def work(self, device_id: DeviceId | None, call: Callable[[], ResultT], done: Callable[[ResultT], None]) -> None:
        """Run *call* in a thread, then *done* with its result; `failed` follows its PeerDropError."""

        async def work() -> None:
            try:
                result = await _told(asyncio.to_thread(call))
            except PeerDropError as exc:
                self.failed.emit(CommandFailed(device_id, exc, lambda: self.work(device_id, call, done)))
            else:
                done(result)

        self._own(work(), "work")

    async def aclose(self) -> None:
        """Give up what still runs, wait for it, and begin nothing more: late news may ask for something yet."""
        self._closed = True
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(
        self,
        device_id: DeviceId | None,
        command: Command[ResultT],
        *,
        retry: Callable[[], None],
        done: Callable[[ResultT], None] = lambda result: None,
    ) -> None:
        async def run() -> None:
            try:
                result = await self._ask(command)
            except PeerDropError as exc:
                self.failed.emit(CommandFailed(device_id, exc, retry))
            else:
                done(result)

        self._own(run(), "command")

    async def _ask(self, command: Command[ResultT]) -> ResultT:
        return await _told(asyncio.wrap_future(self._engine.submit(command)))

    def _own(self, coroutine: Coroutine[Any, Any, None], name: str) -> None:
        if self._closed:
            coroutine.close()
            return
        task = asyncio.get_running_loop().create_task(coroutine, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _told(work: Awaitable[ResultT]) -> ResultT:
    """The result of *work*; a bug in it is logged and becomes a PeerDropError, which the user is told of."""
    try:
        return await work
    except PeerDropError:
        raise
    except Exception as exc:
        logger.exception("a command failed unexpectedly")
        raise unexpected_failure() from exc
