"""Facts that a node tells its faces, frozen, in the past tense."""

from dataclasses import dataclass

from peerdrop.core.snapshots import PeerSnapshot, ProblemFile, PublishedFile, TransferSnapshot
from peerdrop.core.states import (
    ConnectionState,
    Direction,
    FailureReason,
    LaneKind,
    OlderSide,
    TransferReason,
    TransferState,
)
from peerdrop.link import Path
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Anything a node tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeStarted(Event):
    """The backend listens, the sockets are open and the first announcement is out."""

    device_id: DeviceId
    name: str
    port: int
    discovery_port: int
    addresses: tuple[str, ...]
    """IP literals, best first."""
    attached: bool = False
    """The command goes through a node that another process runs."""
    discoverable: bool = True
    """Strangers can find this device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged(Event):
    """Other settings are kept and followed; `settings()` gives them all. *name*: what others see of this device."""

    name: str
    discoverable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerFound(Event):
    """A device is here; only after its signed card."""

    peer: PeerSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerUpdated(Event):
    """Something else shown of a device changed: name, address, who reaches whom, quality, when it is tried again."""

    peer: PeerSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerLost(Event):
    """A device went away."""

    peer: PeerSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerForgotten(Event):
    """Nothing is kept of a device any more. It is not to be shown before it is found anew, unless it *stays*."""

    device_id: DeviceId
    stays: bool = False
    """It is connected: now as a stranger, of which PeerUpdated tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanProgressed(Event):
    """A scan has asked *done* of *total* addresses, at first none. *in_background*: no user asked for it."""

    done: int
    total: int
    in_background: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanEnded(Event):
    """A scan is over or was given up: *asked* addresses, *found* devices that were not online before."""

    asked: int
    found: int
    in_background: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerStateChanged(Event):
    """The connection with a device changed its state."""

    device_id: DeviceId
    state: ConnectionState
    previous: ConnectionState
    reason: FailureReason | None
    path: Path | None
    via_mailbox: bool
    """An envelope of this attempt was collected by polling."""
    older: OlderSide | None = None
    """Comes with the reason VERSION: the device to update."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Event):
    """A text came and is kept."""

    message_id: MessageId
    device_id: DeviceId
    name: str
    text: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Event):
    """A text of ours was taken on; MessageDelivered or MessageFailed follows."""

    message_id: MessageId
    device_id: DeviceId
    text: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDelivered(Event):
    """The receiver has stored a text of ours."""

    message_id: MessageId
    device_id: DeviceId


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFailed(Event):
    """A text of ours could not be delivered and does not wait."""

    message_id: MessageId
    device_id: DeviceId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOffered(Event):
    """A job was offered, by us or to us; its whole manifest is here."""

    transfer: TransferSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferProgressed(Event):
    """More bytes are on the receiver's disk."""

    transfer_id: TransferId
    bytes_done: int
    size_bytes: int
    bytes_per_second: float
    eta_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferStateChanged(Event):
    """A job changed its state."""

    transfer_id: TransferId
    state: TransferState
    previous: TransferState
    reason: TransferReason | None
    transfer: TransferSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRearranged(Event):
    """How a job goes was changed, not how it stands: its limit, its place in the line, a pause before bytes flow."""

    transfer: TransferSnapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCompleted(Event):
    """Every file is in place at the receiver, but those in *problems*. *size_bytes* are of files that arrived."""

    transfer_id: TransferId
    direction: Direction
    device_id: DeviceId
    files: tuple[PublishedFile, ...]
    size_bytes: int
    lane: LaneKind
    path: Path | None
    seconds: float
    """From accept to completion, less suspension."""
    problems: tuple[ProblemFile, ...] = ()
    skipped: tuple[ProblemFile, ...] = ()
    """What was not even offered, as in TransferSnapshot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferConfirmed(Event):
    """The sender of an incoming job knows that it is complete; nothing more is owed."""

    transfer_id: TransferId


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFailed(Event):
    """A job ended without completing: declined, canceled or failed."""

    transfer_id: TransferId
    direction: Direction
    device_id: DeviceId
    reason: TransferReason


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRaised(Event):
    """Something the user should know, which stops nothing: a clone of this device, a damaged file set aside."""

    reason: str
    message: str
    next_step: str
