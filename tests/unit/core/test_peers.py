"""The roster: who is there, who may connect, and where signals go."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from random import Random

import pytest

from peerdrop.core.bus import Bus
from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.errors import ConnectionFailed, NoSuchPeer
from peerdrop.core.events import PeerFound, PeerLost, PeerStateChanged, PeerUpdated
from peerdrop.core.features import FeatureSet
from peerdrop.core.peers import PEERS_MAX, Peers
from peerdrop.core.places import IDLE_AFTER_S
from peerdrop.core.session_context import SessionContext
from peerdrop.core.signaling import Signal
from peerdrop.core.states import ConnectionState, FailureReason, Trust
from peerdrop.core.supervisor import Supervisor
from peerdrop.identity.identity import Identity
from peerdrop.transport.memory import MemoryNetwork
from peerdrop.wire.envelope import IceScope, Offer
from peerdrop.wire.identifiers import DeviceId, InstanceId, SessionId
from tests.manual_clock import ManualClock, settle
from tests.post_office import PostBox, PostOffice, Witness, facts_about
from tests.recorder import Recorder
from tests.until import LIMIT_S


@dataclass
class Roster:
    """One side's peers and everything around them."""

    identity: Identity
    peers: Peers
    said: Recorder
    trust: dict[DeviceId, Trust]
    work: set[DeviceId]
    clock: ManualClock


@asynccontextmanager
async def rosters(
    count: int, *, max_connections: int = 8, random: Callable[[], float] = lambda: 0.5
) -> AsyncIterator[list[Roster]]:
    clock, office = ManualClock(), PostOffice()
    network = MemoryNetwork(clock)
    made: list[Roster] = []
    supervisors: list[Supervisor] = []
    for _ in range(count):
        identity, bus, witness = Identity.generate(), Bus(), Witness()
        supervisor = Supervisor(identity.device_id[:8])
        trust: dict[DeviceId, Trust] = {}
        work: set[DeviceId] = set()
        context = SessionContext(
            identity=identity,
            name=lambda: "Name",
            protocol_features=(),
            features=FeatureSet((), witness),
            links=network.factory(),
            signaling=PostBox(office, identity.device_id),
            clock=clock,
            supervisor=supervisor,
            limits=ConnectionLimits(),
        )
        peers = Peers(
            context,
            bus,
            trust_of=partial(_trust_of, trust),
            work_waits=work.__contains__,
            random=random,
            max_connections=lambda: max_connections,
        )
        office.boxes[identity.device_id] = peers.signal_received
        made.append(Roster(identity, peers, Recorder(bus), trust, work, clock))
        supervisors.append(supervisor)
    try:
        yield made
    finally:
        for roster in made:
            roster.peers.discard_all()
        await settle()
        for supervisor in supervisors:
            await supervisor.aclose()


def _trust_of(trust: dict[DeviceId, Trust], device_id: DeviceId) -> Trust:
    return trust.get(device_id, Trust.SEEN)


def introduce(ours: Roster, *others: Roster) -> None:
    for theirs in others:
        ours.peers.found(facts_about(theirs.identity))
        theirs.peers.found(facts_about(ours.identity))


def calling(roster: Roster, device_id: DeviceId, *, anyway: bool = False) -> asyncio.Task[None]:
    return asyncio.get_running_loop().create_task(roster.peers.connect(device_id, anyway=anyway), name="test")


async def connect(roster: Roster, device_id: DeviceId, *, anyway: bool = False) -> None:
    task = calling(roster, device_id, anyway=anyway)
    await roster.clock.advance(1)
    await task


async def disconnect(roster: Roster, device_id: DeviceId) -> None:
    task = asyncio.get_running_loop().create_task(roster.peers.disconnect(device_id), name="test")
    await roster.clock.advance(1)
    await task


def connected_with(roster: Roster) -> int:
    return sum(peer.state is ConnectionState.CONNECTED for peer in roster.peers.snapshots())


async def test_a_device_is_told_of_when_found_changed_and_lost() -> None:
    async with rosters(1) as (ours,):
        facts = facts_about(Identity.generate())
        ours.peers.found(facts)
        ours.peers.updated(replace(facts, name="New name"))
        ours.peers.lost(replace(facts, name="New name", online=False))
        assert [type(event) for event in ours.said.events] == [PeerFound, PeerUpdated, PeerLost]
        (snapshot,) = ours.peers.snapshots()
        assert (snapshot.name, snapshot.online, snapshot.state) == ("New name", False, ConnectionState.NEW)


async def test_a_device_nobody_found_cannot_be_connected() -> None:
    async with rosters(1) as (ours,):
        with pytest.raises(NoSuchPeer) as caught:
            await ours.peers.connect(DeviceId("A" * 52))
        assert caught.value.next_step


async def test_states_are_told_in_order_with_what_they_were_before() -> None:
    async with rosters(2) as (ours, theirs):
        ours.peers.found(facts_about(theirs.identity))
        theirs.peers.found(facts_about(ours.identity))
        await connect(ours, theirs.identity.device_id)
        told = [(event.previous, event.state) for event in ours.said.of(PeerStateChanged)]
        assert told[0][0] is ConnectionState.NEW
        assert [previous for previous, _ in told[1:]] == [state for _, state in told[:-1]]
        assert told[-1][1] is ConnectionState.CONNECTED


async def test_disconnect_returns_when_closed() -> None:
    async with rosters(2) as (ours, theirs):
        ours.peers.found(facts_about(theirs.identity))
        theirs.peers.found(facts_about(ours.identity))
        await connect(ours, theirs.identity.device_id)
        await ours.peers.disconnect(theirs.identity.device_id)
        assert ours.said.of(PeerStateChanged)[-1].state is ConnectionState.CLOSED


async def test_signals_of_strangers_and_blocked_devices_go_nowhere() -> None:
    async with rosters(2) as (ours, theirs):
        offer = Signal(
            sender=theirs.identity.device_id,
            sender_instance=InstanceId("0" * 32),
            session_id=SessionId("1" * 32),
            generation=1,
            body=Offer(sdp="x", fingerprint=":".join(["00"] * 32), ice=IceScope.HOST),
            payload_hash="0" * 64,
            via_mailbox=False,
        )
        ours.peers.signal_received(offer)
        ours.peers.found(facts_about(theirs.identity))
        ours.trust[theirs.identity.device_id] = Trust.BLOCKED
        ours.peers.signal_received(offer)
        assert ours.peers.refused_offers == 2
        assert ours.said.of(PeerStateChanged) == []


async def test_one_device_more_than_allowed_is_told_so() -> None:
    async with rosters(3, max_connections=1) as (ours, first, second):
        introduce(ours, first, second)
        await connect(ours, first.identity.device_id)
        with pytest.raises(ConnectionFailed) as caught:
            await ours.peers.connect(second.identity.device_id)
        assert caught.value.failure == FailureReason.LIMIT
        assert "anyway" in caught.value.next_step
        snapshot = ours.peers.snapshot(second.identity.device_id)
        assert (snapshot.state, snapshot.reason) == (ConnectionState.FAILED, FailureReason.LIMIT)


async def test_a_user_may_go_beyond_the_own_limit_but_not_beyond_the_other_sides() -> None:
    async with rosters(4, max_connections=1) as (ours, first, second, third):
        introduce(ours, first, second, third)
        introduce(second, third)
        await connect(ours, first.identity.device_id)
        await connect(ours, second.identity.device_id, anyway=True)
        assert connected_with(ours) == 2
        with pytest.raises(ConnectionFailed) as caught:
            await connect(third, ours.identity.device_id, anyway=True)
        assert caught.value.failure == FailureReason.BUSY


async def test_a_caller_too_many_is_refused_at_once_and_told_why() -> None:
    async with rosters(3, max_connections=1) as (ours, first, second):
        introduce(ours, first, second)
        await connect(ours, first.identity.device_id)
        with pytest.raises(ConnectionFailed) as caught:
            await connect(second, ours.identity.device_id)
        assert caught.value.failure == FailureReason.BUSY
        assert second.peers.snapshot(ours.identity.device_id).reason is FailureReason.BUSY
        assert ours.peers.refused_offers >= 1


async def test_an_idle_connection_gives_way_to_a_device_that_is_called() -> None:
    async with rosters(3, max_connections=1) as (ours, first, second):
        introduce(ours, first, second)
        await connect(ours, first.identity.device_id)
        await ours.clock.advance(IDLE_AFTER_S)
        await connect(ours, second.identity.device_id)
        assert ours.peers.snapshot(first.identity.device_id).state is ConnectionState.CLOSED
        assert first.peers.snapshot(ours.identity.device_id).state is ConnectionState.CLOSED
        assert connected_with(ours) == 1


async def test_an_idle_connection_gives_way_to_a_caller() -> None:
    async with rosters(3, max_connections=1) as (ours, first, second):
        introduce(ours, first, second)
        await connect(ours, first.identity.device_id)
        await ours.clock.advance(IDLE_AFTER_S)
        await connect(second, ours.identity.device_id)
        assert ours.peers.snapshot(first.identity.device_id).state is ConnectionState.CLOSED
        assert connected_with(ours) == 1


async def test_a_connection_for_which_something_waits_gives_no_way() -> None:
    async with rosters(3, max_connections=1) as (ours, first, second):
        introduce(ours, first, second)
        await connect(ours, first.identity.device_id)
        ours.work.add(first.identity.device_id)
        await ours.clock.advance(10 * IDLE_AFTER_S)
        with pytest.raises(ConnectionFailed) as caught:
            await ours.peers.connect(second.identity.device_id)
        assert caught.value.failure == FailureReason.LIMIT
        assert ours.peers.snapshot(first.identity.device_id).state is ConnectionState.CONNECTED


async def test_what_waits_for_want_of_a_place_goes_when_another_device_leaves() -> None:
    async with rosters(3, max_connections=1) as (ours, first, second):
        introduce(ours, first, second)
        await connect(ours, first.identity.device_id)
        ours.work.add(second.identity.device_id)
        ours.peers.wake(second.identity.device_id)
        await ours.clock.advance(30)
        assert ours.peers.snapshot(second.identity.device_id).reason is FailureReason.LIMIT
        assert connected_with(ours) == 1
        await disconnect(ours, first.identity.device_id)
        await ours.clock.advance(1)
        assert ours.peers.snapshot(second.identity.device_id).state is ConnectionState.CONNECTED


async def test_who_was_told_of_the_limit_hears_when_it_is_past() -> None:
    async with rosters(3, max_connections=1) as (ours, first, second):
        introduce(ours, first, second)
        await connect(ours, first.identity.device_id)
        with pytest.raises(ConnectionFailed):
            await ours.peers.connect(second.identity.device_id)
        await disconnect(ours, first.identity.device_id)
        snapshot = ours.peers.snapshot(second.identity.device_id)
        assert (snapshot.state, snapshot.reason) == (ConnectionState.NEW, None)


async def test_a_caller_that_was_refused_is_asked_to_call_when_there_is_a_place() -> None:
    async with rosters(3, max_connections=1) as (ours, first, second):
        introduce(ours, first, second)
        await connect(ours, first.identity.device_id)
        second.work.add(ours.identity.device_id)
        second.peers.wake(ours.identity.device_id)
        await ours.clock.advance(1)
        assert connected_with(second) == 0
        await disconnect(ours, first.identity.device_id)
        # Far sooner than its own next attempt.
        await ours.clock.advance(1)
        assert connected_with(second) == 1


async def test_connections_that_come_about_at_once_keep_to_the_limit_of_the_dialer() -> None:
    async with rosters(4, max_connections=1) as (ours, *others):
        introduce(ours, *others)
        calls = [calling(ours, theirs.identity.device_id) for theirs in others]
        await ours.clock.advance(5)
        assert connected_with(ours) == 1
        failures = [call.exception() for call in calls]
        assert failures.count(None) == 1
        assert {failure.failure for failure in failures if isinstance(failure, ConnectionFailed)} == {
            FailureReason.LIMIT
        }
        told = {theirs.peers.snapshot(ours.identity.device_id).reason for theirs in others}
        assert told == {None, FailureReason.BUSY}


async def test_nobody_is_connected_twice_with_a_limit_of_one_when_all_call_all() -> None:
    async with rosters(4, max_connections=1, random=Random(1).random) as everybody:
        for each in everybody:
            for other in everybody:
                if other is not each:
                    each.work.add(other.identity.device_id)
                    each.peers.found(facts_about(other.identity))
        for _ in range(30):
            await everybody[0].clock.advance(1)
            assert all(connected_with(each) <= 1 for each in everybody)
        assert sum(connected_with(each) for each in everybody) == len(everybody)


async def test_a_forgotten_device_is_gone_until_it_is_heard_anew() -> None:
    async with rosters(2) as (ours, theirs):
        introduce(ours, theirs)
        assert ours.peers.forget(theirs.identity.device_id)
        assert ours.peers.snapshots() == ()
        ours.peers.lost(facts_about(theirs.identity))
        assert ours.peers.snapshots() == ()
        ours.peers.found(facts_about(theirs.identity))
        assert len(ours.peers.snapshots()) == 1


async def test_a_device_that_is_being_called_is_forgotten_with_its_attempt() -> None:
    async with rosters(2) as (ours, theirs):
        ours.peers.found(facts_about(theirs.identity))
        call = calling(ours, theirs.identity.device_id)
        await asyncio.sleep(0)
        assert ours.peers.forget(theirs.identity.device_id)
        await ours.clock.advance(60)
        assert isinstance(call.exception(), ConnectionFailed)
        assert connected_with(theirs) == 0


async def test_a_connected_device_can_be_forgotten_only_by_name() -> None:
    async with rosters(2) as (ours, theirs):
        introduce(ours, theirs)
        await connect(ours, theirs.identity.device_id)
        assert not ours.peers.forget(theirs.identity.device_id)
        assert connected_with(ours) == 1


async def test_a_device_that_comes_back_is_dialed_if_work_waits_for_it() -> None:
    async with rosters(2) as (ours, theirs):
        theirs.peers.found(facts_about(ours.identity))
        ours.work.add(theirs.identity.device_id)
        ours.peers.found(facts_about(theirs.identity))
        await ours.clock.advance(1)
        assert ours.said.of(PeerStateChanged)[-1].state is ConnectionState.CONNECTED


async def test_a_restarted_device_is_dialed_anew_if_work_waits_for_it() -> None:
    async with rosters(2) as (ours, theirs):
        ours.peers.found(facts_about(theirs.identity))
        theirs.peers.found(facts_about(ours.identity))
        await connect(ours, theirs.identity.device_id)
        ours.work.add(theirs.identity.device_id)
        ours.peers.restarted(replace(facts_about(theirs.identity), instance=InstanceId("1" * 32)))
        await ours.clock.advance(3)
        states = [event.state for event in ours.said.of(PeerStateChanged)]
        assert ConnectionState.FAILED in states
        assert states[-1] is ConnectionState.CONNECTED


async def test_disconnect_returns_though_the_other_side_calls_again_at_once() -> None:
    async with rosters(2) as (ours, theirs):
        ours.peers.found(facts_about(theirs.identity))
        theirs.peers.found(facts_about(ours.identity))
        await connect(ours, theirs.identity.device_id)
        leaving = asyncio.get_running_loop().create_task(ours.peers.disconnect(theirs.identity.device_id), name="test")
        await asyncio.sleep(0)
        calling = asyncio.get_running_loop().create_task(theirs.peers.connect(ours.identity.device_id), name="test")
        await ours.clock.advance(10)
        assert calling.done()
        assert leaving.done(), "it still waits"


async def test_who_leaves_takes_no_call_makes_none_and_says_so() -> None:
    async with rosters(2) as (ours, theirs):
        ours.peers.found(facts_about(theirs.identity))
        theirs.peers.found(facts_about(ours.identity))
        await connect(ours, theirs.identity.device_id)
        ours.work.add(theirs.identity.device_id)
        theirs.work.add(ours.identity.device_id)
        ours.peers.close_all()
        ours.peers.found(facts_about(theirs.identity))
        ours.peers.restarted(replace(facts_about(theirs.identity), instance=InstanceId("1" * 32)))
        calling = asyncio.get_running_loop().create_task(theirs.peers.connect(ours.identity.device_id), name="test")
        with pytest.raises(ConnectionFailed, match="closing"):
            await ours.peers.connect(theirs.identity.device_id)
        await ours.clock.advance(10)
        async with asyncio.timeout(LIMIT_S):
            await ours.peers.all_closed()
        assert ours.peers.refused_offers >= 1
        theirs.peers.discard_all()
        assert calling.cancel() or calling.exception() is not None


async def test_calls_that_come_at_once_do_not_make_more_connections_than_allowed() -> None:
    async with rosters(4, max_connections=1) as (ours, *others):
        calls = []
        for theirs in others:
            ours.peers.found(facts_about(theirs.identity))
            theirs.peers.found(facts_about(ours.identity))
        for theirs in others:
            connecting = theirs.peers.connect(ours.identity.device_id)
            calls.append(asyncio.get_running_loop().create_task(connecting, name="test"))
        await ours.clock.advance(1)
        connected = [peer for peer in ours.peers.snapshots() if peer.state is ConnectionState.CONNECTED]
        assert len(connected) == 1
        assert [call.exception() for call in calls].count(None) == 1


async def test_strangers_that_went_away_are_forgotten_before_they_are_too_many() -> None:
    async with rosters(2) as (ours, theirs):
        friend = replace(facts_about(Identity.generate()), online=False)
        ours.trust[friend.device_id] = Trust.KNOWN
        ours.peers.found(friend)
        ours.peers.found(facts_about(theirs.identity))
        theirs.peers.found(facts_about(ours.identity))
        await connect(ours, theirs.identity.device_id)
        ours.peers.lost(replace(facts_about(theirs.identity), online=False))
        for number in range(2 * PEERS_MAX):
            stranger = replace(friend, device_id=DeviceId(f"{number:052}"))
            ours.peers.found(replace(stranger, online=True))
            ours.peers.lost(stranger)
        kept = {peer.device_id for peer in ours.peers.snapshots()}
        assert len(kept) <= PEERS_MAX
        assert {friend.device_id, theirs.identity.device_id} <= kept
