"""Texts arrive once, unchanged, and are told of."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from peerdrop.core.bus import Bus
from peerdrop.core.conversations import Conversations
from peerdrop.core.errors import HistoryError, TextTooLong, UsageError
from peerdrop.core.events import MessageDelivered, MessageFailed, MessageReceived, MessageSent
from peerdrop.core.feature import SessionClosed
from peerdrop.core.history.entries import OutboxItem, OutboxKind
from peerdrop.link import Path
from peerdrop.wire.codec import Message
from peerdrop.wire.conversation import Delivered, TextMessage
from peerdrop.wire.identifiers import DeviceId, MessageId
from peerdrop.wire.limits import TEXT_CHARS
from tests.manual_clock import ManualClock, settle
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


class Shelf:
    """A keep that waits until it is told how it went."""

    def __init__(self) -> None:
        self.asked: list[tuple[MessageReceived, asyncio.Future[bool]]] = []

    async def keep(self, event: MessageReceived) -> bool:
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.asked.append((event, answer))
        return await answer


@asynccontextmanager
async def storing() -> AsyncIterator[tuple[Conversations, Recorder, Shelf]]:
    bus, shelf = Bus(), Shelf()
    texts = Conversations(bus, ManualClock(), keep=shelf.keep)
    try:
        yield texts, Recorder(bus), shelf
    finally:
        await texts.aclose()


def text_message(number: int = 0, text: str = "hello") -> TextMessage:
    return TextMessage(message_id=MessageId(f"{number:032x}"), text=text, sent_at=0.0)


async def test_a_text_is_confirmed_and_shown_only_once_it_is_stored() -> None:
    async with storing() as (texts, said, shelf):
        session = Session()
        texts.session_opened(session)
        texts.message_received(session, text_message())
        texts.message_received(session, text_message())
        await settle()
        ((event, answer),) = shelf.asked
        assert (session.sent, said.events) == ([], [])
        answer.set_result(True)
        await settle()
        assert said.events == [event]
        assert session.sent == [Delivered(message_id=event.message_id)]
        texts.message_received(session, text_message())
        assert session.sent == [Delivered(message_id=event.message_id)] * 2
        assert len(said.events) == 1


async def test_a_text_stored_by_an_earlier_run_is_confirmed_and_not_shown_again() -> None:
    async with storing() as (texts, said, shelf):
        session = Session()
        texts.message_received(session, text_message())
        await settle()
        shelf.asked[0][1].set_result(False)
        await settle()
        assert said.events == []
        assert session.sent == [Delivered(message_id=text_message().message_id)]


async def test_a_text_that_cannot_be_stored_is_shown_once_and_confirmed_when_it_can() -> None:
    async with storing() as (texts, said, shelf):
        session = Session()
        for error in (HistoryError("full"), HistoryError("still full"), None):
            texts.message_received(session, text_message())
            await settle()
            assert session.sent == []
            answer = shelf.asked.pop()[1]
            if error is None:
                answer.set_result(False)
            else:
                answer.set_exception(error)
            await settle()
            assert len(said.of(MessageReceived)) == 1
        assert session.sent == [Delivered(message_id=text_message().message_id)]


async def test_what_is_stored_after_its_session_ended_is_confirmed_over_the_next() -> None:
    async with storing() as (texts, _, shelf):
        first, second = Session(), Session()
        texts.session_opened(first)
        texts.message_received(first, text_message())
        await settle()
        first.is_closed = True
        texts.session_closed(first)
        texts.session_opened(second)
        shelf.asked[0][1].set_result(True)
        await settle()
        assert second.sent == [Delivered(message_id=text_message().message_id)]


async def test_a_device_that_floods_a_slow_disk_is_held_to_a_bound() -> None:
    async with storing() as (texts, _, shelf):
        session = Session()
        for number in range(1_000):
            texts.message_received(session, text_message(number, "x" * TEXT_CHARS))
        texts.message_received(Session(DeviceId("C" * 52)), text_message())
        await settle()
        assert 16 <= len(shelf.asked) <= 65
        assert {event.device_id for event, _ in shelf.asked} == {OTHER, DeviceId("C" * 52)}
        # What was left out is taken when it comes again.
        for _, answer in shelf.asked:
            answer.set_result(True)
        await settle()
        shelf.asked.clear()
        texts.message_received(session, text_message(999, "x"))
        await settle()
        assert len(shelf.asked) == 1


def restored(number: int, text: str, device_id: DeviceId = OTHER) -> OutboxItem:
    return OutboxItem(
        item_id=f"{number:032x}", kind=OutboxKind.TEXT, device_id=device_id, created_at=1_750_000_000.0, text=text
    )


def test_texts_that_waited_when_the_program_ended_go_under_their_ids_and_are_not_told_again() -> None:
    texts, said = conversations()
    job = OutboxItem(item_id="f" * 32, kind=OutboxKind.JOB, device_id=OTHER, created_at=0.0)
    texts.restore([restored(1, "one"), job, restored(2, "two"), restored(1, "one")])
    assert said.events == []
    assert texts.has_work_for(OTHER)
    session = Session()
    texts.session_opened(session)
    texts.restore([restored(3, "three")])
    sent = [message for message in session.sent if isinstance(message, TextMessage)]
    assert [(message.message_id, message.text) for message in sent] == [
        (f"{number:032x}", text) for number, text in enumerate(("one", "two", "three"), 1)
    ]
    for message in sent:
        texts.message_received(session, Delivered(message_id=message.message_id))
    assert [type(event) for event in said.events] == [MessageDelivered] * 3
    assert not texts.has_work_for(OTHER)


@pytest.mark.parametrize(("length", "at_once"), [(1, 256), (TEXT_CHARS, 16)])
def test_many_waiting_texts_go_in_order_and_not_all_at_once(length: int, at_once: int) -> None:
    """A link takes four MiB of control messages at most before it holds the other side for dead."""
    texts, _ = conversations()
    ids = [texts.post(OTHER, "x" * length) for _ in range(600)]
    session = Session()
    texts.session_opened(session)
    assert len(session.sent) in (at_once, at_once + 1)
    texts.withdraw(ids[500], "WITHDRAWN")
    confirmed = 0
    while confirmed < len(session.sent):
        message = session.sent[confirmed]
        assert isinstance(message, TextMessage)
        texts.message_received(session, Delivered(message_id=message.message_id))
        confirmed += 1
        assert len(session.sent) - confirmed <= at_once + 1
    assert [message.message_id for message in session.sent if isinstance(message, TextMessage)] == [
        *ids[:500],
        *ids[501:],
    ]


@pytest.mark.parametrize(
    "changes",
    [{"text": ""}, {"text": "\udc80"}, {"text": "x" * (TEXT_CHARS + 1)}, {"item_id": "x"}, {"created_at": -1.0}],
)
def test_a_damaged_text_of_the_outbox_is_never_sent(changes: dict[str, Any]) -> None:
    texts, _ = conversations()
    texts.restore([replace(restored(1, "one"), **changes), restored(2, "two")])
    session = Session()
    texts.session_opened(session)
    assert [message.text for message in session.sent if isinstance(message, TextMessage)] == ["two"]
