"""Signatures hold for one key, one context and every byte."""

import hashlib
import itertools

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from peerdrop.identity.errors import BadSignature
from peerdrop.identity.signature import device_id_from_key, sign, verify
from peerdrop.wire.signed import Context, Signed

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def flipped(raw: bytes, bit: int) -> bytes:
    changed = bytearray(raw)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@given(st.binary(max_size=200), st.sampled_from(Context))
def test_what_was_signed_is_verified_with_its_signer(payload: bytes, context: Context) -> None:
    verified = verify(sign(KEY, context, payload), context)
    assert verified.payload == payload
    assert verified.signer == device_id_from_key(KEY.public_key().public_bytes_raw())
    assert verified.hash == hashlib.sha256(payload).hexdigest()


@pytest.mark.parametrize(("made_for", "used_for"), list(itertools.permutations(Context, 2)))
def test_a_signature_for_one_context_is_worth_nothing_in_another(made_for: Context, used_for: Context) -> None:
    with pytest.raises(BadSignature, match=used_for.value):
        verify(sign(KEY, made_for, b"payload"), used_for)


@pytest.mark.parametrize("field", ["key", "payload", "signature"])
def test_one_changed_bit_anywhere_is_refused(field: str) -> None:
    signed = sign(KEY, Context.ENVELOPE, b"payload")
    raw: bytes = getattr(signed, field)
    for bit in range(len(raw) * 8):
        with pytest.raises(BadSignature):
            verify(msgspec.structs.replace(signed, **{field: flipped(raw, bit)}), Context.ENVELOPE)


def test_a_context_can_t_be_stretched_into_the_payload() -> None:
    signed = sign(KEY, Context.CARD, b"payload")
    for payload in (b"\0payload", b"card\0payload", b"ayload"):
        with pytest.raises(BadSignature):
            verify(msgspec.structs.replace(signed, payload=payload), Context.CARD)


def test_another_s_key_does_not_take_over_a_signature() -> None:
    signed = sign(KEY, Context.CARD, b"payload")
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with pytest.raises(BadSignature):
        verify(msgspec.structs.replace(signed, key=other), Context.CARD)


@pytest.mark.parametrize("key", [bytes(32), b"\xff" * 32, b"short", b""])
def test_bytes_that_are_no_key_are_a_bad_signature(key: bytes) -> None:
    with pytest.raises(BadSignature):
        verify(Signed(key=key, payload=b"payload", signature=b"\x01" * 64), Context.CARD)


def test_the_device_id_is_the_documented_hash_of_the_key() -> None:
    public = KEY.public_key().public_bytes_raw()
    assert public.hex() == "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
    assert device_id_from_key(public) == "U5KAIDBQ6TNK2Z5ZSLEVLJX5KDQR6KRBDEQT2NYCSR6WZ3SUQZBQ"
