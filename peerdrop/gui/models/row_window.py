"""A long list of rows in memory, of which a view sees a window."""

from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from peerdrop.gui.models.entries import DayEntry, Entry, day_of, identifier_of

Index: TypeAlias = QModelIndex | QPersistentModelIndex

NO_PARENT: Final = QModelIndex()

ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole + 1
WINDOW_ROWS: Final = 300
OLDER_ROWS: Final = 100
AROUND_ROWS: Final = 100
"""How many rows are shown before one that was looked for, and at least after it."""


class RowWindow(QAbstractListModel):
    """The view sees the newest WINDOW_ROWS, and others as it asks for them.

    A list view lays every row out again on each dataChanged, so what can't change a height (progress, ticks) only
    asks for its rectangle to be painted: `row_repainted`.
    """

    row_repainted = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self._first = 0
        self._last = 0
        self._positions: dict[str, int] = {}
        self._next_row_id = 0
        self.follows_end = True
        """New rows push the oldest out of the window; not while somebody reads further up."""

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else self._last - self._first

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[self._first + index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(entry)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(index.data(ENTRY_ROLE), DayEntry):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def entries(self) -> tuple[Entry, ...]:
        """Every row, also those outside the window."""
        return tuple(self._entries)

    def index_of(self, identifier: str) -> QModelIndex:
        """The shown row of a message or transfer; invalid if it is not shown."""
        position = self._positions.get(identifier)
        shown = position is not None and self._first <= position < self._last
        return self.index(position - self._first) if position is not None and shown else QModelIndex()

    @property
    def shows_end(self) -> bool:
        """The newest row is in the window."""
        return self._last == len(self._entries)

    def holds(self, identifier: str) -> bool:
        """That message or transfer is here, shown or not."""
        return identifier in self._positions

    def show_older(self) -> bool:
        """Let the window reach further back; False if there is nothing older."""
        if not self._first:
            return False
        first = max(0, self._first - OLDER_ROWS)
        self.beginInsertRows(QModelIndex(), 0, self._first - first - 1)
        self._first = first
        self.endInsertRows()
        return True

    def show_newer(self) -> bool:
        """Let the window reach further towards the end; False if it is there."""
        if self.shows_end:
            return False
        last = min(len(self._entries), self._last + OLDER_ROWS)
        rows = self.rowCount()
        self.beginInsertRows(QModelIndex(), rows, rows + last - self._last - 1)
        self._last = last
        self.endInsertRows()
        return True

    def show_around(self, identifier: str) -> bool:
        """Let the window hold that row and those around it; False if it is not here.

        Not everything from there to the end: laying out ten thousand rows takes seconds.
        """
        position = self._positions.get(identifier)
        if position is None:
            return False
        if self._first <= position < self._last:
            return True
        self.beginResetModel()
        self._first = max(0, position - AROUND_ROWS)
        self._last = min(len(self._entries), self._first + WINDOW_ROWS)
        self.endResetModel()
        return True

    def show_end(self) -> None:
        """Let the window hold the newest rows."""
        if self.shows_end:
            self.forget_older()
            return
        self.beginResetModel()
        self._last = len(self._entries)
        self._first = max(0, self._last - WINDOW_ROWS)
        self.endResetModel()

    def forget_older(self) -> None:
        """Let the window be small again; for a view that looks at the end."""
        first = len(self._entries) - WINDOW_ROWS
        if not self.shows_end or first - self._first < OLDER_ROWS:
            return
        self.beginRemoveRows(QModelIndex(), 0, first - self._first - 1)
        self._first = first
        self.endRemoveRows()

    def _spoken(self, entry: Entry) -> str:
        """A row for a screen reader."""
        raise NotImplementedError

    def _append(self, entry: Entry, identifier: str) -> None:
        added = [entry]
        if not self._entries or day_of(self._entries[-1].at) != day_of(entry.at):
            added.insert(0, DayEntry(row_id=self._take_row_id(), at=entry.at))
        shown = self.shows_end
        rows = self.rowCount()
        if shown:
            self.beginInsertRows(QModelIndex(), rows, rows + len(added) - 1)
        self._entries.extend(added)
        self._positions[identifier] = len(self._entries) - 1
        if shown:
            self._last = len(self._entries)
            self.endInsertRows()
        if self.follows_end:
            self.forget_older()

    def _prepend(self, added: list[Entry]) -> None:
        # A long page is read for one row of it; the others come as they are scrolled to.
        shown = 0 if self._first else min(len(added), 2 * OLDER_ROWS)
        if shown:
            self.beginInsertRows(QModelIndex(), 0, shown - 1)
        self._first += len(added) - shown
        self._last += len(added)
        self._entries[:0] = added
        self._number_positions()
        if shown:
            self.endInsertRows()

    def _reset(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self._entries = entries
        self._last = len(entries)
        self._first = max(0, self._last - WINDOW_ROWS)
        self._number_positions()
        self.endResetModel()

    def _delete(self, position: int) -> None:
        """Take one row away; whoever calls it numbers the positions anew."""
        row = position - self._first
        shown = self._first <= position < self._last
        if shown:
            self.beginRemoveRows(QModelIndex(), row, row)
        self._positions.pop(identifier_of(self._entries[position]), None)
        del self._entries[position]
        self._first -= position < self._first
        self._last -= shown or row < 0
        if shown:
            self.endRemoveRows()

    def _number_positions(self) -> None:
        self._positions = {
            identifier: position for position, entry in enumerate(self._entries) if (identifier := identifier_of(entry))
        }

    def _replace(self, position: int, entry: Entry, *, same_height: bool) -> None:
        if self._entries[position] == entry:
            return
        self._entries[position] = entry
        row = position - self._first
        if not self._first <= position < self._last:
            return
        if same_height:
            self.row_repainted.emit(row)
        else:
            index = self.index(row)
            self.dataChanged.emit(index, index)

    def _take_row_id(self) -> int:
        self._next_row_id += 1
        return self._next_row_id
