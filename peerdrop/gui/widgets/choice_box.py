"""A list of which one is chosen, in what scrolls."""

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

_LEAST_CHARS: Final = 17


class ChoiceBox(QComboBox):
    """May be narrower than its widest choice, which its list shows whole."""

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _LEAST_CHARS * self.fontMetrics().averageCharWidth()), hint.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Who scrolls what it stands in, and comes over it, has not chosen anything.
        event.ignore()
