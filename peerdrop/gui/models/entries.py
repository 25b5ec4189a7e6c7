"""The rows of a conversation: a day, a text, a card of files."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import TypeAlias

from peerdrop.core.history.entries import HistoryEntry
from peerdrop.core.states import Direction
from peerdrop.gui.words.card_face import CardFacts
from peerdrop.wire.identifiers import MessageId


class Tick(Enum):
    """How far a text of ours has come."""

    NONE = auto()
    """Theirs."""
    WAITING = auto()
    DELIVERED = auto()
    """Stored by their app."""
    FAILED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEntry:
    """The label above the first row of a day."""

    row_id: int
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEntry:
    """One message; *text* as it came. *reason*: why one of ours was not sent."""

    row_id: int
    message_id: MessageId
    direction: Direction
    text: str
    at: float
    tick: Tick
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardEntry:
    """One transfer; *sources* are the paths of an outgoing job, as long as they are known."""

    row_id: int
    facts: CardFacts
    at: float
    sources: tuple[Path, ...] = ()


Entry: TypeAlias = DayEntry | TextEntry | CardEntry


def identifier_of(entry: Entry) -> str:
    """The message's or the transfer's ID; "" of a day."""
    match entry:
        case TextEntry():
            return entry.message_id
        case CardEntry():
            return entry.facts.transfer.transfer_id
        case DayEntry():
            return ""


def day_of(at: float) -> int:
    """The number of the local day of *at*."""
    return datetime.fromtimestamp(at).astimezone().date().toordinal()


def kept_identifier(kept: HistoryEntry) -> str:
    """The message's or the transfer's ID of an entry of the history."""
    if kept.message is not None:
        return kept.message.message_id
    return "" if kept.transfer is None else kept.transfer.transfer_id


def kept_entry(kept: HistoryEntry, row_id: int) -> Entry:
    """The row of an entry of the history."""
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
            reason=message.reason,
        )
    assert kept.transfer is not None, "an entry of the history is a message or a transfer"
    facts = CardFacts(transfer=kept.transfer, published=kept.files, seconds=kept.seconds)
    return CardEntry(row_id=row_id, facts=facts, at=kept.at)
