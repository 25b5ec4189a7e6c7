"""The owner of the tasks of one part of a node."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

logger = logging.getLogger(__name__)


class Supervisor:
    """Runs tasks so that the failure of one reaches the log and no other task; `aclose` cancels and awaits them."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def spawn(self, work: Coroutine[Any, Any, None], *, name: str) -> asyncio.Task[None]:
        """Run *work* as a task of ours; the caller may cancel it."""
        task = asyncio.get_running_loop().create_task(work, name=f"{self._label}:{name}")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        if self._closed:
            task.cancel()
        return task

    async def aclose(self) -> None:
        """Cancel every task and wait for its end; what is spawned from now on is cancelled at once."""
        self._closed = True
        while self._tasks:
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.wait(tuple(self._tasks))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            logger.error("task failed name=%s", task.get_name(), exc_info=failure)
