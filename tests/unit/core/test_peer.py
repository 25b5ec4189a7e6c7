"""Two peers dial, cross, lose and find each other, over memory links and a clock that the test turns."""

import asyncio
from dataclasses import replace

import msgspec
import pytest

from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.errors import ConnectionFailed
from peerdrop.core.signaling import Signal, VersionRefused
from peerdrop.core.states import ConnectionState as S
from peerdrop.core.states import FailureReason, OlderSide, Quality
from peerdrop.identity.identity import Identity
from peerdrop.transport.memory import Stream
from peerdrop.wire.envelope import Answer, IceScope, Offer, Presence, SignalBody
from peerdrop.wire.identifiers import SessionId
from tests.conftest import ExpectedLog
from tests.manual_clock import settle
from tests.post_office import Pair, Side, two_peers


async def connect(pair: Pair, side: Side) -> None:
    dialing = asyncio.get_running_loop().create_task(side.peer.connect(), name="test:connect")
    await pair.clock.advance(1)
    await dialing


async def fails(pair: Pair, side: Side, seconds: float) -> ConnectionFailed:
    dialing = asyncio.get_running_loop().create_task(side.peer.connect(), name="test:connect")
    await pair.clock.advance(seconds)
    assert dialing.done(), "it still waits"
    with pytest.raises(ConnectionFailed) as caught:
        await dialing
    return caught.value


async def test_dialing_connects_both_sides_through_every_state() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.polite)
        way = [S.SIGNALING, S.CONNECTING, S.AUTHENTICATING, S.CONNECTED]
        assert pair.polite.states == way
        assert pair.impolite.states == way
        assert pair.polite.witness.opened == pair.impolite.witness.opened == 1
        assert pair.polite.signaling.watched == set()


async def test_a_frame_arrives_once_connected() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.impolite)
        await pair.impolite.witness.open[0].send_frame(b"frame")
        await settle()
        assert pair.polite.witness.frames == [b"frame"]


async def test_connecting_again_changes_nothing() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.impolite)
        await pair.polite.peer.connect()
        assert pair.polite.witness.opened == 1


async def test_two_offers_that_cross_make_one_session() -> None:
    async with two_peers() as pair:
        pair.office.holds = True
        loop = asyncio.get_running_loop()
        tasks = [loop.create_task(side.peer.connect(), name="test") for side in (pair.impolite, pair.polite)]
        await pair.clock.advance(1)
        assert [type(signal.body) for _, signal in pair.office.held] == [Offer, Offer]
        pair.office.release()
        await pair.clock.advance(1)
        await asyncio.gather(*tasks)
        for side in (pair.impolite, pair.polite):
            assert side.witness.opened == 1
            assert side.states == [S.SIGNALING, S.CONNECTING, S.AUTHENTICATING, S.CONNECTED]
            assert len(side.links.links) == 1


async def test_the_impolite_ones_offer_wins_also_if_it_comes_late() -> None:
    async with two_peers() as pair:
        pair.office.holds = True
        loop = asyncio.get_running_loop()
        tasks = [loop.create_task(side.peer.connect(), name="test") for side in (pair.impolite, pair.polite)]
        await settle()
        (to_polite,) = [entry for entry in pair.office.held if entry[0] == pair.polite.identity.device_id]
        pair.office.held.remove(to_polite)
        pair.office.release()
        await pair.clock.advance(3)
        assert pair.impolite.peer.shown.state is S.SIGNALING
        pair.office.boxes[to_polite[0]](to_polite[1])
        await pair.clock.advance(1)
        await asyncio.gather(*tasks)
        assert pair.polite.witness.opened == pair.impolite.witness.opened == 1


async def test_silence_of_the_other_backend_fails_after_both_attempts() -> None:
    async with two_peers() as pair:
        pair.office.holds = True
        failure = await fails(pair, pair.polite, 31)
        assert failure.failure == FailureReason.SIGNALING_TIMEOUT
        assert [offer.ice for offer in pair.office.sent if isinstance(offer, Offer)] == [IceScope.HOST, IceScope.FULL]
        assert pair.polite.states == [S.SIGNALING, S.FAILED]
        assert pair.polite.signaling.watched == set()


async def test_a_backend_that_nobody_reaches_fails_at_once() -> None:
    async with two_peers() as pair:
        pair.office.refuses = True
        failure = await fails(pair, pair.polite, 1)
        assert failure.failure == FailureReason.SIGNALING
        assert "Other" in failure.message
        assert failure.next_step


@pytest.mark.parametrize(("older", "to_update"), [(OlderSide.PEER, "on Other"), (OlderSide.OWN, "on this device")])
async def test_without_a_common_version_it_is_said_which_device_to_update(older: OlderSide, to_update: str) -> None:
    async with two_peers() as pair:
        pair.office.refuses = True
        pair.office.refuses_with = VersionRefused("no common version", older=older)
        failure = await fails(pair, pair.polite, 1)
        assert failure.failure == FailureReason.VERSION
        assert to_update in failure.next_step
        assert pair.polite.shown[-1].older is older


async def test_no_way_through_is_tried_with_more_candidates_and_then_said() -> None:
    async with two_peers() as pair:
        pair.network.refuses = True
        failure = await fails(pair, pair.polite, 5)
        assert failure.failure == FailureReason.ICE
        assert [offer.ice for offer in pair.office.sent if isinstance(offer, Offer)] == [IceScope.HOST, IceScope.FULL]
        assert pair.polite.states[-1] is S.FAILED
        assert S.FAILED not in pair.polite.states[:-1]


async def test_what_failed_without_relay_starts_with_it_next_time() -> None:
    async with two_peers() as pair:
        pair.network.refuses = True
        await fails(pair, pair.polite, 5)
        pair.network.refuses = False
        await connect(pair, pair.polite)
        last_offer = [offer for offer in pair.office.sent if isinstance(offer, Offer)][-1]
        assert last_offer.ice is IceScope.FULL


async def test_failed_is_shown_within_a_minute_whatever_is_waited_for() -> None:
    async with two_peers() as pair:
        pair.office.stores = pair.office.holds = True
        failure = await fails(pair, pair.polite, 60.5)
        assert failure.failure == FailureReason.SIGNALING_TIMEOUT


async def test_an_offer_that_waits_in_the_mailbox_has_longer() -> None:
    async with two_peers() as pair:
        pair.office.stores = pair.office.holds = True
        dialing = asyncio.get_running_loop().create_task(pair.polite.peer.connect(), name="test")
        await pair.clock.advance(40)
        pair.office.release()
        await pair.clock.advance(1)
        await dialing
        assert pair.polite.peer.via_mailbox
        assert pair.impolite.peer.via_mailbox


async def test_an_answer_to_another_offer_is_left_alone() -> None:
    async with two_peers() as pair:
        pair.office.holds = True
        dialing = asyncio.get_running_loop().create_task(pair.polite.peer.connect(), name="test")
        await settle()
        _, offer = pair.office.held[0]
        stray = Answer(sdp="x", fingerprint=":".join(["00"] * 32), offer_hash="0" * 64)
        pair.polite.peer.signal_received(replace(offer, body=stray))
        assert pair.polite.peer.shown.state is S.SIGNALING
        pair.office.release()
        await pair.clock.advance(1)
        await dialing


async def test_a_changed_fingerprint_is_never_connected() -> None:
    def forge(body: SignalBody) -> SignalBody:
        return msgspec.structs.replace(body, fingerprint=":".join(["00"] * 32)) if isinstance(body, Offer) else body

    async with two_peers() as pair:
        pair.office.tampers = forge
        await fails(pair, pair.polite, 61)
        assert pair.polite.witness.opened == pair.impolite.witness.opened == 0


async def test_an_impostor_whose_descriptions_are_right_is_found_out_by_hello(expected_log: ExpectedLog) -> None:
    expected_log("HELLO rejected")
    async with two_peers(impostor=Identity.generate()) as pair:
        await fails(pair, pair.polite, 61)
        reasons = {shown.reason for side in (pair.polite, pair.impolite) for shown in side.shown}
        assert FailureReason.IDENTITY in reasons
        assert pair.polite.witness.opened == pair.impolite.witness.opened == 0


async def test_bye_closes_both_sides_and_nobody_dials_again() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.polite)
        pair.polite.peer.disconnect()
        await pair.clock.advance(30)
        for side in (pair.polite, pair.impolite):
            assert side.states[-2:] == [S.CLOSING, S.CLOSED]
            assert side.witness.open == []
            assert not side.peer.is_open


async def test_what_was_queued_before_bye_still_arrives() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.polite)
        pair.network.delay_s = 0.5
        session = pair.polite.witness.open[0]
        for number in range(20):
            await session.send_frame(bytes([number]))
        pair.polite.peer.disconnect()
        await pair.clock.advance(5)
        assert pair.impolite.witness.frames == [bytes([number]) for number in range(20)]


async def test_a_peer_that_does_not_answer_bye_is_left_all_the_same() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.polite)
        pair.network.cut()
        pair.polite.peer.disconnect()
        await pair.clock.advance(8)
        assert pair.polite.states[-1] is S.CLOSED


async def test_a_short_cut_shows_nothing_or_heals() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.polite)
        pair.network.cut()
        await pair.clock.advance(9)
        pair.network.heal()
        await pair.clock.advance(0.1)
        assert pair.polite.states[-2:] == [S.DISCONNECTED, S.CONNECTED]
        assert pair.polite.witness.opened == 1


async def test_an_idle_link_that_works_stays_connected() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.polite)
        await pair.clock.advance(120)
        assert pair.polite.states[-1] is S.CONNECTED
        assert pair.polite.peer.live is not None
        assert pair.polite.peer.live.heartbeat.rtt_s is not None


async def test_a_long_cut_is_replaced_by_a_new_link_as_soon_as_signals_pass() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.polite)
        first = pair.polite.peer.live
        pair.network.cut()
        pair.office.refuses = True
        await pair.clock.advance(60)
        assert pair.polite.peer.shown.state is S.FAILED
        assert pair.polite.peer.shown.reason is FailureReason.LOST
        pair.polite.work = True
        pair.network.heal()
        pair.office.refuses = False
        pair.polite.peer.wake()
        await pair.clock.advance(15)
        assert pair.polite.states[-1] is S.CONNECTED
        assert pair.polite.peer.live is not first
        assert len(pair.polite.witness.open) == 1


async def test_a_broken_link_is_dialed_again_by_itself() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.polite)
        pair.network.break_links()
        await pair.clock.advance(3)
        for side in (pair.polite, pair.impolite):
            assert S.FAILED in side.states
            assert side.states[-1] is S.CONNECTED
            assert side.witness.opened == 2
            assert len(side.links.links) == 1


async def test_silent_attempts_end_when_no_work_waits() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.polite)
        pair.office.refuses = True
        pair.network.break_links()
        await pair.clock.advance(120)
        assert not pair.polite.peer.is_open
        assert pair.polite.signaling.watched == set()
        assert pair.polite.states[-1] is S.FAILED


async def test_while_it_is_tried_again_it_is_told_when() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.impolite)
        pair.office.refuses = True
        pair.network.break_links()
        await pair.clock.advance(0.5)
        assert pair.impolite.peer.shown.state is S.FAILED
        due_at = pair.impolite.peer.retry_at
        assert due_at is not None
        assert 0.0 < due_at - pair.clock.wall() <= 1.2
        await pair.clock.advance(1.5)
        later = pair.impolite.peer.retry_at
        assert later is not None
        assert later > due_at
        await pair.clock.advance(120)
        assert pair.impolite.peer.retry_at is None
        assert pair.impolite.retries[-1] is None


async def test_a_user_who_tries_now_waits_for_no_pause_and_sees_the_attempt() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.impolite)
        pair.office.refuses = True
        pair.network.break_links()
        await pair.clock.advance(6)
        assert pair.impolite.peer.retry_at is not None
        pair.office.refuses = False
        now = pair.clock.wall()
        wish = asyncio.get_running_loop().create_task(pair.impolite.peer.connect(), name="test:connect")
        await pair.clock.advance(0.1)
        await wish
        assert pair.clock.wall() - now < 0.5
        assert pair.impolite.retries[-1] is None
        assert pair.impolite.states[-4:] == [S.SIGNALING, S.CONNECTING, S.AUTHENTICATING, S.CONNECTED]


async def test_work_that_waits_is_dialed_for_as_long_as_it_waits() -> None:
    async with two_peers() as pair:
        pair.polite.work = True
        pair.office.refuses = True
        await fails(pair, pair.polite, 1)
        await pair.clock.advance(300)
        assert pair.polite.states.count(S.FAILED) == 1
        pair.office.refuses = False
        await pair.clock.advance(15)
        assert pair.polite.states[-1] is S.CONNECTED


async def test_a_restarted_peer_ends_the_old_link_as_lost() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.polite)
        pair.office.refuses = True
        pair.polite.peer.restarted()
        assert pair.polite.peer.shown.state is S.FAILED
        assert pair.polite.peer.shown.reason is FailureReason.LOST
        await pair.clock.advance(60)


async def test_a_new_offer_replaces_an_attempt_that_got_stuck() -> None:
    async with two_peers() as pair:
        pair.network.cut()
        first = asyncio.get_running_loop().create_task(pair.polite.peer.connect(), name="test")
        await pair.clock.advance(9)
        pair.network.heal()
        await pair.clock.advance(5)
        await first
        assert pair.impolite.witness.opened == 1


async def test_presence_makes_whoever_has_work_dial() -> None:
    async with two_peers() as pair:
        pair.polite.work = True
        await pair.impolite.signaling.send(
            pair.polite.identity.device_id,
            session_id=SessionId("1" * 32),
            generation=0,
            body=Presence(),
        )
        await pair.clock.advance(1)
        assert pair.polite.states[-1] is S.CONNECTED


async def test_a_second_wish_makes_a_silent_attempt_visible() -> None:
    async with two_peers(ConnectionLimits(retry_delays_s=(0.0, 5.0))) as pair:
        pair.polite.work = True
        pair.office.refuses = True
        await fails(pair, pair.polite, 1)
        pair.office.refuses = False
        await connect(pair, pair.polite)
        assert pair.polite.states[-4:] == [S.SIGNALING, S.CONNECTING, S.AUTHENTICATING, S.CONNECTED]


async def test_a_link_feels_good_then_poor_while_nothing_comes_back() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.polite)
        await pair.clock.advance(5)
        assert pair.polite.qualities == [Quality.GOOD]
        pair.network.cut()
        await pair.clock.advance(9)
        assert pair.polite.qualities[-1] is Quality.POOR


async def test_a_slow_link_feels_fair() -> None:
    async with two_peers() as pair:
        pair.network.delay_s = 0.04
        await connect(pair, pair.polite)
        await pair.clock.advance(5)
        assert pair.polite.qualities == [Quality.FAIR]


async def test_bye_does_not_overtake_the_frames_before_it() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.polite)
        pair.network.hold(Stream.DATA)
        await pair.polite.witness.open[0].send_frame(b"frame")
        pair.polite.peer.disconnect()
        await pair.clock.advance(1)
        pair.network.release(Stream.DATA)
        await pair.clock.advance(1)
        assert pair.impolite.witness.frames == [b"frame"]
        assert pair.polite.states[-1] is pair.impolite.states[-1] is S.CLOSED


async def test_links_that_break_as_soon_as_they_are_open_are_not_dialed_in_a_storm() -> None:
    async with two_peers() as pair:
        pair.polite.work = pair.impolite.work = True
        await connect(pair, pair.polite)
        for _ in range(600):
            if pair.polite.peer.is_connected:
                pair.network.break_links()
            await pair.clock.advance(0.1)
        assert 5 <= pair.polite.witness.opened <= 14


async def test_a_device_that_gives_a_sign_of_itself_is_dialed_at_once_and_not_after_the_pause() -> None:
    async with two_peers() as pair:
        pair.polite.work = True
        pair.office.refuses = True
        await fails(pair, pair.polite, 1)
        await pair.clock.advance(60)
        pair.office.refuses = False
        pair.polite.peer.wake()
        await pair.clock.advance(0.1)
        assert pair.polite.states[-1] is S.CONNECTED


async def test_work_withdrawn_on_failure_is_not_dialed_for() -> None:
    async with two_peers() as pair:
        pair.polite.work = True
        pair.office.refuses = True
        task = asyncio.get_running_loop().create_task(pair.polite.peer.connect(), name="test")

        def withdraw(_: object) -> None:
            pair.polite.work = False
            pair.office.refuses = False

        task.add_done_callback(withdraw)
        await pair.clock.advance(30)
        assert task.exception() is not None
        assert pair.office.sent == []
        assert pair.polite.states[-1] is S.FAILED


async def test_work_that_came_while_the_other_called_in_vain_is_dialed_for() -> None:
    async with two_peers() as pair:
        pair.network.refuses = True
        pair.office.holds = True
        calling = asyncio.get_running_loop().create_task(pair.impolite.peer.connect(), name="test")
        await settle()
        pair.office.release()
        pair.polite.work = True
        pair.polite.peer.wake()
        await settle()
        pair.impolite.peer.disconnect()
        assert calling.cancel() or calling.exception() is not None
        pair.network.refuses = False
        await pair.clock.advance(3)
        assert pair.polite.states[-1] is S.CONNECTED


async def test_the_offer_that_made_the_link_is_not_answered_again() -> None:
    async with two_peers() as pair:
        seen: list[Signal] = []
        take = pair.office.boxes[pair.impolite.identity.device_id]

        def watch(signal: Signal) -> None:
            seen.append(signal)
            take(signal)

        pair.office.boxes[pair.impolite.identity.device_id] = watch
        await connect(pair, pair.polite)
        pair.impolite.peer.signal_received(seen[0])
        assert pair.impolite.peer.attempt is None


async def test_a_peer_that_says_bye_is_not_dialed_beside_its_link() -> None:
    async with two_peers() as pair:
        await connect(pair, pair.polite)
        pair.network.cut()
        pair.office.holds = True
        await pair.clock.advance(12)
        assert pair.polite.peer.attempt is not None
        pair.impolite.peer.disconnect()
        await pair.clock.advance(3)
        pair.network.heal()
        await pair.clock.advance(30)
        assert pair.polite.states[-1] is S.CLOSED
        assert not pair.polite.peer.is_open
