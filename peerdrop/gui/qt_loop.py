"""asyncio on Qt's own event loop, for the main thread."""

from concurrent.futures import ThreadPoolExecutor
from typing import Final

from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

_WORKERS: Final = 2


def new_qt_loop(application: QApplication) -> QEventLoop:
    """A loop for `asyncio.Runner`. Its worker threads are Python's own: qasync's ten QThreads are never told to end."""
    loop = QEventLoop(application)
    loop.set_default_executor(ThreadPoolExecutor(_WORKERS, thread_name_prefix="peerdrop-gui"))
    return loop
