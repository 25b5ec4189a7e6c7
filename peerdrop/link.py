"""The seam between a session (core) and what carries it (transport): two ordered streams of messages.

Neither side imports the other; both import this. A link is not to be trusted before the session's HELLO.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Protocol

from peerdrop.wire.envelope import IceScope


class Path(StrEnum):
    """The way the bytes of a link take."""

    LAN = "lan"
    NAT = "nat"
    RELAY = "relay"


class LinkFailure(Enum):
    """Why a link can't carry anything (any more)."""

    ICE = auto()
    """No way through was found."""
    CLOSED = auto()
    """The other side closed it, or it stopped answering."""
    PROTOCOL = auto()
    """The other side broke the rules of the transport."""


class LinkError(Exception):
    """What a link raises."""


class LinkClosed(LinkError):
    """The link is closed, or not open yet."""


class LinkCongested(LinkError):
    """More control messages wait than any honest peer leaves unread."""


class DescriptionRefused(LinkError):
    """The other side's session description breaks the grammar or its limits."""


class TransportUnfit(LinkError):
    """The transport can't be used on this machine safely; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """One side of a link, to be carried by signaling: SDP and the SHA-256 fingerprint that is in it."""

    sdp: str
    fingerprint: str


class LinkEvents(Protocol):
    """What a link tells its session, on the loop, by plain calls that return quickly."""

    def link_opened(self) -> None:
        """Both streams are open. Once."""

    def control_received(self, raw: bytes) -> None:
        """One message of the control stream, in order."""

    def frame_received(self, raw: bytes) -> None:
        """One message of the data stream, in order."""

    def link_failed(self, failure: LinkFailure) -> None:
        """Nothing more will come. At most once, and not after `close`."""


class ServerFailure(StrEnum):
    """Why a STUN or TURN server is of no use."""

    NO_ANSWER = "no_answer"
    CLOSED = "closed"
    """The machine is there and says that nothing listens at that port."""
    UNKNOWN_NAME = "unknown_name"
    DENIED = "denied"
    """It refuses the user name or the password."""
    REFUSED = "refused"
    """It answers, and gives no relay."""
    NOT_TRIED = "not_tried"
    """There was nobody to try it."""
    CERTIFICATE = "certificate"
    """TLS does not come about with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerReport:
    """What a STUN or TURN server did when it was tried.

    It works where *failure* is None: then *rtt_ms* is one round trip, and *address* what STUN sees of us or what TURN
    relays at, an IP literal.
    """

    failure: ServerFailure | None = None
    rtt_ms: float | None = None
    address: str | None = None


class Link(Protocol):
    """Two ordered message streams, `control` and `data`, to one peer. The offerer opens them."""

    @property
    def own_fingerprint(self) -> str:
        """The fingerprint in our description; "" before there is one."""

    @property
    def peer_fingerprint(self) -> str:
        """The fingerprint that was applied from the other side's description; "" before."""

    @property
    def path(self) -> Path | None:
        """The way taken; None while not open."""

    async def create_offer(self) -> Description:
        """Our description, when we call."""

    async def create_answer(self, offer: Description) -> Description:
        """Our description, when we are called; raises DescriptionRefused."""

    async def apply_answer(self, answer: Description) -> None:
        """Take the called side's description; raises DescriptionRefused."""

    def send_control(self, raw: bytes) -> None:
        """Queue one control message; raises LinkClosed or LinkCongested."""

    async def send_frame(self, raw: bytes) -> None:
        """Queue one data message when there is room for it; raises LinkClosed."""

    async def drain(self) -> None:
        """Return when everything queued has left this machine, or the link is closed."""

    def close(self) -> None:
        """End it now; never waits, may be called twice. What takes time is finished by the factory."""


class LinkFactory(Protocol):
    """Makes links and ends what they leave behind."""

    async def check(self) -> None:
        """Prove once that the transport can be used here; raises TransportUnfit."""

    def create(self, events: LinkEvents, *, ice: IceScope, peer_addresses: Sequence[str]) -> Link:
        """A new link that is not open yet. *peer_addresses* (IP literals) help to choose candidates."""

    async def aclose(self) -> None:
        """Close all links and wait, within a limit, until nothing of them runs."""
