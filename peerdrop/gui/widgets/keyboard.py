"""The keys of the window, and how it is known that the focus came by one."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
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


def writes(event: QKeyEvent) -> bool:
    """That key writes a character, other than the space, which does something wherever a card has the focus."""
    # With Alt, or Ctrl and Alt, some keyboards write what has no key of its own.
    modifiers = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    is_command = modifiers in (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.MetaModifier)
    return not is_command and bool(event.text().strip()) and event.text().isprintable()
