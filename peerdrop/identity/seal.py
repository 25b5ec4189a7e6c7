"""Sealing bytes so that only one device can open them, for mail that a third machine holds (PROTOCOL.md 1)."""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from peerdrop.identity.errors import SealBroken

_INFO: Final = b"PeerDrop/1/seal\0"
_PUBLIC_BYTES: Final = 32
# The key is used once, so a constant nonce never repeats under it.
_NONCE: Final = bytes(12)


def seal(body: bytes, *, sealing_key: bytes, bound_to: bytes) -> bytes:
    """*body* for the holder of *sealing_key* (raw X25519); *bound_to* must be the same when it is opened.

    Raises SealBroken for a key that keeps nothing secret (of low order) or is none.
    """
    ephemeral = X25519PrivateKey.generate()
    public = ephemeral.public_key().public_bytes_raw()
    try:
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(sealing_key))
    except ValueError as exc:
        raise SealBroken("nothing can be sealed for that key") from exc
    return public + ChaCha20Poly1305(_derive(shared, public, sealing_key)).encrypt(_NONCE, body, bound_to)


def unseal(sealed: bytes, *, private_key: X25519PrivateKey, bound_to: bytes) -> bytes:
    """What `seal` was given; SealBroken if it was changed or is not for *private_key*."""
    public, body = sealed[:_PUBLIC_BYTES], sealed[_PUBLIC_BYTES:]
    own = private_key.public_key().public_bytes_raw()
    try:
        shared = private_key.exchange(X25519PublicKey.from_public_bytes(public))
        return ChaCha20Poly1305(_derive(shared, public, own)).decrypt(_NONCE, body, bound_to)
    except (InvalidTag, ValueError) as exc:
        raise SealBroken("the sealed body can't be opened") from exc


def _derive(shared: bytes, ephemeral: bytes, receiver: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=ephemeral + receiver, info=_INFO).derive(shared)
