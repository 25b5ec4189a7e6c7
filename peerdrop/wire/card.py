"""What a device says of itself (PROTOCOL.md 3)."""

from enum import StrEnum
from typing import Annotated

import msgspec

from peerdrop.wire.identifiers import DeviceIdField, EpochField, InstanceIdField, NonceField, PortField
from peerdrop.wire.limits import FEATURES, NAME_CHARS, PROTOCOL_MAX, PROTOCOL_MIN

VersionField = Annotated[int, msgspec.Meta(ge=1, le=65535)]
NameField = Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_CHARS)]
FeatureField = Annotated[str, msgspec.Meta(pattern="^[a-z0-9.-]{1,32}$")]


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
    kind: Annotated[str, msgspec.Meta(max_length=16)] = DeviceKind.UNKNOWN
    instance: InstanceIdField
    epoch: EpochField
    port: PortField
    features: Annotated[tuple[FeatureField, ...], msgspec.Meta(max_length=FEATURES)] = ()
    app_version: Annotated[str, msgspec.Meta(max_length=32)] = ""


class CardAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A card signed over the asker's nonce, so that it cannot be a recording. Context: CARD."""

    nonce: NonceField
    card: Card


def common_version(card: Card) -> int | None:
    """The highest protocol version both sides speak, or None."""
    highest = min(card.protocol_max, PROTOCOL_MAX)
    return highest if highest >= max(card.protocol_min, PROTOCOL_MIN) else None
