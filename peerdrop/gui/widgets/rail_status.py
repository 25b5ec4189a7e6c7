"""One quiet line below the devices: where held files would go, how a search goes, or who is connected and how."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from peerdrop.gui.safe_text import ElidedLabel, set_tooltip
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import IconButton
from peerdrop.gui.words.phrase import translate


class RailStatus(QWidget):
    """Says the most urgent of the three; beside it a button that searches."""

    scan_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = ElidedLabel("", name="meta")
        self.line.setFont(theme.fonts.meta)
        self.scan = IconButton("refresh", translate("Rail", "Search for devices (F5)"), theme, size_px=32)
        self._mode, self._mode_help, self._scan, self._drop = "", "", "", ""
        self._row = QHBoxLayout(self)
        self._row.setSpacing(8)
        self._row.addWidget(self.line, 1)
        self._row.addWidget(self.scan)
        self.scan.clicked.connect(self.scan_asked)
        self.set_collapsed(False)

    def show_mode(self, line: str, help_line: str) -> None:
        """How many devices are connected, and in which way; *help_line* explains it."""
        self._mode, self._mode_help = line, help_line
        self._say()

    def show_scan(self, line: str) -> None:
        """How the search goes, "" when it is over."""
        self._scan = line
        self.scan.setEnabled(not line)
        self._say()

    def show_drop(self, line: str) -> None:
        """To whom the files go that are held over the devices, "" when they are not."""
        self._drop = line
        self._say()

    def set_collapsed(self, collapsed: bool) -> None:
        """Show only the button."""
        self.line.setVisible(not collapsed)
        self._row.setContentsMargins(16 if collapsed else 20, 0, 12, 4)
        self._row.setAlignment(self.scan, Qt.AlignmentFlag.AlignLeading if collapsed else Qt.AlignmentFlag(0))

    def _say(self) -> None:
        line = self._drop or self._scan or self._mode
        self.line.setText(line)
        set_tooltip(self.line, line if self._drop or self._scan else self._mode_help)
        self.line.setAccessibleName(line)
