"""Offers of files and what both sides say while they move (PROTOCOL.md 7.3)."""

from enum import StrEnum
from typing import Annotated

import msgspec

from peerdrop.wire.codec import Message
from peerdrop.wire.identifiers import ReasonField, TransferIdField
from peerdrop.wire.limits import (
    CREDIT_WINDOW_BYTES,
    CREDIT_WINDOW_MIN_BYTES,
    FILE_BYTES_MAX,
    JOB_FILES_MAX,
    MANIFEST_ENTRIES,
    PATH_BYTES,
)

SizeField = Annotated[int, msgspec.Meta(ge=0, le=FILE_BYTES_MAX)]
IndexField = Annotated[int, msgspec.Meta(ge=0, le=JOB_FILES_MAX)]
WindowField = Annotated[int, msgspec.Meta(ge=CREDIT_WINDOW_MIN_BYTES, le=CREDIT_WINDOW_BYTES)]
LaneField = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9_]{1,32}\Z")]


class EntryKind(StrEnum):
    FILE = "file"
    FOLDER = "folder"


class FileEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One file or empty folder of a job. *path* is relative, joined by "/"; it is a wish, not a place to write to."""

    index: IndexField
    path: Annotated[str, msgspec.Meta(min_length=1, max_length=PATH_BYTES)]
    size_bytes: SizeField
    modified_ns: Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)] = 0
    kind: EntryKind = EntryKind.FILE


class TransferOffer(Message, frozen=True, tag="transfer_offer"):
    """One job. Its Manifest messages follow; nothing is asked of the user before the last of them.

    *rest_of* names a job that is over: these are files of it that did not arrive, and belong beside those that did.
    """

    transfer_id: TransferIdField
    label: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    file_count: IndexField
    size_bytes: SizeField
    lanes: Annotated[tuple[LaneField, ...], msgspec.Meta(min_length=1, max_length=8)]
    rest_of: TransferIdField | None = None


class Manifest(Message, frozen=True, tag="manifest"):
    """The next entries of an offer, in order of their index."""

    transfer_id: TransferIdField
    entries: Annotated[tuple[FileEntry, ...], msgspec.Meta(max_length=MANIFEST_ENTRIES)]
    last: bool


class IndexRange(msgspec.Struct, frozen=True, array_like=True):
    """Indexes from *first* to *last*, both included."""

    first: IndexField
    last: IndexField

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("a range ends before it begins")


class Accept(Message, frozen=True, tag="accept"):
    """Send, from byte *offset* of file *next_index* on, leaving out *skip*. Also says where to go on after a cut.

    *window_bytes*: as in Credit.
    """

    transfer_id: TransferIdField
    lane: LaneField
    next_index: IndexField = 0
    offset: SizeField = 0
    skip: Annotated[tuple[IndexRange, ...], msgspec.Meta(max_length=4096)] = ()
    window_bytes: WindowField = CREDIT_WINDOW_BYTES


class LaneLost(Message, frozen=True, tag="lane_lost"):
    """*lane* carries nothing any more: the receiver says by Accept which other one it is now, and from where on.

    Said by the receiver, it has no other lane left.
    """

    transfer_id: TransferIdField
    lane: LaneField


class Decline(Message, frozen=True, tag="decline"):
    """The offer is not taken."""

    transfer_id: TransferIdField
    reason: ReasonField


class Cancel(Message, frozen=True, tag="cancel"):
    """A user ended the job, on purpose, at any step."""

    transfer_id: TransferIdField


class TransferError(Message, frozen=True, tag="transfer_error"):
    """The sender of this message cannot go on; nobody chose to."""

    transfer_id: TransferIdField
    reason: ReasonField


class Pause(Message, frozen=True, tag="pause"):
    """The sender of this message wants the bytes to stop; it alone takes that back with Resume.

    DISK_FULL tells how much is *free_bytes* and how much is still to come, *needed_bytes*.
    """

    transfer_id: TransferIdField
    reason: ReasonField
    needed_bytes: SizeField | None = None
    free_bytes: SizeField | None = None


class Resume(Message, frozen=True, tag="resume"):
    """Takes back the own Pause."""

    transfer_id: TransferIdField


class Credit(Message, frozen=True, tag="credit"):
    """How far the receiver's disk is: the sender may be CREDIT_WINDOW_BYTES and CREDIT_WINDOW_FILES ahead.

    *written_bytes* is a position in the job's stream, which is all its files one after the other in their announced
    sizes: a file that is skipped moves it by its whole size. The entries before *files_done* are finished.
    A receiver that is to be no faster than its user allows wants only *window_bytes* on their way from now on.
    """

    transfer_id: TransferIdField
    written_bytes: SizeField
    files_done: IndexField = 0
    window_bytes: WindowField = CREDIT_WINDOW_BYTES


class FileProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the job that did not arrive, and why."""

    index: IndexField
    reason: ReasonField


class Complete(Message, frozen=True, tag="complete"):
    """The receiver has published every file but those in *problems*."""

    transfer_id: TransferIdField
    problems: Annotated[tuple[FileProblem, ...], msgspec.Meta(max_length=4096)] = ()


class AskAgain(Message, frozen=True, tag="ask_again"):
    """The receiver's user wants a job again that failed, or what is missing of one that is complete.

    The sender offers that, or answers with TransferError or Cancel.
    """

    transfer_id: TransferIdField


class CompleteAck(Message, frozen=True, tag="complete_ack"):
    """The sender has seen Complete; the receiver may forget the job."""

    transfer_id: TransferIdField


TRANSFER_MESSAGES: tuple[type[Message], ...] = (
    TransferOffer,
    Manifest,
    Accept,
    Decline,
    Cancel,
    TransferError,
    LaneLost,
    Pause,
    Resume,
    Credit,
    Complete,
    CompleteAck,
    AskAgain,
)
