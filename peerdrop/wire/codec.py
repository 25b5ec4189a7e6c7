"""Bytes to messages and back. Nothing past this file sees a dict.

A message type is a frozen Struct with a tag. A `Codec` is built from the types that its features own; text that
breaks a rule raises a WireError that names the rule, before anything else looks at it.
"""

import re
from collections.abc import Iterable
from typing import Final, TypeVar

import msgspec

from peerdrop.wire.errors import MalformedMessage, MessageTooLarge, UnknownMessage
from peerdrop.wire.limits import JSON_DEPTH

# A string, with its escapes, or one bracket: all that matters for depth. The closing quote is optional, or an
# unterminated string of 30,000 escaped quotes would be tried anew from each of them.
_STRUCTURE: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_SURROGATE_ESCAPE: Final = re.compile(rb"\\u[dD][89a-fA-F]")

StructT = TypeVar("StructT", bound=msgspec.Struct)
DecodedT = TypeVar("DecodedT")


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """A message on the control channel; its tag is the `type` field."""


class _Head(msgspec.Struct, frozen=True):
    type: str
    critical: bool = False


class Codec:
    """Encodes and decodes the message types it was built with."""

    def __init__(self, types: Iterable[type[Message]]) -> None:
        self._decoders: dict[str, msgspec.json.Decoder[Message]] = {}
        for message_type in types:
            tag = tag_of(message_type)
            if tag in self._decoders:
                raise ValueError(f"two message types say they are {tag!r}")
            self._decoders[tag] = msgspec.json.Decoder(message_type)
        self._head = msgspec.json.Decoder(_Head)

    @property
    def tags(self) -> frozenset[str]:
        """The `type` of every message this codec knows."""
        return frozenset(self._decoders)

    def decode(self, raw: bytes, *, limit_bytes: int) -> Message:
        """The message in *raw*; UnknownMessage if no type here claims it, another WireError if it is broken."""
        check_json(raw, limit_bytes=limit_bytes)
        head = _decode(raw, self._head)
        decoder = self._decoders.get(head.type)
        if decoder is None:
            raise UnknownMessage(head.type[:64], critical=head.critical)
        return _decode(raw, decoder)


def tag_of(message_type: type[Message]) -> str:
    """The `type` field that *message_type* puts on the wire."""
    tag = message_type.__struct_config__.tag
    if not isinstance(tag, str):
        raise TypeError(f"{message_type.__name__} has no tag")
    return tag


def encode(message: msgspec.Struct) -> bytes:
    """*message* as UTF-8 JSON."""
    return msgspec.json.encode(message)


def decode(raw: bytes, struct_type: type[StructT], *, limit_bytes: int) -> StructT:
    """*raw* as exactly *struct_type*, or a WireError."""
    check_json(raw, limit_bytes=limit_bytes)
    return _decode(raw, msgspec.json.Decoder(struct_type))


def check_json(raw: bytes, *, limit_bytes: int) -> None:
    """Refuse what must not reach a parser: too long, too deep, a lone surrogate.

    Depth is looked at first because a parser that recurses raises RecursionError, which is no ValueError.
    """
    if len(raw) > limit_bytes:
        raise MessageTooLarge(f"{len(raw)} bytes, the limit is {limit_bytes}")
    depth = 0
    for token in _STRUCTURE.finditer(raw):
        first = raw[token.start()]
        if first in b"[{":
            depth += 1
            if depth > JSON_DEPTH:
                raise MalformedMessage(f"nested deeper than {JSON_DEPTH}")
        elif first in b"]}":
            depth -= 1
    if _SURROGATE_ESCAPE.search(raw):
        # "\udc80" would decode to a string that no file system and no socket takes.
        try:
            text = msgspec.json.decode(raw)
            msgspec.json.encode(text)
        except (msgspec.DecodeError, UnicodeError, ValueError) as exc:
            raise MalformedMessage("a lone surrogate in a string") from exc


def _decode(raw: bytes, decoder: "msgspec.json.Decoder[DecodedT]") -> DecodedT:
    try:
        return decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as exc:
        raise MalformedMessage(str(exc)) from exc
