"""Every message comes back as it was, and nothing broken comes through."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerdrop.wire.codec import Codec, Message, check_json, decode, encode, tag_of
from peerdrop.wire.control import SESSION_MESSAGES, Bye, Ping
from peerdrop.wire.conversation import CONVERSATION_MESSAGES
from peerdrop.wire.errors import MalformedMessage, MessageTooLarge, UnknownMessage, WireError
from peerdrop.wire.limits import CONTROL_BYTES, HTTP_BODY_BYTES, JSON_DEPTH
from peerdrop.wire.transfers import TRANSFER_MESSAGES
from tests.wire_types import MESSAGE_TYPES, WIRE_TYPES, values_of

ALL_MESSAGES = (*SESSION_MESSAGES, *CONVERSATION_MESSAGES, *TRANSFER_MESSAGES)
CODEC = Codec(ALL_MESSAGES)


def test_every_message_type_belongs_to_a_feature() -> None:
    assert set(ALL_MESSAGES) == set(MESSAGE_TYPES.values())


@pytest.mark.parametrize("name", WIRE_TYPES)
@given(data=st.data())
def test_every_value_comes_back_equal(name: str, data: st.DataObject) -> None:
    value = data.draw(values_of(WIRE_TYPES[name]))
    assert decode(encode(value), WIRE_TYPES[name], limit_bytes=CONTROL_BYTES) == value


@pytest.mark.parametrize("name", MESSAGE_TYPES)
@given(data=st.data())
def test_every_message_comes_back_equal_by_its_tag(name: str, data: st.DataObject) -> None:
    value = data.draw(values_of(WIRE_TYPES[name]))
    assert CODEC.decode(encode(value), limit_bytes=CONTROL_BYTES) == value


@given(st.binary(max_size=300))
def test_any_bytes_that_are_no_json_are_a_wire_error(raw: bytes) -> None:
    try:
        msgspec.json.decode(raw)
    except ValueError:
        for struct_type in WIRE_TYPES.values():
            with pytest.raises(WireError):
                decode(raw, struct_type, limit_bytes=HTTP_BODY_BYTES)
    with pytest.raises(WireError):
        CODEC.decode(raw, limit_bytes=CONTROL_BYTES)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["type", "a", "serial"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["type", "serial", "critical", "x"]), JSON_VALUES | st.sampled_from(["ping"])))
def test_any_json_is_a_message_or_a_wire_error(document: dict[str, Any]) -> None:
    try:
        message = CODEC.decode(json.dumps(document).encode(), limit_bytes=CONTROL_BYTES)
    except WireError:
        return
    assert isinstance(message, Message)
    assert CODEC.decode(encode(message), limit_bytes=CONTROL_BYTES) == message


def test_unknown_fields_are_ignored() -> None:
    assert CODEC.decode(b'{"type":"ping","serial":7,"later":{"a":[1]}}', limit_bytes=100) == Ping(serial=7)


def test_an_unknown_type_says_its_name_and_whether_it_matters() -> None:
    with pytest.raises(UnknownMessage) as caught:
        CODEC.decode(b'{"type":"waltz","steps":3}', limit_bytes=100)
    assert (caught.value.type_name, caught.value.critical) == ("waltz", False)
    with pytest.raises(UnknownMessage) as caught:
        CODEC.decode(b'{"critical":true,"type":"waltz"}', limit_bytes=100)
    assert caught.value.critical


def test_what_an_unknown_type_is_called_can_t_flood_or_forge_a_log() -> None:
    raw = json.dumps({"type": "\x1b[2J\n" + "x" * 10_000}).encode()
    with pytest.raises(UnknownMessage) as caught:
        CODEC.decode(raw, limit_bytes=CONTROL_BYTES)
    assert len(str(caught.value)) < 150
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b"null",
        b"[]",
        b'"ping"',
        b"{}",
        b'{"serial":1}',
        b'{"type":null}',
        b'{"type":["ping"]}',
        b'{"type":1}',
    ],
)
def test_what_has_no_type_is_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedMessage):
        CODEC.decode(raw, limit_bytes=100)


def test_a_message_of_its_limit_is_taken_and_one_byte_more_is_not_parsed() -> None:
    raw = encode(Bye())
    assert CODEC.decode(raw, limit_bytes=len(raw)) == Bye()
    with pytest.raises(MessageTooLarge, match=str(len(raw) - 1)):
        CODEC.decode(raw, limit_bytes=len(raw) - 1)
    with pytest.raises(MessageTooLarge):
        decode(b"\xff" * 11, Ping, limit_bytes=10)


def nested(levels: int, opening: str = "[", closing: str = "]") -> bytes:
    """A ping of *levels* levels, itself being the first."""
    return f'{{"type":"ping","serial":1,"x":{opening * (levels - 1)}{closing * (levels - 1)}}}'.encode()


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_depth_is_bounded(opening: str, closing: str) -> None:
    levels_each = opening.count("[") + opening.count("{")
    fits = 1 + (JSON_DEPTH - 1) // levels_each
    inner = "0" if opening.endswith(":") else ""
    CODEC.decode(nested(fits, opening, closing).replace(b":}", b":0}") if inner else nested(fits), limit_bytes=1000)
    with pytest.raises(MalformedMessage, match=f"deeper than {JSON_DEPTH}"):
        CODEC.decode(nested(JSON_DEPTH + 1, opening, closing), limit_bytes=1000)


@pytest.mark.parametrize("raw", [b"[" * 200_000, b'{"a":' * 40_000, b"]" * 200_000, b"[{" * 100_000, b"}{" * 100_000])
def test_endless_depth_is_no_recursion_error(raw: bytes) -> None:
    with pytest.raises(MalformedMessage):
        check_json(raw, limit_bytes=CONTROL_BYTES)


def test_brackets_within_strings_do_not_count() -> None:
    raw = msgspec.json.encode({"type": "ping", "serial": 1, "x": '[{"\\' * 100})
    assert CODEC.decode(raw, limit_bytes=CONTROL_BYTES) == Ping(serial=1)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "raw",
    [
        b'"' * CONTROL_BYTES,
        b'{"' + b'\\"' * (CONTROL_BYTES // 2 - 1),
        b'{"type":"' + b"\\" * (CONTROL_BYTES - 9),
        b"{}" * (CONTROL_BYTES // 2),
        b"[" + b"9" * (CONTROL_BYTES - 1),
        b"[" + b"[],0." * (CONTROL_BYTES // 6),
    ],
    ids=["quotes", "escaped quotes", "backslashes", "brackets", "digits", "mixed"],
)
def test_no_text_takes_long_to_refuse(raw: bytes) -> None:
    """Each took minutes with a pattern that tries an unterminated string anew from each of its quotes."""
    assert len(raw) <= CONTROL_BYTES
    with pytest.raises(MalformedMessage):
        CODEC.decode(raw, limit_bytes=CONTROL_BYTES)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1E+400", "9" * 400, "9" * 5000])
def test_numbers_that_are_none_are_refused(number: str) -> None:
    raw = f'{{"type":"text","message_id":"{"a" * 32}","text":"x","sent_at":{number}}}'.encode()
    with pytest.raises(MalformedMessage):
        CODEC.decode(raw, limit_bytes=CONTROL_BYTES)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "+1", "01", "1.", ".5", "0x1", "1_0"])
def test_no_json_is_refused_where_nobody_looks_too(number: str) -> None:
    with pytest.raises(MalformedMessage):
        CODEC.decode(f'{{"type":"ping","serial":1,"x":{number}}}'.encode(), limit_bytes=1000)


@pytest.mark.parametrize(
    "number", ["-1", "1.0", "1e0", "true", '"1"', "null", "2147483649", "123456789012345678901234567890"]
)
def test_a_serial_is_a_whole_number_in_its_range(number: str) -> None:
    with pytest.raises(MalformedMessage):
        CODEC.decode(f'{{"type":"ping","serial":{number}}}'.encode(), limit_bytes=1000)


@pytest.mark.parametrize("escape", [r"\ud800", r"\udc80", r"\uDBFF", r"\udfff", r"\ude00\ud83d", r"\ud83d\ud83d\ude00"])
@pytest.mark.parametrize("place", ['{{"type":"ping","serial":1,"x":"{}"}}', '{{"type":"ping","serial":1,"{}":1}}'])
def test_a_lone_surrogate_is_refused_wherever_it_stands(escape: str, place: str) -> None:
    with pytest.raises(MalformedMessage):
        CODEC.decode(place.format(escape).encode(), limit_bytes=1000)


@pytest.mark.parametrize(("escape", "text"), [(r"\ud83d\ude00", "😀"), (r"\\ud800", r"\ud800"), (r"\u0000", "\0")])
def test_an_escape_that_is_text_is_taken(escape: str, text: str) -> None:
    raw = f'{{"type":"text","message_id":"{"a" * 32}","text":"{escape}","sent_at":1}}'.encode()
    assert getattr(CODEC.decode(raw, limit_bytes=1000), "text") == text  # noqa: B009


@pytest.mark.parametrize(
    "raw",
    [
        b'{"type":"ping","serial":1,"serial":2}',
        b'{"type":"ping","serial":1,"serial":1}',
        b'{"type":"ping","type":"bye","serial":1}',
        b'{"type":"ping","serial":1,"s\\u0065rial":2}',
        b'{"type":"ping","serial":1,"x":[{"a":1,"a":1}]}',
    ],
)
def test_a_field_that_stands_twice_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedMessage, match="twice"):
        CODEC.decode(raw, limit_bytes=1000)


@pytest.mark.parametrize(
    "raw",
    [
        '{"type":"bye"}'.encode("utf-16"),
        '{"type":"bye"}'.encode("utf-32"),
        b'\xef\xbb\xbf{"type":"bye"}',
        b'{"type":"bye","x":"\xff"}',
        b'{"type":"bye","x":"\xed\xa0\x80"}',
        b'{"type":"bye","x":"\xc0\xaf"}',
    ],
)
def test_what_is_not_utf_8_is_refused_where_nobody_looks_too(raw: bytes) -> None:
    with pytest.raises(MalformedMessage):
        CODEC.decode(raw, limit_bytes=1000)


@pytest.mark.parametrize(
    "raw", [b'{"type":"bye"} x', b'{"type":"bye"}{}', b'{"type":"bye",}', b"{'type':'bye'}", b'{"type":"bye"}\0']
)
def test_what_is_almost_json_is_refused(raw: bytes) -> None:
    with pytest.raises(MalformedMessage):
        CODEC.decode(raw, limit_bytes=1000)


def test_two_features_can_t_own_one_type() -> None:
    class Other(Message, frozen=True, tag="ping"):
        """Says it is a ping."""

    with pytest.raises(ValueError, match="'ping'"):
        Codec([Ping, Other])


def test_a_message_without_a_tag_is_a_mistake() -> None:
    class Nameless(msgspec.Struct):
        """Has no tag."""

    with pytest.raises(TypeError, match="Nameless"):
        tag_of(Nameless)  # type: ignore[arg-type]


def test_a_codec_knows_its_tags() -> None:
    assert Codec(SESSION_MESSAGES).tags == {"hello_rejection", "ping", "pong", "bye", "bye_ack"}
