"""Sealed bodies open for one device and one purpose."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from peerdrop.identity.errors import SealBroken
from peerdrop.identity.identity import Identity
from peerdrop.identity.seal import seal, unseal

# Points of X25519 with which every exchange gives zero (RFC 7748 section 6.1).
LOW_ORDER = [
    bytes(32),
    b"\x01" + bytes(31),
    bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
    bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
]


@given(st.binary(max_size=300), st.binary(max_size=100))
def test_what_was_sealed_is_opened(body: bytes, bound_to: bytes) -> None:
    owner = Identity.generate()
    assert owner.unseal(seal(body, sealing_key=owner.sealing_key, bound_to=bound_to), bound_to=bound_to) == body


def test_sealing_twice_gives_nothing_in_common() -> None:
    owner = Identity.generate()
    one, other = (seal(b"body", sealing_key=owner.sealing_key, bound_to=b"") for _ in range(2))
    assert one[:32] != other[:32]
    assert one[32:] != other[32:]


def test_nobody_else_opens_it() -> None:
    owner, stranger = Identity.generate(), Identity.generate()
    with pytest.raises(SealBroken):
        stranger.unseal(seal(b"body", sealing_key=owner.sealing_key, bound_to=b""), bound_to=b"")


def test_it_opens_only_for_what_it_is_bound_to() -> None:
    owner = Identity.generate()
    with pytest.raises(SealBroken):
        owner.unseal(seal(b"body", sealing_key=owner.sealing_key, bound_to=b"a"), bound_to=b"b")


def test_each_changed_byte_breaks_the_seal() -> None:
    owner = Identity.generate()
    sealed = seal(b"body", sealing_key=owner.sealing_key, bound_to=b"")
    for place in range(len(sealed)):
        with pytest.raises(SealBroken):
            owner.unseal(sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :], bound_to=b"")


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, 47])
def test_what_is_too_short_breaks_the_seal(length: int) -> None:
    owner = Identity.generate()
    sealed = seal(b"", sealing_key=owner.sealing_key, bound_to=b"")
    with pytest.raises(SealBroken):
        owner.unseal(sealed[:length], bound_to=b"")


@pytest.mark.parametrize("point", LOW_ORDER)
def test_a_key_that_keeps_nothing_secret_is_refused_on_both_sides(point: bytes) -> None:
    with pytest.raises(SealBroken):
        seal(b"body", sealing_key=point, bound_to=b"")
    with pytest.raises(SealBroken):
        unseal(point + bytes(20), private_key=X25519PrivateKey.generate(), bound_to=b"")


@pytest.mark.parametrize("key", [b"", b"short", bytes(33)])
def test_what_is_no_key_is_refused(key: bytes) -> None:
    with pytest.raises(SealBroken):
        seal(b"body", sealing_key=key, bound_to=b"")
