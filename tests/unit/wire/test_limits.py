"""Limits that depend on each other agree."""

import base64

import pytest

from peerdrop.wire.announcement import Announcement, AnnouncementKind, encode_announcement
from peerdrop.wire.card import Card
from peerdrop.wire.codec import Codec, encode
from peerdrop.wire.conversation import CONVERSATION_MESSAGES, TextMessage, text_size_bytes
from peerdrop.wire.envelope import Envelope, IceScope, Offer
from peerdrop.wire.frames import HEADER_BYTES
from peerdrop.wire.identifiers import DeviceId, Epoch, InstanceId, MessageId, SessionId, TransferId
from peerdrop.wire.limits import (
    ANNOUNCEMENT_BYTES,
    CONTROL_BYTES,
    CREDIT_WINDOW_BYTES,
    FEATURES,
    FRAME_PAYLOAD_BYTES,
    HTTP_BODY_BYTES,
    SDP_BYTES,
    TEXT_BYTES,
    TEXT_CHARS,
)
from peerdrop.wire.signed import Signed
from peerdrop.wire.transfers import Complete, FileProblem

WEBRTC_MESSAGE_BYTES = 262_144


def text(body: str) -> TextMessage:
    return TextMessage(message_id=MessageId("f" * 32), text=body, sent_at=1_750_000_000.123456)


def test_frames_and_control_messages_fit_into_what_every_webrtc_stack_takes() -> None:
    assert HEADER_BYTES + FRAME_PAYLOAD_BYTES <= WEBRTC_MESSAGE_BYTES
    assert CONTROL_BYTES < WEBRTC_MESSAGE_BYTES


def test_the_window_holds_many_frames() -> None:
    assert CREDIT_WINDOW_BYTES >= 16 * FRAME_PAYLOAD_BYTES


@pytest.mark.parametrize("character", ["a", "ü", "漢", "\n", '"'])
def test_the_longest_text_in_a_script_fits_into_a_message(character: str) -> None:
    raw = encode(text(character * TEXT_CHARS))
    assert Codec(CONVERSATION_MESSAGES).decode(raw, limit_bytes=CONTROL_BYTES) == text(character * TEXT_CHARS)


@pytest.mark.parametrize("character", ["😀", "\0", "\x1b"])
def test_a_text_that_would_not_fit_is_no_message(character: str) -> None:
    fits = TEXT_BYTES // text_size_bytes(character)
    assert len(encode(text(character * fits))) <= CONTROL_BYTES
    with pytest.raises(ValueError, match="bytes"):
        text(character * (fits + 1))


def test_the_longest_announcement_fits_into_a_packet() -> None:
    announcement = Announcement(
        version=65535,
        kind=AnnouncementKind.ANNOUNCE,
        device_id=DeviceId("A" * 52),
        instance=InstanceId("f" * 32),
        port=65535,
    )
    assert len(encode_announcement(announcement)) <= ANNOUNCEMENT_BYTES


def signed(payload: bytes) -> bytes:
    return encode(Signed(key=bytes(32), payload=payload, signature=bytes(64)))


def test_the_longest_offer_fits_into_a_request() -> None:
    sdp = "a=\r\n" * (SDP_BYTES // 4)
    envelope = Envelope(
        version=65535,
        sender=DeviceId("A" * 52),
        sender_instance=InstanceId("f" * 32),
        receiver=DeviceId("A" * 52),
        receiver_instance=InstanceId("f" * 32),
        epoch=Epoch("f" * 32),
        nonce="f" * 32,
        session_id=SessionId("f" * 32),
        generation=2**31,
        ttl_s=28800,
        body=Offer(sdp=sdp, fingerprint=":".join(["FF"] * 32), ice=IceScope.FULL),
    )
    assert len(signed(encode(envelope))) <= HTTP_BODY_BYTES


def test_the_longest_card_fits_into_a_request() -> None:
    card = Card(
        protocol_min=1,
        protocol_max=65535,
        device_id=DeviceId("A" * 52),
        sealing_key=bytes(32),
        sealing_signature=bytes(64),
        name="😀" * 64,
        instance=InstanceId("f" * 32),
        epoch=Epoch("f" * 32),
        port=65535,
        features=("x" * 32,) * FEATURES,
        app_version="x" * 32,
    )
    assert len(signed(encode(card))) <= HTTP_BODY_BYTES // 2, "and twice, signed in a signed one"
    assert len(base64.b64encode(encode(card))) < HTTP_BODY_BYTES


def test_a_complete_with_as_many_problems_as_it_can_hold_fits_into_a_message() -> None:
    problem = FileProblem(index=999_999, reason="SOURCE_UNREADABLE")
    assert len(encode(Complete(transfer_id=TransferId("f" * 32), problems=(problem,) * 4096))) <= CONTROL_BYTES
