"""Asks to whom files are to go that were given to the window and to no device."""

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from peerdrop.gui.delegates.device import DeviceDelegate
from peerdrop.gui.models.devices import DeviceOrder, DeviceRole
from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.scrim_dialog import ScrimDialog
from peerdrop.gui.words.amounts import items_text
from peerdrop.gui.words.phrase import translate

_LIST_PX = 280
_LEAST_LIST_PX = 120


class ReceiverChooser(ScrimDialog):
    """A click or Enter on a device chooses it."""

    chosen = Signal(str)
    """A device ID."""

    def __init__(self, order: DeviceOrder, theme: Theme, parent: QWidget) -> None:
        super().__init__(translate("ReceiverChooser", "Send to whom?"), theme, parent)
        self._order = order
        self.line = PlainLabel(name="meta")
        self.line.setWordWrap(True)
        self.devices = QListView()
        self.devices.setAccessibleName(translate("ReceiverChooser", "Devices"))
        self.devices.setItemDelegate(DeviceDelegate(theme, self.devices))
        self.devices.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.devices.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.devices.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.let_yield(self.devices, _LIST_PX, _LEAST_LIST_PX)
        self.devices.setModel(order)
        self.cancel = TextButton(translate("ReceiverChooser", "&Cancel"), ButtonLook.EDGED, theme)
        self.column.addWidget(self.line)
        self.column.addWidget(self.devices)
        self.add_buttons(self.cancel)
        self.stops = [self.devices, self.cancel]
        self.cancel.clicked.connect(self.dismiss)
        self._count = 0
        for changed in (order.rowsInserted, order.rowsRemoved, order.modelReset):
            changed.connect(lambda *_: self._say())
        self.devices.clicked.connect(self._choose)
        self.devices.activated.connect(self._choose)

    def ask(self, count: int) -> None:
        """Show it for so many items."""
        self._count = count
        self._say()
        self.open(self.devices)

    def _say(self) -> None:
        if not self._count:
            return
        if self._order.device_ids():
            line = translate("ReceiverChooser", "{items}.")
        else:
            line = translate("ReceiverChooser", "{items}. No devices are here yet; they appear by themselves.")
        self.line.setText(line.format(items=items_text(self._count)))

    def _choose(self, index: QModelIndex) -> None:
        peer = index.data(DeviceRole.PEER)
        # A double click on some desktops activates what the first click has chosen already.
        if peer is not None and self.isVisible():
            self.hide()
            self.chosen.emit(peer.device_id)
