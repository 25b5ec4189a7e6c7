"""Events, errors, commands and their results as JSON between two processes of one user, and back to the same type."""

import base64
import inspect
import os
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeVar

import msgspec

from peerdrop.core import errors as core_errors
from peerdrop.core import events as core_events
from peerdrop.core.errors import ConnectionFailed, PeerDropError
from peerdrop.core.events import Event
from peerdrop.wire.errors import MalformedMessage

ValueT = TypeVar("ValueT")
ClassT = TypeVar("ClassT")

EVENT_KEY: Final = "event"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def _classes_in(module: ModuleType, base: type[ClassT]) -> dict[str, type[ClassT]]:
    return {name: found for name, found in inspect.getmembers(module, inspect.isclass) if issubclass(found, base)}


EVENT_TYPES: Final = _classes_in(core_events, Event)
ERROR_TYPES: Final = _classes_in(core_errors, PeerDropError)


class ErrorRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A PeerDropError on its way to another process."""

    error: str
    reason: str
    message: str
    next_step: str
    failure: str = ""


class Reply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a command came to: its result, or the error it raised."""

    result: msgspec.Raw = msgspec.Raw(b"null")
    error: ErrorRecord | None = None


def encode_value(value: object) -> bytes:
    """Any value of the NodeHandle's types as JSON. What a text has that is no Unicode comes as U+FFFD."""
    return _encode_text(value, enc_hook=_encode_path)


def decode_value(raw: bytes | msgspec.Raw, value_type: type[ValueT]) -> ValueT:
    """*raw* as exactly *value_type*, or MalformedMessage."""
    try:
        return msgspec.json.decode(raw, type=value_type, dec_hook=_decode_path)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as exc:
        raise MalformedMessage(str(exc)) from exc


def encode_event(event: Event) -> bytes:
    """One line, without its end: {"event": the class's name, ...its fields}; texts as `encode_value` has them."""
    fields = msgspec.to_builtins(event, enc_hook=_encode_path)
    return _encode_text({EVENT_KEY: type(event).__name__, **fields})


def decode_event(raw: bytes) -> Event:
    """The event in one line, or MalformedMessage."""
    fields = decode_value(raw, dict[str, Any])
    event_type = EVENT_TYPES.get(str(fields.pop(EVENT_KEY, "")))
    if event_type is None:
        raise MalformedMessage("an event of no known type")
    try:
        return msgspec.convert(fields, event_type, dec_hook=_decode_path)
    except msgspec.ValidationError as exc:
        raise MalformedMessage(str(exc)) from exc


def record_error(error: PeerDropError) -> ErrorRecord:
    """*error* for the way to another process; a class that the other side can't know goes as its nearest known."""
    known = next(kind for kind in type(error).__mro__ if ERROR_TYPES.get(kind.__name__) is kind)
    return ErrorRecord(
        error=known.__name__,
        reason=error.reason,
        message=_as_unicode(error.message),
        next_step=_as_unicode(error.next_step),
        failure=error.failure if isinstance(error, ConnectionFailed) else "",
    )


def restore_error(record: ErrorRecord) -> PeerDropError:
    """The error that *record* tells of, of the same class."""
    error_type = ERROR_TYPES.get(record.error, PeerDropError)
    if issubclass(error_type, ConnectionFailed):
        return error_type(record.message, next_step=record.next_step, failure=record.failure)
    return error_type(record.message, next_step=record.next_step)


def _encode_text(value: object, enc_hook: Callable[[object], object] | None = None) -> bytes:
    try:
        return msgspec.json.encode(value, enc_hook=enc_hook)
    except UnicodeEncodeError:
        # The name of a file that can't be sent, told as a text: JSON has no place for what is no Unicode, and a list
        # of transfers that can't be told because of one name is worse than a name with a mark in it.
        return msgspec.json.encode(_all_unicode(msgspec.to_builtins(value, enc_hook=enc_hook)))


def _all_unicode(value: Any) -> Any:
    match value:
        case str():
            return _as_unicode(value)
        case dict():
            return {_all_unicode(key): _all_unicode(each) for key, each in value.items()}
        case list() | tuple():
            return [_all_unicode(each) for each in value]
    return value


def _as_unicode(text: str) -> str:
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _encode_path(value: object) -> object:
    # Base64 of the file system's own bytes: a name on disk need not be text, and JSON holds nothing else.
    if isinstance(value, Path):
        return base64.b64encode(os.fsencode(value)).decode("ascii")
    raise NotImplementedError(f"{type(value).__name__} does not cross the control port")


def _decode_path(kind: type, value: object) -> object:
    if issubclass(kind, Path) and isinstance(value, str):
        return Path(os.fsdecode(base64.b64decode(value, validate=True)))
    raise NotImplementedError(f"{kind.__name__} does not cross the control port")
