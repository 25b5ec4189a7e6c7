"""The connections with a device as a table."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from peerdrop.core.saved_devices import PastConnection
from peerdrop.gui.safe_text import figure, in_own_direction, one_line, tooltip
from peerdrop.gui.words.connections import begun_text, ended_text, lasted_text, short_way
from peerdrop.gui.words.phrase import Phrase

Index: TypeAlias = QModelIndex | QPersistentModelIndex

NO_PARENT: Final = QModelIndex()
_HEADS: Final = (
    Phrase("Connections", "Began"),
    Phrase("Connections", "Lasted"),
    Phrase("Connections", "Path"),
    Phrase("Connections", "Ended"),
    Phrase("Connections", "Address"),
)


class PastConnectionsModel(QAbstractTableModel):
    """The latest connection first; only that one can still be open."""

    def __init__(self, wall: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wall = wall
        self._connections: tuple[PastConnection, ...] = ()
        self._is_open = False

    def show_connections(self, connections: Sequence[PastConnection], *, is_connected: bool) -> None:
        """Show *connections*, the latest first; the device *is_connected* now or not."""
        self.beginResetModel()
        self._connections, self._is_open = tuple(connections), is_connected
        self.endResetModel()

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._connections)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | Qt.AlignmentFlag | None:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return _HEADS[section].translated() if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return in_own_direction(self._text(index))
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(self._text(index))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{_HEADS[index.column()].translated()}: {self._text(index)}"
            case _:
                return None

    def _text(self, index: Index) -> str:
        connection = self._connections[index.row()]
        is_open = self._is_open and index.row() == 0
        match index.column():
            case 0:
                return begun_text(connection, self._wall())
            case 1:
                return lasted_text(connection, is_open=is_open)
            case 2:
                return short_way(connection.path)
            case 3:
                return ended_text(connection, is_open=is_open)
            case _:
                return figure(one_line(connection.address))
