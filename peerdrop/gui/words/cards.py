"""What a file card says and offers in each state of its transfer."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Direction, LaneKind, TransferReason, TransferState
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.words.amounts import (
    files_text,
    left_text,
    percent,
    progress_text,
    rate_text,
    seconds_text,
    size_text,
)
from peerdrop.gui.words.card_face import Bar, ButtonKind, CardAction, CardButton, CardFace, CardFacts
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

_WIDEST_PROGRESS: Final = "888.8 of 888.8 GB · 888.8 MB/s · 50 min left"

_BY_SUFFIX: Final = {
    "picture": "png jpg jpeg gif webp heic svg tif tiff bmp raw",
    "video": "mov mp4 mkv webm avi m4v",
    "sound": "mp3 wav flac ogg m4a opus aac",
    "archive": "zip gz xz zst tar 7z rar bz2 tgz",
    "document": "pdf txt md doc docx odt xls xlsx ods csv ppt pptx odp rtf html",
}
_ICON_OF: Final = {suffix: icon for icon, suffixes in _BY_SUFFIX.items() for suffix in suffixes.split()}
# Only what a viewer shows and nothing runs.
_OPENABLE: Final = frozenset({"picture", "video", "sound"})
_OPENABLE_SUFFIXES: Final = frozenset({"pdf", "txt", "md", "odt", "docx", "ods", "xlsx", "csv", "odp", "pptx"})

_DECLINED: Final = {
    TransferReason.NOT_ATTENDED: "Nobody at {name} could decide",
    TransferReason.NOT_FROM_YOU: "{name} takes files only from others now",
    TransferReason.NO_SPACE: "Not enough space on {name}",
}


def card_face(facts: CardFacts) -> CardFace:
    """What the card of one transfer shows."""
    return _BUILDERS[facts.transfer.state](facts)


def job_title(transfer: TransferSnapshot) -> str:
    """What a job is called: its file, its folder, or "report.pdf and 2 more"."""
    name = one_line(transfer.label)
    # A job is labelled with the first thing in it; a folder's name says all, a file's does not.
    if transfer.file_count > 1 and _looks_like_a_file(name):
        return f"{isolated(name)} and {transfer.file_count - 1} more"
    return name


def file_icon(name: str) -> str:
    """The picture for a file of that name."""
    return _ICON_OF.get(PurePath(name).suffix.lower().lstrip("."), "file")


def may_open(name: str) -> bool:
    """Opening a file of that name can't run a program."""
    return file_icon(name) in _OPENABLE or PurePath(name).suffix.lower().lstrip(".") in _OPENABLE_SUFFIXES


def spoken_card(facts: CardFacts, face: CardFace) -> str:
    """A card for a screen reader."""
    transfer = facts.transfer
    name = one_line(transfer.peer_name)
    outgoing = transfer.direction is Direction.OUTGOING
    head = f"Sending {face.title} to {name}" if outgoing else f"{face.title} from {name}"
    hints = [_HINTS[each.action] for each in face.buttons if each.action in _HINTS]
    hint = f"{', '.join(hints)}." if hints else ""
    return " ".join(f"{head}, {face.detail}. {face.note} {face.status}. {hint}".replace(" · ", ", ").split())


_HINTS: Final = {
    CardAction.PAUSE: "Space pauses",
    CardAction.RESUME: "Space resumes",
    CardAction.CANCEL: "Delete cancels",
}


def _looks_like_a_file(name: str) -> bool:
    suffix = PurePath(name).suffix[1:]
    return suffix.isalnum() and len(suffix) <= 5 and not suffix.isdigit()


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
    return CardFace(
        icon=file_icon(transfer.label) if transfer.file_count == 1 else "files",
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


def _name(facts: CardFacts) -> str:
    return isolated(one_line(facts.transfer.peer_name))


def _done(transfer: TransferSnapshot) -> float:
    return min(1.0, transfer.bytes_done / transfer.size_bytes) if transfer.size_bytes else 0.0


def _percent(facts: CardFacts) -> str:
    return f"{percent(facts.transfer.bytes_done, facts.transfer.size_bytes)} %"


def _new(facts: CardFacts) -> CardFace:
    waiting = facts.transfer.reason is TransferReason.WAITING
    status = f"Goes when {_name(facts)} is back online" if waiting else "Next in line"
    return _face(facts, _GREY, status, status_icon="clock", buttons=[_CANCEL])


def _offered(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    if transfer.direction is Direction.OUTGOING:
        status = f"Waiting for {_name(facts)} to accept"
        return _face(facts, _GREY, status, status_icon="clock", buttons=[_CANCEL])
    if facts.reviewed:
        return _face(facts, _LIVE, "Being reviewed below", detail_end="wants to send", accent_edge=True)
    if facts.free_bytes is not None and facts.free_bytes < transfer.size_bytes:
        note = f"Not enough space here: {size_text(facts.free_bytes)} free, {size_text(transfer.size_bytes)} needed."
        return _face(facts, _WARN, "", note=note, buttons=[_DECLINE, _REVIEW], detail_end="wants to send")
    free = f"{size_text(facts.free_bytes)} free" if facts.free_bytes is not None else ""
    return _face(
        facts,
        _LIVE,
        free,
        buttons=[_DECLINE, _REVIEW, _ACCEPT],
        detail_end="wants to send",
        accent_edge=True,
        widest_status="888.8 GB free",
    )


def _accepted(facts: CardFacts) -> CardFace:
    return _face(facts, _GREY, "Starting…", bar=Bar(_done(facts.transfer), "accent"), buttons=[_CANCEL])


def _transferring(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
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
        widest_status=_WIDEST_PROGRESS,
    )


def _paused(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    if transfer.reason is TransferReason.DISK_FULL:
        here = transfer.direction is Direction.INCOMING
        where = "here" if here else f"on {_name(facts)}"
        status = f"Paused: the disk {where} is nearly full. It goes on when there is space."
        bar = Bar(_done(transfer), "warn")
        buttons = [_SHOW, _CANCEL] if here and transfer.directory is not None else [_CANCEL]
        return _face(facts, _WARN, status, status_icon="warning", status_colour="warn", bar=bar, buttons=buttons)
    if transfer.reason is TransferReason.QUEUED:
        begun = Bar(_done(transfer), "text3") if transfer.bytes_done else None
        return _face(facts, _GREY, "Next in line", status_icon="clock", bar=begun, buttons=[_CANCEL])
    by_peer = transfer.reason is TransferReason.PEER
    status = f"Paused at {_percent(facts)}{f' by {_name(facts)}' if by_peer else ''}"
    buttons = [_CANCEL] if by_peer else [_RESUME, _CANCEL]
    bar = Bar(_done(transfer), "text3")
    return _face(facts, _GREY, status, status_icon="pause", bar=bar, buttons=buttons, detail_end=_lane_text(transfer))


def _suspended(facts: CardFacts) -> CardFace:
    return _face(
        facts,
        _WARN,
        "Connection lost. Continues by itself.",
        status_icon="warning",
        status_colour="warn",
        bar=Bar(_done(facts.transfer), "warn"),
        buttons=[_CANCEL],
    )


def _verifying(facts: CardFacts) -> CardFace:
    return _face(facts, _LIVE, "Checking the files…", bar=Bar(1.0, "accent"))


def _completed(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    arrived = transfer.file_count - len(transfer.problems)
    outgoing = transfer.direction is Direction.OUTGOING
    buttons = [] if outgoing else _open_buttons(facts)
    if transfer.problems:
        count = len(transfer.problems)
        verb, there = ("delivered", "sent") if outgoing else ("saved", "written")
        status = f"{arrived} of {files_text(transfer.file_count)} {verb}. {count} could not be {there}."
        return _face(facts, _WARN, status, status_icon="warning", status_colour="warn", buttons=buttons)
    if outgoing:
        status = "Delivered" if facts.seconds is None else f"Delivered in {seconds_text(facts.seconds)}"
    else:
        folder = transfer.directory.name if transfer.directory is not None else ""
        status = f"Saved to {isolated(one_line(folder))}" if folder else "Saved"
    return _face(facts, _OK, status, status_icon="check", status_colour="ok", buttons=buttons, detail_end="checked")


def _declined(facts: CardFacts) -> CardFace:
    transfer = facts.transfer
    if transfer.direction is Direction.INCOMING:
        return _face(facts, _GREY, "Declined", status_icon="minus")
    sentence = _DECLINED.get(transfer.reason or TransferReason.DECLINED, "{name} declined")
    return _face(facts, _GREY, sentence.format(name=_name(facts)), status_icon="minus", buttons=_again(facts, _AGAIN))


def _canceled(facts: CardFacts) -> CardFace:
    by = _name(facts) if facts.transfer.reason is TransferReason.CANCELED_BY_PEER else "you"
    at = f" at {_percent(facts)}" if facts.transfer.bytes_done else ""
    status = f"Canceled by {by}{at}"
    return _face(facts, _GREY, status, status_icon="minus", buttons=_again(facts, _AGAIN))


def _failed(facts: CardFacts) -> CardFace:
    bar = Bar(_done(facts.transfer), "bad") if facts.transfer.bytes_done else None
    return _face(
        facts,
        _BAD,
        failure_text(facts.transfer),
        status_icon="alert",
        status_colour="bad",
        bar=bar,
        buttons=_again(facts, _RETRY),
    )


_HERE: Final = {
    TransferReason.NO_SPACE: "Not enough space here.",
    TransferReason.DISK: "Could not be written here.",
    TransferReason.DISK_FULL: "The disk here is full.",
    TransferReason.SOURCE_CHANGED: "A file was changed on {name} while it was sent.",
    TransferReason.SOURCE_UNREADABLE: "A file on {name} could not be read.",
}
_THERE: Final = {
    TransferReason.NO_SPACE: "Not enough space on {name}.",
    TransferReason.DISK: "Could not be written on {name}.",
    TransferReason.DISK_FULL: "The disk on {name} is full.",
    TransferReason.SOURCE_CHANGED: "A file was changed while it was sent.",
    TransferReason.SOURCE_UNREADABLE: "A file could not be read.",
}
_ANYWHERE: Final = {
    TransferReason.OFFER_TIMEOUT: "{name} did not decide in time.",
    TransferReason.VERIFY_TIMEOUT: "{name} did not confirm that everything arrived.",
    TransferReason.BAD_NAME: "A file has a name that can't be used.",
    TransferReason.DAMAGED: "Arrived damaged, not saved.",
    TransferReason.LOST: "The connection to {name} was lost.",
    TransferReason.PROTOCOL: "{name} sent something that can't be understood.",
    TransferReason.CANCELED: "Canceled by you",
    TransferReason.CANCELED_BY_PEER: "Canceled by {name}",
}


def failure_text(transfer: TransferSnapshot) -> str:
    """Why a transfer failed, as one sentence."""
    reason = transfer.reason or TransferReason.OTHER
    side = _HERE if transfer.direction is Direction.INCOMING else _THERE
    if reason is TransferReason.OFFER_TIMEOUT and transfer.direction is Direction.INCOMING:
        return "The offer was not answered in time."
    sentence = side.get(reason) or _ANYWHERE.get(reason, "The transfer with {name} failed.")
    return sentence.format(name=isolated(one_line(transfer.peer_name)))


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
        return "Relay"
    return {LaneKind.TLS: "TLS lane", LaneKind.DATA_CHANNEL: "WebRTC", LaneKind.MEMORY: ""}[transfer.lane]


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
