"""What was said and sent between this device and another one."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from peerdrop.core.events import TransferCompleted, TransferProgressed
from peerdrop.core.history.entries import HistoryPage
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Direction, TransferState
from peerdrop.gui.models.entries import (
    CardEntry,
    DayEntry,
    Entry,
    TextEntry,
    Tick,
    day_of,
    kept_entry,
    kept_identifier,
)
from peerdrop.gui.models.row_window import RowWindow
from peerdrop.gui.words.amounts import day_text
from peerdrop.gui.words.card_face import CardFacts
from peerdrop.gui.words.cards import card_face, spoken_card
from peerdrop.gui.words.texts import spoken_text
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId


class ConversationModel(RowWindow):
    """What is told of this run, after what the history holds of earlier ones."""

    older_coming = Signal()
    older_added = Signal()
    """Around rows of an earlier run that come before all others."""
    history_read = Signal()
    """A page of the history is here, whatever it held."""

    def __init__(self, device_id: DeviceId, wall: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.device_id = device_id
        self._wall = wall
        self.peer_name = ""
        """What the device is called, for who hears its messages and does not see on which side they stand."""
        self._reviewed: TransferId | None = None
        self._free_bytes: int | None = None
        self.older_from: int | None = None
        """What the history is to be asked for next; None: it has nothing older, or was not asked yet."""
        self.is_begun = False
        """The newest page of the history is here or asked for."""
        self.is_complete = False
        """The history has nothing older than what is here."""

    def text(self, message_id: MessageId) -> TextEntry | None:
        """The row of a message."""
        position = self._positions.get(message_id)
        entry = None if position is None else self._entries[position]
        return entry if isinstance(entry, TextEntry) else None

    def failed_texts(self) -> tuple[TextEntry, ...]:
        """Messages of ours that were not sent, oldest first."""
        return tuple(each for each in self._entries if isinstance(each, TextEntry) and each.tick is Tick.FAILED)

    def card(self, transfer_id: TransferId) -> CardEntry | None:
        """The row of a transfer."""
        position = self._positions.get(transfer_id)
        entry = None if position is None else self._entries[position]
        return entry if isinstance(entry, CardEntry) else None

    def waiting_offers(self) -> tuple[TransferSnapshot, ...]:
        """Offers to us that nobody has decided, oldest first."""
        transfers = (entry.facts.transfer for entry in self._entries if isinstance(entry, CardEntry))
        return tuple(
            each for each in transfers if each.direction is Direction.INCOMING and each.state is TransferState.OFFERED
        )

    def add_history(self, page: HistoryPage) -> None:
        """Put a page of the history before all rows; what is here already stays as it is."""
        self.older_from = page.before
        self.is_complete = page.before is None
        self._put_before(page)
        self.history_read.emit()

    def add_text(self, message_id: MessageId, direction: Direction, text: str, at: float) -> bool:
        """Append a message; False if it is here already."""
        if message_id in self._positions:
            return False
        tick = Tick.NONE if direction is Direction.INCOMING else Tick.WAITING
        self._append(
            TextEntry(
                row_id=self._take_row_id(), message_id=message_id, direction=direction, text=text, at=at, tick=tick
            ),
            message_id,
        )
        return True

    def set_tick(self, message_id: MessageId, tick: Tick, reason: str | None = None) -> None:
        """Show how far a message of ours has come."""
        entry = self.text(message_id)
        if entry is not None:
            # What is not sent says so in a line of its own.
            self._replace(
                self._positions[message_id], replace(entry, tick=tick, reason=reason), same_height=entry.tick is tick
            )

    def remove(self, identifier: str) -> None:
        """Take a row away, and the label of its day if nothing is left of that."""
        position = self._positions.get(identifier)
        if position is None:
            return
        self._delete(position)
        ends = position == len(self._entries) or isinstance(self._entries[position], DayEntry)
        if ends and position and isinstance(self._entries[position - 1], DayEntry):
            self._delete(position - 1)
        self._number_positions()

    def clear(self, before: float | None = None) -> None:
        """Take away what is older than *before*, or everything; what still goes on stays."""
        kept = [
            each
            for each in self._entries
            if not isinstance(each, DayEntry) and (_goes_on(each) or (before is not None and each.at >= before))
        ]
        entries: list[Entry] = []
        for each in kept:
            if not entries or day_of(entries[-1].at) != day_of(each.at):
                entries.append(DayEntry(row_id=self._take_row_id(), at=each.at))
            entries.append(each)
        self._reset(entries)

    def put_transfer(self, transfer: TransferSnapshot) -> bool:
        """Append a transfer, or show it as it is now; True if it is new."""
        entry = self.card(transfer.transfer_id)
        if entry is not None:
            self._put_facts(entry, replace(entry.facts, transfer=transfer, is_known=True))
            return False
        facts = CardFacts(transfer=transfer, is_known=True, free_bytes=self._free_bytes)
        self._append(CardEntry(row_id=self._take_row_id(), facts=facts, at=transfer.at), transfer.transfer_id)
        return True

    def transfer_progressed(self, event: TransferProgressed) -> None:
        """Move a bar; costs one rectangle."""
        entry = self.card(event.transfer_id)
        if entry is None or entry.facts.transfer.state.is_final:
            return
        transfer = replace(
            entry.facts.transfer,
            bytes_done=event.bytes_done,
            bytes_per_second=event.bytes_per_second,
            eta_s=event.eta_s,
        )
        facts = replace(entry.facts, transfer=transfer)
        self._replace(self._positions[event.transfer_id], replace(entry, facts=facts), same_height=True)

    def transfer_completed(self, event: TransferCompleted) -> None:
        """Show what arrived, and how long it took."""
        entry = self.card(event.transfer_id)
        if entry is not None:
            transfer = replace(entry.facts.transfer, state=TransferState.COMPLETED, problems=event.problems)
            self._put_facts(
                entry, replace(entry.facts, transfer=transfer, published=event.files, seconds=event.seconds)
            )

    def set_sources(self, transfer_id: TransferId, sources: tuple[Path, ...]) -> None:
        """Remember what an outgoing job was made from, so that it can be sent again."""
        entry = self.card(transfer_id)
        if entry is not None:
            entry = replace(entry, sources=sources)
            self._put_facts(entry, replace(entry.facts, can_send_again=True))

    def change_facts(self, transfer_id: TransferId, **changes: Any) -> None:
        """Change what a card is made from beside its transfer: fields of CardFacts."""
        entry = self.card(transfer_id)
        if entry is not None:
            self._put_facts(entry, replace(entry.facts, **changes))

    def set_reviewed(self, transfer_id: TransferId | None) -> None:
        """Show that the sheet is open for this offer, and for no other."""
        before, self._reviewed = self._reviewed, transfer_id
        if before == transfer_id:
            return
        for each in (before, transfer_id):
            entry = self.card(each) if each is not None else None
            if entry is not None:
                self._put_facts(entry, replace(entry.facts, reviewed=each == transfer_id))

    def set_free_bytes(self, free: int | None) -> None:
        """Show on waiting offers how much room there is."""
        self._free_bytes = free
        for transfer in self.waiting_offers():
            entry = self.card(transfer.transfer_id)
            if entry is not None:
                self._put_facts(entry, replace(entry.facts, free_bytes=free))

    def _put_before(self, page: HistoryPage) -> None:
        fresh = [each for each in reversed(page.entries) if kept_identifier(each) not in self._positions]
        if not fresh:
            return
        self.older_coming.emit()
        self._drop_first_day(day_of(fresh[-1].at))
        added: list[Entry] = []
        for each in fresh:
            if not added or day_of(added[-1].at) != day_of(each.at):
                added.append(DayEntry(row_id=self._take_row_id(), at=each.at))
            added.append(kept_entry(each, self._take_row_id()))
        self._prepend(added)
        self.older_added.emit()

    def _drop_first_day(self, day: int) -> None:
        """The day of what is put before the first row stands above that then."""
        if self._entries and isinstance(self._entries[0], DayEntry) and day_of(self._entries[0].at) == day:
            self._delete(0)

    def _put_facts(self, entry: CardEntry, facts: CardFacts) -> None:
        self._replace(self._positions[facts.transfer.transfer_id], replace(entry, facts=facts), same_height=False)

    def _spoken(self, entry: Entry) -> str:
        match entry:
            case DayEntry():
                return day_text(entry.at, self._wall())
            case TextEntry():
                return spoken_text(entry, self.peer_name)
            case CardEntry():
                return spoken_card(entry.facts, card_face(entry.facts))


def _goes_on(entry: Entry) -> bool:
    match entry:
        case TextEntry():
            return entry.tick is Tick.WAITING
        case CardEntry():
            return not entry.facts.transfer.state.is_final
        case DayEntry():
            return False
