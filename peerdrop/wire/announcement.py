"""The UDP packet that says "I am here" (PROTOCOL.md 2). A hint only: it proves nothing."""

from enum import StrEnum
from typing import Annotated

import msgspec

from peerdrop.wire.card import VersionField
from peerdrop.wire.codec import decode, encode
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import DeviceIdField, InstanceIdField, PortField
from peerdrop.wire.limits import ANNOUNCEMENT_BYTES

APP = "peerdrop"


class AnnouncementKind(StrEnum):
    ANNOUNCE = "announce"
    BYE = "bye"


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """Who speaks and at which HTTP port; the address is the packet's source, never a field."""

    app: Annotated[str, msgspec.Meta(max_length=16)] = APP
    version: VersionField
    kind: AnnouncementKind
    device_id: DeviceIdField
    instance: InstanceIdField
    port: PortField


def encode_announcement(announcement: Announcement) -> bytes:
    """One UDP payload of at most ANNOUNCEMENT_BYTES."""
    return encode(announcement)


def decode_announcement(raw: bytes) -> Announcement:
    """The announcement in one UDP payload, or a WireError; packets of other programs are malformed."""
    announcement = decode(raw, Announcement, limit_bytes=ANNOUNCEMENT_BYTES)
    if announcement.app != APP:
        raise MalformedMessage("not a PeerDrop announcement")
    return announcement
