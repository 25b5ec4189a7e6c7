"""Asking the person at the terminal, without stopping the loop."""

import asyncio
import sys
import threading
from collections.abc import Callable
from typing import Protocol, TextIO


class Questions(Protocol):
    """Somebody to ask, one question at a time."""

    async def ask(self) -> str | None:
        """The next line typed, without its end; None at the end of input. The question itself is printed elsewhere."""


class TerminalQuestions:
    """Reads answers from *stdin*, a terminal."""

    def __init__(self, stdin: TextIO) -> None:
        self._stdin = stdin

    async def ask(self) -> str | None:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        stop = self._read_line(answer)
        try:
            line = await answer
            return line.rstrip("\r\n") if line else None
        finally:
            stop()

    def _read_line(self, answer: asyncio.Future[str]) -> Callable[[], None]:
        loop = asyncio.get_running_loop()

        def settle(line: str) -> None:
            if not answer.done():
                answer.set_result(line)

        if sys.platform == "win32":
            # No reader for a console there; the thread dies with the process.
            def read() -> None:
                line = self._stdin.readline()
                if not loop.is_closed():
                    loop.call_soon_threadsafe(settle, line)

            threading.Thread(target=read, name="stdin", daemon=True).start()
            return lambda: None
        # A terminal hands out whole lines, so a readable one has a line or its end.
        descriptor = self._stdin.fileno()
        loop.add_reader(descriptor, lambda: settle(self._stdin.readline()))

        def stop() -> None:
            loop.remove_reader(descriptor)

        return stop
