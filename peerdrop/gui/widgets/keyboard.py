"""The keys of the window, and how it is known that the focus came by one."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

BY_KEYBOARD: Final = frozenset(
    {
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
    }
)
"""Reasons after which a ring shows where the focus is."""


def add_shortcuts(window: QWidget, shortcuts: dict[str, Callable[[], object]]) -> None:
    """Let each key sequence of *shortcuts* do what stands beside it, anywhere in *window*."""
    for keys, action in shortcuts.items():
        QShortcut(QKeySequence(keys), window, action)
