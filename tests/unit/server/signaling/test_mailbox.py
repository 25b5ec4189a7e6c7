import asyncio

import pytest

from peerdrop.wire.codec import encode
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import MAIL_ANSWER_BYTES
from peerdrop.wire.signed import Signed
from server.signaling.mailbox import Mailbox, MailboxFull
from tests.manual_clock import ManualClock, settle

ANN, BOB, EVE = DeviceId("A" * 52), DeviceId("B" * 52), DeviceId("E" * 52)


def letter(text: str = "letter", size: int = 0) -> Signed:
    return Signed(key=b"k" * 32, payload=text.encode().ljust(size), signature=b"s" * 64)


def put(mailbox: Mailbox, text: str = "letter", *, sender: DeviceId = ANN, offer: bool = False, size: int = 0) -> str:
    return mailbox.put(letter(text, size), sender=sender, receiver=BOB, ttl_s=60, is_offer=offer)


def texts(mailbox: Mailbox, receiver: DeviceId = BOB) -> list[str]:
    return [mail.envelope.payload.decode().strip() for mail in mailbox.answer(receiver).mail]


def test_reading_removes_nothing_and_acknowledging_does() -> None:
    mailbox = Mailbox(ManualClock())
    first, _ = put(mailbox, "one"), put(mailbox, "two")
    assert texts(mailbox) == texts(mailbox) == ["one", "two"]
    mailbox.acknowledge(BOB, [first])
    assert texts(mailbox) == ["two"]


def test_mail_is_for_its_receiver_only() -> None:
    mailbox = Mailbox(ManualClock())
    mail_id = put(mailbox)
    assert texts(mailbox, EVE) == []
    mailbox.acknowledge(EVE, [mail_id, "0" * 32])
    assert texts(mailbox) == ["letter"]


async def test_mail_ends_by_the_wall_clock_so_that_sleep_counts() -> None:
    clock = ManualClock()
    mailbox = Mailbox(clock)
    put(mailbox)
    clock.suspend(59)
    assert texts(mailbox) == ["letter"]
    clock.suspend(1)
    assert texts(mailbox) == []


def test_a_newer_offer_replaces_the_older_one_of_the_same_two_and_nothing_else() -> None:
    mailbox = Mailbox(ManualClock())
    put(mailbox, "answer")
    put(mailbox, "old", offer=True)
    put(mailbox, "other", sender=EVE, offer=True)
    put(mailbox, "new", offer=True)
    assert texts(mailbox) == ["answer", "other", "new"]


def test_a_sender_cannot_use_more_than_its_share() -> None:
    mailbox = Mailbox(ManualClock(), per_sender=3)
    for _ in range(3):
        put(mailbox, sender=EVE)
    with pytest.raises(MailboxFull):
        put(mailbox, sender=EVE)
    put(mailbox, "still room")
    assert texts(mailbox)[-1] == "still room"


def test_a_sender_cannot_use_more_bytes_than_its_share() -> None:
    mailbox = Mailbox(ManualClock(), per_sender_bytes=4000)
    put(mailbox, sender=EVE, size=1500)
    with pytest.raises(MailboxFull):
        put(mailbox, sender=EVE, size=1500)
    put(mailbox, size=1500)


def test_the_whole_is_bounded_and_nothing_waiting_is_given_up() -> None:
    mailbox = Mailbox(ManualClock(), total=2)
    put(mailbox, "one")
    put(mailbox, "two", sender=EVE)
    with pytest.raises(MailboxFull):
        put(mailbox, "three", sender=BOB)
    assert texts(mailbox) == ["one", "two"]


def test_an_offer_that_does_not_fit_leaves_the_older_one() -> None:
    mailbox = Mailbox(ManualClock(), per_sender_bytes=2000)
    put(mailbox, "old", offer=True)
    with pytest.raises(MailboxFull):
        put(mailbox, "new", offer=True, size=3000)
    assert texts(mailbox) == ["old"]


def test_an_offer_replaces_even_when_the_share_is_used_up() -> None:
    mailbox = Mailbox(ManualClock(), per_sender=1)
    put(mailbox, "old", offer=True)
    put(mailbox, "new", offer=True)
    assert texts(mailbox) == ["new"]


def test_an_answer_stays_within_its_limit_and_the_rest_comes_after_the_acknowledgement() -> None:
    mailbox = Mailbox(ManualClock())
    for number in range(20):
        put(mailbox, f"{number} ", size=30_000)
    answer = mailbox.answer(BOB)
    assert 0 < len(answer.mail) < 20
    assert len(encode(answer)) <= MAIL_ANSWER_BYTES
    mailbox.acknowledge(BOB, [mail.mail_id for mail in answer.mail])
    assert texts(mailbox)[0] == str(len(answer.mail))


async def test_a_held_call_returns_at_once_when_mail_is_put() -> None:
    clock = ManualClock()
    mailbox = Mailbox(clock)
    held = asyncio.create_task(mailbox.hold(BOB, 20), name="held")
    await settle()
    assert mailbox.is_holding(BOB)
    put(mailbox)
    await held
    assert not mailbox.is_holding(BOB)
    assert clock.waiting == []


async def test_a_held_call_does_not_wait_when_mail_is_there() -> None:
    mailbox = Mailbox(ManualClock())
    put(mailbox)
    await mailbox.hold(BOB, 20)


async def test_a_held_call_ends_when_its_time_is_over() -> None:
    clock = ManualClock()
    mailbox = Mailbox(clock)
    held = asyncio.create_task(mailbox.hold(BOB, 20), name="held")
    await clock.advance(19)
    assert not held.done()
    await clock.advance(1)
    assert held.done()


async def test_mail_for_another_does_not_end_a_held_call() -> None:
    mailbox = Mailbox(ManualClock())
    held = asyncio.create_task(mailbox.hold(EVE, 20), name="held")
    await settle()
    put(mailbox)
    await settle()
    assert not held.done()
    mailbox.release()
    await held


async def test_a_newer_call_lets_the_older_one_of_the_device_go() -> None:
    mailbox = Mailbox(ManualClock())
    older = asyncio.create_task(mailbox.hold(BOB, 20), name="older")
    await settle()
    newer = asyncio.create_task(mailbox.hold(BOB, 20), name="newer")
    await settle()
    assert older.done()
    assert not newer.done()
    mailbox.release()
    await newer


async def test_a_call_that_is_hung_up_leaves_nothing() -> None:
    clock = ManualClock()
    mailbox = Mailbox(clock)
    held = asyncio.create_task(mailbox.hold(BOB, 20), name="held")
    await settle()
    held.cancel()
    await settle()
    assert not mailbox.is_holding(BOB)
    assert clock.waiting == []
