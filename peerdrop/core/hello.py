"""HELLO: binds an open channel to the two devices that signed its fingerprints (PROTOCOL.md 7.1)."""

import secrets
from dataclasses import dataclass

from peerdrop.core.states import OlderSide
from peerdrop.identity.errors import BadSignature
from peerdrop.identity.identity import Identity
from peerdrop.identity.signature import verify
from peerdrop.wire.codec import decode, encode
from peerdrop.wire.control import Hello
from peerdrop.wire.errors import WireError
from peerdrop.wire.identifiers import DeviceId, SessionId
from peerdrop.wire.limits import HELLO_BYTES, NONCE_BYTES, PROTOCOL_MAX, PROTOCOL_MIN
from peerdrop.wire.signed import Context, Signed


class HelloRejected(Exception):
    """The HELLO is not of the device we called, or of another channel: somebody may be in between."""


class HelloVersion(Exception):
    """The HELLO speaks a protocol this device does not; *older* is to be updated."""

    def __init__(self, message: str, *, older: OlderSide) -> None:
        super().__init__(message)
        self.older = older


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What both sides must agree on: whose channel it is, and over which fingerprints."""

    own: DeviceId
    peer: DeviceId
    session_id: SessionId
    generation: int
    own_fingerprint: str
    peer_fingerprint: str
    offer_hash: str


def say_hello(identity: Identity, channel: Channel, *, name: str, features: tuple[str, ...]) -> bytes:
    """The first message we send on the control channel."""
    hello = Hello(
        version=PROTOCOL_MAX,
        sender=channel.own,
        receiver=channel.peer,
        session_id=channel.session_id,
        generation=channel.generation,
        own_fingerprint=channel.own_fingerprint,
        peer_fingerprint=channel.peer_fingerprint,
        offer_hash=channel.offer_hash,
        nonce=secrets.token_hex(NONCE_BYTES),
        name=name,
        features=features,
    )
    return encode(identity.sign(Context.HELLO, encode(hello)))


def check_hello(raw: bytes, channel: Channel) -> Hello:
    """The peer's HELLO if it proves the peer on this very channel; raises HelloRejected or HelloVersion."""
    try:
        verified = verify(decode(raw, Signed, limit_bytes=HELLO_BYTES), Context.HELLO)
        if verified.signer != channel.peer:
            raise HelloRejected("signed by another device")
        hello = decode(verified.payload, Hello, limit_bytes=HELLO_BYTES)
    except (BadSignature, WireError) as exc:
        raise HelloRejected(str(exc)) from exc
    said = (
        hello.sender,
        hello.receiver,
        hello.session_id,
        hello.generation,
        hello.own_fingerprint,
        hello.peer_fingerprint,
        hello.offer_hash,
    )
    expected = (
        channel.peer,
        channel.own,
        channel.session_id,
        channel.generation,
        channel.peer_fingerprint,
        channel.own_fingerprint,
        channel.offer_hash,
    )
    if said != expected:
        raise HelloRejected("made for another channel")
    if not PROTOCOL_MIN <= hello.version <= PROTOCOL_MAX:
        older = OlderSide.PEER if hello.version < PROTOCOL_MIN else OlderSide.OWN
        raise HelloVersion(f"protocol {hello.version}", older=older)
    return hello
