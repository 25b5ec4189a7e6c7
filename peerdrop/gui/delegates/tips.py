"""Tooltips of painted rows, which are no widgets that could have one."""

from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent
from PySide6.QtWidgets import QAbstractItemView

from peerdrop.gui.safe_text import show_tooltip


def show_tip(event: QHelpEvent, view: QAbstractItemView, text: str, rect: QRect) -> bool:
    """Show *text* until the pointer leaves *rect* of the view; "" hides what was shown."""
    if event.type() is not QEvent.Type.ToolTip:
        return False
    show_tooltip(event.globalPos(), text, view.viewport(), rect)
    return True


def cut_lines(*lines: tuple[str, QFont, QRect]) -> str:
    """Those of *lines* that have no room in their rectangles, whole; "" if all of them have."""
    return " · ".join(text for text, font, rect in lines if QFontMetrics(font).horizontalAdvance(text) > rect.width())
