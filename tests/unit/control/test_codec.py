"""peerdrop/control/codec.py: every event and every error arrives as what it was."""

import dataclasses
import enum
import types
import typing
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerdrop.control import codec
from peerdrop.control.codec import (
    ERROR_TYPES,
    EVENT_TYPES,
    decode_event,
    decode_value,
    encode_event,
    encode_value,
    record_error,
    restore_error,
)
from peerdrop.control.errors import NodeEnded
from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.errors import ConnectionFailed, PeerDropError
from peerdrop.core.events import Event, TransferOffered
from peerdrop.core.history.entries import ConversationSnapshot, HistoryEntry, HistoryPage, OutboxItem
from peerdrop.core.snapshots import OfferedFile, PeerSnapshot, ProblemFile, TransferSnapshot
from peerdrop.core.states import AcceptMode, TransferReason
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import TransferId
from tests.fake_node import make_peer, make_transfer

TEXT = st.text(alphabet=st.characters(codec="utf-8"))


def anything(kind: Any) -> "st.SearchStrategy[Any]":
    """Values of a type that stands on a field of an event or a snapshot."""
    if isinstance(kind, typing.NewType):
        return anything(kind.__supertype__)
    if get_origin(kind) in (typing.Union, types.UnionType):
        return st.one_of(*map(anything, get_args(kind)))
    if get_origin(kind) is tuple:
        return st.lists(anything(get_args(kind)[0]), max_size=3).map(tuple)
    if kind is type(None):
        return st.none()
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return st.builds(kind, **{field.name: anything(hints[field.name]) for field in dataclasses.fields(kind)})
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return st.sampled_from(kind)
    if kind is Path:
        # Bytes that are no UTF-8 as well: such names are on real disks.
        name = st.binary(min_size=1, max_size=12).filter(lambda raw: b"\0" not in raw and b"/" not in raw)
        return name.map(lambda raw: Path("/") / raw.decode("utf-8", "surrogateescape"))
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: TEXT,
        int: st.integers(0, 2**53),
        float: st.floats(allow_nan=False, allow_infinity=False),
        bool: st.booleans(),
    }
    return simple[kind]


@pytest.mark.parametrize("event_type", [kind for kind in EVENT_TYPES.values() if kind is not Event])
@given(data=st.data())
def test_every_event_comes_back_equal_and_of_its_type(event_type: type[Event], data: st.DataObject) -> None:
    event = data.draw(anything(event_type))
    line = encode_event(event)
    assert b"\n" not in line
    back = decode_event(line)
    assert back == event
    assert type(back) is event_type


@pytest.mark.parametrize(
    "value_type",
    [
        PeerSnapshot,
        TransferSnapshot,
        OfferedFile,
        AcceptPolicy,
        HistoryEntry,
        HistoryPage,
        ConversationSnapshot,
        OutboxItem,
    ],
)
@given(data=st.data())
def test_every_value_of_a_command_comes_back_equal(value_type: type[Any], data: st.DataObject) -> None:
    value = data.draw(anything(value_type))
    assert decode_value(encode_value(value), value_type) == value


def names_below(kind: type, module: str) -> set[str]:
    """The names of all subclasses of *kind* that *module* defines."""
    children: list[type] = kind.__subclasses__()
    own = {child.__name__ for child in children if child.__module__ == module}
    return own.union(*(names_below(child, module) for child in children))


def test_all_events_and_errors_of_the_core_are_known() -> None:
    assert set(EVENT_TYPES) == {"Event"} | names_below(Event, Event.__module__)
    assert set(ERROR_TYPES) == {"PeerDropError"} | names_below(PeerDropError, PeerDropError.__module__)


@pytest.mark.parametrize("error_type", ERROR_TYPES.values())
def test_every_error_comes_back_as_its_class_with_its_words(error_type: type[PeerDropError]) -> None:
    error = error_type("It is so.", next_step="Do this.")
    back = restore_error(decode_value(encode_value(record_error(error)), codec.ErrorRecord))
    assert type(back) is error_type
    assert (back.message, back.next_step, back.reason) == ("It is so.", "Do this.", error_type.reason)


def test_a_failed_connection_keeps_why_it_failed() -> None:
    back = restore_error(record_error(ConnectionFailed("No way.", next_step="Try.", failure="ICE")))
    assert isinstance(back, ConnectionFailed)
    assert back.failure == "ICE"


def test_an_error_that_the_other_side_cannot_know_comes_as_its_nearest_ancestor() -> None:
    assert type(restore_error(record_error(NodeEnded("Gone.", next_step="Start it.")))) is PeerDropError


@pytest.mark.parametrize(
    "line",
    [b"", b"{}", b"[]", b'{"event": "Nonsense"}', b'{"event": "PeerFound"}', b'{"event": "PeerFound", "peer": 1}'],
)
def test_a_line_that_is_no_event_is_malformed(line: bytes) -> None:
    with pytest.raises(MalformedMessage):
        decode_event(line)


def test_a_policy_keeps_its_folder_and_its_mode() -> None:
    policy = AcceptPolicy(mode=AcceptMode.ALL, directory=Path("/x"), only_from=make_peer().device_id)
    assert decode_value(encode_value(policy), AcceptPolicy) == policy


def test_a_path_that_is_not_base64_is_malformed() -> None:
    with pytest.raises(MalformedMessage):
        decode_value(b'{"directory": "/etc/x y"}', AcceptPolicy)


NO_UNICODE = "/nb/bad\udcff"


def test_a_name_that_is_no_unicode_does_not_keep_a_transfer_from_being_told() -> None:
    problem = ProblemFile(path=NO_UNICODE, reason=TransferReason.BAD_NAME)
    transfer = make_transfer(problems=(problem,), directory=Path(NO_UNICODE))
    shown = replace(transfer, problems=(replace(problem, path="/nb/bad\N{REPLACEMENT CHARACTER}"),))
    assert decode_value(encode_value((transfer,)), tuple[TransferSnapshot, ...]) == (shown,)
    assert decode_event(encode_event(TransferOffered(transfer=transfer))) == TransferOffered(transfer=shown)


def test_half_a_surrogate_pair_of_any_kind_can_be_told() -> None:
    assert "\N{REPLACEMENT CHARACTER}" in decode_value(encode_value(("a\ud800",)), tuple[str])[0]


def test_an_error_about_a_name_that_is_no_unicode_can_be_told() -> None:
    record = record_error(PeerDropError(f"There is no {NO_UNICODE}.", next_step=f"Look for {NO_UNICODE}."))
    reply = decode_value(encode_value(codec.Reply(error=record)), codec.Reply)
    assert reply.error is not None
    assert restore_error(reply.error).message == "There is no /nb/bad\N{REPLACEMENT CHARACTER}."


def test_what_has_no_place_on_the_port_is_refused_when_encoded() -> None:
    with pytest.raises(NotImplementedError):
        encode_value({TransferId("x"): object()})
