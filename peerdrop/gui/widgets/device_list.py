"""The devices as a list that takes files on each row."""

from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.gui.delegates.device import DeviceDelegate
from peerdrop.gui.models.devices import DeviceOrder, DeviceRole, Index
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.dropped_files import local_files
from peerdrop.gui.widgets.keyboard import BY_KEYBOARD
from peerdrop.gui.words.phrase import translate
from peerdrop.wire.identifiers import DeviceId

_HELD_MS: Final = 3000


class DeviceList(QListView):
    """One stop for Tab; the arrows open conversations; files dropped on a row go to that device.

    What is opened stays so while the search hides its row, or another row comes in its place. Rows stay where they are
    while the pointer moves over them, and for 3 s after.
    """

    device_opened = Signal(str)
    files_dropped = Signal(str, list)
    main_asked = Signal(str)
    """Enter on the row of that device."""
    menu_asked = Signal(str, QPoint)
    """Device ID, and where on the screen its menu is wanted."""
    drop_target_changed = Signal(object)
    """PeerSnapshot of the row that files are held over, or None."""

    def __init__(self, order: DeviceOrder, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("devices")
        self.setAccessibleName(translate("Devices", "Devices"))
        self.delegate = DeviceDelegate(theme, self)
        self.setItemDelegate(self.delegate)
        self.setModel(order)
        self._order = order
        self._opened: DeviceId | None = None
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._current_changed)
        # The search lays its rows out anew: none is removed or inserted.
        order.layoutChanged.connect(self._choose_again)
        theme.changed.connect(self.viewport().update)
        self._settle = QTimer(self, interval=_HELD_MS)
        self._settle.timeout.connect(self._settle_rows)

    def open_device(self, device_id: DeviceId) -> None:
        """Choose a device, as a click does."""
        index = self._order.index_of(device_id)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def opened_device(self) -> DeviceId | None:
        """The device that was chosen last, also if the search hides it."""
        return self._opened

    def close_device(self) -> None:
        """Choose none."""
        self._opened = None
        self.selectionModel().clear()

    def set_collapsed(self, collapsed: bool) -> None:
        """Show only tiles."""
        if self.delegate.collapsed != collapsed:
            self.delegate.collapsed = collapsed
            # It would push the tiles aside in a rail that is hardly wider than they are.
            shown = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if collapsed else Qt.ScrollBarPolicy.ScrollBarAsNeeded
            self.setVerticalScrollBarPolicy(shown)
            self.scheduleDelayedItemsLayout()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._order.set_held(True)
        self._settle.start()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._settle.stop()
        self._order.set_held(False)

    def _settle_rows(self) -> None:
        # Nobody aims at a row for that long.
        self._order.set_held(False)
        self._order.set_held(True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._settle.isActive():
            self._settle.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.delegate.shows_focus = False
        if event.button() is Qt.MouseButton.RightButton:
            # The menu is for that row; the conversation that is open stays so.
            event.accept()
            return
        before = self._opened
        super().mousePressEvent(event)
        peer = self.indexAt(event.position().toPoint()).data(DeviceRole.PEER)
        if peer is not None and peer.device_id == before:
            # A page may stand in its place: the click brings the conversation back.
            self.device_opened.emit(before)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.delegate.shows_focus = True
        peer = self.currentIndex().data(DeviceRole.PEER)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and peer is not None:
            self.main_asked.emit(peer.device_id)
            return
        shifted = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Menu or (event.key() == Qt.Key.Key_F10 and shifted):
            self._ask_menu(self.currentIndex(), self.visualRect(self.currentIndex()).center())
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._ask_menu(self.currentIndex(), self.visualRect(self.currentIndex()).center())
        else:
            self._ask_menu(self.indexAt(event.pos()), event.pos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.delegate.shows_focus = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        peer = self._peer_at(event)
        files = local_files(event.mimeData())
        self._set_target(peer if files else None)
        if peer is not None and files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_target(None)

    def dropEvent(self, event: QDropEvent) -> None:
        target = self._peer_at(event)
        files = local_files(event.mimeData())
        self._set_target(None)
        if target is not None and files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files_dropped.emit(target.device_id, files)

    def _ask_menu(self, index: QModelIndex, at: QPoint) -> None:
        peer = index.data(DeviceRole.PEER) if index.isValid() else None
        if peer is not None:
            self.menu_asked.emit(peer.device_id, self.viewport().mapToGlobal(at))

    def _peer_at(self, event: QDropEvent) -> PeerSnapshot | None:
        index = self.indexAt(event.position().toPoint())
        peer: PeerSnapshot | None = index.data(DeviceRole.PEER) if index.isValid() else None
        return peer

    def _set_target(self, peer: PeerSnapshot | None) -> None:
        device_id = None if peer is None else peer.device_id
        if self.delegate.drop_target != device_id:
            self.delegate.drop_target = device_id
            self.viewport().update()
            self.drop_target_changed.emit(peer)

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        # Else the view would choose the row beside it, and open a conversation that nobody asked for.
        if start <= self.currentIndex().row() <= end:
            self.selectionModel().clear()
        super().rowsAboutToBeRemoved(parent, start, end)

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        self._choose_again()

    def _choose_again(self) -> None:
        if self._opened is not None and not self.currentIndex().isValid():
            self.open_device(self._opened)

    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        peer = current.data(DeviceRole.PEER) if current.isValid() else None
        if peer is not None and peer.device_id != self._opened:
            self._opened = peer.device_id
            self.device_opened.emit(peer.device_id)
