"""A cause and one next step, under the header, until it is solved or closed. Never a message box."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from peerdrop.gui.models.failures import ShownFailure
from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, IconButton, TextButton
from peerdrop.gui.widgets.tile import Tile
from peerdrop.gui.words.failures import NextStep
from peerdrop.gui.words.phrase import translate


class ErrorBar(QFrame):
    """Shows one failure; hidden while there is none."""

    step_taken = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("errorBar")
        self.cause = PlainLabel()
        self.cause.setWordWrap(True)
        self.cause.setFont(theme.fonts.control_medium)
        self.help = PlainLabel(name="meta")
        self.help.setWordWrap(True)
        self.step = TextButton("", ButtonLook.EDGED, theme)
        self.close_button = IconButton("close", translate("ErrorBar", "Close"), theme, size_px=32)
        icon = Tile("alert", theme, size_px=36, fill="bad_tint", stroke="bad", edge="")
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.cause)
        texts.addWidget(self.help)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 8, 10)
        row.setSpacing(8)
        row.addWidget(icon)
        row.addLayout(texts, 1)
        row.addWidget(self.step)
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
        self.setAccessibleName(f"{failure.cause} {failure.help}".strip())
