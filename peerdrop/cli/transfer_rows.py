"""Transfers as a table for people. Every text of a peer is made visible first."""

from collections.abc import Sequence
from typing import Final

from peerdrop.cli.figures import missing_text, size_text, speed_text, time_text
from peerdrop.cli.sentences import asked_words, failure_words, transfer_sentence
from peerdrop.cli.visible_text import columns_of, visible
from peerdrop.core.snapshots import ProblemFile, SpaceShortage, TransferSnapshot
from peerdrop.core.states import Direction, TransferState
from peerdrop.core.states import TransferReason as Reason

_ID_CHARS: Final = 8
_LABEL_CHARS: Final = 32
_STANDING: Final = {
    TransferState.NEW: "waits",
    TransferState.OFFERED: "offered",
    TransferState.ACCEPTED: "starting",
    TransferState.PAUSED: "paused",
    TransferState.VERIFYING: "checking",
    TransferState.SUSPENDED: "waits for the connection",
    TransferState.COMPLETED: "done",
    TransferState.DECLINED: "declined",
    TransferState.CANCELED: "canceled",
    TransferState.FAILED: "failed",
}
_SKIPPED: Final = {Reason.LINK: "a link, not followed", Reason.SPECIAL_FILE: "neither a file nor a folder"}


def transfer_rows(transfers: Sequence[TransferSnapshot]) -> list[str]:
    """One line for each, under a line of headings."""
    rows = [("ID", "DEVICE", "WHAT", "DONE", "HOW IT STANDS")]
    rows += [
        (
            each.transfer_id[:_ID_CHARS],
            f"{'to' if each.direction is Direction.OUTGOING else 'from'} {visible(each.peer_name)}",
            _cut(visible(each.label)),
            f"{size_text(each.bytes_done)} of {size_text(each.size_bytes)}",
            standing_text(each),
        )
        for each in transfers
    ]
    widths = [max(columns_of(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(cell + " " * (width - columns_of(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def standing_text(transfer: TransferSnapshot) -> str:
    """How it stands, who keeps it from going on, and what limits it."""
    parts = [_standing(transfer)]
    if transfer.state is TransferState.COMPLETED and transfer.problems:
        parts.append(missing_text(len(transfer.problems)))
    if asked := asked_words(transfer.asked, visible(transfer.peer_name), transfer.direction):
        parts.append(asked)
    if transfer.held and transfer.state is not TransferState.PAUSED:
        parts.append("paused here")
    if transfer.left_out:
        parts.append(f"{transfer.left_out} left out")
    if transfer.limit_bytes_per_second and _may_go(transfer):
        parts.append(f"at most {speed_text(transfer.limit_bytes_per_second)}")
    return ", ".join(parts)


def missing_rows(transfer: TransferSnapshot) -> list[str]:
    """What of it did not arrive, one line for each file."""
    return [missing_row(each, visible(transfer.peer_name), transfer.direction) for each in transfer.problems]


def missing_row(problem: ProblemFile, peer_name: str, direction: Direction) -> str:
    """A file that did not arrive, and why. *peer_name* must be fit to show."""
    sentence, _next_step = transfer_sentence(problem.reason, peer_name, direction)
    return f"Not arrived: {visible(problem.path)} ({sentence})"


def skipped_text(skipped: ProblemFile) -> str:
    """A file that is not sent, and why."""
    return f"{visible(skipped.path)} ({_SKIPPED.get(skipped.reason, skipped.reason.name)})"


def _standing(transfer: TransferSnapshot) -> str:
    name = visible(transfer.peer_name)
    if transfer.state is TransferState.TRANSFERRING:
        left = f", {time_text(transfer.eta_s)} left" if transfer.eta_s is not None else ""
        return f"{speed_text(transfer.bytes_per_second)}{left}"
    match transfer.reason:
        case Reason.QUEUED:
            return "next in line"
        case Reason.WAITING:
            return f"waits for {name}"
        case Reason.PEER:
            return f"paused by {name}"
        case Reason.DISK_FULL:
            where = "here" if transfer.direction is Direction.INCOMING else f"of {name}"
            return f"paused, the disk {where} is full{_shortage_text(transfer.shortage)}"
    standing = _STANDING[transfer.state]
    if transfer.state is TransferState.DECLINED and transfer.reason is not None:
        # The sentences begin with it, or say who did.
        return failure_words(transfer.reason, name, transfer.direction)
    if transfer.state is TransferState.FAILED and transfer.reason is not None:
        return f"{standing}: {failure_words(transfer.reason, name, transfer.direction)}"
    return standing


def _may_go(transfer: TransferSnapshot) -> bool:
    """It is neither over nor paused by somebody: how fast it may be matters."""
    is_paused = transfer.state is TransferState.PAUSED and transfer.reason is not Reason.QUEUED
    return not transfer.state.is_final and not is_paused


def _shortage_text(shortage: SpaceShortage | None) -> str:
    if shortage is None:
        return ""
    return f": {size_text(shortage.needed_bytes)} needed, {size_text(shortage.free_bytes)} free"


def _cut(text: str) -> str:
    return text if len(text) <= _LABEL_CHARS else f"{text[: _LABEL_CHARS - 1]}…"
