"""The entries of an offer as a tree, fetched as it is scrolled, and which of them are wanted."""

from collections.abc import Iterable
from enum import IntEnum
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from peerdrop.core.snapshots import FileConflict, OfferedFile
from peerdrop.core.states import ConflictChoice, ConflictOutcome
from peerdrop.gui.safe_text import in_own_direction, isolated, one_line, tooltip
from peerdrop.gui.widgets.offered_tree import ROOT, OfferedNode, OfferedTree
from peerdrop.gui.words.amounts import contents_text, size_text
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


class OfferedFilesModel(QAbstractItemModel):
    """A box to tick, name, size, and what becomes of a name that can't be used or is taken.

    The box of a folder ticks everything in it, and is half ticked when only some of that comes.
    """

    chosen_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: tuple[OfferedFile, ...] = ()
        self._tree = OfferedTree(())
        self._fetched: dict[int, int] = {}
        """How many rows of a folder are shown, by its number; _STEP_ROWS of each at first."""
        self._refused: set[int] = set()
        self._conflicts: dict[int, FileConflict] = {}
        self._choice = ConflictChoice.KEEP_BOTH

    def set_files(self, files: tuple[OfferedFile, ...]) -> None:
        """Show another offer, all of it wanted."""
        self.beginResetModel()
        self._files = files
        self._tree = OfferedTree(files)
        self._fetched.clear()
        self._refused.clear()
        if not files:
            # Of another offer; those of this one may come before its files.
            self._conflicts.clear()
        self._count()
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
    def has_folders(self) -> bool:
        """There is something to open."""
        return self._tree.has_folders

    @property
    def has_notes(self) -> bool:
        """The last column has something to say."""
        return bool(self._conflicts) or any(each.safe_path != each.path for each in self._files)

    def chosen(self) -> tuple[int, ...] | None:
        """The indices of what is ticked; None if nothing was unticked."""
        return tuple(each for each in range(len(self._files)) if each not in self._refused) if self._refused else None

    def fetched_amount(self) -> tuple[int, int, int]:
        """How many files and empty folders come, and their bytes: less what is not ticked and what is skipped."""
        coming = [each for index, each in enumerate(self._files) if self._is_coming(index)]
        folders = sum(each.is_folder for each in coming)
        return len(coming) - folders, folders, sum(each.size_bytes for each in coming)

    # The tree

    def index(self, row: int, column: int, parent: Index = NO_PARENT) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self._tree.nodes[self._number(parent)].children[row])

    def parent(self, index: Index = NO_PARENT) -> QModelIndex:  # type: ignore[override]
        above = self._tree.nodes[self._number(index)].parent if index.isValid() else ROOT
        return QModelIndex() if above == ROOT else self.createIndex(self._tree.nodes[above].row, 0, above)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        number = self._number(parent)
        return 0 if parent.column() > 0 else self._shown_rows(number)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return len(_COLUMNS)

    def hasChildren(self, parent: Index = NO_PARENT) -> bool:
        return parent.column() <= 0 and bool(self._tree.nodes[self._number(parent)].children)

    def canFetchMore(self, parent: Index) -> bool:
        number = self._number(parent)
        return self._shown_rows(number) < len(self._tree.nodes[number].children)

    def fetchMore(self, parent: Index) -> None:
        number = self._number(parent)
        shown, there = self._shown_rows(number), len(self._tree.nodes[number].children)
        if shown == there:
            return
        more = min(_STEP_ROWS, there - shown)
        here = QModelIndex() if number == ROOT else self.createIndex(self._tree.nodes[number].row, 0, number)
        self.beginInsertRows(here, shown, shown + more - 1)
        self._fetched[number] = shown + more
        self.endInsertRows()

    # The cells

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == 0 and self._may_tick(self._node(index)):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        entries = self._tree.entries_below(self._number(index))
        if Qt.CheckState(value) is Qt.CheckState.Checked:
            self._refused.difference_update(entries)
        else:
            self._refused.update(entries)
        self._all_changed()
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
        node, column = self._node(index), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return in_own_direction(self._text(node, column))
            case Qt.ItemDataRole.CheckStateRole if column == 0:
                return self._check_state(node)
            case Qt.ItemDataRole.ToolTipRole:
                path = node.name if node.is_folder else self._files[node.index].path
                return tooltip(one_line(path, limit_chars=1024))
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
            case FileRole.COLOUR:
                return self._colour(node, column)
            case FileRole.ICON:
                return self._icon(node) if column == 0 else ""
            case _:
                return None

    def _number(self, index: Index) -> int:
        return int(index.internalId()) if index.isValid() else ROOT

    def _node(self, index: Index) -> OfferedNode:
        return self._tree.nodes[self._number(index)]

    def _shown_rows(self, number: int) -> int:
        return self._fetched.get(number, min(_STEP_ROWS, len(self._tree.nodes[number].children)))

    def _text(self, node: OfferedNode, column: int) -> str:
        if column == 0 and node.is_folder:
            #: A folder of an offer: "stills (8 files)".
            name = translate("OfferSheet", "{name} ({files})")
            return name.format(
                name=isolated(one_line(node.name)), files=contents_text(node.entries - node.folders, node.folders)
            )
        if column == 0:
            return one_line(node.name)
        if column == 1:
            is_empty_folder = not node.is_folder and self._files[node.index].is_folder
            return "" if is_empty_folder else size_text(node.size_bytes)
        return self._folder_note(node) if node.is_folder else self._note(node.index)

    def _folder_note(self, node: OfferedNode) -> str:
        if not node.taken:
            return translate("OfferSheet", "New")
        if node.taken == 1:
            return translate("OfferSheet", "1 name is already there")
        return translate("OfferSheet", "%Ln names are already there", n=node.taken)

    def _note(self, index: int) -> str:
        conflict, file = self._conflicts.get(index), self._files[index]
        if self._is_skipped(index):
            return translate("OfferSheet", "Same size and date: skipped")
        if conflict is not None and self._choice is ConflictChoice.REPLACE:
            return translate("OfferSheet", "Replaces the file that is there")
        if conflict is not None and conflict.new_folder and self._choice is ConflictChoice.KEEP_BOTH:
            #: A file of a folder whose name is taken: it is kept in a new folder of that name.
            kept = translate("OfferSheet", "Kept in “{folder}”")
            return kept.format(folder=isolated(one_line(conflict.new_folder)))
        if conflict is not None:
            kept = translate("OfferSheet", "Kept beside as “{name}”")
            return kept.format(name=isolated(one_line(conflict.kept_as)))
        if file.safe_path != file.path:
            saved = translate("OfferSheet", "Not a safe name. Saved as “{name}”.")
            return saved.format(name=isolated(one_line(file.safe_path)))
        #: A file of the offer whose name is not in the folder yet.
        return translate("OfferSheet", "New")

    def _colour(self, node: OfferedNode, column: int) -> str:
        if column == 0:
            return "text" if node.coming else "text2"
        if column == 2 and node.coming:
            is_warning = bool(node.taken) if node.is_folder else self._is_told(node.index)
            return "warn" if is_warning else "text2"
        return "text2"

    def _is_told(self, index: int) -> bool:
        return index in self._conflicts or self._files[index].safe_path != self._files[index].path

    def _icon(self, node: OfferedNode) -> str:
        if node.is_folder or self._files[node.index].is_folder:
            return "folder"
        return file_icon(node.name)

    def _check_state(self, node: OfferedNode) -> Qt.CheckState:
        if not node.coming:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if node.coming == node.entries else Qt.CheckState.PartiallyChecked

    def _may_tick(self, node: OfferedNode) -> bool:
        return node.is_folder or not self._is_skipped(node.index)

    def _is_coming(self, index: int) -> bool:
        return index not in self._refused and not self._is_skipped(index)

    def _is_skipped(self, index: int) -> bool:
        conflict = self._conflicts.get(index)
        skips = self._choice is ConflictChoice.SKIP_IDENTICAL
        return skips and conflict is not None and conflict.outcome is ConflictOutcome.IDENTICAL

    def _count(self) -> None:
        self._tree.count(self._is_coming, self._conflicts.__contains__)

    def _all_changed(self) -> None:
        self._count()
        rows = self._shown_rows(ROOT)
        if rows:
            # Folders above and below change with it; the view paints what is in sight.
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, len(_COLUMNS) - 1))
        self.chosen_changed.emit()

    @staticmethod
    def _alignment(column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignTrailing if column == 1 else Qt.AlignmentFlag.AlignLeading
        return side | Qt.AlignmentFlag.AlignVCenter
