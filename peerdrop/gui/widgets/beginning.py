"""The two lines in the middle of a conversation in which nothing was said yet."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.theme import Theme

_MARGIN_PX: Final = 24


class Beginning(QWidget):
    """Lies over the empty list and lets every click through."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.lines = (PlainLabel(name="meta"), PlainLabel(name="meta"))
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        column.setSpacing(4)
        column.addStretch(1)
        for line in self.lines:
            line.setFont(theme.fonts.meta)
            line.setWordWrap(True)
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(line)
        column.addStretch(1)
        self.hide()

    def set_lines(self, lines: tuple[str, ...]) -> None:
        """Say that; with no lines nothing."""
        for label, text in zip(self.lines, (*lines, "", ""), strict=False):
            label.setText(text)

    def show_in(self, area: QWidget, *, shown: bool) -> None:
        """Stand in the middle of *area*, or nowhere."""
        self.setGeometry(area.rect())
        self.setVisible(shown and bool(self.lines[0].text()))
