"""What runs for one job, and how it ends."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from peerdrop.core.feature import SessionClosed
from peerdrop.core.transfers.disk.worker import Worker

logger = logging.getLogger(__name__)


class JobTasks:
    """Owns a job's tasks and its thread. *broken* is called when a task ended by a bug."""

    def __init__(self, label: str, worker: Worker, broken: Callable[[], None]) -> None:
        self._label = label
        self._worker = worker
        self._broken = broken
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing: asyncio.Task[None] | None = None
        self.has_let_go = False
        """Nothing runs any more, not even a call that its disk has kept from ending for longer than `closed` waits."""

    def spawn(self, work: Callable[[], Coroutine[Any, Any, None]]) -> "asyncio.Task[None]":
        """Run *work* until it ends or the job does."""
        task = asyncio.get_running_loop().create_task(self._guarded(work), name=self._label)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def put(self, call: Callable[[], None]) -> None:
        """Have the thread do *call*, which raises nothing, after what it does now; not any more when the job closes."""
        if self._closing is None:
            self._worker.submit(call)

    def begin_closing(self, let_go: Callable[[], None], forget: Callable[[], None]) -> None:
        """End all tasks, then call *let_go* in the thread, last of all, and *forget* after it; may be called twice."""
        if self._closing is not None:
            return
        waiting = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in waiting:
            task.cancel()
        self._closing = asyncio.get_running_loop().create_task(
            self._close(waiting, let_go, forget), name=f"{self._label} closes"
        )

    def closed(self) -> "asyncio.Future[None]":
        """Done when nothing runs any more, or a disk does not answer: what is left to do is done when it does."""
        if self._closing is None:
            raise RuntimeError("a live job does not close")
        return asyncio.shield(self._closing)

    async def _close(
        self, waiting: list["asyncio.Task[None]"], let_go: Callable[[], None], forget: Callable[[], None]
    ) -> None:
        await asyncio.gather(*waiting, return_exceptions=True)
        # The thread may be in a write that takes long, or for ever; its last call comes after that, and needs what is
        # forgotten then.
        self._worker.submit(let_go).add_done_callback(partial(self._note_let_go, forget))
        await self._worker.aclose()

    def _note_let_go(self, forget: Callable[[], None], letting_go: "asyncio.Future[None]") -> None:
        if letting_go.exception() is not None:
            logger.info("%s left files behind: %s", self._label, type(letting_go.exception()).__name__)
        self.has_let_go = True
        forget()

    async def _guarded(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except SessionClosed:
            logger.debug("%s: the session closed under it", self._label)
        except Exception:
            # A bug of ours: the job must not stand there for ever.
            logger.exception("%s broke", self._label)
            self._broken()
