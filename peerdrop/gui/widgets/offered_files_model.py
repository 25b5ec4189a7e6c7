"""The entries of an offer, fetched as the list is scrolled, and which of them are wanted."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from peerdrop.core.snapshots import FileConflict, OfferedFile
from peerdrop.core.states import ConflictChoice, ConflictOutcome
from peerdrop.gui.safe_text import isolated, one_line, tooltip
from peerdrop.gui.words.amounts import size_text
from peerdrop.gui.words.file_kinds import file_icon
from peerdrop.gui.words.phrase import Phrase, translate

Index: TypeAlias = QModelIndex | QPersistentModelIndex

NO_PARENT: Final = QModelIndex()

_STEP_ROWS: Final = 256
_COLUMNS: Final = (Phrase("OfferSheet", "Name"), Phrase("OfferSheet", "Size"), Phrase("OfferSheet", "In this folder"))


class FileRole(IntEnum):
    """What the delegate asks a cell for."""

    COLOUR = Qt.ItemDataRole.UserRole + 1
    """The name of a token."""
    ICON = Qt.ItemDataRole.UserRole + 2
    """The name of an icon; "" for none."""


class OfferedFilesModel(QAbstractTableModel):
    """A box to tick, name, size, and what becomes of a name that can't be used or is taken."""

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: tuple[OfferedFile, ...] = ()
        self._fetched = 0
        self._refused: set[int] = set()
        self._conflicts: dict[int, FileConflict] = {}
        self._choice = ConflictChoice.KEEP_BOTH

    def set_files(self, files: tuple[OfferedFile, ...]) -> None:
        """Show another offer, all of it wanted."""
        self.beginResetModel()
        self._files = files
        self._fetched = min(_STEP_ROWS, len(files))
        self._refused.clear()
        if not files:
            # Of another offer; those of this one may come before its files.
            self._conflicts.clear()
        self.endResetModel()
        self.chosen_changed.emit()

    def set_conflicts(self, conflicts: Iterable[FileConflict]) -> None:
        """Say which names are taken in the folder."""
        self._conflicts = {each.index: each for each in conflicts}
        self._all_changed()

    def set_choice(self, choice: ConflictChoice) -> None:
        """What is done about names that are taken."""
        self._choice = choice
        self._all_changed()

    @property
    def has_notes(self) -> bool:
        """The last column has something to say."""
        return bool(self._conflicts) or any(each.safe_path != each.path for each in self._files)

    def chosen(self) -> tuple[int, ...] | None:
        """The indices of what is ticked; None if nothing was unticked."""
        return tuple(each for each in range(len(self._files)) if each not in self._refused) if self._refused else None

    def fetched_amount(self) -> tuple[int, int]:
        """How many files come, and their bytes: less what is not ticked and what is skipped."""
        coming = [
            each
            for index, each in enumerate(self._files)
            if index not in self._refused and not self._is_skipped(index) and not each.is_folder
        ]
        return len(coming), sum(each.size_bytes for each in coming)

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

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == 0 and not self._is_skipped(index.row()):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._refused.discard(index.row())
        else:
            self._refused.add(index.row())
        self.dataChanged.emit(index, self.index(index.row(), len(_COLUMNS) - 1))
        self.chosen_changed.emit()
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section].translated()
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.CheckStateRole if column == 0:
                return Qt.CheckState.Checked if self._is_coming(row) else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(one_line(self._files[row].path, limit_chars=1024))
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
            case FileRole.COLOUR:
                return self._colour(row, column)
            case FileRole.ICON:
                return self._icon(row) if column == 0 else ""
            case _:
                return None

    def _text(self, row: int, column: int) -> str:
        file = self._files[row]
        if column == 0:
            return one_line(file.path)
        if column == 1:
            return "" if file.is_folder else size_text(file.size_bytes)
        return self._note(row, file)

    def _note(self, row: int, file: OfferedFile) -> str:
        conflict = self._conflicts.get(row)
        if self._is_skipped(row):
            return translate("OfferSheet", "Same size and date: skipped")
        if conflict is not None and self._choice is ConflictChoice.REPLACE:
            return translate("OfferSheet", "Replaces the file that is there")
        if conflict is not None:
            kept = translate("OfferSheet", "Kept beside as “{name}”")
            return kept.format(name=isolated(one_line(conflict.kept_as)))
        if file.safe_path != file.path:
            saved = translate("OfferSheet", "Not a safe name. Saved as “{name}”.")
            return saved.format(name=isolated(one_line(file.safe_path)))
        #: A file of the offer whose name is not in the folder yet.
        return translate("OfferSheet", "New")

    def _colour(self, row: int, column: int) -> str:
        if column == 0:
            return "text" if self._is_coming(row) else "text2"
        file = self._files[row]
        noted = row in self._conflicts or file.safe_path != file.path
        return "warn" if column == 2 and self._is_coming(row) and noted else "text2"

    def _icon(self, row: int) -> str:
        file = self._files[row]
        return "files" if file.is_folder else file_icon(file.path)

    def _is_coming(self, row: int) -> bool:
        return row not in self._refused and not self._is_skipped(row)

    def _is_skipped(self, row: int) -> bool:
        conflict = self._conflicts.get(row)
        skips = self._choice is ConflictChoice.SKIP_IDENTICAL
        return skips and conflict is not None and conflict.outcome is ConflictOutcome.IDENTICAL

    def _all_changed(self) -> None:
        if self._fetched:
            self.dataChanged.emit(self.index(0, 0), self.index(self._fetched - 1, len(_COLUMNS) - 1))
        self.chosen_changed.emit()

    @staticmethod
    def _alignment(column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignTrailing if column == 1 else Qt.AlignmentFlag.AlignLeading
        return side | Qt.AlignmentFlag.AlignVCenter
