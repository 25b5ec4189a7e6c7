"""Texts arrive once, unchanged, and are told of."""

import pytest

from peerdrop.core.bus import Bus
from peerdrop.core.conversations import Conversations
from peerdrop.core.errors import TextTooLong, UsageError
from peerdrop.core.events import MessageDelivered, MessageFailed, MessageReceived, MessageSent
from peerdrop.core.feature import SessionClosed
from peerdrop.link import Path
from peerdrop.wire.codec import Message
from peerdrop.wire.conversation import Delivered, TextMessage
from peerdrop.wire.identifiers import DeviceId, MessageId
from peerdrop.wire.limits import MIB, TEXT_BYTES, TEXT_CHARS
from tests.manual_clock import ManualClock
from tests.recorder import Recorder

OTHER = DeviceId("B" * 52)


class Session:
    """A session that keeps what it is given to send."""

    def __init__(self, device_id: DeviceId = OTHER) -> None:
        self.device_id = device_id
        self.peer_name = "Other"
        self.peer_features: frozenset[str] = frozenset()
        self.path: Path | None = None
        self.sent: list[Message] = []
        self.is_closed = False

    def send(self, message: Message) -> None:
        if self.is_closed:
            raise SessionClosed
        self.sent.append(message)

    async def send_frame(self, raw: bytes) -> None:
        raise AssertionError("texts are no frames")


def conversations() -> tuple[Conversations, Recorder]:
    bus = Bus()
    return Conversations(bus, ManualClock()), Recorder(bus)


def test_a_text_waits_for_a_session_and_is_delivered_there() -> None:
    texts, said = conversations()
    message_id = texts.post(OTHER, "hello")
    assert texts.has_work_for(OTHER)
    session = Session()
    texts.session_opened(session)
    (message,) = session.sent
    assert isinstance(message, TextMessage)
    assert (message.text, message.message_id) == ("hello", message_id)
    texts.message_received(session, Delivered(message_id=message_id))
    assert [type(event) for event in said.events] == [MessageSent, MessageDelivered]
    assert not texts.has_work_for(OTHER)


def test_what_was_not_confirmed_goes_again_in_order_over_the_next_session() -> None:
    texts, _ = conversations()
    first = Session()
    texts.session_opened(first)
    ids = [texts.post(OTHER, text) for text in ("one", "two", "three")]
    texts.message_received(first, Delivered(message_id=ids[1]))
    texts.session_closed(first)
    second = Session()
    texts.session_opened(second)
    assert [message.text for message in second.sent if isinstance(message, TextMessage)] == ["one", "three"]


def test_a_text_that_comes_twice_is_shown_once_and_confirmed_twice() -> None:
    texts, said = conversations()
    session = Session()
    texts.session_opened(session)
    message = TextMessage(message_id=MessageId("a" * 32), text="hello", sent_at=0.0)
    texts.message_received(session, message)
    texts.message_received(session, message)
    assert [event.text for event in said.of(MessageReceived)] == ["hello"]
    assert session.sent == [Delivered(message_id=message.message_id)] * 2


def test_the_same_id_from_two_devices_is_two_texts() -> None:
    texts, said = conversations()
    message = TextMessage(message_id=MessageId("a" * 32), text="hello", sent_at=0.0)
    texts.message_received(Session(), message)
    texts.message_received(Session(DeviceId("C" * 52)), message)
    assert len(said.of(MessageReceived)) == 2


def test_only_the_receiver_can_confirm() -> None:
    texts, said = conversations()
    message_id = texts.post(OTHER, "hello")
    texts.message_received(Session(DeviceId("C" * 52)), Delivered(message_id=message_id))
    assert said.of(MessageDelivered) == []
    assert texts.has_work_for(OTHER)


def test_a_withdrawn_text_is_not_sent_later() -> None:
    texts, said = conversations()
    message_id = texts.post(OTHER, "hello")
    texts.withdraw(message_id, "SIGNALING")
    texts.withdraw(message_id, "SIGNALING")
    session = Session()
    texts.session_opened(session)
    assert session.sent == []
    assert [event.reason for event in said.of(MessageFailed)] == ["SIGNALING"]


def test_a_session_that_closes_under_a_text_loses_nothing() -> None:
    texts, _ = conversations()
    session = Session()
    texts.session_opened(session)
    session.is_closed = True
    texts.post(OTHER, "hello")
    following = Session()
    texts.session_opened(following)
    texts.session_closed(session)
    texts.post(OTHER, "again")
    assert len(following.sent) == 2


@pytest.mark.parametrize("text", ["", "\udc80"])
def test_what_is_no_text_is_refused(text: str) -> None:
    texts, said = conversations()
    with pytest.raises(UsageError):
        texts.post(OTHER, text)
    assert said.events == []


@pytest.mark.parametrize("text", ["x" * (TEXT_CHARS + 1), "\u20ac" * TEXT_CHARS + "x", "\x01" * TEXT_CHARS])
def test_too_long_a_text_is_refused_with_the_limit_and_what_to_do(text: str) -> None:
    texts, _ = conversations()
    with pytest.raises(TextTooLong) as caught:
        texts.post(OTHER, text)
    assert caught.value.next_step == "Send as a file."


def test_the_longest_text_is_not_too_long() -> None:
    texts, _ = conversations()
    texts.post(OTHER, "x" * TEXT_CHARS)


def texts_in(session: Session) -> list[str]:
    return [message.text for message in session.sent if isinstance(message, TextMessage)]


def test_many_texts_do_not_fill_the_control_channel_and_all_go_in_order() -> None:
    """A queue of more than 4 MiB ends the connection, and the next one would go the same way."""
    texts, said = conversations()
    wanted = [f"{number:03}" for number in range(50)]
    for text in wanted:
        texts.post(OTHER, text)
    session = Session()
    texts.session_opened(session)
    assert len(texts_in(session)) * TEXT_BYTES < 2 * MIB
    for message in session.sent:
        assert isinstance(message, TextMessage)
        texts.message_received(session, Delivered(message_id=message.message_id))
    assert texts_in(session) == wanted
    assert len(said.of(MessageDelivered)) == 50


def test_a_text_that_was_given_up_makes_room_for_the_next() -> None:
    texts, _ = conversations()
    session = Session()
    texts.session_opened(session)
    ids = [texts.post(OTHER, f"{number}") for number in range(20)]
    sent = len(texts_in(session))
    assert sent < 20
    texts.withdraw(ids[0], "NOT_DELIVERED")
    assert len(texts_in(session)) == sent + 1


def test_texts_to_one_device_do_not_wait_for_another() -> None:
    texts, _ = conversations()
    silent, session = Session(DeviceId("C" * 52)), Session()
    texts.session_opened(silent)
    texts.session_opened(session)
    for number in range(20):
        texts.post(silent.device_id, f"{number}")
    texts.post(OTHER, "hello")
    assert texts_in(session) == ["hello"]
