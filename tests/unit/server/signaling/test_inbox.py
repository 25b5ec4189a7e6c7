from collections.abc import Callable
from typing import Any

import pytest

from peerdrop.wire.codec import encode
from peerdrop.wire.limits import EPOCH_S
from peerdrop.wire.signed import Context, Signed
from server.events import SignalArrived
from server.refusals import Refusal
from server.signaling.errors import Refused
from server.signaling.inbox import Inbox
from server.signaling.replay_guard import ReplayGuard
from tests.manual_clock import ManualClock
from tests.unit.server.devices import envelope, learn, make_device, make_registry, sealed, tampered


class Desk:
    """An inbox of a device that knows one sender."""

    def __init__(self, per_sender: int = 100) -> None:
        self.clock = ManualClock()
        self.own = make_device(self.clock)
        self.sender = make_device(self.clock)
        self.registry, _ = make_registry(self.clock)
        learn(self.registry, self.sender.card)
        self.arrived: list[SignalArrived] = []
        own = self.own
        guard = ReplayGuard(lambda: own._epochs.valid, per_sender=per_sender)
        self.inbox = Inbox(own, self.registry, guard, self.arrived.append)

    def refusal(self, signed: Signed) -> Refused:
        with pytest.raises(Refused) as caught:
            self.inbox.take(signed, via_mailbox=False)
        return caught.value

    def good(self, **changes: Any) -> Signed:
        return sealed(self.sender, self.own, **changes)


def test_a_good_envelope_is_told_with_the_way_it_came() -> None:
    desk = Desk()
    assert desk.inbox.take(desk.good(), via_mailbox=True) == desk.sender.device_id
    (arrived,) = desk.arrived
    assert arrived.via_mailbox is True
    assert arrived.envelope.sender == desk.sender.device_id


def test_an_envelope_that_comes_twice_is_told_once_whichever_way() -> None:
    desk = Desk()
    signed = desk.good()
    desk.inbox.take(signed, via_mailbox=False)
    with pytest.raises(Refused) as caught:
        desk.inbox.take(signed, via_mailbox=True)
    assert caught.value.refusal is Refusal.REPLAYED
    assert len(desk.arrived) == 1


CASES: dict[Refusal, tuple[int, Callable[[Desk], Signed]]] = {
    Refusal.BAD_SIGNATURE: (401, lambda desk: tampered(desk.good())),
    Refusal.MALFORMED: (400, lambda desk: desk.sender.sign(Context.ENVELOPE, desk.sender.card)),
    Refusal.WRONG_SENDER: (
        403,
        lambda desk: make_device().sign(Context.ENVELOPE, envelope(desk.sender, desk.own)),
    ),
    Refusal.WRONG_RECEIVER: (409, lambda desk: sealed(desk.sender, make_device())),
    Refusal.WRONG_EPOCH: (409, lambda desk: desk.good(epoch="0" * 32)),
    Refusal.VERSION: (426, lambda desk: desk.good(version=2)),
    Refusal.UNKNOWN_SENDER: (409, lambda desk: sealed(make_device(), desk.own)),
}


@pytest.mark.parametrize("refusal", CASES)
def test_whatever_is_wrong_is_refused_by_name_and_not_told(refusal: Refusal) -> None:
    desk = Desk()
    status, make = CASES[refusal]
    refused = desk.refusal(make(desk))
    assert (refused.status, refused.refusal) == (status, refusal)
    assert not desk.arrived


def test_an_envelope_for_an_earlier_instance_is_refused_like_an_old_epoch() -> None:
    desk = Desk()
    assert desk.refusal(desk.good(receiver_instance="0" * 32)).refusal is Refusal.WRONG_EPOCH


def test_an_envelope_of_an_instance_that_never_made_contact_is_refused() -> None:
    desk = Desk()
    assert desk.refusal(desk.good(sender_instance="0" * 32)).refusal is Refusal.UNKNOWN_SENDER


def test_refusals_that_a_fresh_card_can_put_right_carry_the_nonce_it_is_signed_over() -> None:
    desk = Desk()
    assert desk.refusal(desk.good(epoch="0" * 32, nonce="7" * 32)).nonce == "7" * 32
    assert desk.refusal(tampered(desk.good())).nonce is None


async def test_the_previous_epoch_still_counts_and_a_replay_in_it_is_seen() -> None:
    desk = Desk()
    signed = desk.good()
    desk.inbox.take(signed, via_mailbox=False)
    later = desk.good()
    await desk.clock.advance(EPOCH_S)
    desk.inbox.take(later, via_mailbox=False)
    assert desk.refusal(signed).refusal is Refusal.REPLAYED
    await desk.clock.advance(EPOCH_S)
    assert desk.refusal(signed).refusal is Refusal.WRONG_EPOCH


def test_who_sends_more_than_can_be_remembered_is_refused() -> None:
    desk = Desk(per_sender=1)
    desk.inbox.take(desk.good(), via_mailbox=False)
    refused = desk.refusal(desk.good())
    assert (refused.status, refused.refusal) == (429, Refusal.FULL)


def test_a_signature_made_for_a_poll_is_no_envelope() -> None:
    desk = Desk()
    signed = desk.sender.sign(Context.POLL, envelope(desk.sender, desk.own))
    assert encode(signed)
    assert desk.refusal(signed).refusal is Refusal.BAD_SIGNATURE
