"""One question with two answers, both named by what they do."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.scrim_dialog import ScrimDialog


class Question(ScrimDialog):
    """`agreed` or nothing; Esc is the same as the safe answer, which has the focus."""

    agreed = Signal()

    def __init__(self, agree: str, refuse: str, theme: Theme, parent: QWidget) -> None:
        super().__init__("", theme, parent)
        self.line = PlainLabel(name="meta")
        self.line.setWordWrap(True)
        self.agree = TextButton(agree, ButtonLook.EDGED, theme)
        self.refuse = TextButton(refuse, ButtonLook.PRIMARY, theme)
        self.column.addWidget(self.line)
        self.add_buttons(self.agree, self.refuse)
        self.stops = [self.refuse, self.agree]
        self.refuse.clicked.connect(self.dismiss)
        self.agree.clicked.connect(self._agree)

    def ask(self, title: str, line: str) -> None:
        """Show it."""
        self.title.setText(title)
        self.line.setText(line)
        self.open(self.refuse)

    def _agree(self) -> None:
        self.hide()
        self.agreed.emit()
