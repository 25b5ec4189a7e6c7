"""Signals and mail between whole backends, when the network only works halfway."""

import asyncio

import pytest

from peerdrop.wire.contact import Reach
from peerdrop.wire.envelope import Presence
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import EPOCH_S
from peerdrop.wire.mailbox import MailAnswer
from server.errors import DeviceUnreachable
from server.events import SignalArrived
from server.record import Endpoint
from server.refusals import Refusal
from server.signaling.errors import CallFailed
from tests.manual_clock import ManualClock
from tests.ports import free_port
from tests.unit.server.devices import sealed
from tests.unit.server.hosts import OFFER, Host, make_host, running
from tests.until import until


async def one_way(caller: Host, called: Host) -> None:
    """*called* can't call *caller*, who has made contact."""
    await caller.backend._face.stop_accepting()
    record = await caller.backend.add_address(called.address)
    assert (record.can_call, record.called_by) == (Reach.YES, Reach.NO)


async def test_what_cannot_be_delivered_waits_and_is_fetched_by_the_held_poll() -> None:
    caller, called = make_host(), make_host()
    async with running(caller, called):
        await one_way(caller, called)
        sent = await called.send(caller, OFFER)
        assert sent.via_mailbox is True
        arrived = await caller.told(SignalArrived)
        assert arrived.via_mailbox is True
        assert arrived.payload_hash == sent.payload_hash
        assert (await caller.send(called)).via_mailbox is False
        assert (await called.told(SignalArrived)).via_mailbox is False


async def test_fetched_mail_is_acknowledged_and_told_once() -> None:
    caller, called = make_host(), make_host()
    async with running(caller, called):
        await one_way(caller, called)
        await called.send(caller)
        await caller.told(SignalArrived)
        await until(lambda: not called.backend._mailbox.answer(caller.device_id).mail)
        assert len(caller.of(SignalArrived)) == 1


async def test_mail_that_comes_with_the_answer_to_a_signal_is_told() -> None:
    caller, called = make_host(), make_host()
    async with running(caller, called):
        await caller.backend.add_address(called.address)
        own = called.backend._own
        called.backend._mailbox.put(
            sealed(own, caller.backend._own),
            sender=called.device_id,
            receiver=caller.device_id,
            ttl_s=60,
            is_offer=False,
        )
        await caller.send(called)
        assert (await caller.told(SignalArrived)).via_mailbox is True
        await until(lambda: not called.backend._mailbox.answer(caller.device_id).mail)


async def test_mail_that_is_refused_is_counted_acknowledged_and_not_told() -> None:
    caller, called = make_host(), make_host()
    async with running(caller, called):
        await caller.backend.add_address(called.address)
        called.backend._mailbox.put(
            sealed(called.backend._own, caller.backend._own, epoch="0" * 32),
            sender=called.device_id,
            receiver=caller.device_id,
            ttl_s=60,
            is_offer=False,
        )
        await caller.send(called)
        await until(lambda: not called.backend._mailbox.answer(caller.device_id).mail)
        assert caller.backend.refusals == {Refusal.WRONG_EPOCH: 1}
        assert not caller.of(SignalArrived)


async def test_a_signal_whose_answer_was_lost_is_repeated_and_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sender, receiver = make_host(), make_host()
    async with running(sender, receiver):
        await sender.backend.add_address(receiver.address)
        client = sender.backend._client
        real_post = client.post
        lost: list[MailAnswer] = []

        async def post(*args: object, **more: object) -> MailAnswer:
            answer = await real_post(*args, **more)  # type: ignore[arg-type]
            if not lost:
                lost.append(answer)
                raise CallFailed("the answer was lost")
            return answer

        monkeypatch.setattr(client, "post", post)
        sent = await sender.send(receiver, OFFER)
        assert sent.via_mailbox is False
        assert [arrived.payload_hash for arrived in receiver.of(SignalArrived)] == [sent.payload_hash]


async def test_the_next_address_is_tried_and_leads_from_then_on() -> None:
    sender, receiver = make_host(), make_host()
    async with running(sender, receiver):
        await sender.backend.add_address(receiver.address)
        dead = Endpoint("127.0.0.1", free_port())
        sender.backend._registry.learn(
            receiver.backend.card,
            source=sender.backend.devices()[0].source,
            endpoint=dead,
            lead=True,
        )
        assert sender.backend.devices()[0].endpoints[0] == dead
        await sender.send(receiver)
        assert sender.backend.devices()[0].endpoints[0] == receiver.endpoint


async def test_an_epoch_that_turned_twice_costs_one_new_contact_and_nothing_else() -> None:
    clock = ManualClock()
    sender, receiver = make_host(), make_host(clock=clock)
    async with running(sender, receiver):
        await sender.backend.add_address(receiver.address)
        clock._move(2 * EPOCH_S)
        await sender.send(receiver)
        assert len(receiver.of(SignalArrived)) == 1
        assert receiver.backend.refusals == {Refusal.WRONG_EPOCH: 1}


async def test_a_device_that_neither_answers_nor_polls_is_unreachable_after_repetitions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = ManualClock()
    sender, receiver = make_host(clock=clock), make_host()
    async with running(sender):
        async with running(receiver):
            await sender.backend.add_address(receiver.address)
        client = sender.backend._client
        real_post = client.post
        failed: list[CallFailed] = []

        async def post(*args: object, **more: object) -> MailAnswer:
            try:
                return await real_post(*args, **more)  # type: ignore[arg-type]
            except CallFailed as exc:
                failed.append(exc)
                raise

        monkeypatch.setattr(client, "post", post)
        sending = asyncio.create_task(sender.send(receiver), name="sending")
        # About 0.3 s after the first failure, about 0.9 s after the second.
        for tries, too_early_s, rest_s in ((1, 0.2, 0.2), (2, 0.6, 0.5)):
            await until(lambda: len(failed) == tries)  # noqa: B023
            await clock.advance(too_early_s)
            assert len(failed) == tries
            await clock.advance(rest_s)
        with pytest.raises(DeviceUnreachable):
            await sending
        assert len(failed) == 3


async def test_an_offer_for_a_device_that_stopped_accepting_is_stored_when_it_polls() -> None:
    sender, receiver = make_host(), make_host()
    async with running(sender, receiver):
        await receiver.backend.add_address(sender.address)
        await receiver.backend._face.stop_accepting()
        sender.backend._registry.polled(receiver.device_id)
        sent = await sender.send(receiver, OFFER)
        assert sent.via_mailbox is True
        # Later ones don't even try.
        record = sender.backend.device(receiver.device_id)
        assert record is not None
        assert record.can_call is Reach.NO
        receiver.backend.watch(sender.device_id)
        assert (await receiver.told(SignalArrived)).payload_hash == sent.payload_hash


async def test_only_the_newest_offer_waits() -> None:
    sender, receiver = make_host(), make_host()
    async with running(sender, receiver):
        await receiver.backend.add_address(sender.address)
        sender.backend._registry.unreachable(receiver.device_id)
        sender.backend._registry.polled(receiver.device_id)
        sender.backend._registry.unreachable(receiver.device_id)
        hashes = [(await sender.send(receiver, body)).payload_hash for body in (OFFER, Presence(), OFFER)]
        receiver.backend.watch(sender.device_id)
        await until(lambda: len(receiver.of(SignalArrived)) == 2)
        assert [arrived.payload_hash for arrived in receiver.of(SignalArrived)] == hashes[1:]


async def test_a_mailbox_that_is_full_is_said() -> None:
    sender, receiver = make_host(), make_host()
    async with running(sender, receiver):
        await receiver.backend.add_address(sender.address)
        sender.backend._registry.polled(receiver.device_id)
        sender.backend._registry.unreachable(receiver.device_id)
        for _ in range(64):
            await sender.send(receiver)
        with pytest.raises(DeviceUnreachable, match="does not fetch"):
            await sender.send(receiver)


async def test_a_backend_that_takes_no_acknowledgement_is_asked_now_and_then_and_tells_nothing_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = ManualClock()
    caller, called = make_host(clock=clock), make_host()
    async with running(caller, called):
        await caller.backend.add_address(called.address)
        mailbox = called.backend._mailbox
        monkeypatch.setattr(mailbox, "acknowledge", lambda receiver, mail_ids: None)
        mailbox.put(
            sealed(called.backend._own, caller.backend._own),
            sender=called.device_id,
            receiver=caller.device_id,
            ttl_s=60,
            is_offer=False,
        )
        answers: list[MailAnswer] = []
        real_answer = mailbox.answer

        def answer(receiver: DeviceId) -> MailAnswer:
            answers.append(real_answer(receiver))
            return answers[-1]

        monkeypatch.setattr(mailbox, "answer", answer)
        await caller.send(called)
        for polls in range(1, 4):
            await until(lambda: any(abs(due - 0.1) < 1e-6 for due in clock.waiting))
            assert len(answers) == polls
            await clock.advance(0.1)
        assert len(caller.of(SignalArrived)) == 1
