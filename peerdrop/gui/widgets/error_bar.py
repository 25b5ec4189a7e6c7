"""A cause and one next step, under the header, until it is solved or closed. Never a message box."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from peerdrop.gui.models.failures import ShownFailure
from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, IconButton, TextButton
from peerdrop.gui.widgets.tile import Tile
from peerdrop.gui.words.failures import NextStep
from peerdrop.gui.words.phrase import translate

_TEXT_CHARS: Final = 30
_AROUND_PX: Final = 120
"""Icon, cross, margins."""


class ErrorBar(QWidget):
    """Shows one failure; while there is none it is hidden, with the *margins* around it (as a layout has them)."""

    step_taken = Signal()
    closed = Signal()

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
    ) -> None:
        super().__init__(parent)
        bar = QFrame()
        bar.setObjectName("errorBar")
        around = QVBoxLayout(self)
        around.setContentsMargins(*margins)
        around.addWidget(bar)
        self._around_px = _AROUND_PX + margins[0] + margins[2]
        self.cause = PlainLabel()
        self.cause.setWordWrap(True)
        self.cause.setFont(theme.fonts.body_bold)
        self.help = PlainLabel(name="meta")
        self.help.setWordWrap(True)
        self.step = TextButton("", ButtonLook.EDGED, theme)
        self.close_button = IconButton("close", translate("ErrorBar", "Close"), theme, size_px=32)
        icon = Tile("alert", theme, size_px=36, fill="bad_tint", stroke="bad", edge="")
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.cause)
        texts.addWidget(self.help)
        row = QHBoxLayout(bar)
        row.setContentsMargins(12, 10, 8, 10)
        row.setSpacing(8)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(8)
        self._body.addLayout(texts, 1)
        self._body.addWidget(self.step)
        row.addWidget(icon)
        row.addLayout(self._body, 1)
        row.addWidget(self.close_button)
        self.step.clicked.connect(self.step_taken)
        self.close_button.clicked.connect(self.closed)
        self.hide()

    def show_failure(self, shown: ShownFailure | None) -> None:
        """Show *shown*, or nothing."""
        self.setVisible(shown is not None)
        if shown is None:
            return
        failure = shown.failure
        self.cause.setText(failure.cause)
        self.help.setText(failure.help)
        self.help.setVisible(bool(failure.help))
        self.step.set_label(failure.step_label)
        self.step.setVisible(failure.step is not NextStep.NONE and shown.step is not None)
        self._fit()
        self.setAccessibleName(f"{failure.cause} {failure.help}".strip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The button stands below the sentence where that would have no room beside it."""
        room = self.width() - self.step.sizeHint().width() - self._around_px
        narrow = room < self.fontMetrics().averageCharWidth() * _TEXT_CHARS
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._body.direction() != direction:
            self._body.setDirection(direction)
            self._body.setAlignment(self.step, Qt.AlignmentFlag.AlignLeading if narrow else Qt.AlignmentFlag(0))
