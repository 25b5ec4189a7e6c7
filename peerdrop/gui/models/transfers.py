"""Every transfer of every conversation in one list: what runs first, what is over last."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Direction, TransferReason, TransferState
from peerdrop.gui.models.conversations import Conversations
from peerdrop.gui.models.entries import CardEntry
from peerdrop.gui.models.waiting_line import is_in_line
from peerdrop.gui.words.amounts import rate_text
from peerdrop.gui.words.card_face import CardFacts
from peerdrop.gui.words.cards import card_face, spoken_card
from peerdrop.gui.words.phrase import Phrase, translate
from peerdrop.wire.identifiers import DeviceId, TransferId

Index: TypeAlias = QModelIndex | QPersistentModelIndex

NO_PARENT: Final = QModelIndex()
ROW_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_SETTLE_MS: Final = 100
MORE_ROWS: Final = 200
"""How many rows the list gets at once; a list view lays all it has out again whenever a row changes."""


class TransferSection(Enum):
    """Where a transfer stands in the list, top to bottom."""

    ACTIVE = Phrase("Transfers", "Active")
    FOR_YOU = Phrase("Transfers", "Waiting for you")
    WAITING = Phrase("Transfers", "Waiting")
    STOPPED = Phrase("Transfers", "Paused or stopped")
    DONE = Phrase("Transfers", "Done")

    @property
    def title(self) -> str:
        return self.value.translated()


_SECTIONS: Final = {
    TransferState.ACCEPTED: TransferSection.ACTIVE,
    TransferState.TRANSFERRING: TransferSection.ACTIVE,
    TransferState.VERIFYING: TransferSection.ACTIVE,
    TransferState.NEW: TransferSection.WAITING,
    TransferState.OFFERED: TransferSection.WAITING,
    TransferState.PAUSED: TransferSection.STOPPED,
    TransferState.SUSPENDED: TransferSection.STOPPED,
    TransferState.FAILED: TransferSection.STOPPED,
    TransferState.COMPLETED: TransferSection.DONE,
    TransferState.DECLINED: TransferSection.DONE,
    TransferState.CANCELED: TransferSection.DONE,
}


def section_of(transfer: TransferSnapshot) -> TransferSection:
    """Where *transfer* stands in the list."""
    if transfer.state is TransferState.PAUSED and transfer.reason is TransferReason.QUEUED:
        return TransferSection.WAITING
    if transfer.state is TransferState.OFFERED and transfer.direction is Direction.INCOMING:
        return TransferSection.FOR_YOU
    return _SECTIONS[transfer.state]


@dataclass(frozen=True, slots=True)
class HeadRow:
    """The name of a section."""

    section: TransferSection


@dataclass(frozen=True, slots=True)
class TransferRow:
    """One transfer; *is_first* and *is_last* in its section, for the edges of the card around them."""

    transfer_id: TransferId
    is_first: bool
    is_last: bool


class TransfersModel(QAbstractListModel):
    """The cards of the conversations behind an order and a filter; it keeps no state of its own but what was cleared.

    Progress changes no row: `repainted` asks for the list to be painted again. It follows only while it `is_watched`;
    after that, `refresh` it.
    """

    repainted = Signal()

    def __init__(self, conversations: Conversations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._rows: list[HeadRow | TransferRow] = []
        self._shown = 0
        self._cleared: set[TransferId] = set()
        self.has_finished = False
        """There is something to clear."""
        self.has_line = False
        """Something waits for others to the same device, and can be moved."""
        self.is_watched = False
        self.is_at_top = True
        """Its view looks at the first rows: the list may be short again."""
        self._is_stale = False
        self._settle = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settle.timeout.connect(self._settled)
        conversations.transfers_listed.connect(self._listed)
        conversations.transfers_changed.connect(self._changed)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else self._shown

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._shown < len(self._rows)

    def fetchMore(self, parent: Index) -> None:
        shown = min(len(self._rows), self._shown + MORE_ROWS)
        self.beginInsertRows(QModelIndex(), self._shown, shown - 1)
        self._shown = shown
        self.endInsertRows()

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._rows[index.row()], HeadRow):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if isinstance(row, HeadRow):
            return row.section.title
        facts = self.facts(row.transfer_id)
        return "" if facts is None else spoken_card(facts, card_face(facts))

    def facts(self, transfer_id: TransferId) -> CardFacts | None:
        """What the row of a transfer is made from now."""
        card = self._conversations.card(transfer_id)
        return None if card is None else card.facts

    def live(self) -> tuple[TransferSnapshot, ...]:
        """Every transfer that is not over, as it is now."""
        return self._conversations.running()

    def clear_finished(self) -> None:
        """Leave out what is over; the conversations keep it."""
        for card in self._conversations.cards():
            if card.facts.transfer.state.is_final:
                self._cleared.add(card.facts.transfer.transfer_id)
        self.refresh()

    def refresh(self) -> None:
        """Put every transfer where it stands now."""
        self._is_stale = False
        cards = [each for each in self._conversations.cards() if each.facts.transfer.transfer_id not in self._cleared]
        self.has_finished = any(each.facts.transfer.state.is_final for each in cards)
        self.has_line = any(is_in_line(each.facts.transfer) for each in cards)
        rows = _rows_of(cards)
        if rows == self._rows:
            self.repainted.emit()
            return
        self.beginResetModel()
        self._rows = rows
        self._shown = min(len(rows), MORE_ROWS if self.is_at_top else max(self._shown, MORE_ROWS))
        self.endResetModel()

    def row_of(self, transfer_id: TransferId) -> int | None:
        """Where a transfer is shown."""
        shown = enumerate(self._rows[: self._shown])
        return next((n for n, each in shown if isinstance(each, TransferRow) and each.transfer_id == transfer_id), None)

    def _listed(self) -> None:
        self._is_stale = True

    def _changed(self) -> None:
        if self.is_watched and not self._settle.isActive():
            self._settle.start()

    def _settled(self) -> None:
        if self._is_stale:
            self.refresh()
        else:
            self.repainted.emit()


def totals_text(transfers: Iterable[TransferSnapshot]) -> str:
    """ "2 active · 423 MB/s together · 2 waiting", or "Nothing is being sent or received."."""
    shown = tuple(transfers)
    active = [each for each in shown if section_of(each) is TransferSection.ACTIVE]
    waiting = [each for each in shown if section_of(each) in (TransferSection.FOR_YOU, TransferSection.WAITING)]
    parts = []
    if active:
        parts.append(translate("Transfers", "%Ln active", n=len(active)))
    rate = sum(each.bytes_per_second for each in active if each.state is TransferState.TRANSFERRING)
    if rate:
        #: The speed of all transfers: "423 MB/s together".
        parts.append(translate("Transfers", "{rate} together").format(rate=rate_text(rate)))
    if waiting:
        parts.append(translate("Transfers", "%Ln waiting", n=len(waiting)))
    return " · ".join(parts) or translate("Transfers", "Nothing is being sent or received.")


def _rows_of(cards: Iterable[CardEntry]) -> list[HeadRow | TransferRow]:
    by_section: dict[TransferSection, list[CardEntry]] = {section: [] for section in TransferSection}
    for card in cards:
        by_section[section_of(card.facts.transfer)].append(card)
    rows: list[HeadRow | TransferRow] = []
    for section, members in by_section.items():
        if not members:
            continue
        # What waits goes in this order; of what is over the newest is looked for.
        members.sort(key=lambda card: card.at, reverse=section in (TransferSection.STOPPED, TransferSection.DONE))
        if section in (TransferSection.ACTIVE, TransferSection.WAITING):
            _put_in_line(members)
        rows.append(HeadRow(section))
        last = len(members) - 1
        rows.extend(
            TransferRow(card.facts.transfer.transfer_id, number == 0, number == last)
            for number, card in enumerate(members)
        )
    return rows


def _put_in_line(members: list[CardEntry]) -> None:
    """Let those that go to one device stand in the order in which they go, at the places that they have together."""
    places: dict[DeviceId, list[int]] = {}
    for number, card in enumerate(members):
        if card.facts.transfer.queue_position is not None:
            places.setdefault(card.facts.transfer.device_id, []).append(number)
    for numbers in places.values():
        ordered = sorted((members[each] for each in numbers), key=lambda card: card.facts.transfer.queue_position or 0)
        for number, card in zip(numbers, ordered, strict=True):
            members[number] = card
