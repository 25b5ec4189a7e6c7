"""Every conversation of this run, fed by the bridge."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from peerdrop.core import events
from peerdrop.core.history.entries import HistoryPage
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Direction, TransferState
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.engine import NodeOpened
from peerdrop.gui.models.conversation import ConversationModel
from peerdrop.gui.models.entries import CardEntry, Tick
from peerdrop.gui.models.waiting_line import WaitingLine
from peerdrop.wire.identifiers import DeviceId, TransferId


class Conversations(QObject):
    """One model per device, who has something unread, and which offers wait for a decision."""

    unread_changed = Signal(str, int)
    """Device ID and how many."""
    activity = Signal(str, float)
    """Device ID and when."""
    offer_arrived = Signal(str, str)
    """Device ID and transfer ID of an offer to us."""
    offer_ended = Signal(str, str)
    """Such an offer is not waiting any more."""
    transfers_listed = Signal()
    """A transfer came, went or is in another state; never for mere progress."""
    transfers_changed = Signal()
    """Something about running transfers that the foot of the rail sums up."""
    history_added = Signal(str)
    """Device ID of a conversation that another page of the history was put before."""

    def __init__(self, bridge: Bridge, wall: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wall = wall
        self._models: dict[DeviceId, ConversationModel] = {}
        self._owners: dict[TransferId, DeviceId] = {}
        self._sources: dict[TransferId, tuple[Path, ...]] = {}
        self._running: dict[TransferId, TransferSnapshot] = {}
        self._unread: dict[DeviceId, int] = {}
        self._open: DeviceId | None = None
        self._deleted: set[TransferId] = set()
        self._lines: dict[DeviceId, WaitingLine] = {}
        bridge.opened.connect(self._opened)
        bridge.message_sent.connect(self._message_sent)
        bridge.message_received.connect(self._message_received)
        bridge.message_delivered.connect(self._message_delivered)
        bridge.message_failed.connect(self._message_failed)
        bridge.transfer_offered.connect(self._transfer_offered)
        bridge.transfer_progressed.connect(self._transfer_progressed)
        bridge.transfer_state_changed.connect(self._transfer_state_changed)
        bridge.transfer_rearranged.connect(lambda event: self._put_transfer(event.transfer))
        bridge.transfer_completed.connect(self._transfer_completed)

    def model(self, device_id: DeviceId) -> ConversationModel:
        """The conversation with a device, begun if need be."""
        model = self._models.get(device_id)
        if model is None:
            model = self._models[device_id] = ConversationModel(device_id, self._wall, self)
        return model

    def devices(self) -> tuple[DeviceId, ...]:
        """Those of which something was shown."""
        return tuple(self._models)

    def owner(self, transfer_id: TransferId) -> DeviceId | None:
        """The device a transfer is with."""
        return self._owners.get(transfer_id)

    def card(self, transfer_id: TransferId) -> CardEntry | None:
        """The card of a transfer, whoever it is with."""
        device_id = self._owners.get(transfer_id)
        return None if device_id is None else self.model(device_id).card(transfer_id)

    def cards(self) -> tuple[CardEntry, ...]:
        """Every transfer, in the order they came to be known."""
        cards = (self.card(transfer_id) for transfer_id in self._owners)
        return tuple(each for each in cards if each is not None)

    def add_history(self, device_id: DeviceId, page: HistoryPage) -> None:
        """Put a page of the history before a conversation's rows."""
        self.model(device_id).add_history(page)
        for entry in page.entries:
            if entry.transfer is not None:
                self._owners.setdefault(entry.transfer.transfer_id, device_id)
        self._listed()
        self.history_added.emit(device_id)

    def remove(self, device_id: DeviceId, identifier: str) -> None:
        """A message or a transfer was deleted."""
        self.model(device_id).remove(identifier)
        self._forget_deleted(device_id)

    def clear(self, device_id: DeviceId, before: float | None = None) -> None:
        """A conversation was deleted, or what in it is older than *before*."""
        self.model(device_id).clear(before)
        self._forget_deleted(device_id)

    def running(self) -> tuple[TransferSnapshot, ...]:
        """Transfers that are not over, each as it was last told."""
        return tuple(self._running.values())

    def open(self, device_id: DeviceId | None) -> None:
        """The user looks at this conversation: nothing in it is unread."""
        self._open = device_id
        if device_id is not None:
            self._set_unread(device_id, 0)

    def set_sources(self, transfer_id: TransferId, sources: tuple[Path, ...]) -> None:
        """What an outgoing transfer was made from; it may not have been announced yet."""
        self._sources[transfer_id] = sources
        device_id = self._owners.get(transfer_id)
        if device_id is not None:
            self.model(device_id).set_sources(transfer_id, sources)

    def set_stalled(self, transfer_id: TransferId, is_stalled: bool) -> None:
        """No byte of a transfer comes, or one has come again."""
        device_id = self._owners.get(transfer_id)
        if device_id is not None:
            self.model(device_id).change_facts(transfer_id, is_stalled=is_stalled)

    def add_counted(self, name: str, device_id: DeviceId, peer_name: str, label: str, files: int) -> TransferId:
        """Show a card for files that are no transfer yet, of which so many are counted; the card's ID."""
        transfer_id = TransferId(name)
        at = self._wall()
        transfer = TransferSnapshot(
            transfer_id=transfer_id,
            direction=Direction.OUTGOING,
            device_id=device_id,
            peer_name=peer_name,
            label=label,
            file_count=files,
            size_bytes=0,
            state=TransferState.NEW,
            reason=None,
            bytes_done=0,
            bytes_per_second=0.0,
            eta_s=None,
            lane=None,
            path=None,
            directory=None,
            at=at,
        )
        self.model(device_id).put_transfer(transfer)
        self._owners[transfer_id] = device_id
        self.set_counted(transfer_id, files)
        return transfer_id

    def set_counted(self, transfer_id: TransferId, files: int) -> None:
        """So many files are counted by now."""
        device_id = self._owners.get(transfer_id)
        if device_id is not None:
            self.model(device_id).change_facts(transfer_id, counted=files)

    def set_taken_names(self, transfer_id: TransferId, count: int, folder: str) -> None:
        """So many names of an offer are in *folder* already."""
        device_id = self._owners.get(transfer_id)
        if device_id is not None:
            self.model(device_id).change_facts(transfer_id, taken_names=count, taken_in=folder)

    def set_free_bytes(self, free: int | None) -> None:
        """How much room the folder for received files has."""
        for model in self._models.values():
            model.set_free_bytes(free)

    def _forget_deleted(self, device_id: DeviceId) -> None:
        model = self.model(device_id)
        gone = {each for each, owner in self._owners.items() if owner == device_id and model.card(each) is None}
        # What is told of them from now on brings no card back.
        self._deleted |= gone
        for each in gone:
            del self._owners[each]
            self._running.pop(each, None)
        self._listed()

    def _opened(self, opened: NodeOpened) -> None:
        for transfer in opened.transfers:
            self._put_transfer(transfer)

    def _message_sent(self, event: events.MessageSent) -> None:
        self.model(event.device_id).add_text(event.message_id, Direction.OUTGOING, event.text, event.at)
        self.activity.emit(event.device_id, event.at)

    def _message_received(self, event: events.MessageReceived) -> None:
        if self.model(event.device_id).add_text(event.message_id, Direction.INCOMING, event.text, event.at):
            self._add_unread(event.device_id)
            self.activity.emit(event.device_id, event.at)

    def _message_delivered(self, event: events.MessageDelivered) -> None:
        self.model(event.device_id).set_tick(event.message_id, Tick.DELIVERED)

    def _message_failed(self, event: events.MessageFailed) -> None:
        self.model(event.device_id).set_tick(event.message_id, Tick.FAILED, event.reason)

    def _transfer_offered(self, event: events.TransferOffered) -> None:
        # Its sender goes on with a job that failed here, under the same ID, and its card was deleted: it is asked anew.
        self._deleted.discard(event.transfer.transfer_id)
        self._put_transfer(event.transfer)

    def _transfer_progressed(self, event: events.TransferProgressed) -> None:
        device_id = self._owners.get(event.transfer_id)
        if device_id is None:
            return
        model = self.model(device_id)
        model.transfer_progressed(event)
        card = model.card(event.transfer_id)
        if card is not None and event.transfer_id in self._running:
            self._running[event.transfer_id] = card.facts.transfer
        self.transfers_changed.emit()

    def _transfer_state_changed(self, event: events.TransferStateChanged) -> None:
        self._put_transfer(event.transfer)

    def _transfer_completed(self, event: events.TransferCompleted) -> None:
        device_id = self._owners.get(event.transfer_id)
        if device_id is not None:
            self.model(device_id).transfer_completed(event)
            self._listed()

    def _put_transfer(self, transfer: TransferSnapshot) -> None:
        transfer_id, device_id = transfer.transfer_id, transfer.device_id
        if transfer_id in self._deleted:
            return
        model = self.model(device_id)
        was_waiting = self._is_waiting(model.card(transfer_id))
        is_new = model.put_transfer(transfer)
        self._owners[transfer_id] = device_id
        if transfer_id in self._sources:
            model.set_sources(transfer_id, self._sources[transfer_id])
        if transfer.state.is_final:
            self._running.pop(transfer_id, None)
        else:
            self._running[transfer_id] = transfer
        if is_new:
            self.activity.emit(device_id, transfer.at)
        for each, is_next in self._lines.setdefault(device_id, WaitingLine()).put(transfer):
            model.change_facts(each, is_next=is_next)
        is_waiting = self._is_waiting(model.card(transfer_id))
        if is_waiting and not was_waiting:
            self._add_unread(device_id)
            self.offer_arrived.emit(device_id, transfer_id)
        if was_waiting and not is_waiting:
            self.offer_ended.emit(device_id, transfer_id)
        self._listed()

    def _listed(self) -> None:
        self.transfers_listed.emit()
        self.transfers_changed.emit()

    @staticmethod
    def _is_waiting(card: CardEntry | None) -> bool:
        if card is None:
            return False
        transfer = card.facts.transfer
        return transfer.direction is Direction.INCOMING and transfer.state is TransferState.OFFERED

    def _add_unread(self, device_id: DeviceId) -> None:
        if device_id != self._open:
            self._set_unread(device_id, self._unread.get(device_id, 0) + 1)

    def _set_unread(self, device_id: DeviceId, count: int) -> None:
        if self._unread.get(device_id, 0) != count:
            self._unread[device_id] = count
            self.unread_changed.emit(device_id, count)
