"""The long-lived identity of one install."""

import contextlib
import os
from pathlib import Path
from typing import Annotated, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from peerdrop.identity.errors import KeyFileDamaged, KeyFileUnreadable
from peerdrop.identity.seal import unseal
from peerdrop.identity.signature import device_id_from_key, sign, verify
from peerdrop.wire.codec import encode
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.signed import Context, Signed

KEY_FILE: Final = "identity.json"
_BACKUP_SUFFIX: Final = ".bak"
_RAW_KEY = msgspec.Meta(min_length=32, max_length=32)


class _KeyFile(msgspec.Struct, frozen=True, kw_only=True):
    version: Annotated[int, msgspec.Meta(ge=1, le=1)] = 1
    signing_key: Annotated[bytes, _RAW_KEY]
    sealing_key: Annotated[bytes, _RAW_KEY]


class Identity:
    """The keys of this install; its device ID never changes while the key file lives."""

    def __init__(self, signing_key: Ed25519PrivateKey, sealing_key: X25519PrivateKey) -> None:
        self._signing_key = signing_key
        self._sealing_key = sealing_key
        self.public_key = signing_key.public_key().public_bytes_raw()
        self.device_id: DeviceId = device_id_from_key(self.public_key)
        self.sealing_key = sealing_key.public_key().public_bytes_raw()
        self.sealing_signature = self.sign(Context.SEALING_KEY, self.sealing_key).signature

    @classmethod
    def generate(cls) -> "Identity":
        """A new identity that lives in memory only."""
        return cls(Ed25519PrivateKey.generate(), X25519PrivateKey.generate())

    @classmethod
    def load_or_create(cls, home: Path) -> "Identity":
        """The identity kept in *home*, made on the first start.

        A damaged file is never replaced: to every friend that would look like an attack. Raises KeyFileDamaged or
        KeyFileUnreadable.
        """
        path = home / KEY_FILE
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            if path.with_name(KEY_FILE + _BACKUP_SUFFIX).exists():
                raise KeyFileDamaged(
                    f"The identity file {path} is missing, but its backup {KEY_FILE}{_BACKUP_SUFFIX} is there. "
                    f"Rename the backup to {KEY_FILE} to stay the same device."
                ) from None
            return cls._create(path)
        except OSError as exc:
            raise KeyFileUnreadable(
                f"The identity file {path} can't be read ({exc.strerror}). Check its permissions."
            ) from exc
        return cls._parse(path, raw)

    def sign(self, context: Context, payload: bytes) -> Signed:
        """*payload* signed by this device for *context*."""
        return sign(self._signing_key, context, payload)

    def unseal(self, sealed: bytes, *, bound_to: bytes) -> bytes:
        """What another device sealed for this one; raises SealBroken."""
        return unseal(sealed, private_key=self._sealing_key, bound_to=bound_to)

    @classmethod
    def _parse(cls, path: Path, raw: bytes) -> "Identity":
        try:
            kept = msgspec.json.decode(raw, type=_KeyFile)
        except (msgspec.DecodeError, UnicodeError) as exc:
            raise KeyFileDamaged(
                f"The identity file {path} is damaged. Put {KEY_FILE}{_BACKUP_SUFFIX} in its place to stay the same "
                f"device, or move both away to become a new device for everybody."
            ) from exc
        return cls(
            Ed25519PrivateKey.from_private_bytes(kept.signing_key),
            X25519PrivateKey.from_private_bytes(kept.sealing_key),
        )

    @classmethod
    def _create(cls, path: Path) -> "Identity":
        made = cls.generate()
        raw = encode(
            _KeyFile(
                signing_key=made._signing_key.private_bytes_raw(),
                sealing_key=made._sealing_key.private_bytes_raw(),
            )
        )
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(path.with_name(KEY_FILE + _BACKUP_SUFFIX), raw)
            write_private(path, raw)
        except OSError as exc:
            raise KeyFileUnreadable(
                f"The identity file {path} can't be written ({exc.strerror}). "
                f"Choose another folder with --home, or free space there."
            ) from exc
        return made


def sealing_key_is_signed(signing_key: bytes, sealing_key: bytes, signature: bytes) -> None:
    """Check that the owner of *signing_key* vouches for *sealing_key*; raises BadSignature."""
    verify(Signed(key=signing_key, payload=sealing_key, signature=signature), Context.SEALING_KEY)


def write_private(path: Path, raw: bytes) -> None:
    """Put *raw* at *path*, mode 0600, whole or not at all, also when the power goes."""
    temporary = path.with_name(path.name + ".new")
    with contextlib.suppress(FileNotFoundError):
        temporary.unlink()
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
