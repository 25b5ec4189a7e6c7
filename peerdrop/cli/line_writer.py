"""Writes to stdout and stderr without ever making the node wait."""

import queue
import threading
from collections.abc import Callable
from typing import Final, Protocol

_CLOSE_LIMIT_S: Final = 2.0


class TextStream(Protocol):
    """What is needed of sys.stdout."""

    def write(self, text: str, /) -> object: ...

    def flush(self) -> object: ...


class LineWriter:
    """Hands text to two streams from a thread of its own, in order, and flushes after each.

    A full pipe or a stopped terminal blocks the thread and not the loop, on which connections live. *broken* is called
    from that thread, once, when nobody reads stdout any more.
    """

    def __init__(self, stdout: TextStream, stderr: TextStream, *, broken: Callable[[], None] = lambda: None) -> None:
        self._stdout = stdout
        self._stderr = stderr
        self._broken = broken
        self._texts: queue.SimpleQueue[tuple[TextStream, str] | None] = queue.SimpleQueue()
        # A daemon, so that a reader who never reads again can't keep the process alive.
        self._thread = threading.Thread(target=self._write_all, name="line-writer", daemon=True)
        self._thread.start()

    def out(self, text: str) -> None:
        """Write *text* to stdout."""
        self._texts.put((self._stdout, text))

    def err(self, text: str) -> None:
        """Write *text* to stderr."""
        self._texts.put((self._stderr, text))

    def close(self) -> None:
        """Write what is left, within a limit."""
        self._texts.put(None)
        self._thread.join(_CLOSE_LIMIT_S)

    def _write_all(self) -> None:
        gone: list[TextStream] = []
        while (item := self._texts.get()) is not None:
            stream, text = item
            if stream in gone:
                continue
            try:
                stream.write(text)
                stream.flush()
            except (OSError, ValueError):
                gone.append(stream)
                if stream is self._stdout:
                    self._broken()
