"""Being told to end: Ctrl-C, SIGTERM, a closed terminal."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_ENDING: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)


@contextmanager
def ending_signals(told: Callable[[signal.Signals], None]) -> Iterator[None]:
    """Call *told* on the running loop at the first signal to end; the second one ends the process at once.

    To be entered in the main thread: no other gets signals.
    """
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _ENDING}

    def handle(number: int, _frame: object) -> None:
        for each in _ENDING:
            signal.signal(each, signal.SIG_DFL)
        loop.call_soon_threadsafe(told, signal.Signals(number))

    for number in _ENDING:
        # One that the parent had ignored (nohup) stays so.
        if before[number] is not signal.SIG_IGN:
            signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
