"""What the history and the outbox hold, frozen, for faces to show."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from peerdrop.core.history.retention import Retention
from peerdrop.core.snapshots import MessageSnapshot, PublishedFile, TransferSnapshot
from peerdrop.wire.identifiers import DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One row of a conversation: either *message* or *transfer*. A larger *entry_id* came later.

    *files* are the first FILES_KEPT of a transfer that completed, *seconds* how long it took.
    """

    entry_id: int
    device_id: DeviceId
    at: float
    unread: bool
    message: MessageSnapshot | None = None
    transfer: TransferSnapshot | None = None
    files: tuple[PublishedFile, ...] = ()
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """Entries of one conversation, newest first. *before* asks for the page of older ones; None: there are none."""

    entries: tuple[HistoryEntry, ...] = ()
    before: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationSnapshot:
    """One conversation. *last_at*: Unix seconds of its newest entry, None if it holds none."""

    device_id: DeviceId
    unread: int
    last_at: float | None
    retention: Retention


class OutboxKind(StrEnum):
    """What waits."""

    TEXT = "text"
    JOB = "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """A text or a job that waits for a device. *item_id* is its message ID or its transfer ID.

    *text*: the message, or the label of a job that is kept elsewhere, whose *paths* are not known here.
    """

    item_id: str
    kind: OutboxKind
    device_id: DeviceId
    created_at: float
    text: str = ""
    paths: tuple[Path, ...] = ()
