"""The rows of a conversation: a day, a text, a card of files."""

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TypeAlias

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
    """One message; *text* as it came."""

    row_id: int
    message_id: MessageId
    direction: Direction
    text: str
    at: float
    tick: Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class CardEntry:
    """One transfer; *sources* are the paths of an outgoing job, as long as they are known."""

    row_id: int
    facts: CardFacts
    at: float
    sources: tuple[Path, ...] = ()


Entry: TypeAlias = DayEntry | TextEntry | CardEntry
