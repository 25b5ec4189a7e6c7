"""What the card of a transfer that is not over says and offers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from peerdrop.core.states import Direction, TransferReason, TransferState
from peerdrop.gui.words.amounts import files_text, left_text, progress_text, rate_text, size_text
from peerdrop.gui.words.card_face import Bar, CardFace, CardFacts
from peerdrop.gui.words.card_frame import (
    ACCEPT,
    CANCEL,
    DECLINE,
    GREY,
    LIVE,
    PAUSE,
    RESUME,
    REVIEW,
    SHOW,
    WARN,
    done_of,
    frame,
    lane_text,
    name_of,
    percent_of,
)
from peerdrop.gui.words.card_notes import taken_text
from peerdrop.gui.words.phrase import translate

_WIDEST_BYTES: Final = 888_800_000_000
_WIDEST_RATE: Final = 888_800_000
_WIDEST_LEFT_S: Final = 50 * 60


def counting_card(facts: CardFacts, count: int) -> CardFace:
    """A card before the transfer's own, while the files are counted."""
    #: While dropped folders are looked through: "Counting… 12,340 files".
    status = translate("Cards", "Counting… {files}").format(files=files_text(count))
    face = frame(facts, GREY, status, status_icon="clock", buttons=[CANCEL], widest_status=status)
    return replace(face, icon="files", detail=translate("Cards", "to {name}").format(name=name_of(facts)))


def _new(facts: CardFacts) -> CardFace:
    waiting = facts.transfer.reason is TransferReason.WAITING
    if waiting:
        status = translate("Cards", "Goes when {name} is back online").format(name=name_of(facts))
    else:
        status = _line_text(facts)
    return frame(facts, GREY, status, status_icon="clock", bar=_begun_bar(facts), buttons=[CANCEL])


def _offered(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    if transfer.direction is Direction.OUTGOING:
        status = translate("Cards", "Waiting for {name} to accept").format(name=name_of(facts))
        return frame(facts, GREY, status, status_icon="clock", buttons=[CANCEL])
    #: Behind the size of an offer: "3 files · 2.1 MB · wants to send".
    wish = translate("Cards", "wants to send")
    if facts.reviewed:
        #: The sheet with this offer stands open below the card.
        return frame(facts, LIVE, translate("Cards", "Being reviewed below"), detail_end=wish, accent_edge=True)
    if facts.free_bytes is not None and facts.free_bytes < transfer.size_bytes:
        note = translate("Cards", "Not enough space here: {free} free, {needed} needed.").format(
            free=size_text(facts.free_bytes), needed=size_text(transfer.size_bytes)
        )
        return frame(facts, WARN, "", note=note, buttons=[DECLINE, REVIEW], detail_end=wish)
    return frame(
        facts,
        LIVE,
        note=taken_text(facts),
        status=_free_text(facts.free_bytes) if facts.free_bytes is not None else "",
        buttons=[DECLINE, REVIEW, ACCEPT],
        detail_end=wish,
        accent_edge=True,
        widest_status=_free_text(_WIDEST_BYTES),
    )


def _free_text(free_bytes: int) -> str:
    #: Space on the disk: "106 GB free".
    return translate("Cards", "{size} free").format(size=size_text(free_bytes))


def _accepted(facts: CardFacts) -> CardFace:
    return frame(
        facts, GREY, translate("Cards", "Starting…"), bar=Bar(done_of(facts.transfer), "accent"), buttons=[CANCEL]
    )


def _transferring(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    if facts.is_stalled:
        return frame(
            facts,
            WARN,
            translate("Cards", "No data for 15 s. Still trying."),
            status_icon="warning",
            status_colour="warn",
            bar=Bar(done_of(transfer), "warn"),
            buttons=[PAUSE, CANCEL],
            detail_end=lane_text(transfer),
            widest_status=_widest_progress(),
        )
    parts = [progress_text(transfer.bytes_done, transfer.size_bytes)]
    if transfer.bytes_per_second > 0:
        parts.append(rate_text(transfer.bytes_per_second))
    if transfer.eta_s is not None:
        parts.append(left_text(transfer.eta_s))
    return frame(
        facts,
        LIVE,
        " · ".join(parts),
        bar=Bar(done_of(transfer), "accent"),
        buttons=[PAUSE, CANCEL],
        detail_end=lane_text(transfer),
        widest_status=_widest_progress(),
    )


def _widest_progress() -> str:
    done = progress_text(_WIDEST_BYTES, _WIDEST_BYTES)
    return " · ".join((done, rate_text(_WIDEST_RATE), left_text(_WIDEST_LEFT_S)))


def _paused(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    if transfer.reason is TransferReason.DISK_FULL:
        return _disk_full(facts)
    if transfer.reason is TransferReason.QUEUED:
        return _in_line(facts)
    by_peer = transfer.reason is TransferReason.PEER
    status = (
        translate("Cards", "Paused at {percent} by {name}") if by_peer else translate("Cards", "Paused at {percent}")
    )
    status = status.format(percent=percent_of(facts), name=name_of(facts))
    buttons = [CANCEL] if by_peer else [RESUME, CANCEL]
    bar = Bar(done_of(transfer), "text3")
    return frame(facts, GREY, status, status_icon="pause", bar=bar, buttons=buttons, detail_end=lane_text(transfer))


def _in_line(facts: CardFacts) -> CardFace:
    """Bytes could flow, but the sender has others that go first."""
    return frame(facts, GREY, _line_text(facts), status_icon="clock", bar=_begun_bar(facts), buttons=[CANCEL])


def _begun_bar(facts: CardFacts) -> Bar | None:
    """It waits, but was on its way before: perhaps in an earlier run of this program."""
    return Bar(done_of(facts.transfer), "text3") if facts.transfer.bytes_done else None


def _line_text(facts: CardFacts) -> str:
    return translate("Cards", "Next in line") if facts.is_next else translate("Cards", "Waiting in line")


def _disk_full(facts: CardFacts) -> CardFace:
    transfer, shortage = facts.transfer, facts.transfer.shortage
    here = transfer.direction is Direction.INCOMING
    if shortage is None and here:
        status = translate("Cards", "Paused: the disk here is nearly full. It goes on when there is space.")
    elif shortage is None:
        status = translate("Cards", "Paused: the disk on {name} is nearly full. It goes on when there is space.")
    elif here:
        status = translate(
            "Cards", "The disk here is full: {free} left, {needed} needed. It goes on when there is space."
        )
    else:
        status = translate(
            "Cards", "The disk on {name} is full: {free} left, {needed} needed. It goes on when there is space."
        )
    free, needed = (0, 0) if shortage is None else (shortage.free_bytes, shortage.needed_bytes)
    status = status.format(name=name_of(facts), free=size_text(free), needed=size_text(needed))
    bar = Bar(done_of(transfer), "warn")
    buttons = [SHOW, CANCEL] if here and transfer.directory is not None else [CANCEL]
    return frame(facts, WARN, status, status_icon="warning", status_colour="warn", bar=bar, buttons=buttons)


def _suspended(facts: CardFacts) -> CardFace:
    return frame(
        facts,
        WARN,
        translate("Cards", "Connection lost. Continues by itself."),
        status_icon="warning",
        status_colour="warn",
        bar=Bar(done_of(facts.transfer), "warn"),
        buttons=[CANCEL],
    )


def _verifying(facts: CardFacts) -> CardFace:
    # We have sent everything; the other side still writes it, and may have to wait.
    if facts.transfer.reason in (TransferReason.DISK_FULL, TransferReason.PEER):
        return _paused(facts)
    return frame(facts, LIVE, translate("Cards", "Checking the files…"), bar=Bar(1.0, "accent"))


LIVE_CARDS: Final[Mapping[TransferState, Callable[[CardFacts], CardFace]]] = {
    TransferState.NEW: _new,
    TransferState.OFFERED: _offered,
    TransferState.ACCEPTED: _accepted,
    TransferState.TRANSFERRING: _transferring,
    TransferState.PAUSED: _paused,
    TransferState.SUSPENDED: _suspended,
    TransferState.VERIFYING: _verifying,
}
