"""The seam between attempts and the backend that carries their envelopes."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from peerdrop.core.states import OlderSide
from peerdrop.wire.envelope import SignalBody
from peerdrop.wire.identifiers import DeviceId, InstanceId, SessionId


class Route(Enum):
    """Where a signal went."""

    DIRECT = auto()
    """The peer's backend took it."""
    MAILBOX = auto()
    """It waits in our own mailbox until the peer polls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentSignal:
    """A signal on its way; *payload_hash* (SHA-256, hex) is what an answer refers to."""

    route: Route
    payload_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A checked signal from a peer: its signature, its receiver, its epoch and its nonce were right."""

    sender: DeviceId
    sender_instance: InstanceId
    session_id: SessionId
    generation: int
    body: SignalBody
    payload_hash: str
    via_mailbox: bool


class SignalingError(Exception):
    """A signal could not be sent; the text is the user's sentence."""


class PeerUnreachable(SignalingError):
    """The device's backend does not answer and nothing can wait for it."""


class VersionRefused(SignalingError):
    """The two devices have no protocol version in common; *older* is to be updated."""

    def __init__(self, message: str, *, older: OlderSide) -> None:
        super().__init__(message)
        self.older = older


class IdentityRefused(SignalingError):
    """Another device than the one asked for answered."""


class Signaling(Protocol):
    """Carries signals to peers; those from peers are handed to `Peers.signal_received`."""

    async def send(self, to: DeviceId, *, session_id: SessionId, generation: int, body: SignalBody) -> SentSignal:
        """Deliver one signal, retrying with backoff, or leave it in the mailbox; raises a SignalingError."""

    def watch(self, device_id: DeviceId) -> None:
        """Poll *device_id* for mail, for as long as it is being dialed."""

    def unwatch(self, device_id: DeviceId) -> None:
        """The channel is authenticated or given up: stop polling unless the peer can't call us."""
