"""What was said and sent between this device and another one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from peerdrop.core.events import TransferCompleted, TransferProgressed
from peerdrop.core.history.entries import HistoryEntry, HistoryPage
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Direction, TransferState
from peerdrop.gui.models.entries import CardEntry, DayEntry, Entry, TextEntry, Tick
from peerdrop.gui.safe_text import many_lines
from peerdrop.gui.words.amounts import clock_text, day_text
from peerdrop.gui.words.card_face import CardFacts
from peerdrop.gui.words.cards import card_face, spoken_card
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId

Index: TypeAlias = QModelIndex | QPersistentModelIndex

NO_PARENT: Final = QModelIndex()

ENTRY_ROLE: Final = Qt.ItemDataRole.UserRole + 1
WINDOW_ROWS: Final = 300
OLDER_ROWS: Final = 100


class ConversationModel(QAbstractListModel):
    """All rows live in memory; the view sees the newest WINDOW_ROWS, and older ones as it asks for them.

    A list view lays every row out again on each dataChanged, so what can't change a height (progress, ticks) only
    asks for its rectangle to be painted: `row_repainted`.
    """

    row_repainted = Signal(int)
    older_coming = Signal()
    older_added = Signal()
    """Around rows of an earlier run that come before all others."""

    def __init__(self, device_id: DeviceId, wall: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.device_id = device_id
        self._wall = wall
        self._entries: list[Entry] = []
        self._first = 0
        self._positions: dict[str, int] = {}
        self._next_row_id = 0
        self.follows_end = True
        """New rows push the oldest out of the window; not while somebody reads further up."""
        self._reviewed: TransferId | None = None
        self._free_bytes: int | None = None
        self.older_from: int | None = None
        """What the history is to be asked for next; None: it has nothing older, or was not asked yet."""
        self.is_begun = False
        """The newest page of the history is here or asked for."""

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._entries) - self._first

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[self._first + index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(entry)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(index.data(ENTRY_ROLE), DayEntry):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def entries(self) -> tuple[Entry, ...]:
        """Every row, also those outside the window."""
        return tuple(self._entries)

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

    def index_of(self, identifier: MessageId | TransferId) -> QModelIndex:
        """The shown row of a message or transfer; invalid if it is not shown."""
        position = self._positions.get(identifier)
        return QModelIndex() if position is None or position < self._first else self.index(position - self._first)

    def waiting_offers(self) -> tuple[TransferSnapshot, ...]:
        """Offers to us that nobody has decided, oldest first."""
        transfers = (entry.facts.transfer for entry in self._entries if isinstance(entry, CardEntry))
        return tuple(
            each for each in transfers if each.direction is Direction.INCOMING and each.state is TransferState.OFFERED
        )

    def show_older(self) -> bool:
        """Let the window reach further back; False if there is nothing older."""
        if not self._first:
            return False
        first = max(0, self._first - OLDER_ROWS)
        self.beginInsertRows(QModelIndex(), 0, self._first - first - 1)
        self._first = first
        self.endInsertRows()
        return True

    def add_history(self, page: HistoryPage) -> None:
        """Put a page of the history before all rows; what is here already stays as it is."""
        self.older_from = page.before
        fresh = [each for each in reversed(page.entries) if _identifier(each) not in self._positions]
        if not fresh:
            return
        self.older_coming.emit()
        self._drop_first_day(_day(fresh[-1].at))
        added: list[Entry] = []
        for each in fresh:
            if not added or _day(added[-1].at) != _day(each.at):
                added.append(DayEntry(row_id=self._take_row_id(), at=each.at))
            added.append(_entry_of(each, self._take_row_id()))
        shown = not self._first
        if shown:
            self.beginInsertRows(QModelIndex(), 0, len(added) - 1)
        else:
            self._first += len(added)
        self._entries[:0] = added
        self._number_positions()
        if shown:
            self.endInsertRows()
        self.older_added.emit()

    def forget_older(self) -> None:
        """Let the window be small again; for a view that looks at the end."""
        first = len(self._entries) - WINDOW_ROWS
        if first - self._first < OLDER_ROWS:
            return
        self.beginRemoveRows(QModelIndex(), 0, first - self._first - 1)
        self._first = first
        self.endRemoveRows()

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

    def set_tick(self, message_id: MessageId, tick: Tick) -> None:
        """Show how far a message of ours has come."""
        entry = self.text(message_id)
        if entry is not None:
            self._replace(self._positions[message_id], replace(entry, tick=tick), same_height=True)

    def remove_text(self, message_id: MessageId) -> None:
        """Take a message away that is being sent again."""
        position = self._positions.get(message_id)
        if position is None:
            return
        shown = position - self._first
        if shown >= 0:
            self.beginRemoveRows(QModelIndex(), shown, shown)
        del self._entries[position]
        del self._positions[message_id]
        for identifier, each in self._positions.items():
            if each > position:
                self._positions[identifier] = each - 1
        if shown >= 0:
            self.endRemoveRows()
        else:
            self._first -= 1

    def put_transfer(self, transfer: TransferSnapshot) -> bool:
        """Append a transfer, or show it as it is now; True if it is new."""
        entry = self.card(transfer.transfer_id)
        if entry is not None:
            self._put_facts(entry, replace(entry.facts, transfer=transfer))
            return False
        facts = CardFacts(transfer=transfer, free_bytes=self._free_bytes)
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

    def _drop_first_day(self, day: int) -> None:
        """The day of what is put before the first row stands above that then."""
        if not self._entries or not isinstance(self._entries[0], DayEntry) or _day(self._entries[0].at) != day:
            return
        if self._first:
            self._first -= 1
            del self._entries[0]
        else:
            self.beginRemoveRows(QModelIndex(), 0, 0)
            del self._entries[0]
            self.endRemoveRows()

    def _number_positions(self) -> None:
        self._positions.clear()
        for position, entry in enumerate(self._entries):
            match entry:
                case TextEntry():
                    self._positions[entry.message_id] = position
                case CardEntry():
                    self._positions[entry.facts.transfer.transfer_id] = position

    def _put_facts(self, entry: CardEntry, facts: CardFacts) -> None:
        self._replace(self._positions[facts.transfer.transfer_id], replace(entry, facts=facts), same_height=False)

    def _append(self, entry: Entry, identifier: str) -> None:
        added = [entry]
        if not self._entries or _day(self._entries[-1].at) != _day(entry.at):
            added.insert(0, DayEntry(row_id=self._take_row_id(), at=entry.at))
        rows = self.rowCount()
        self.beginInsertRows(QModelIndex(), rows, rows + len(added) - 1)
        self._entries.extend(added)
        self._positions[identifier] = len(self._entries) - 1
        self.endInsertRows()
        if self.follows_end:
            self.forget_older()

    def _replace(self, position: int, entry: Entry, *, same_height: bool) -> None:
        if self._entries[position] == entry:
            return
        self._entries[position] = entry
        row = position - self._first
        if row < 0:
            return
        if same_height:
            self.row_repainted.emit(row)
        else:
            index = self.index(row)
            self.dataChanged.emit(index, index)

    def _take_row_id(self) -> int:
        self._next_row_id += 1
        return self._next_row_id

    def _spoken(self, entry: Entry) -> str:
        match entry:
            case DayEntry():
                return day_text(entry.at, self._wall())
            case TextEntry():
                who = "You, " if entry.direction is Direction.OUTGOING else ""
                end = {Tick.WAITING: " Waiting.", Tick.DELIVERED: " Delivered.", Tick.FAILED: " Not sent."}
                return f"{who}{clock_text(entry.at)}: {many_lines(entry.text)}{end.get(entry.tick, '')}"
            case CardEntry():
                return spoken_card(entry.facts, card_face(entry.facts))


def _identifier(kept: HistoryEntry) -> str:
    if kept.message is not None:
        return kept.message.message_id
    return "" if kept.transfer is None else kept.transfer.transfer_id


def _entry_of(kept: HistoryEntry, row_id: int) -> Entry:
    message = kept.message
    if message is not None:
        tick = Tick.FAILED if message.reason else Tick.DELIVERED if message.delivered else Tick.WAITING
        return TextEntry(
            row_id=row_id,
            message_id=message.message_id,
            direction=message.direction,
            text=message.text,
            at=kept.at,
            tick=Tick.NONE if message.direction is Direction.INCOMING else tick,
        )
    assert kept.transfer is not None, "an entry of the history is a message or a transfer"
    facts = CardFacts(transfer=kept.transfer, published=kept.files, seconds=kept.seconds)
    return CardEntry(row_id=row_id, facts=facts, at=kept.at)


def _day(at: float) -> int:
    return datetime.fromtimestamp(at).astimezone().date().toordinal()
