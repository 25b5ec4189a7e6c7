"""The files that go with the next Enter."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from peerdrop.gui.safe_text import ElidedLabel, isolated, one_line
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import IconButton
from peerdrop.gui.widgets.tile import Tile
from peerdrop.gui.words.amounts import files_text
from peerdrop.gui.words.file_kinds import file_icon
from peerdrop.gui.words.phrase import translate


class Attachments(QFrame):
    """A card above the field; hidden while there are none."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("infoCard")
        self._files: list[Path] = []
        self.tile = Tile("files", theme, size_px=36, fill="accent_tint", stroke="accent", edge="")
        self.name = ElidedLabel()
        self.name.setFont(theme.fonts.body_bold)
        self.help = ElidedLabel(translate("Composer", "Enter sends, Esc drops"), name="meta")
        self.help.setFont(theme.fonts.meta)
        self.drop = IconButton("close", translate("Composer", "Do not send (Esc)"), theme)
        self.drop.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self.tile)
        row.addWidget(self.name, 2)
        row.addWidget(self.help, 1)
        row.addWidget(self.drop)
        self.hide()

    @property
    def files(self) -> tuple[Path, ...]:
        """What is attached."""
        return tuple(self._files)

    def add(self, files: list[Path]) -> None:
        """Attach *files* too."""
        self._files += [each for each in files if each not in self._files]
        self._show()

    def put(self, files: Sequence[Path]) -> None:
        """Attach exactly *files*."""
        self._files = list(files)
        self._show()

    def clear(self) -> None:
        """Send none of them."""
        self._files = []
        self._show()

    def _show(self) -> None:
        first = isolated(one_line(self._files[0].name)) if self._files else ""
        alone = len(self._files) == 1
        #: Several attached files: "3 files: report.pdf, …".
        many = translate("Composer", "{files}: {name}, …").format(files=files_text(len(self._files)), name=first)
        self.name.setText(first if alone else many if first else "")
        self.tile.set_icon(file_icon(self._files[0].name) if alone else "files")
        spoken = translate("Composer", "Attached: {files}. {help}.")
        self.setAccessibleName(spoken.format(files=self.name.text(), help=self.help.text()))
        self.setVisible(bool(self._files))
        self.changed.emit()
