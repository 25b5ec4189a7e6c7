"""What a device says of itself (PROTOCOL.md 3)."""

import re
from enum import StrEnum
from typing import Annotated, Final

import msgspec

from peerdrop.wire.identifiers import DeviceIdField, EpochField, InstanceIdField, NonceField, PortField
from peerdrop.wire.limits import FEATURES, NAME_CHARS, PROTOCOL_MAX, PROTOCOL_MIN

VersionField = Annotated[int, msgspec.Meta(ge=1, le=65535)]
# Line breaks, controls and marks that turn the direction of writing could forge what stands beside a name.
_NOT_IN_NAMES: Final = "\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff"
NameField = Annotated[
    str, msgspec.Meta(min_length=1, max_length=NAME_CHARS, pattern=rf"\A(?=.*\S)[^{_NOT_IN_NAMES}]*+\Z")
]
"""What a device calls itself: one line with something to see in it. `fit_name` makes one."""
FeatureField = Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9.-]{1,32}\Z")]
UNNAMED: Final = "PeerDrop"


class DeviceKind(StrEnum):
    """What the device looks like, for its picture."""

    DESKTOP = "desktop"
    LAPTOP = "laptop"
    SERVER = "server"
    BROWSER = "browser"
    UNKNOWN = "unknown"


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One device as its owner describes it; true only inside a checked signature of that device."""

    protocol_min: VersionField
    protocol_max: VersionField
    device_id: DeviceIdField
    sealing_key: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    sealing_signature: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
    name: NameField
    kind: Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9_-]{1,16}\Z")] = DeviceKind.UNKNOWN
    instance: InstanceIdField
    epoch: EpochField
    port: PortField
    features: Annotated[tuple[FeatureField, ...], msgspec.Meta(max_length=FEATURES)] = ()
    app_version: Annotated[str, msgspec.Meta(pattern=r"\A[\x20-\x7e]{0,32}\Z")] = ""


class CardAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A card signed over the asker's nonce, so that it cannot be a recording. Context: CARD."""

    nonce: NonceField
    card: Card


def fit_name(text: str) -> str:
    """*text* as a name that others take: unfit characters left out, cut to NAME_CHARS; UNNAMED if nothing is left."""
    plain = re.sub(rf"[{_NOT_IN_NAMES}]|[\ud800-\udfff]", "", text).strip()
    return plain[:NAME_CHARS].strip() or UNNAMED


def common_version(card: Card) -> int | None:
    """The highest protocol version both sides speak, or None."""
    highest = min(card.protocol_max, PROTOCOL_MAX)
    return highest if highest >= max(card.protocol_min, PROTOCOL_MIN) else None
