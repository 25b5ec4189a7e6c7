"""What a notification says, in plain text: what came, and from whom; without the content if the user wants that."""

from PySide6.QtCore import QLocale

from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Direction, TransferState
from peerdrop.gui.safe_text import isolated, many_lines, one_line
from peerdrop.gui.words.amounts import contents_text, size_text
from peerdrop.gui.words.phrase import translate

_BODY_CHARS = 200
Lines = tuple[str, str]
"""Title and body."""


def message_lines(name: str, text: str, *, shows_content: bool) -> Lines:
    """A message came."""
    whole = many_lines(text).strip()
    body = whole if len(whole) <= _BODY_CHARS else whole[: _BODY_CHARS - 1] + "…"
    return one_line(name), body if shows_content else translate("Notifications", "New message")


def offer_lines(transfer: TransferSnapshot, *, shows_content: bool) -> Lines:
    """Somebody wants to send."""
    name = isolated(one_line(transfer.peer_name))
    title = translate("Notifications", "{name} wants to send {files}")
    title = title.format(name=name, files=contents_text(transfer.file_count, transfer.folder_count))
    return title, f"{_label(transfer)} · {size_text(transfer.size_bytes)}" if shows_content else ""


def ended_lines(transfer: TransferSnapshot, *, shows_content: bool) -> Lines | None:
    """A transfer is over; None if the user knows, because they ended it themselves."""
    name = isolated(one_line(transfer.peer_name))
    files = contents_text(transfer.file_count, transfer.folder_count)
    incoming = transfer.direction is Direction.INCOMING
    match transfer.state:
        case TransferState.COMPLETED if transfer.problems and incoming:
            title = translate("Notifications", "{count} of {files} from {name} could not be saved")
        case TransferState.COMPLETED if transfer.problems:
            title = translate("Notifications", "{count} of {files} did not reach {name}")
        case TransferState.COMPLETED if incoming:
            title = translate("Notifications", "{files} from {name} arrived")
        case TransferState.COMPLETED:
            title = translate("Notifications", "{files} delivered to {name}")
        case TransferState.FAILED if incoming:
            title = translate("Notifications", "{files} from {name} did not arrive")
        case TransferState.FAILED:
            title = translate("Notifications", "{files} did not reach {name}")
        case TransferState.DECLINED if not incoming:
            title = translate("Notifications", "{name} declined {files}")
        case _:
            return None
    title = title.format(name=name, files=files, count=QLocale().toString(len(transfer.problems)))
    return title, _label(transfer) if shows_content else ""


def _label(transfer: TransferSnapshot) -> str:
    return isolated(one_line(transfer.label, limit_chars=80))
