"""The words for how things stand: states and reasons that faces show and the command line prints by name."""

from enum import StrEnum


class ConnectionState(StrEnum):
    """How a peer's connection stands (design: section 5)."""

    NEW = "NEW"
    SIGNALING = "SIGNALING"
    CONNECTING = "CONNECTING"
    AUTHENTICATING = "AUTHENTICATING"
    CONNECTED = "CONNECTED"
    DISCONNECTED = "DISCONNECTED"
    FAILED = "FAILED"
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"


class FailureReason(StrEnum):
    """Why a connection failed."""

    SIGNALING = "SIGNALING"
    SIGNALING_TIMEOUT = "SIGNALING_TIMEOUT"
    ICE = "ICE"
    CONNECT_TIMEOUT = "CONNECT_TIMEOUT"
    IDENTITY = "IDENTITY"
    VERSION = "VERSION"
    HELLO_TIMEOUT = "HELLO_TIMEOUT"
    LOST = "LOST"
    LIMIT = "LIMIT"
    """This device is connected with as many as its settings allow, and all of them are in use."""
    BUSY = "BUSY"
    """The other device says the same of itself."""
    TRANSPORT = "TRANSPORT"
    """This device could not make a link."""


class OlderSide(StrEnum):
    """Which of two devices without a common protocol version is to be updated."""

    OWN = "own"
    PEER = "peer"


class FoundBy(StrEnum):
    """How a device came to be known."""

    BROADCAST = "broadcast"
    SCAN = "scan"
    ADDRESS = "address"
    SAVED = "saved"
    CONTACT = "contact"


class Quality(StrEnum):
    """How a live connection feels."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Trust(StrEnum):
    """What this user knows of a device."""

    SEEN = "seen"
    KNOWN = "known"
    VERIFIED = "verified"
    BLOCKED = "blocked"


class Direction(StrEnum):
    """Which way a transfer goes."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"


class TransferState(StrEnum):
    """How a transfer stands (design: section 6)."""

    NEW = "NEW"
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    TRANSFERRING = "TRANSFERRING"
    PAUSED = "PAUSED"
    VERIFYING = "VERIFYING"
    SUSPENDED = "SUSPENDED"
    COMPLETED = "COMPLETED"
    DECLINED = "DECLINED"
    CANCELED = "CANCELED"
    FAILED = "FAILED"

    @property
    def is_final(self) -> bool:
        """Nothing follows this state."""
        return self in _FINAL


_FINAL = frozenset({TransferState.COMPLETED, TransferState.DECLINED, TransferState.CANCELED, TransferState.FAILED})


class TransferReason(StrEnum):
    """Why a transfer waits, was declined or ended."""

    WAITING = "WAITING"
    QUEUED = "QUEUED"
    USER = "USER"
    PEER = "PEER"
    DECLINED = "DECLINED"
    NOT_ATTENDED = "NOT_ATTENDED"
    NOT_FROM_YOU = "NOT_FROM_YOU"
    CANCELED = "CANCELED"
    CANCELED_BY_PEER = "CANCELED_BY_PEER"
    OFFER_TIMEOUT = "OFFER_TIMEOUT"
    VERIFY_TIMEOUT = "VERIFY_TIMEOUT"
    NO_SPACE = "NO_SPACE"
    DISK = "DISK"
    DISK_FULL = "DISK_FULL"
    SOURCE_CHANGED = "SOURCE_CHANGED"
    SOURCE_UNREADABLE = "SOURCE_UNREADABLE"
    LINK = "LINK"
    """Not sent: what a symbolic link leads to was not asked for."""
    SPECIAL_FILE = "SPECIAL_FILE"
    """Not sent: a pipe, a socket or a device has no content of its own."""
    BAD_NAME = "BAD_NAME"
    DAMAGED = "DAMAGED"
    LOST = "LOST"
    FORGOTTEN = "FORGOTTEN"
    """The sender knows the job no more: nobody can go on with what is kept of it."""
    TOO_OFTEN = "TOO_OFTEN"
    """Asked for more often than the sender looks for its files."""
    PROTOCOL = "PROTOCOL"
    OTHER = "OTHER"

    @classmethod
    def parse(cls, name: str) -> "TransferReason":
        """The reason of that *name*; OTHER if this version does not know it."""
        return cls(name) if name in cls._value2member_map_ else cls.OTHER


class Asked(StrEnum):
    """What became of it when the receiver of a job that did not arrive whole asked for it once more."""

    WAITING = "WAITING"
    """The sender has not answered, or is away."""
    CHANGED = "CHANGED"
    """The files are not those that were offered any more: the sender's user must send them."""
    GONE = "GONE"
    """They can't be read any more."""
    FORGOTTEN = "FORGOTTEN"
    """The sender knows the job no more."""
    CANCELED = "CANCELED"
    """The sender's user ended it."""
    TOO_OFTEN = "TOO_OFTEN"
    UNABLE = "UNABLE"
    """The sender's version can't be asked."""
    REFUSED = "REFUSED"


class QueueMove(StrEnum):
    """Where a job goes in the line to its device."""

    FIRST = "first"
    UP = "up"
    DOWN = "down"
    LAST = "last"


class LaneKind(StrEnum):
    """What carries the frames of a job."""

    DATA_CHANNEL = "data_channel"
    TLS = "tls"
    MEMORY = "memory"


class ConflictChoice(StrEnum):
    """What becomes of files whose name is already in the folder."""

    KEEP_BOTH = "keep_both"
    """The new one gets a name of its own."""
    SKIP_IDENTICAL = "skip_identical"
    """What has the same size and date is not fetched; otherwise as KEEP_BOTH."""
    REPLACE = "replace"
    """The new one takes the place of the old one, once it is whole."""


class ConflictPolicy(StrEnum):
    """What becomes of files whose name is already in the folder, where an answer does not say it."""

    ASK = "ask"
    """Such an offer is not taken unasked; where nobody can be asked, as KEEP_BOTH."""
    KEEP_BOTH = "keep_both"
    SKIP_IDENTICAL = "skip_identical"
    REPLACE = "replace"

    @property
    def choice(self) -> ConflictChoice:
        """What is done by it; for ASK what is offered first."""
        return ConflictChoice.KEEP_BOTH if self is ConflictPolicy.ASK else ConflictChoice(self.value)


class ConflictOutcome(StrEnum):
    """How an offered file and the one of its name in the folder compare."""

    IDENTICAL = "identical"
    """Same size and date."""
    DIFFERENT = "different"


class AcceptMode(StrEnum):
    """From whom files are taken without asking."""

    ASK = "ask"
    """Somebody watches and decides."""
    KNOWN = "known"
    """Devices accepted by this user before; the others as ASK."""
    ALL = "all"
    """Anyone, for this process only, never stored."""
