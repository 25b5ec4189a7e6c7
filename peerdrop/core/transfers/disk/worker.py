"""The thread in which one job's disk work and hashing are done."""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

logger = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")
CLOSE_TIMEOUT_S: Final = 5.0


class Worker:
    """Runs calls one after the other in a thread of its own, which is started by the first of them.

    A daemon thread and not an executor: a disk that never answers must not keep the program from ending.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, call: Callable[[], ResultT]) -> "asyncio.Future[ResultT]":
        """Run *call* after everything submitted before; it runs even if the future is canceled."""
        if self._closed:
            raise RuntimeError(f"{self._name} is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[ResultT] = loop.create_future()
        self._calls.put(lambda: _carry_out(call, loop, future))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        return future

    async def run(self, call: Callable[[], ResultT]) -> ResultT:
        """The result of *call*, run in the thread."""
        return await self.submit(call)

    async def aclose(self) -> None:
        """End the thread after what it still has to do; left behind if that takes longer than 5 s."""
        if self._closed or self._thread is None:
            self._closed = True
            return
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()
        self._closed = True
        self._calls.put(lambda: _carry_out(lambda: None, loop, ended))
        self._calls.put(None)
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await ended
        except TimeoutError:
            logger.warning("disk does not answer thread=%s", self._name)
        else:
            self._thread.join()

    def _run(self) -> None:
        while (call := self._calls.get()) is not None:
            call()


def _carry_out(call: Callable[[], ResultT], loop: asyncio.AbstractEventLoop, future: "asyncio.Future[ResultT]") -> None:
    try:
        result = call()
    except BaseException as exc:  # noqa: BLE001 - whatever it is, it belongs to the one who asked
        _settle(loop, future, future.set_exception, exc)
    else:
        _settle(loop, future, future.set_result, result)


def _settle(
    loop: asyncio.AbstractEventLoop, future: "asyncio.Future[Any]", setter: Callable[[Any], None], value: object
) -> None:
    def settle() -> None:
        if not future.done():
            setter(value)

    # The loop may have been closed while a slow disk still worked.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(settle)
