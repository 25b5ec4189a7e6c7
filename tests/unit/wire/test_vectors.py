"""Messages and frames as they were written down once: what was sent yesterday must be understood tomorrow.

A vector is never changed. A message that gains a field gains a vector.
"""

import base64
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from peerdrop.identity.seal import unseal
from peerdrop.identity.signature import sign, verify
from peerdrop.wire.announcement import Announcement, decode_announcement
from peerdrop.wire.codec import Codec, Message, decode, encode
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.frames import Frame, FrameKind, decode_frame, encode_frame
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import CONTROL_BYTES
from peerdrop.wire.signed import Context, Signed
from tests.wire_types import MESSAGE_TYPES, WIRE_TYPES

VECTORS: Final = Path(__file__).parents[2] / "vectors"
CODEC: Final = Codec(MESSAGE_TYPES.values())


@cache
def load(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def title(vector: Any) -> str:
    return " ".join(str(vector.get(key, "")) for key in ("type", "what")).strip()


def decode_as(type_name: str, raw: bytes) -> msgspec.Struct:
    """*raw* by the way on which it comes in."""
    struct_type = WIRE_TYPES[type_name]
    if issubclass(struct_type, Message):
        return CODEC.decode(raw, limit_bytes=CONTROL_BYTES)
    if struct_type is Announcement:
        return decode_announcement(raw)
    return decode(raw, struct_type, limit_bytes=CONTROL_BYTES)


def keeps(now: Any, then: Any) -> bool:
    """*now* says everything that *then* said; it may say more."""
    if isinstance(then, dict):
        return isinstance(now, dict) and all(key in now and keeps(now[key], value) for key, value in then.items())
    if isinstance(then, list):
        return isinstance(now, list) and len(now) == len(then) and all(map(keeps, now, then))
    return type(now) is type(then) and bool(now == then)


@pytest.mark.parametrize("vector", load("messages.json"), ids=title)
def test_a_message_of_old_is_understood_and_still_written_so(vector: Any) -> None:
    raw = vector["raw"].encode()
    message = decode_as(vector["type"], raw)
    assert type(message) is WIRE_TYPES[vector["type"]]
    assert keeps(json.loads(encode(message)), json.loads(raw))


def test_every_type_has_a_vector() -> None:
    assert {vector["type"] for vector in load("messages.json")} == set(WIRE_TYPES)


def malformed(vector: Any) -> bytes:
    """A vector's bytes: given, or the first good message of its type with one field left out or wrong."""
    if "raw" in vector:
        return str(vector["raw"]).encode()
    good = next(each for each in load("messages.json") if each["type"] == vector["type"])
    fields = json.loads(good["raw"])
    if "without" in vector:
        del fields[vector["without"]]
    else:
        fields[vector["field"]] = vector["value"]
    return json.dumps(fields).encode()


@pytest.mark.parametrize("name", WIRE_TYPES)
def test_what_was_malformed_is_refused(name: str) -> None:
    vectors = [vector for vector in load("malformed.json") if vector["type"] == name]
    assert len(vectors) >= 3
    for vector in vectors:
        with pytest.raises(MalformedMessage):
            pytest.fail(f"{vector} was taken: {decode_as(name, malformed(vector))}")


@pytest.mark.parametrize("vector", load("signed.json"), ids=lambda vector: vector["context"])
def test_a_signature_of_old_is_made_and_verified_the_same(vector: Any) -> None:
    signed = decode(json.dumps(vector["signed"]).encode(), Signed, limit_bytes=CONTROL_BYTES)
    context = Context(vector["context"])
    assert verify(signed, context).signer == vector["device_id"]
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(vector["signing_key"]))
    assert sign(key, context, signed.payload) == signed


def test_every_context_has_a_vector() -> None:
    assert {vector["context"] for vector in load("signed.json")} == set(Context)


def test_what_was_sealed_of_old_is_opened() -> None:
    vector = {name: base64.b64decode(value) for name, value in load("sealed.json").items()}
    key = X25519PrivateKey.from_private_bytes(vector["sealing_private_key"])
    assert unseal(vector["sealed"], private_key=key, bound_to=vector["bound_to"]) == vector["body"]


@pytest.mark.parametrize("name", load("frames/frames.json"))
def test_a_frame_of_old_is_understood_and_still_written_so(name: str) -> None:
    raw = (VECTORS / "frames" / f"{name}.bin").read_bytes()
    said = load("frames/frames.json")[name]
    frame = Frame(
        kind=FrameKind[said["kind"]],
        transfer_id=TransferId(said["transfer_id"]),
        file_index=said["file_index"],
        offset=said["offset"],
        payload=bytes.fromhex(said["payload"]),
    )
    assert encode_frame(frame) == raw
    assert decode_frame(raw) == frame


def test_every_kind_of_frame_has_a_vector() -> None:
    assert {said["kind"] for said in load("frames/frames.json").values()} == set(FrameKind.__members__)
