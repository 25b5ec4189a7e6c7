"""Names of devices, sessions, transfers and messages, as they stand on the wire."""

import base64
import re
from typing import Annotated, Final, NewType

import msgspec

from peerdrop.wire.errors import MalformedMessage

DeviceId = NewType("DeviceId", str)
"""base32(SHA-256(context || public key)): 52 characters of A-Z and 2-7."""
InstanceId = NewType("InstanceId", str)
"""One start of one program: 32 hex digits. Another instance of the same device means it restarted."""
Epoch = NewType("Epoch", str)
"""What a backend hands out against replays; it changes hourly: 32 hex digits."""
SessionId = NewType("SessionId", str)
TransferId = NewType("TransferId", str)
MessageId = NewType("MessageId", str)

# "$" would let a newline stand behind the last character.
DEVICE_ID_PATTERN: Final = r"\A[A-Z2-7]{52}\Z"
HEX_ID_PATTERN: Final = r"\A[0-9a-f]{32}\Z"
FINGERPRINT_PATTERN: Final = r"\A([0-9A-F]{2}:){31}[0-9A-F]{2}\Z"
REASON_PATTERN: Final = r"\A[A-Z][A-Z_]{0,31}\Z"

DeviceIdField = Annotated[DeviceId, msgspec.Meta(pattern=DEVICE_ID_PATTERN)]
InstanceIdField = Annotated[InstanceId, msgspec.Meta(pattern=HEX_ID_PATTERN)]
EpochField = Annotated[Epoch, msgspec.Meta(pattern=HEX_ID_PATTERN)]
SessionIdField = Annotated[SessionId, msgspec.Meta(pattern=HEX_ID_PATTERN)]
TransferIdField = Annotated[TransferId, msgspec.Meta(pattern=HEX_ID_PATTERN)]
MessageIdField = Annotated[MessageId, msgspec.Meta(pattern=HEX_ID_PATTERN)]
NonceField = Annotated[str, msgspec.Meta(pattern=HEX_ID_PATTERN)]
FingerprintField = Annotated[str, msgspec.Meta(pattern=FINGERPRINT_PATTERN)]
"""SHA-256 of a DTLS certificate, as in SDP: 32 upper-case hex pairs joined by colons (RFC 8122)."""
HashField = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
PortField = Annotated[int, msgspec.Meta(ge=1, le=65535)]
GenerationField = Annotated[int, msgspec.Meta(ge=0, le=2**31)]
"""Which try of one session this is, from 0."""
ReasonField = Annotated[str, msgspec.Meta(pattern=REASON_PATTERN)]
"""Why something was declined or ended: an UPPERCASE name. A reason this version does not know is OTHER."""


def device_id_of(digest: bytes) -> DeviceId:
    """The device ID that *digest* (32 bytes) spells."""
    return DeviceId(base64.b32encode(digest).decode("ascii").rstrip("="))


def parse_device_id(text: str) -> DeviceId:
    """*text* as a device ID, dashes, spaces and lower case forgiven; MalformedMessage if it is none."""
    plain = text.replace("-", "").replace(" ", "")
    # Not ASCII: "ſ" and "ı" become S and I in upper case.
    if not plain.isascii() or not re.match(DEVICE_ID_PATTERN, plain.upper()):
        raise MalformedMessage("a device ID is 52 characters of A-Z and 2-7")
    return DeviceId(plain.upper())


def parse_transfer_id(text: str) -> TransferId:
    """*text* as a transfer ID; MalformedMessage if it is none."""
    if not re.match(HEX_ID_PATTERN, text):
        raise MalformedMessage("a transfer ID is 32 hex digits")
    return TransferId(text)


def short_id(device_id: str) -> str:
    """The first 8 characters as 4-4, for showing only."""
    return f"{device_id[:4]}-{device_id[4:8]}"
