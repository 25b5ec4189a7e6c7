"""Bytes to messages and back. Nothing past this file sees a dict.

A message type is a frozen Struct with a tag. A `Codec` is built from the types that its features own; text that
breaks a rule raises a WireError that names the rule, before anything else looks at it.
"""

import json
import re
from collections.abc import Iterable
from typing import Final, TypeVar

import msgspec

from peerdrop.wire.errors import MalformedMessage, MessageTooLarge, UnknownMessage, WireError
from peerdrop.wire.limits import JSON_DEPTH

# The closing quote is optional, or an unterminated string of 30,000 escaped quotes would be tried from each of them.
_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_ONE_KIND: Final = bytes.maketrans(b"{}", b"[]")
_NO_BRACKET: Final = bytes(set(range(256)) - set(b"[]{}"))
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
    """Refuse what must not reach a parser, or what two parsers would read differently.

    Too long; nested too deep; not UTF-8; a field twice in one object (one parser takes the first, another the last);
    a lone surrogate. Depth is looked at first because a parser that recurses raises RecursionError, no ValueError.
    """
    if len(raw) > limit_bytes:
        raise MessageTooLarge(f"{len(raw)} bytes, the limit is {limit_bytes}")
    _check_depth(raw)
    try:
        document = json.loads(raw.decode(), object_pairs_hook=_once_each)
        if _SURROGATE_ESCAPE.search(raw):
            # "\udc80" decodes to a string that no file system and no socket takes.
            json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError as exc:
        raise MalformedMessage("a lone surrogate in a string") from exc
    except WireError:
        raise
    except ValueError as exc:
        raise MalformedMessage(f"not JSON in UTF-8: {exc}") from exc


def _check_depth(raw: bytes) -> None:
    """Take away the innermost pairs of brackets, once for each level there may be; nothing may be left."""
    brackets = _STRING.sub(b"", raw).translate(_ONE_KIND, _NO_BRACKET)
    for _ in range(JSON_DEPTH):
        if not brackets:
            return
        brackets = brackets.replace(b"[]", b"")
    if brackets:
        raise MalformedMessage(f"nested deeper than {JSON_DEPTH}, or brackets that don't match")


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise MalformedMessage("a field stands twice in one object")
    return fields


def _decode(raw: bytes, decoder: "msgspec.json.Decoder[DecodedT]") -> DecodedT:
    try:
        return decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as exc:
        raise MalformedMessage(str(exc)) from exc
