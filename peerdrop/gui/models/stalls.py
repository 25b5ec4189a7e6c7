"""Which transfers should move and do not."""

from typing import Final

from PySide6.QtCore import QObject, QTimer

from peerdrop.clock import Clock
from peerdrop.core.events import TransferProgressed, TransferStateChanged
from peerdrop.core.states import TransferState
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.models.conversations import Conversations
from peerdrop.wire.identifiers import TransferId

STALL_S: Final = 15.0
_TICK_MS: Final = 1000


class Stalls(QObject):
    """Says so on the card of each after STALL_S without a byte, and takes it back with the next one."""

    def __init__(self, bridge: Bridge, conversations: Conversations, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._clock = clock
        self._moved: dict[TransferId, tuple[int, float]] = {}
        """How many bytes were done, and since when no more are."""
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.look)
        bridge.transfer_state_changed.connect(self._state_changed)
        bridge.transfer_progressed.connect(self._progressed)

    def look(self) -> None:
        """Mark those that stand still by now."""
        now = self._clock.monotonic()
        for transfer_id, (_, since) in self._moved.items():
            self._conversations.set_stalled(transfer_id, now - since >= STALL_S)

    def _state_changed(self, event: TransferStateChanged) -> None:
        if event.state is TransferState.TRANSFERRING:
            self._moved[event.transfer_id] = (event.transfer.bytes_done, self._clock.monotonic())
        else:
            self._moved.pop(event.transfer_id, None)
        self._conversations.set_stalled(event.transfer_id, False)
        if self._moved and not self._timer.isActive():
            self._timer.start()
        elif not self._moved:
            self._timer.stop()

    def _progressed(self, event: TransferProgressed) -> None:
        before = self._moved.get(event.transfer_id)
        if before is not None and before[0] != event.bytes_done:
            self._moved[event.transfer_id] = (event.bytes_done, self._clock.monotonic())
            self._conversations.set_stalled(event.transfer_id, False)
