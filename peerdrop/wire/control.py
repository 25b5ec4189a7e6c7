"""The session's own messages on the control channel (PROTOCOL.md 7)."""

from typing import Annotated

import msgspec

from peerdrop.wire.card import FeatureField, NameField, VersionField
from peerdrop.wire.codec import Message
from peerdrop.wire.identifiers import (
    DeviceIdField,
    FingerprintField,
    GenerationField,
    HashField,
    NonceField,
    ReasonField,
    SessionIdField,
)
from peerdrop.wire.limits import FEATURES

SerialField = Annotated[int, msgspec.Meta(ge=0, le=2**31)]


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """Binds the channel to both identities: inside Signed, context HELLO, the first message each way."""

    version: VersionField
    sender: DeviceIdField = msgspec.field(name="from")
    receiver: DeviceIdField = msgspec.field(name="to")
    session_id: SessionIdField
    generation: GenerationField
    own_fingerprint: FingerprintField
    peer_fingerprint: FingerprintField
    offer_hash: HashField
    nonce: NonceField
    name: NameField
    features: Annotated[tuple[FeatureField, ...], msgspec.Meta(max_length=FEATURES)] = ()


class HelloRejection(Message, frozen=True, tag="hello_rejection"):
    """Instead of HELLO, or after the peer's: the sender will not be connected, and closes when the peer has closed."""

    reason: ReasonField
    """IDENTITY, VERSION, or BUSY: as many devices as it takes are connected already."""
    protocol_min: VersionField
    protocol_max: VersionField


class Ping(Message, frozen=True, tag="ping"):
    """Asks for a Pong; sent only after silence."""

    serial: SerialField


class Pong(Message, frozen=True, tag="pong"):
    """Answers the Ping of the same serial."""

    serial: SerialField


class Bye(Message, frozen=True, tag="bye"):
    """The sender has nothing more to say and closes after ByeAck or 2 s."""


class ByeAck(Message, frozen=True, tag="bye_ack"):
    """Answers Bye."""


SESSION_MESSAGES: tuple[type[Message], ...] = (HelloRejection, Ping, Pong, Bye, ByeAck)
