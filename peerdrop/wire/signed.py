"""Bytes with the key and the signature that vouch for them (PROTOCOL.md 1)."""

from enum import StrEnum
from typing import Annotated

import msgspec

from peerdrop.wire.limits import HTTP_BODY_BYTES


class Context(StrEnum):
    """What a signature is for: a signature made for one context is worth nothing in another."""

    CARD = "card"
    CONTACT = "contact"
    ENVELOPE = "envelope"
    POLL = "poll"
    HELLO = "hello"
    SEALING_KEY = "sealing-key"


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """*payload* is parsed only after *signature* was checked against *key*; never re-serialised."""

    key: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    payload: Annotated[bytes, msgspec.Meta(max_length=HTTP_BODY_BYTES)]
    signature: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
