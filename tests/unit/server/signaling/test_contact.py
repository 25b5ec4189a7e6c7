"""Contact between whole backends, and with what pretends to be one."""

import msgspec
import pytest

from peerdrop.wire.card import Card
from peerdrop.wire.codec import encode
from peerdrop.wire.contact import Contact, ContactAnswer, Reach
from peerdrop.wire.signed import Context, Signed
from server import this_device
from server.epochs import new_nonce
from server.errors import NoCommonVersion
from server.events import CloneHeard, DeviceFound, DeviceRestarted
from server.record import Source
from server.refusals import Refusal
from server.signaling.contact import version_error
from server.signaling.opening import open_signed
from server.this_device import ThisDevice
from tests.ports import free_port
from tests.unit.server.devices import make_device
from tests.unit.server.hosts import Host, make_host, running
from tests.unit.server.signaling.raw_http import Reply, exchange, post


def contact(caller: ThisDevice, called: Host, card: Card | None = None, **changes: object) -> Signed:
    fields = {
        "nonce": new_nonce(),
        "to": called.device_id,
        "epoch": called.backend.card.epoch,
        "card": card or caller.card,
    }
    return caller.sign(Context.CONTACT, Contact(**(fields | changes)))  # type: ignore[arg-type]


async def hand_in(called: Host, signed: Signed) -> Reply:
    return await exchange(called, post("/api/contact", encode(signed)))


def answered(reply: Reply) -> ContactAnswer:
    assert reply.status == 200
    return open_signed(msgspec.json.decode(reply.body, type=Signed), Context.CONTACT, ContactAnswer).message


async def test_a_caller_that_cannot_be_called_is_told_so_and_listed_so() -> None:
    called, caller = make_host(), make_device()
    caller.port = free_port()
    async with running(called):
        signed = contact(caller, called, nonce="d" * 32)
        answer = answered(await hand_in(called, signed))
        assert answer.can_call_you is Reach.NO
        assert answer.nonce == "d" * 32
        assert answer.card.device_id == called.device_id
        record = called.backend.device(caller.device_id)
        assert record is not None
        assert (record.can_call, record.called_by, record.source) == (Reach.NO, Reach.YES, Source.CONTACT)


async def test_the_call_back_goes_to_the_callers_address_and_counts_only_if_the_caller_answers() -> None:
    called, other, caller = make_host(), make_host(), make_device()
    caller.port = other.backend._config.port
    async with running(called, other):
        assert answered(await hand_in(called, contact(caller, called))).can_call_you is Reach.NO


async def test_a_contact_is_refused_by_name() -> None:
    called, caller = make_host(), make_device()
    caller.port = free_port()
    other = make_device()
    cases = {
        Refusal.WRONG_RECEIVER: contact(caller, called, to=other.device_id),
        Refusal.WRONG_EPOCH: contact(caller, called, epoch="0" * 32),
        Refusal.BAD_SIGNATURE: contact(caller, called, card=other.card),
        Refusal.MALFORMED: caller.sign(Context.CONTACT, caller.card),
    }
    async with running(called):
        for refusal, signed in cases.items():
            assert (await hand_in(called, signed)).error == refusal
        assert not called.backend.devices()
        assert called.backend.refusals == dict.fromkeys(cases, 1)


async def test_a_replayed_contact_is_refused() -> None:
    called, caller = make_host(), make_device()
    caller.port = free_port()
    async with running(called):
        signed = contact(caller, called)
        assert (await hand_in(called, signed)).status == 200
        assert (await hand_in(called, signed)).error == Refusal.REPLAYED


async def test_a_contact_of_an_instance_that_has_ended_is_refused() -> None:
    called, before = make_host(), make_device()
    before.port = free_port()
    after = ThisDevice(before._identity, before._profile, before._epochs)
    after.port = before.port
    async with running(called):
        for each, status in ((before, 200), (after, 200), (before, 409)):
            assert (await hand_in(called, contact(each, called))).status == status
        assert len(called.of(DeviceRestarted)) == 1
        assert called.backend.devices()[0].card.instance == after.instance


async def test_the_own_identity_from_another_instance_is_a_clone() -> None:
    called = make_host()
    clone = make_device(identity=called.identity)
    async with running(called):
        assert (await hand_in(called, contact(clone, called))).status == 409
        assert called.of(CloneHeard) == [CloneHeard(host="127.0.0.1")]
        assert not called.backend.devices()


async def test_a_caller_without_a_common_version_is_listed_and_refused_with_the_card() -> None:
    called, caller = make_host(), make_device()
    caller.port = free_port()
    card = msgspec.structs.replace(caller.card, protocol_min=7, protocol_max=9)
    async with running(called):
        reply = await hand_in(called, contact(caller, called, card=card))
        assert (reply.status, reply.error) == (426, Refusal.VERSION)
        assert reply.rejection.card is not None
        assert len(called.of(DeviceFound)) == 1
        with pytest.raises(NoCommonVersion) as caught:
            await called.backend.send_signal(caller.device_id, session_id="0" * 32, generation=0, body=None)  # type: ignore[arg-type]
        assert caught.value.peer_is_older is False


def test_the_side_to_update_is_named() -> None:
    card = make_device(name="Attic").card
    newer = version_error(msgspec.structs.replace(card, protocol_min=7, protocol_max=9))
    assert not newer.peer_is_older
    assert "Update this device" in str(newer)
    older = version_error(msgspec.structs.replace(card, protocol_min=0, protocol_max=0))
    assert older.peer_is_older
    assert "Update Attic" in str(older)


async def test_a_device_of_another_version_is_asked_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    caller, called = make_host(), make_host()
    async with running(caller, called):
        monkeypatch.setattr(this_device, "PROTOCOL_MIN", 7)
        monkeypatch.setattr(this_device, "PROTOCOL_MAX", 9)
        with pytest.raises(NoCommonVersion):
            await caller.backend.add_address(called.address)
        assert not called.backend.devices()
        # It is listed, so that the user sees why it can't be used.
        assert caller.backend.device(called.device_id) is not None
