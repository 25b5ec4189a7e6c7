"""What a file card says and offers in each state of its transfer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Direction, LaneKind, TransferReason, TransferState
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.words.amounts import (
    files_text,
    left_text,
    percent,
    percent_text,
    progress_text,
    rate_text,
    seconds_text,
    size_text,
)
from peerdrop.gui.words.card_face import Bar, ButtonKind, CardAction, CardButton, CardFace, CardFacts
from peerdrop.gui.words.card_notes import problems_text, taken_text, unreadable_text
from peerdrop.gui.words.file_kinds import file_icon, looks_like_a_file, may_open
from peerdrop.gui.words.phrase import Phrase, translate
from peerdrop.gui.words.transfer_failure import failure_text
from peerdrop.link import Path

_GREY: Final = ("sunken", "text2")
_LIVE: Final = ("accent_tint", "accent")
_WARN: Final = ("warn_tint", "warn")
_BAD: Final = ("bad_tint", "bad")
_OK: Final = ("ok_tint", "ok")

_CANCEL: Final = CardButton(CardAction.CANCEL, ButtonKind.LINK)
_PAUSE: Final = CardButton(CardAction.PAUSE, ButtonKind.EDGED)
_RESUME: Final = CardButton(CardAction.RESUME, ButtonKind.EDGED)
_SHOW: Final = CardButton(CardAction.SHOW_IN_FOLDER, ButtonKind.EDGED)
_DECLINE: Final = CardButton(CardAction.DECLINE, ButtonKind.LINK)
_REVIEW: Final = CardButton(CardAction.REVIEW, ButtonKind.EDGED)
_ACCEPT: Final = CardButton(CardAction.ACCEPT, ButtonKind.PRIMARY)
_AGAIN: Final = CardButton(CardAction.SEND_AGAIN, ButtonKind.EDGED)
_RETRY: Final = CardButton(CardAction.RETRY, ButtonKind.EDGED)
_DETAILS: Final = CardButton(CardAction.DETAILS, ButtonKind.LINK)
_DISMISS: Final = CardButton(CardAction.DISMISS, ButtonKind.LINK)

_WIDEST_BYTES: Final = 888_800_000_000
_WIDEST_RATE: Final = 888_800_000
_WIDEST_LEFT_S: Final = 50 * 60

_DECLINED: Final = {
    TransferReason.NOT_ATTENDED: Phrase("Cards", "Nobody at {name} could decide"),
    TransferReason.NOT_FROM_YOU: Phrase("Cards", "{name} takes files only from others now"),
    TransferReason.NO_SPACE: Phrase("Cards", "Not enough space on {name}"),
}
_DECLINED_BY_USER: Final = Phrase("Cards", "{name} declined")


def card_face(facts: CardFacts) -> CardFace:
    """What the card of one transfer shows."""
    if facts.counted is not None:
        return _counting(facts, facts.counted)
    return _BUILDERS[facts.transfer.state](facts)


def job_title(transfer: TransferSnapshot) -> str:
    """What a job is called: its file, its folder, or "report.pdf and 2 more"."""
    name = one_line(transfer.label)
    # A job is labelled with the first thing in it; a folder's name says all, a file's does not.
    if transfer.file_count > 1 and looks_like_a_file(name):
        #: A job of several files by the first of them: "report.pdf and 2 more".
        return translate("Cards", "{name} and %Ln more", n=transfer.file_count - 1).format(name=isolated(name))
    return name


def spoken_card(facts: CardFacts, face: CardFace) -> str:
    """A card for a screen reader."""
    transfer = facts.transfer
    name = one_line(transfer.peer_name)
    outgoing = transfer.direction is Direction.OUTGOING
    head = translate("Cards", "Sending {what} to {name}") if outgoing else translate("Cards", "{what} from {name}")
    head = head.format(what=face.title, name=name)
    hints = [_HINTS[each.action].translated() for each in face.buttons if each.action in _HINTS]
    hint = f"{', '.join(hints)}." if hints else ""
    return " ".join(f"{head}, {face.detail}. {face.note} {face.status}. {hint}".replace(" · ", ", ").split())


_HINTS: Final = {
    CardAction.PAUSE: Phrase("Cards", "Space pauses"),
    CardAction.RESUME: Phrase("Cards", "Space resumes"),
    CardAction.CANCEL: Phrase("Cards", "Delete cancels"),
}


def _face(
    facts: CardFacts,
    tile: tuple[str, str],
    status: str,
    *,
    status_icon: str = "",
    status_colour: str = "text2",
    bar: Bar | None = None,
    buttons: Sequence[CardButton] = (),
    detail_end: str = "",
    accent_edge: bool = False,
    note: str = "",
    widest_status: str = "",
) -> CardFace:
    transfer = facts.transfer
    title = job_title(transfer)
    parts = [size_text(transfer.size_bytes)]
    if transfer.file_count != 1:
        parts.insert(0, files_text(transfer.file_count))
    if detail_end:
        parts.append(detail_end)
    buttons = list(buttons)
    if transfer.direction is Direction.OUTGOING and not transfer.state.is_final and transfer.problems and not note:
        note = unreadable_text(len(transfer.problems))
        buttons.insert(0, _DETAILS)
    return CardFace(
        icon=_icon(transfer),
        tile=tile,
        title=title,
        detail=" · ".join(parts),
        status=status,
        status_icon=status_icon,
        status_colour=status_colour,
        bar=bar,
        buttons=tuple(buttons),
        accent_edge=accent_edge,
        note=note,
        widest_status=widest_status,
    )


def _icon(transfer: TransferSnapshot) -> str:
    if transfer.file_count == 1:
        return file_icon(transfer.label)
    return "files" if looks_like_a_file(transfer.label) else "folder"


def _counting(facts: CardFacts, count: int) -> CardFace:
    #: While dropped folders are looked through: "Counting… 12,340 files".
    status = translate("Cards", "Counting… {files}").format(files=files_text(count))
    face = _face(facts, _GREY, status, status_icon="clock", buttons=[_CANCEL], widest_status=status)
    return replace(face, icon="files", detail=translate("Cards", "to {name}").format(name=_name(facts)))


def _name(facts: CardFacts) -> str:
    return isolated(one_line(facts.transfer.peer_name))


def _done(transfer: TransferSnapshot) -> float:
    return min(1.0, transfer.bytes_done / transfer.size_bytes) if transfer.size_bytes else 0.0


def _percent(facts: CardFacts) -> str:
    return percent_text(percent(facts.transfer.bytes_done, facts.transfer.size_bytes))


def _new(facts: CardFacts) -> CardFace:
    waiting = facts.transfer.reason is TransferReason.WAITING
    if waiting:
        status = translate("Cards", "Goes when {name} is back online").format(name=_name(facts))
    else:
        status = translate("Cards", "Next in line")
    return _face(facts, _GREY, status, status_icon="clock", buttons=[_CANCEL])


def _offered(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    if transfer.direction is Direction.OUTGOING:
        status = translate("Cards", "Waiting for {name} to accept").format(name=_name(facts))
        return _face(facts, _GREY, status, status_icon="clock", buttons=[_CANCEL])
    #: Behind the size of an offer: "3 files · 2.1 MB · wants to send".
    wish = translate("Cards", "wants to send")
    if facts.reviewed:
        #: The sheet with this offer stands open below the card.
        return _face(facts, _LIVE, translate("Cards", "Being reviewed below"), detail_end=wish, accent_edge=True)
    if facts.free_bytes is not None and facts.free_bytes < transfer.size_bytes:
        note = translate("Cards", "Not enough space here: {free} free, {needed} needed.").format(
            free=size_text(facts.free_bytes), needed=size_text(transfer.size_bytes)
        )
        return _face(facts, _WARN, "", note=note, buttons=[_DECLINE, _REVIEW], detail_end=wish)
    return _face(
        facts,
        _LIVE,
        note=taken_text(facts),
        status=_free_text(facts.free_bytes) if facts.free_bytes is not None else "",
        buttons=[_DECLINE, _REVIEW, _ACCEPT],
        detail_end=wish,
        accent_edge=True,
        widest_status=_free_text(_WIDEST_BYTES),
    )


def _free_text(free_bytes: int) -> str:
    #: Space on the disk: "106 GB free".
    return translate("Cards", "{size} free").format(size=size_text(free_bytes))


def _accepted(facts: CardFacts) -> CardFace:
    return _face(
        facts, _GREY, translate("Cards", "Starting…"), bar=Bar(_done(facts.transfer), "accent"), buttons=[_CANCEL]
    )


def _transferring(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    if facts.is_stalled:
        return _face(
            facts,
            _WARN,
            translate("Cards", "No data for 15 s. Still trying."),
            status_icon="warning",
            status_colour="warn",
            bar=Bar(_done(transfer), "warn"),
            buttons=[_PAUSE, _CANCEL],
            detail_end=_lane_text(transfer),
            widest_status=_widest_progress(),
        )
    parts = [progress_text(transfer.bytes_done, transfer.size_bytes)]
    if transfer.bytes_per_second > 0:
        parts.append(rate_text(transfer.bytes_per_second))
    if transfer.eta_s is not None:
        parts.append(left_text(transfer.eta_s))
    return _face(
        facts,
        _LIVE,
        " · ".join(parts),
        bar=Bar(_done(transfer), "accent"),
        buttons=[_PAUSE, _CANCEL],
        detail_end=_lane_text(transfer),
        widest_status=_widest_progress(),
    )


def _widest_progress() -> str:
    done = progress_text(_WIDEST_BYTES, _WIDEST_BYTES)
    return " · ".join((done, rate_text(_WIDEST_RATE), left_text(_WIDEST_LEFT_S)))


def _paused(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    if transfer.reason is TransferReason.DISK_FULL:
        here = transfer.direction is Direction.INCOMING
        if here:
            status = translate("Cards", "Paused: the disk here is nearly full. It goes on when there is space.")
        else:
            status = translate("Cards", "Paused: the disk on {name} is nearly full. It goes on when there is space.")
            status = status.format(name=_name(facts))
        bar = Bar(_done(transfer), "warn")
        buttons = [_SHOW, _CANCEL] if here and transfer.directory is not None else [_CANCEL]
        return _face(facts, _WARN, status, status_icon="warning", status_colour="warn", bar=bar, buttons=buttons)
    by_peer = transfer.reason is TransferReason.PEER
    status = (
        translate("Cards", "Paused at {percent} by {name}") if by_peer else translate("Cards", "Paused at {percent}")
    )
    status = status.format(percent=_percent(facts), name=_name(facts))
    buttons = [_CANCEL] if by_peer else [_RESUME, _CANCEL]
    bar = Bar(_done(transfer), "text3")
    return _face(facts, _GREY, status, status_icon="pause", bar=bar, buttons=buttons, detail_end=_lane_text(transfer))


def _suspended(facts: CardFacts) -> CardFace:
    return _face(
        facts,
        _WARN,
        translate("Cards", "Connection lost. Continues by itself."),
        status_icon="warning",
        status_colour="warn",
        bar=Bar(_done(facts.transfer), "warn"),
        buttons=[_CANCEL],
    )


def _verifying(facts: CardFacts) -> CardFace:
    return _face(facts, _LIVE, translate("Cards", "Checking the files…"), bar=Bar(1.0, "accent"))


def _completed(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    outgoing = transfer.direction is Direction.OUTGOING
    buttons = [] if outgoing else _open_buttons(facts)
    if transfer.problems:
        status = problems_text(transfer, outgoing=outgoing)
        if outgoing and facts.can_send_again:
            buttons = [CardButton(CardAction.SEND_THOSE, ButtonKind.EDGED, len(transfer.problems))]
        buttons = [*buttons, _DETAILS] if outgoing else [_DETAILS, *buttons]
        return _face(facts, _WARN, status, status_icon="warning", status_colour="warn", buttons=buttons)
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
    return _face(facts, _OK, status, status_icon="check", status_colour="ok", buttons=buttons, detail_end=checked)


def _declined(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    if transfer.direction is Direction.INCOMING:
        return _face(facts, _GREY, translate("Cards", "Declined"), status_icon="minus")
    phrase = _DECLINED.get(transfer.reason or TransferReason.DECLINED, _DECLINED_BY_USER)
    status = phrase.translated(name=_name(facts))
    return _face(facts, _GREY, status, status_icon="minus", buttons=_again(facts, _AGAIN))


def _canceled(facts: CardFacts) -> CardFace:
    began = facts.transfer.bytes_done > 0
    if facts.transfer.reason is TransferReason.CANCELED_BY_PEER:
        at = translate("Cards", "Canceled by {name} at {percent}")
        status = at if began else translate("Cards", "Canceled by {name}")
    else:
        at = translate("Cards", "Canceled by you at {percent}")
        status = at if began else translate("Cards", "Canceled by you")
    status = status.format(name=_name(facts), percent=_percent(facts))
    return _face(facts, _GREY, status, status_icon="minus", buttons=_again(facts, _AGAIN))


def _failed(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    buttons = [*_again(facts, _RETRY), *([_DETAILS] if transfer.problems else []), _DISMISS]
    bar, stopped = None, ""
    if transfer.bytes_done:
        bar = Bar(_done(transfer), "bad")
        #: Behind the size of a transfer that failed: "18.4 GB · stopped at 41 %".
        stopped = translate("Cards", "stopped at {percent}").format(percent=_percent(facts))
    return _face(
        facts,
        _BAD,
        failure_text(transfer),
        status_icon="alert",
        status_colour="bad",
        bar=bar,
        buttons=buttons,
        detail_end=stopped,
    )


def _again(facts: CardFacts, button: CardButton) -> tuple[CardButton, ...]:
    outgoing = facts.transfer.direction is Direction.OUTGOING
    return (button,) if outgoing and facts.can_send_again else ()


def _open_buttons(facts: CardFacts) -> list[CardButton]:
    if not facts.published:
        return []
    buttons = [_SHOW]
    if len(facts.published) == 1 and may_open(facts.published[0].path.name):
        buttons.insert(0, CardButton(CardAction.OPEN, ButtonKind.EDGED))
    return buttons


def _lane_text(transfer: TransferSnapshot) -> str:
    if transfer.lane is None:
        return ""
    if transfer.path is Path.RELAY:
        return translate("Cards", "Relay")
    return {LaneKind.TLS: translate("Cards", "TLS lane"), LaneKind.DATA_CHANNEL: "WebRTC", LaneKind.MEMORY: ""}[
        transfer.lane
    ]


_BUILDERS: Final = {
    TransferState.NEW: _new,
    TransferState.OFFERED: _offered,
    TransferState.ACCEPTED: _accepted,
    TransferState.TRANSFERRING: _transferring,
    TransferState.PAUSED: _paused,
    TransferState.SUSPENDED: _suspended,
    TransferState.VERIFYING: _verifying,
    TransferState.COMPLETED: _completed,
    TransferState.DECLINED: _declined,
    TransferState.CANCELED: _canceled,
    TransferState.FAILED: _failed,
}
