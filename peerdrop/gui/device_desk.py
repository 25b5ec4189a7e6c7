"""The left side of the window: the devices and this one, what is done with them, and how they are found."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from peerdrop.core.connection_mode import connection_mode
from peerdrop.core.events import PeerForgotten
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.commands import Commands
from peerdrop.gui.device_actions import DeviceActions
from peerdrop.gui.models.devices import DeviceModel
from peerdrop.gui.outbox_counts import OutboxCounts
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.scanning import Scanning
from peerdrop.gui.theme import Theme
from peerdrop.gui.this_device import ThisDevice
from peerdrop.gui.widgets.main_window import MainWindow
from peerdrop.gui.words.connections import mode_help, mode_line
from peerdrop.gui.words.phrase import translate

_COUNT_AFTER_MS: Final = 100


class DeviceDesk(QObject):
    """Joins them, and keeps the line below the devices."""

    device_gone = Signal(str)
    """The ID of a device that is not in the list any more."""

    def __init__(
        self,
        window: MainWindow,
        devices: DeviceModel,
        commands: Commands,
        bridge: Bridge,
        theme: Theme,
        wall: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._rail = window.rail
        self._devices = devices
        self.actions = DeviceActions(window, devices, commands, theme, wall, self)
        self.this_device = ThisDevice(window, commands, bridge, theme, self)
        self.scanning = Scanning(window, commands, bridge, self)
        self.outbox_counts = OutboxCounts(devices, commands, bridge, self)
        bridge.peer_forgotten.connect(self._forgotten)
        # Thousands may change at once, and nobody reads a count that quickly.
        self._count = QTimer(self, interval=_COUNT_AFTER_MS, singleShot=True)
        self._count.timeout.connect(self._show_mode)
        for changed in (devices.dataChanged, devices.rowsInserted, devices.rowsRemoved):
            changed.connect(lambda *_: self._count_later())
        self._rail.devices.drop_target_changed.connect(self._show_drop)

    def _forgotten(self, event: PeerForgotten) -> None:
        self._devices.forgotten(event)
        if self._devices.peer(event.device_id) is None:
            self.device_gone.emit(event.device_id)

    def _count_later(self) -> None:
        if not self._count.isActive():
            self._count.start()

    def _show_mode(self) -> None:
        mode = connection_mode(self._devices.peers())
        self._rail.status.show_mode(mode_line(mode), mode_help(mode))

    def _show_drop(self, peer: PeerSnapshot | None) -> None:
        line = translate("Rail", "Drop to send to {name}")
        self._rail.status.show_drop("" if peer is None else line.format(name=isolated(one_line(peer.name))))
