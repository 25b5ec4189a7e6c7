"""The entries of an offer, fetched as the list is scrolled."""

from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from peerdrop.core.snapshots import OfferedFile
from peerdrop.gui.safe_text import isolated, one_line, tooltip
from peerdrop.gui.words.amounts import size_text

Index: TypeAlias = QModelIndex | QPersistentModelIndex

NO_PARENT: Final = QModelIndex()

_STEP_ROWS: Final = 256
_COLUMNS: Final = ("Name", "Size", "In this folder")


class OfferedFilesModel(QAbstractTableModel):
    """Name, size, and what becomes of a name that can't be used here."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: tuple[OfferedFile, ...] = ()
        self._fetched = 0

    def set_files(self, files: tuple[OfferedFile, ...]) -> None:
        """Show another offer."""
        self.beginResetModel()
        self._files = files
        self._fetched = min(_STEP_ROWS, len(files))
        self.endResetModel()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else self._fetched

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(_COLUMNS)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._fetched < len(self._files)

    def fetchMore(self, parent: Index) -> None:
        more = min(_STEP_ROWS, len(self._files) - self._fetched)
        self.beginInsertRows(QModelIndex(), self._fetched, self._fetched + more - 1)
        self._fetched += more
        self.endInsertRows()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section]
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        file = self._files[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(file, index.column())
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(one_line(file.path, limit_chars=1024))
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(index.column())
            case _:
                return None

    @staticmethod
    def _text(file: OfferedFile, column: int) -> str:
        if column == 0:
            return one_line(file.path)
        if column == 1:
            return "" if file.is_folder else size_text(file.size_bytes)
        if file.safe_path != file.path:
            return f"Not a safe name. Saved as “{isolated(one_line(file.safe_path))}”."
        return ""

    @staticmethod
    def _alignment(column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignTrailing if column == 1 else Qt.AlignmentFlag.AlignLeading
        return side | Qt.AlignmentFlag.AlignVCenter
