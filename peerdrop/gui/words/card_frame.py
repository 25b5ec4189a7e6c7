"""What the cards of all states are put together from: tiles, buttons, the lines that are the same everywhere."""

from collections.abc import Sequence
from typing import Final

from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import LaneKind
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.words.amounts import contents_text, percent, percent_text, size_text
from peerdrop.gui.words.card_face import Bar, ButtonKind, CardAction, CardButton, CardFace, CardFacts
from peerdrop.gui.words.card_notes import asked_text, held_text, not_sent_text
from peerdrop.gui.words.file_kinds import file_icon, looks_like_a_file
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.speeds import at_most_text
from peerdrop.link import Path

GREY: Final = ("sunken", "text2")
LIVE: Final = ("accent_tint", "accent")
WARN: Final = ("warn_tint", "warn")
BAD: Final = ("bad_tint", "bad")
OK: Final = ("ok_tint", "ok")

CANCEL: Final = CardButton(CardAction.CANCEL, ButtonKind.LINK)
PAUSE: Final = CardButton(CardAction.PAUSE, ButtonKind.EDGED)
RESUME: Final = CardButton(CardAction.RESUME, ButtonKind.EDGED)
SHOW: Final = CardButton(CardAction.SHOW_IN_FOLDER, ButtonKind.EDGED)
DECLINE: Final = CardButton(CardAction.DECLINE, ButtonKind.LINK)
REVIEW: Final = CardButton(CardAction.REVIEW, ButtonKind.EDGED)
ACCEPT: Final = CardButton(CardAction.ACCEPT, ButtonKind.PRIMARY)
AGAIN: Final = CardButton(CardAction.SEND_AGAIN, ButtonKind.EDGED)
ASK_AGAIN: Final = CardButton(CardAction.ASK_AGAIN, ButtonKind.EDGED)
RETRY: Final = CardButton(CardAction.RETRY, ButtonKind.EDGED)
DETAILS: Final = CardButton(CardAction.DETAILS, ButtonKind.LINK)
DISMISS: Final = CardButton(CardAction.DISMISS, ButtonKind.LINK)
CONTINUE: Final = CardButton(CardAction.CONTINUE, ButtonKind.EDGED)
DISCARD: Final = CardButton(CardAction.DISCARD, ButtonKind.LINK)


def job_title(transfer: TransferSnapshot) -> str:
    """What a job is called: its file, its folder, or "report.pdf and 2 more"."""
    name = one_line(transfer.label)
    # A job is labelled with the first thing in it; a folder's name says all, a file's does not.
    more = transfer.file_count + transfer.folder_count - 1
    if more > 0 and looks_like_a_file(name):
        #: A job of several files by the first of them: "report.pdf and 2 more".
        return translate("Cards", "{name} and %Ln more", n=more).format(name=isolated(name))
    return name


def frame(
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
    """The card; a *note* of the state's own goes before what is said of any state."""
    transfer = facts.transfer
    parts = [] if _is_one_file(transfer) else [contents_text(transfer.file_count, transfer.folder_count)]
    if transfer.file_count:
        parts.append(size_text(transfer.size_bytes))
    if transfer.limit_bytes_per_second and not transfer.state.is_final:
        parts.append(at_most_text(transfer.limit_bytes_per_second))
    if detail_end:
        parts.append(detail_end)
    buttons = list(buttons)
    not_sent = not_sent_text(transfer)
    if not_sent and DETAILS not in buttons:
        buttons.insert(0, DETAILS)
    if _is_held(facts) and RESUME not in buttons:
        buttons.insert(buttons.index(CANCEL) if CANCEL in buttons else len(buttons), RESUME)
        note = note or held_text()
    return CardFace(
        icon=_icon(transfer),
        tile=tile,
        title=job_title(transfer),
        detail=" · ".join(parts),
        status=status,
        status_icon=status_icon,
        status_colour=status_colour,
        bar=bar,
        buttons=tuple(buttons),
        accent_edge=accent_edge,
        note=note or asked_text(transfer) or not_sent,
        widest_status=widest_status,
    )


def _is_held(facts: CardFacts) -> bool:
    return facts.transfer.held and not facts.transfer.state.is_final and facts.counted is None


def _icon(transfer: TransferSnapshot) -> str:
    if _is_one_file(transfer):
        return file_icon(transfer.label)
    if not transfer.file_count:
        return "folder"
    return "files" if looks_like_a_file(transfer.label) else "folder"


def _is_one_file(transfer: TransferSnapshot) -> bool:
    return transfer.file_count == 1 and not transfer.folder_count


def name_of(facts: CardFacts) -> str:
    """The other device, for a sentence."""
    return isolated(one_line(facts.transfer.peer_name))


def done_of(transfer: TransferSnapshot) -> float:
    """From 0 to 1."""
    return min(1.0, transfer.bytes_done / transfer.size_bytes) if transfer.size_bytes else 0.0


def percent_of(facts: CardFacts) -> str:
    """ "62 %"."""
    return percent_text(percent(facts.transfer.bytes_done, facts.transfer.size_bytes))


def lane_text(transfer: TransferSnapshot) -> str:
    """What carries the bytes; "" while nothing does."""
    if transfer.lane is None:
        return ""
    if transfer.path is Path.RELAY:
        return translate("Cards", "Relay")
    return {LaneKind.TLS: translate("Cards", "TLS lane"), LaneKind.DATA_CHANNEL: "WebRTC", LaneKind.MEMORY: ""}[
        transfer.lane
    ]
