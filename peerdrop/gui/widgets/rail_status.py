"""One quiet line below the devices: where held files would go, how a search goes, or who is connected and how."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from peerdrop.gui.safe_text import ElidedLabel, set_tooltip
from peerdrop.gui.theme import Theme


class RailStatus(QWidget):
    """Says the most urgent of the three."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = ElidedLabel("", name="meta")
        self.line.setFont(theme.fonts.meta)
        self._mode, self._mode_help, self._scan, self._drop = "", "", "", ""
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 16, 0)
        row.addWidget(self.line)

    def show_mode(self, line: str, help_line: str) -> None:
        """How many devices are connected, and in which way; *help_line* explains it."""
        self._mode, self._mode_help = line, help_line
        self._say()

    def show_scan(self, line: str) -> None:
        """How the search goes, "" when it is over."""
        self._scan = line
        self._say()

    def show_drop(self, line: str) -> None:
        """To whom the files go that are held over the devices, "" when they are not."""
        self._drop = line
        self._say()

    def _say(self) -> None:
        line = self._drop or self._scan or self._mode
        if line != self.line.text():
            self.line.setText(line)
        set_tooltip(self.line, line if self._drop or self._scan else self._mode_help)
