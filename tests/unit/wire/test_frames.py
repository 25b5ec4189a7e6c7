"""Frames come back as they were; others are refused before anybody looks at them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerdrop.wire.errors import MalformedMessage, MessageTooLarge, WireError
from peerdrop.wire.frames import DIGEST_BYTES, HEADER_BYTES, Frame, FrameKind, decode_frame, encode_frame
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import FILE_BYTES_MAX, FRAME_PAYLOAD_BYTES, JOB_FILES_MAX

PAYLOADS = {
    FrameKind.DATA: st.binary(min_size=1, max_size=300),
    FrameKind.FILE_END: st.binary(min_size=DIGEST_BYTES, max_size=DIGEST_BYTES),
    FrameKind.FILE_SKIPPED: st.sampled_from([b"SOURCE_CHANGED", b"OTHER", b"X" * 32]),
    FrameKind.JOB_END: st.just(b""),
}
GOOD = Frame(kind=FrameKind.DATA, transfer_id=TransferId("ab" * 16), file_index=1, offset=2, payload=b"three")


def raw_frame(
    kind: int = 1, *, zero: bytes = bytes(3), index: int = 0, offset: int = 0, payload: bytes = b"x"
) -> bytes:
    return bytes([kind]) + zero + bytes(16) + index.to_bytes(4, "big") + offset.to_bytes(8, "big") + payload


@given(st.data())
def test_every_frame_comes_back_equal(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(FrameKind))
    frame = Frame(
        kind=kind,
        transfer_id=TransferId(data.draw(st.binary(min_size=16, max_size=16)).hex()),
        file_index=data.draw(st.integers(0, JOB_FILES_MAX)),
        offset=data.draw(st.integers(0, FILE_BYTES_MAX - 300)),
        payload=data.draw(PAYLOADS[kind]),
    )
    assert decode_frame(encode_frame(frame)) == frame


@given(st.binary(max_size=100))
def test_any_bytes_are_a_frame_or_a_wire_error(raw: bytes) -> None:
    try:
        frame = decode_frame(raw)
    except WireError:
        return
    assert encode_frame(frame)[4:] == raw[4:]


def test_the_header_stands_as_documented() -> None:
    raw = encode_frame(GOOD)
    assert raw[:HEADER_BYTES].hex(" ", 4) == "01000000 abababab abababab abababab abababab 00000001 00000000 00000002"
    assert raw[HEADER_BYTES:] == b"three"


def test_a_payload_is_a_view_of_what_came() -> None:
    raw = encode_frame(GOOD)
    payload = decode_frame(raw).payload
    assert isinstance(payload, memoryview)
    assert payload.obj is raw


def test_a_view_can_be_sent() -> None:
    frame = Frame(
        kind=FrameKind.DATA, transfer_id=GOOD.transfer_id, file_index=1, offset=2, payload=memoryview(b"three")
    )
    assert encode_frame(frame) == encode_frame(GOOD)


def test_what_stands_in_the_zero_bytes_is_ignored_for_those_who_will_use_them() -> None:
    assert decode_frame(raw_frame(zero=b"\1\2\3")) == decode_frame(raw_frame())


@pytest.mark.parametrize("length", [0, 1, HEADER_BYTES - 1])
def test_a_cut_header_is_refused(length: int) -> None:
    with pytest.raises(MalformedMessage, match=f"at least {HEADER_BYTES} bytes, this one {length}"):
        decode_frame(raw_frame()[:length])


def test_the_longest_payload_is_taken_and_one_byte_more_is_not() -> None:
    assert len(decode_frame(raw_frame(payload=bytes(FRAME_PAYLOAD_BYTES))).payload) == FRAME_PAYLOAD_BYTES
    with pytest.raises(MessageTooLarge):
        decode_frame(raw_frame(payload=bytes(FRAME_PAYLOAD_BYTES + 1)))


@pytest.mark.parametrize("kind", [0, 5, 255])
def test_an_unknown_kind_is_refused(kind: int) -> None:
    with pytest.raises(MalformedMessage, match=f"kind {kind}"):
        decode_frame(raw_frame(kind))


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (FrameKind.DATA, b""),
        (FrameKind.FILE_END, b""),
        (FrameKind.FILE_END, bytes(31)),
        (FrameKind.FILE_END, bytes(33)),
        (FrameKind.FILE_SKIPPED, b""),
        (FrameKind.FILE_SKIPPED, b"lower"),
        (FrameKind.FILE_SKIPPED, b"OTHER\n"),
        (FrameKind.FILE_SKIPPED, b"X" * 33),
        (FrameKind.FILE_SKIPPED, b"\xff\xfe"),
        (FrameKind.JOB_END, b"x"),
    ],
)
def test_a_payload_that_is_not_of_its_kind_is_refused(kind: FrameKind, payload: bytes) -> None:
    with pytest.raises(MalformedMessage):
        decode_frame(raw_frame(kind, payload=payload))


def test_the_last_index_and_byte_there_can_be_are_taken_and_the_next_are_not() -> None:
    assert decode_frame(raw_frame(index=JOB_FILES_MAX)).file_index == JOB_FILES_MAX
    assert decode_frame(raw_frame(offset=FILE_BYTES_MAX - 1)).offset == FILE_BYTES_MAX - 1
    end = raw_frame(FrameKind.FILE_END, offset=FILE_BYTES_MAX, payload=bytes(DIGEST_BYTES))
    assert decode_frame(end).offset == FILE_BYTES_MAX
    for index, offset in ((JOB_FILES_MAX + 1, 0), (2**32 - 1, 0), (0, FILE_BYTES_MAX), (0, 2**64 - 1)):
        with pytest.raises(MalformedMessage):
            decode_frame(raw_frame(index=index, offset=offset))
