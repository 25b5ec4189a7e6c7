"""The keys of the window."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def add_shortcuts(window: QWidget, shortcuts: dict[str, Callable[[], object]]) -> None:
    """Let each key sequence of *shortcuts* do what stands beside it, anywhere in *window*."""
    for keys, action in shortcuts.items():
        QShortcut(QKeySequence(keys), window, action)
