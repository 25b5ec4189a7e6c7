"""How strangers meet over HTTP (PROTOCOL.md 3)."""

from enum import StrEnum

import msgspec

from peerdrop.wire.card import Card
from peerdrop.wire.identifiers import DeviceIdField, EpochField, NonceField


class Reach(StrEnum):
    """Whether one side can open a TCP connection to the other."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """The caller's card, meant for one receiver in one epoch. Context: CONTACT."""

    nonce: NonceField
    to: DeviceIdField
    epoch: EpochField
    card: Card


class ContactAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The called side's card over the caller's nonce, and whether it could call back. Context: CONTACT."""

    nonce: NonceField
    card: Card
    can_call_you: Reach
