"""When a device was connected, and a button to connect with it again."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from peerdrop.core.saved_devices import PastConnection
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import ConnectionState
from peerdrop.gui.models.past_connections import Index, PastConnectionsModel
from peerdrop.gui.safe_text import PlainLabel, isolated, one_line
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.scrim_dialog import ScrimDialog
from peerdrop.gui.words.connections import why_facts
from peerdrop.gui.words.device_actions import DeviceAction, action_label, link_action
from peerdrop.gui.words.phrase import translate

_ROWS = 8
_LEAST_ROWS = 3
_EDGES_PX = 24
_ROW_GAP_PX = 10
_STANDING = (ConnectionState.CONNECTED, ConnectionState.DISCONNECTED)
_DIALING = (DeviceAction.CONNECT, DeviceAction.RETRY, DeviceAction.TRY_NOW, DeviceAction.CONNECT_ANYWAY)


class ConnectionsDialog(ScrimDialog):
    """A table of up to 50 connections, the latest first."""

    widest_px = 720

    action_asked = Signal(str, object)
    """Device ID and the DeviceAction of the button."""

    def __init__(self, theme: Theme, wall: Callable[[], float], parent: QWidget) -> None:
        super().__init__("", theme, parent, close_label=translate("Dialogs", "Close (Esc)"))
        self._wall = wall
        self._peer: PeerSnapshot | None = None
        self._action: DeviceAction | None = None
        self.line = PlainLabel(name="meta")
        self.line.setWordWrap(True)
        self.model = PastConnectionsModel(wall, self)
        self.table = QTreeView()
        self.table.setAccessibleName(translate("Connections", "Past connections"))
        self.table.setRootIsDecorated(False)
        self.table.setUniformRowHeights(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setModel(self.model)
        row_px = QFontMetrics(theme.fonts.control).height() + _ROW_GAP_PX
        self.table.setItemDelegate(RowHeight(row_px, self.table))
        self.let_yield(self.table, (_ROWS + 1) * row_px + _EDGES_PX, (_LEAST_ROWS + 1) * row_px + _EDGES_PX)
        header = self.table.header()
        header.setStretchLastSection(True)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.again = TextButton(translate("Connections", "Connect &again"), ButtonLook.PRIMARY, theme)
        self.close_text = TextButton(translate("Dialogs", "&Close"), ButtonLook.EDGED, theme)
        self.column.addWidget(self.line)
        self.column.addWidget(self.table)
        self.add_buttons(self.close_text, self.again)
        assert self.close_button is not None
        self.stops = [self.table, self.close_text, self.again, self.close_button]
        self.close_text.clicked.connect(self.dismiss)
        self.again.clicked.connect(self._act)

    @property
    def peer(self) -> PeerSnapshot | None:
        """The device that is shown."""
        return None if self.isHidden() else self._peer

    def ask(self, peer: PeerSnapshot) -> None:
        """Show it for *peer*; the connections come with `show_connections`."""
        title = translate("Connections", "Connections with {name}").format(name=isolated(one_line(peer.name)))
        self.title.setText(title)
        self.model.show_connections((), is_connected=False)
        self.line.setText("")
        self.show_peer(peer)
        self.open(self.table)

    def show_peer(self, peer: PeerSnapshot) -> None:
        """Offer what can be done about the connection with *peer* now."""
        self._peer = peer
        link = link_action(peer)
        self._action = link if link in _DIALING else None
        self.again.setVisible(self._action is not None)
        anyway = self._action is DeviceAction.CONNECT_ANYWAY
        again = translate("Connections", "Connect &again")
        self.again.setText(action_label(DeviceAction.CONNECT_ANYWAY, peer) if anyway else again)
        self.place()

    def show_connections(self, connections: Sequence[PastConnection]) -> None:
        """Show the connections of the device that was asked for."""
        peer = self._peer
        if peer is None:
            return
        self.model.show_connections(connections, is_connected=peer.state in _STANDING)
        address = why_facts(peer, self._wall())[-1][1]
        if connections:
            line = translate("Connections", "It was last seen at {address}.").format(address=address)
        else:
            line = translate("Connections", "None yet. It was last seen at {address}.").format(address=address)
        self.line.setText(line if peer.address else "")
        self.line.setVisible(bool(self.line.text()))
        self.place()

    def _act(self) -> None:
        if self._peer is not None and self._action is not None:
            self.hide()
            self.action_asked.emit(self._peer.device_id, self._action)


class RowHeight(QStyledItemDelegate):
    """Rows of one height, whatever the style sheet has been applied to yet."""

    def __init__(self, height_px: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._height_px = height_px

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width() + 8, self._height_px)
