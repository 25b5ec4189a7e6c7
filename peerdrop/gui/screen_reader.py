"""What a screen reader is told while nothing has the focus: how transfers go, and what is written in sight."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6 import QtGui
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent

from peerdrop.core.events import MessageReceived, TransferProgressed, TransferStateChanged
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Direction, TransferState
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.words.amounts import contents_text, percent, percent_text, size_text
from peerdrop.gui.words.card_face import CardFacts
from peerdrop.gui.words.cards import card_face
from peerdrop.gui.words.phrase import translate
from peerdrop.wire.identifiers import DeviceId, TransferId

_QUARTERS: Final = (75, 50, 25)
_SPOKEN_CHARS: Final = 1000
_TOLD_BY_STATUS: Final = frozenset(
    {
        TransferState.PAUSED,
        TransferState.SUSPENDED,
        TransferState.COMPLETED,
        TransferState.DECLINED,
        TransferState.CANCELED,
        TransferState.FAILED,
    }
)


class ScreenReader(QObject):
    """Tells start, quarters, end, pause, loss and failure of transfers, offers, and messages of the open conversation.

    Polite, so that it waits for what is being read; failures are assertive. Never each tick of progress.
    """

    said = Signal(str, bool)
    """The sentence, and whether it is assertive."""

    def __init__(self, bridge: Bridge, window: QObject, opened: Callable[[], DeviceId | None]) -> None:
        super().__init__(window)
        self._window = window
        self._opened = opened
        self._transfers: dict[TransferId, TransferSnapshot] = {}
        self._quarters: dict[TransferId, int] = {}
        bridge.transfer_state_changed.connect(self._transfer_state_changed)
        bridge.transfer_progressed.connect(self._transfer_progressed)
        bridge.message_received.connect(self._message_received)

    def say(self, sentence: str, *, assertive: bool = False) -> None:
        """Let a screen reader say *sentence*, if there is one."""
        self.said.emit(sentence, assertive)
        if not QAccessible.isActive():
            return
        QAccessible.updateAccessibility(_announcement(self._window, sentence, assertive=assertive))

    def _transfer_state_changed(self, event: TransferStateChanged) -> None:
        transfer, state = event.transfer, event.state
        if state.is_final:
            self._transfers.pop(transfer.transfer_id, None)
            self._quarters.pop(transfer.transfer_id, None)
        else:
            self._transfers[transfer.transfer_id] = transfer
        what = isolated(one_line(transfer.label))
        name = isolated(one_line(transfer.peer_name))
        if state is TransferState.OFFERED and transfer.direction is Direction.INCOMING:
            sentence = translate("ScreenReader", "Offer from {name}, {files}, {size}")
            files = contents_text(transfer.file_count, transfer.folder_count)
            size = size_text(transfer.size_bytes)
            self.say(sentence.format(name=name, files=files, size=size))
        elif state is TransferState.TRANSFERRING:
            self._quarters.setdefault(transfer.transfer_id, _quarter(transfer.bytes_done, transfer.size_bytes))
            if transfer.direction is Direction.OUTGOING:
                sentence = translate("ScreenReader", "Sending {what} to {name}")
            else:
                sentence = translate("ScreenReader", "Receiving {what} from {name}")
            self.say(sentence.format(what=what, name=name))
        elif state in _TOLD_BY_STATUS:
            status = card_face(CardFacts(transfer=transfer)).status
            self.say(f"{what}: {status}", assertive=state is TransferState.FAILED)

    def _transfer_progressed(self, event: TransferProgressed) -> None:
        transfer = self._transfers.get(event.transfer_id)
        if transfer is None or transfer.state is not TransferState.TRANSFERRING:
            return
        self._transfers[event.transfer_id] = replace(transfer, bytes_done=event.bytes_done)
        quarter = _quarter(event.bytes_done, transfer.size_bytes)
        if quarter > self._quarters.get(event.transfer_id, 0):
            self._quarters[event.transfer_id] = quarter
            self.say(f"{isolated(one_line(transfer.label))}: {percent_text(quarter)}")

    def _message_received(self, event: MessageReceived) -> None:
        if event.device_id == self._opened():
            name = isolated(one_line(event.name))
            self.say(f"{name}: {one_line(event.text, limit_chars=_SPOKEN_CHARS)}")


def _quarter(done_bytes: int, size_bytes: int) -> int:
    done = percent(done_bytes, size_bytes)
    return next((each for each in _QUARTERS if done >= each), 0)


def _announcement(window: QObject, sentence: str, *, assertive: bool) -> QAccessibleEvent:
    # Qt before 6.11 does not give Python the class: there an alert on the window is all that can be told.
    if not hasattr(QtGui, "QAccessibleAnnouncementEvent"):
        return QAccessibleEvent(window, QAccessible.Event.Alert)
    event = QtGui.QAccessibleAnnouncementEvent(window, sentence)
    polite, urgent = QAccessible.AnnouncementPoliteness.Polite, QAccessible.AnnouncementPoliteness.Assertive
    event.setPoliteness(urgent if assertive else polite)
    return event
