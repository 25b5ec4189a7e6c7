"""A HELLO proves one device on one channel and nothing else."""

from dataclasses import replace

import msgspec
import pytest

from peerdrop.core.hello import Channel, HelloRejected, HelloVersion, check_hello, say_hello
from peerdrop.core.states import OlderSide
from peerdrop.identity.identity import Identity
from peerdrop.wire.codec import decode, encode
from peerdrop.wire.control import Hello
from peerdrop.wire.identifiers import SessionId
from peerdrop.wire.limits import HELLO_BYTES, PROTOCOL_MAX
from peerdrop.wire.signed import Context, Signed

OURS = ":".join(["AA"] * 32)
THEIRS = ":".join(["BB"] * 32)


def channels(caller: Identity, called: Identity) -> tuple[Channel, Channel]:
    own = Channel(
        own=caller.device_id,
        peer=called.device_id,
        session_id=SessionId("1" * 32),
        generation=3,
        own_fingerprint=OURS,
        peer_fingerprint=THEIRS,
        offer_hash="c" * 64,
    )
    return own, replace(own, own=called.device_id, peer=caller.device_id, own_fingerprint=THEIRS, peer_fingerprint=OURS)


def test_an_honest_hello_tells_name_and_features() -> None:
    caller, called = Identity.generate(), Identity.generate()
    ours, theirs = channels(caller, called)
    hello = check_hello(say_hello(caller, ours, name="Ana", features=("text",)), theirs)
    assert (hello.name, hello.features) == ("Ana", ("text",))


def test_a_hello_of_another_device_is_rejected() -> None:
    caller, called = Identity.generate(), Identity.generate()
    ours, theirs = channels(caller, called)
    with pytest.raises(HelloRejected):
        check_hello(say_hello(Identity.generate(), ours, name="Ana", features=()), theirs)


@pytest.mark.parametrize(
    "change",
    [
        {"session_id": SessionId("2" * 32)},
        {"generation": 4},
        {"own_fingerprint": THEIRS},
        {"peer_fingerprint": OURS},
        {"offer_hash": "d" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_hello_made_for_another_channel_is_rejected(change: dict[str, object]) -> None:
    caller, called = Identity.generate(), Identity.generate()
    ours, theirs = channels(caller, called)
    raw = say_hello(caller, replace(ours, **change), name="Ana", features=())  # type: ignore[arg-type]
    with pytest.raises(HelloRejected):
        check_hello(raw, theirs)


def test_our_own_hello_thrown_back_is_rejected() -> None:
    caller, called = Identity.generate(), Identity.generate()
    ours, _ = channels(caller, called)
    with pytest.raises(HelloRejected):
        check_hello(say_hello(caller, ours, name="Ana", features=()), ours)


def test_one_changed_byte_is_rejected() -> None:
    caller, called = Identity.generate(), Identity.generate()
    ours, theirs = channels(caller, called)
    signed = decode(say_hello(caller, ours, name="Ana", features=()), Signed, limit_bytes=HELLO_BYTES)
    changed = msgspec.structs.replace(signed, payload=signed.payload.replace(b"Ana", b"Eve"))
    with pytest.raises(HelloRejected):
        check_hello(encode(changed), theirs)


def test_a_hello_signed_for_another_purpose_is_rejected() -> None:
    caller, called = Identity.generate(), Identity.generate()
    ours, theirs = channels(caller, called)
    signed = decode(say_hello(caller, ours, name="Ana", features=()), Signed, limit_bytes=HELLO_BYTES)
    with pytest.raises(HelloRejected):
        check_hello(encode(caller.sign(Context.ENVELOPE, signed.payload)), theirs)


def test_a_version_we_do_not_speak_is_told_apart_from_a_forgery() -> None:
    caller, called = Identity.generate(), Identity.generate()
    ours, theirs = channels(caller, called)
    signed = decode(say_hello(caller, ours, name="Ana", features=()), Signed, limit_bytes=HELLO_BYTES)
    hello = msgspec.structs.replace(decode(signed.payload, Hello, limit_bytes=HELLO_BYTES), version=PROTOCOL_MAX + 1)
    with pytest.raises(HelloVersion) as caught:
        check_hello(encode(caller.sign(Context.HELLO, encode(hello))), theirs)
    assert caught.value.older is OlderSide.OWN


@pytest.mark.parametrize("raw", [b"", b"{}", b"\xff", b"x" * (HELLO_BYTES + 1), b"[" * 4000])
def test_what_is_no_hello_at_all_is_rejected(raw: bytes) -> None:
    _, theirs = channels(Identity.generate(), Identity.generate())
    with pytest.raises(HelloRejected):
        check_hello(raw, theirs)
