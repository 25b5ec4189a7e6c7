"""Signaling between two devices, signed end to end (PROTOCOL.md 4)."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec

from peerdrop.wire.card import VersionField
from peerdrop.wire.identifiers import (
    DeviceIdField,
    EpochField,
    FingerprintField,
    GenerationField,
    HashField,
    InstanceIdField,
    NonceField,
    ReasonField,
    SessionIdField,
)
from peerdrop.wire.limits import OFFER_TTL_S, PRESENCE_TTL_S, SDP_BYTES

BUSY: Final = "BUSY"
"""The reason of a Refusal, or of a HelloRejection: as many devices as the sender takes are connected with it."""

SdpField = Annotated[str, msgspec.Meta(min_length=1, max_length=SDP_BYTES)]


class IceScope(StrEnum):
    """Which candidates an attempt gathers: the machine's own addresses, or STUN and TURN as well."""

    HOST = "host"
    FULL = "full"


class Offer(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="offer"):
    """The caller's session description."""

    sdp: SdpField
    fingerprint: FingerprintField
    ice: IceScope


class Answer(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="answer"):
    """The called side's session description; *offer_hash* says to which offer (SHA-256 of its signed payload)."""

    sdp: SdpField
    fingerprint: FingerprintField
    offer_hash: HashField


class Refusal(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="refusal"):
    """No answer will come for the offer *offer_hash*."""

    reason: ReasonField
    offer_hash: HashField


class Presence(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="presence"):
    """The sender is here and would like to be called."""


SignalBody = Offer | Answer | Refusal | Presence


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """One signaling message. *epoch* and *receiver_instance* are the receiver's. Context: ENVELOPE."""

    version: VersionField
    sender: DeviceIdField = msgspec.field(name="from")
    sender_instance: InstanceIdField
    receiver: DeviceIdField = msgspec.field(name="to")
    receiver_instance: InstanceIdField
    epoch: EpochField
    nonce: NonceField
    session_id: SessionIdField
    generation: GenerationField
    ttl_s: Annotated[int, msgspec.Meta(ge=1, le=max(OFFER_TTL_S, PRESENCE_TTL_S))]
    body: SignalBody
