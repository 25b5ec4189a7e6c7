"""Everything a file card shows, and everything it is made from."""

from dataclasses import dataclass
from enum import Enum, auto

from peerdrop.core.snapshots import PublishedFile, TransferSnapshot
from peerdrop.gui.words.phrase import Phrase, translate


class CardAction(Enum):
    """A button of a card; its value is the label."""

    ACCEPT = Phrase("Cards", "Accept")
    REVIEW = Phrase("Cards", "Review…")
    DECLINE = Phrase("Cards", "Decline")
    PAUSE = Phrase("Cards", "Pause")
    RESUME = Phrase("Cards", "Resume")
    CANCEL = Phrase("Cards", "Cancel")
    RETRY = Phrase("Cards", "Retry")
    SEND_AGAIN = Phrase("Cards", "Send again")
    OPEN = Phrase("Cards", "Open")
    SHOW_IN_FOLDER = Phrase("Cards", "Show in folder")
    SEND_THOSE = Phrase("Cards", "Send those again")
    """Of a job that arrived in part, what did not."""
    ASK_AGAIN = Phrase("Cards", "Ask again", "button: ask the sender of a transfer for what did not arrive")
    DETAILS = Phrase("Cards", "Details")
    DISMISS = Phrase("Cards", "Dismiss")
    CONTINUE = Phrase("Cards", "Resume", "a transfer that failed")
    DISCARD = Phrase("Cards", "Discard")
    """Throw away what has arrived of a transfer that failed."""
    MOVE_FIRST = Phrase("Cards", "Send first")
    MOVE_UP = Phrase("Cards", "Move up in line")
    MOVE_DOWN = Phrase("Cards", "Move down in line")
    MOVE_LAST = Phrase("Cards", "Send last")


class ButtonKind(Enum):
    """How a button of a card looks."""

    PRIMARY = auto()
    EDGED = auto()
    LINK = auto()


@dataclass(frozen=True, slots=True)
class CardButton:
    """One button of a card."""

    action: CardAction
    kind: ButtonKind
    count: int = 0
    """How many files it is about, where the label says so."""

    @property
    def label(self) -> str:
        if self.action is CardAction.SEND_THOSE and self.count:
            if self.count == 1:
                return translate("Cards", "Send that one")
            #: A button: the files of a transfer that did not arrive.
            return translate("Cards", "Send those %Ln", n=self.count)
        return self.action.value.translated()


@dataclass(frozen=True, slots=True)
class Bar:
    """A progress bar: *done* from 0 to 1, *colour* a token name."""

    done: float
    colour: str


@dataclass(frozen=True, slots=True)
class CardFace:
    """Everything a card shows but its time. Colours are token names; *tile* is the pair of background and stroke."""

    icon: str
    tile: tuple[str, str]
    title: str
    detail: str
    status: str
    status_icon: str
    status_colour: str
    bar: Bar | None
    buttons: tuple[CardButton, ...]
    accent_edge: bool = False
    note: str = ""
    """A line of its own above the status, with a warning sign."""
    widest_status: str = ""
    """What the status can grow to in this state, so that the card's height does not depend on changing figures."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a card is made from, beside the transfer itself."""

    transfer: TransferSnapshot
    can_send_again: bool = False
    """The paths of an outgoing job are known."""
    is_known: bool = False
    """The node has it in this run: its sender can be asked for it."""
    published: tuple[PublishedFile, ...] = ()
    seconds: float | None = None
    """How long a completed job took."""
    free_bytes: int | None = None
    """Space in the folder for received files."""
    reviewed: bool = False
    """The sheet below shows this offer."""
    taken_names: int = 0
    """How many names of an offer are in the folder *taken_in* already."""
    taken_in: str = ""
    is_stalled: bool = False
    """No byte has come for STALL_S."""
    is_next: bool = True
    """Of what waits in line for its device, this one is the first."""
    counted: int | None = None
    """Not a transfer yet: so many files of it are counted."""
