"""What the card of a transfer that is over says and offers."""

from collections.abc import Callable, Mapping
from typing import Final

from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Asked, Direction, TransferReason, TransferState
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.words.amounts import seconds_text
from peerdrop.gui.words.card_face import Bar, ButtonKind, CardAction, CardButton, CardFace, CardFacts
from peerdrop.gui.words.card_frame import (
    AGAIN,
    ASK_AGAIN,
    BAD,
    CONTINUE,
    DETAILS,
    DISCARD,
    DISMISS,
    GREY,
    OK,
    RETRY,
    SHOW,
    WARN,
    done_of,
    frame,
    name_of,
    percent_of,
)
from peerdrop.gui.words.card_notes import missing_count, problems_text
from peerdrop.gui.words.file_kinds import may_open
from peerdrop.gui.words.phrase import Phrase, translate
from peerdrop.gui.words.transfer_failure import failure_text

_DECLINED: Final = {
    TransferReason.NOT_ATTENDED: Phrase("Cards", "Nobody at {name} could decide"),
    TransferReason.NOT_FROM_YOU: Phrase("Cards", "{name} takes files only from others now"),
    TransferReason.NO_SPACE: Phrase("Cards", "Not enough space on {name}"),
}
_DECLINED_BY_USER: Final = Phrase("Cards", "{name} declined")


def _completed(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    outgoing = transfer.direction is Direction.OUTGOING
    buttons = [] if outgoing else _open_buttons(facts)
    if transfer.problems:
        status = problems_text(transfer, outgoing=outgoing)
        count = missing_count(transfer)
        if outgoing and facts.can_send_again and count:
            buttons = [CardButton(CardAction.SEND_THOSE, ButtonKind.EDGED, count)]
        if not outgoing and facts.is_known and count and transfer.asked is not Asked.WAITING:
            buttons = [ASK_AGAIN, *buttons]
        buttons = [*buttons, DETAILS] if outgoing else [DETAILS, *buttons]
        return frame(facts, WARN, status, status_icon="warning", status_colour="warn", buttons=buttons)
    if outgoing and facts.seconds is not None:
        status = translate("Cards", "Delivered in {duration}").format(duration=seconds_text(facts.seconds))
    elif outgoing:
        status = translate("Cards", "Delivered")
    elif transfer.directory is not None and transfer.directory.name:
        folder = isolated(one_line(transfer.directory.name))
        status = translate("Cards", "Saved to {folder}").format(folder=folder)
    else:
        status = translate("Cards", "Saved")
    #: Behind the size of what arrived: its digest is right.
    checked = translate("Cards", "checked")
    return frame(facts, OK, status, status_icon="check", status_colour="ok", buttons=buttons, detail_end=checked)


def _declined(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    if transfer.direction is Direction.INCOMING:
        return frame(facts, GREY, translate("Cards", "Declined"), status_icon="minus")
    phrase = _DECLINED.get(transfer.reason or TransferReason.DECLINED, _DECLINED_BY_USER)
    status = phrase.translated(name=name_of(facts))
    return frame(facts, GREY, status, status_icon="minus", buttons=_again(facts, AGAIN))


def _canceled(facts: CardFacts) -> CardFace:
    began = facts.transfer.bytes_done > 0
    if facts.transfer.reason is TransferReason.CANCELED_BY_PEER:
        at = translate("Cards", "Canceled by {name} at {percent}")
        status = at if began else translate("Cards", "Canceled by {name}")
    else:
        at = translate("Cards", "Canceled by you at {percent}")
        status = at if began else translate("Cards", "Canceled by you")
    status = status.format(name=name_of(facts), percent=percent_of(facts))
    return frame(facts, GREY, status, status_icon="minus", buttons=_again(facts, AGAIN))


def _failed(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    outgoing = transfer.direction is Direction.OUTGOING
    # What was begun is kept at the receiver: it goes on from there, or is thrown away there.
    part_kept = transfer.bytes_done > 0 and not _is_forgotten(transfer)
    status = failure_text(transfer)
    if outgoing:
        buttons = [*_again(facts, CONTINUE if part_kept else RETRY), *([DETAILS] if transfer.problems else []), DISMISS]
    else:
        details = [DETAILS] if transfer.problems else []
        buttons = [*_ask_again(facts, part_kept=part_kept), *details, DISCARD if part_kept else DISMISS]
        if part_kept:
            status = f"{status} {translate('Cards', 'What arrived is kept for 7 days.')}"
    bar, stopped = None, ""
    if part_kept:
        bar = Bar(done_of(transfer), "bad")
        #: Behind the size of a transfer that failed: "18.4 GB · stopped at 41 %".
        stopped = translate("Cards", "stopped at {percent}").format(percent=percent_of(facts))
    return frame(
        facts,
        BAD,
        status,
        status_icon="alert",
        status_colour="bad",
        bar=bar,
        buttons=buttons,
        detail_end=stopped,
    )


def _again(facts: CardFacts, button: CardButton) -> tuple[CardButton, ...]:
    outgoing = facts.transfer.direction is Direction.OUTGOING
    return (button,) if outgoing and facts.can_send_again else ()


def _ask_again(facts: CardFacts, *, part_kept: bool) -> tuple[CardButton, ...]:
    """What an earlier run had begun is known by what is kept of it."""
    if facts.transfer.asked is Asked.WAITING or _is_forgotten(facts.transfer):
        return ()
    if part_kept:
        return (CONTINUE,)
    return (ASK_AGAIN,) if facts.is_known else ()


def _is_forgotten(transfer: TransferSnapshot) -> bool:
    """Nobody can go on with it, and what was kept of it is thrown away."""
    incoming = transfer.direction is Direction.INCOMING
    is_refused = transfer.asked in {Asked.FORGOTTEN, Asked.CANCELED}
    return incoming and (is_refused or transfer.reason is TransferReason.FORGOTTEN)


def _open_buttons(facts: CardFacts) -> list[CardButton]:
    if not facts.published:
        return []
    buttons = [SHOW]
    if len(facts.published) == 1 and may_open(facts.published[0].path.name):
        buttons.insert(0, CardButton(CardAction.OPEN, ButtonKind.EDGED))
    return buttons


ENDED_CARDS: Final[Mapping[TransferState, Callable[[CardFacts], CardFace]]] = {
    TransferState.COMPLETED: _completed,
    TransferState.DECLINED: _declined,
    TransferState.CANCELED: _canceled,
    TransferState.FAILED: _failed,
}
