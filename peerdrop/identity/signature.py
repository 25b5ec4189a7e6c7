"""Signing and checking raw bytes for one context (PROTOCOL.md 1)."""

import hashlib
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from peerdrop.identity.errors import BadSignature
from peerdrop.wire.identifiers import DeviceId, device_id_of
from peerdrop.wire.signed import Context, Signed

_ID_CONTEXT: Final = b"PeerDrop/1/id\0"
_SIGN_CONTEXT: Final = b"PeerDrop/1/"


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes whose signature was checked, and the device that made it."""

    signer: DeviceId
    payload: bytes

    @property
    def hash(self) -> str:
        """SHA-256 of the payload, 64 hex digits."""
        return hashlib.sha256(self.payload).hexdigest()


def device_id_from_key(public_key: bytes) -> DeviceId:
    """The device ID of a raw Ed25519 public key (32 bytes)."""
    return device_id_of(hashlib.sha256(_ID_CONTEXT + public_key).digest())


def sign(key: Ed25519PrivateKey, context: Context, payload: bytes) -> Signed:
    """*payload* with the signature of *key* for *context*."""
    public = key.public_key().public_bytes_raw()
    return Signed(key=public, payload=payload, signature=key.sign(_bound(context, payload)))


def verify(signed: Signed, context: Context) -> Verified:
    """The signer and the payload of *signed*; BadSignature if it was not made for *context*."""
    try:
        Ed25519PublicKey.from_public_bytes(signed.key).verify(signed.signature, _bound(context, signed.payload))
    except (InvalidSignature, ValueError) as exc:
        raise BadSignature(f"no valid {context} signature") from exc
    return Verified(signer=device_id_from_key(signed.key), payload=signed.payload)


def _bound(context: Context, payload: bytes) -> bytes:
    return _SIGN_CONTEXT + context.value.encode("ascii") + b"\0" + payload
