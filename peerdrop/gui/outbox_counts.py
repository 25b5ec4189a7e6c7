"""How much waits for each device that is away, as the rows show it."""

from collections import Counter

from PySide6.QtCore import QObject, QTimer

from peerdrop.core.history.entries import OutboxItem
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.commands import Commands
from peerdrop.gui.models.devices import DeviceModel

_AFTER_MS = 500


class OutboxCounts(QObject):
    """Asks for the outbox when something was sent or came to its end; many at once ask it once."""

    def __init__(self, devices: DeviceModel, commands: Commands, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._devices = devices
        self._late = QTimer(self, interval=_AFTER_MS, singleShot=True)
        self._late.timeout.connect(commands.read_outbox)
        commands.outbox_read.connect(self._show)
        bridge.closed.connect(self._late.stop)
        for told in (
            bridge.opened,
            bridge.message_sent,
            bridge.message_delivered,
            bridge.message_failed,
            bridge.transfer_offered,
            bridge.transfer_state_changed,
            bridge.peer_forgotten,
        ):
            told.connect(lambda _: self._ask())

    def _ask(self) -> None:
        if not self._late.isActive():
            self._late.start()

    def _show(self, items: tuple[OutboxItem, ...]) -> None:
        self._devices.set_waiting(Counter(each.device_id for each in items))
