"""What can be wrong with an identity or a signature.

IdentityError
├── KeyFileDamaged
├── KeyFileUnreadable
├── BadSignature
└── SealBroken
"""


class IdentityError(Exception):
    """Something about keys or signatures failed; the text is the user's sentence."""


class KeyFileDamaged(IdentityError):
    """The identity file is damaged. Put its backup back, or move it away to become a new device for everybody."""


class KeyFileUnreadable(IdentityError):
    """The identity file can't be read or written. Check its folder's permissions."""


class BadSignature(IdentityError):
    """The signature does not fit the bytes, the key or the context."""


class SealBroken(IdentityError):
    """A sealed body was not meant for this device, or was changed on the way."""
