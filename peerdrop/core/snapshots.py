"""How things stand right now, frozen, for faces to show. Never a key, a token or an SDP."""

from dataclasses import dataclass
from pathlib import Path as FilePath

from peerdrop.core.states import (
    Asked,
    ConflictOutcome,
    ConnectionState,
    Direction,
    FailureReason,
    FoundBy,
    LaneKind,
    OlderSide,
    Quality,
    TransferReason,
    TransferState,
    Trust,
)
from peerdrop.link import Path
from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerSnapshot:
    """One device. *address* is an IP literal; *can_call*: we reach it, *called_by*: it reaches us.

    *quality* of a live connection comes of *rtt_ms*, the smoothed round trip, and of *missed_pings*: those without an
    answer, but for the one that is under way. *silent_s*: how long nothing has come, while pings are missed.

    *retry_at*: the Unix time at which it is dialed next without anybody's asking; once that is over, it is being
    dialed. None while no such call is due.
    """

    device_id: DeviceId
    name: str
    kind: str
    address: str
    port: int
    found_by: FoundBy
    can_call: Reach
    called_by: Reach
    online: bool
    last_seen_at: float
    trust: Trust
    state: ConnectionState
    reason: FailureReason | None = None
    older: OlderSide | None = None
    retry_at: float | None = None
    path: Path | None = None
    quality: Quality | None = None
    rtt_ms: float | None = None
    missed_pings: int = 0
    silent_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSnapshot:
    """One text of a conversation. *delivered*: the receiver has stored it; *reason*: why it could not be sent."""

    message_id: MessageId
    device_id: DeviceId
    direction: Direction
    text: str
    at: float
    delivered: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedFile:
    """One entry of a job as the sender names it, and the safe relative name it would get here."""

    path: str
    size_bytes: int
    safe_path: str
    is_folder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileConflict:
    """The name of entry *index* of `offered_files` is taken in the folder.

    *kept_as* is the last part of the name that the file gets where both are kept; another file may still take it first.
    *new_folder*: with KEEP_BOTH it keeps its own name, in that new folder; "" if it goes beside the other file.
    """

    index: int
    outcome: ConflictOutcome
    kept_as: str
    new_folder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFile:
    """One file that arrived or was sent: absolute *path*, *digest* = "blake3:" + 64 hex digits.

    *digest* is "" for a file that was here already, and so was neither sent nor read.
    """

    path: FilePath
    size_bytes: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemFile:
    """One file of a job that did not arrive."""

    path: str
    reason: TransferReason


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceShortage:
    """Why a disk is too full to go on: what is still to come, and what is free."""

    needed_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferSnapshot:
    """One job. *bytes_done* are written at the receiver, on both sides; *eta_s* is None while nothing is known.
    Of a job that is complete they are those of the files that arrived.

    From the receiver's yes on *size_bytes* counts only what is fetched. *left_out* entries are not: the receiver did
    not choose them, or has them already. They are no problems.

    *skipped* was found where the user pointed and is not sent, for it is a link or no file: no problem either.
    *queue_position* counts the outgoing jobs to this device from 1, in the order in which they go. *held*: our user
    paused it, shown also while nothing could flow. *shortage* comes with the reason DISK_FULL, if bytes are short.
    """

    transfer_id: TransferId
    direction: Direction
    device_id: DeviceId
    peer_name: str
    label: str
    file_count: int
    size_bytes: int
    state: TransferState
    reason: TransferReason | None
    bytes_done: int
    bytes_per_second: float
    eta_s: float | None
    lane: LaneKind | None
    path: Path | None
    directory: FilePath | None
    at: float
    problems: tuple[ProblemFile, ...] = ()
    left_out: int = 0
    skipped: tuple[ProblemFile, ...] = ()
    queue_position: int | None = None
    limit_bytes_per_second: int = 0
    """Of this job alone; 0: none."""
    held: bool = False
    shortage: SpaceShortage | None = None
    asked: Asked | None = None
    """Of an incoming job that is over: what its sender says to being asked for it again. Of an outgoing one: why it
    was not sent again when its receiver asked."""
    folder_count: int = 0
    """Of empty folders, which come beside the files."""
