"""The long-lived identity of one install."""

import hashlib
import logging
import os
import stat
from pathlib import Path
from typing import Annotated, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from peerdrop.identity.errors import KeyFileDamaged, KeyFileUnreadable
from peerdrop.identity.private_file import write_private
from peerdrop.identity.seal import unseal
from peerdrop.identity.signature import device_id_from_key, sign, verify
from peerdrop.wire.codec import encode
from peerdrop.wire.identifiers import DeviceId, HashField
from peerdrop.wire.signed import Context, Signed

logger = logging.getLogger(__name__)

KEY_FILE: Final = "identity.json"
UNFINISHED_SUFFIX: Final = ".new"
"""Behind the name of a file while `write_private` writes it; one that stays was never finished."""
_BACKUP_SUFFIX: Final = ".bak"
_FOR_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_RAW_KEY: Final = msgspec.Meta(min_length=32, max_length=32)


class _KeyFile(msgspec.Struct, frozen=True, kw_only=True):
    version: Annotated[int, msgspec.Meta(ge=1, le=1)] = 1
    signing_key: Annotated[bytes, _RAW_KEY]
    sealing_key: Annotated[bytes, _RAW_KEY]
    digest: HashField
    """SHA-256 of both keys: any 32 bytes are a key, so a changed one would make another device without a word."""

    def __post_init__(self) -> None:
        if self.digest != hashlib.sha256(self.signing_key + self.sealing_key).hexdigest():
            raise ValueError("the keys are not those that were written")


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
        backup = _backup_of(path)
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            if backup.exists():
                raise KeyFileDamaged(
                    f"The identity file {path} is missing, but its backup {backup.name} is there. "
                    f"Rename the backup to {KEY_FILE} to stay the same device."
                ) from None
            return cls._create(path)
        except OSError as exc:
            raise KeyFileUnreadable(
                f"The identity file {path} can't be read ({exc.strerror}). Check its permissions."
            ) from exc
        identity = cls._parse(path, raw)
        _keep_private(path)
        _keep_backup(backup, raw)
        return identity

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
        except (msgspec.DecodeError, UnicodeError, RecursionError) as exc:
            backup = _backup_of(path)
            remedy = f"Put {backup.name} in its place" if backup.exists() else "Restore it from a backup"
            raise KeyFileDamaged(
                f"The identity file {path} is damaged. {remedy} to stay the same device, or move it and any "
                f"{backup.name} away to become a new device for everybody."
            ) from exc
        return cls(
            Ed25519PrivateKey.from_private_bytes(kept.signing_key),
            X25519PrivateKey.from_private_bytes(kept.sealing_key),
        )

    @classmethod
    def _create(cls, path: Path) -> "Identity":
        made = cls.generate()
        signing_key = made._signing_key.private_bytes_raw()
        sealing_key = made._sealing_key.private_bytes_raw()
        digest = hashlib.sha256(signing_key + sealing_key).hexdigest()
        raw = encode(_KeyFile(signing_key=signing_key, sealing_key=sealing_key, digest=digest))
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # The backup last: alone, as after a crash in between, it would say that the identity was lost.
            write_private(path, raw)
        except OSError as exc:
            raise KeyFileUnreadable(
                f"The identity file {path} can't be written ({exc.strerror}). "
                f"Choose another folder with --home, or free space there."
            ) from exc
        _keep_backup(_backup_of(path), raw)
        return made


def sealing_key_is_signed(signing_key: bytes, sealing_key: bytes, signature: bytes) -> None:
    """Check that the owner of *signing_key* vouches for *sealing_key*; raises BadSignature."""
    verify(Signed(key=signing_key, payload=sealing_key, signature=signature), Context.SEALING_KEY)


def _backup_of(path: Path) -> Path:
    return path.with_name(path.name + _BACKUP_SUFFIX)


def _keep_private(path: Path) -> None:
    """Take the file away from other users of the machine, where the file system knows such a thing.

    Refusing to start, as ssh does, would stop everything for what can be mended here; the user gets to know.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name != "posix" or not mode & _FOR_OTHERS:
        return
    try:
        path.chmod(mode & ~_FOR_OTHERS)
    except OSError as exc:
        logger.warning("other users can read the identity file path=%s error=%s", path, exc.strerror)
    else:
        logger.warning("other users could read the identity file, mended path=%s mode=%o", path, mode)


def _keep_backup(backup: Path, raw: bytes) -> None:
    """Have a copy of a good identity file beside it; a folder that can't be written keeps nobody from starting."""
    try:
        if backup.exists():
            _keep_private(backup)
        else:
            write_private(backup, raw)
    except OSError as exc:
        logger.info("no backup of the identity path=%s error=%s", backup, exc.strerror)
