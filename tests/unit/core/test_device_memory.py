"""A node remembers whom its user deals with, and nobody else."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

import pytest

from peerdrop.core.bus import Bus
from peerdrop.core.device_memory import DeviceMemory
from peerdrop.core.errors import HomeError, NoSuchPeer
from peerdrop.core.events import PeerForgotten, PeerStateChanged, PeerUpdated, WarningRaised
from peerdrop.core.facts import PeerEndpoint, PeerFacts
from peerdrop.core.saved_devices import PastConnection, SavedDevices
from peerdrop.core.states import ConnectionState, FailureReason, FoundBy, Trust
from peerdrop.core.supervisor import Supervisor
from peerdrop.core.trust import TrustStore
from peerdrop.link import Path
from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import DeviceId, InstanceId
from tests.manual_clock import ManualClock
from tests.recorder import Recorder
from tests.until import until

ANA = DeviceId("A" * 52)
HERE, THERE = PeerEndpoint("192.0.2.1", 3001), PeerEndpoint("192.0.2.2", 3002)
S = ConnectionState


def facts(device_id: DeviceId = ANA, **changes: Any) -> PeerFacts:
    made = PeerFacts(
        device_id=device_id,
        name="Ana",
        kind="laptop",
        instance=InstanceId("1" * 32),
        addresses=(HERE.host,),
        port=3001,
        found_by=FoundBy.BROADCAST,
        can_call=Reach.YES,
        called_by=Reach.YES,
        online=True,
        last_seen_at=5.0,
        endpoints=(HERE,),
    )
    return replace(made, **changes)


class Remembering:
    """A memory on a home, and what it told whom."""

    def __init__(self, home: FilePath) -> None:
        self.home = home
        self.bus = Bus()
        self.told = Recorder(self.bus)
        self.clock = ManualClock(wall=100.0)
        self.supervisor = Supervisor("test")
        self.trust = TrustStore(home)
        self.saved = SavedDevices(home)
        self.looked_for: dict[DeviceId, tuple[PeerEndpoint, ...]] = {}
        self.retold: list[PeerFacts] = []
        self.lost: list[DeviceId] = []
        self.memory = DeviceMemory(self.trust, self.saved, self.bus, self.clock, self.supervisor)
        self.memory.attach(self, self.retold.append)

    def remember(self, device_id: DeviceId, endpoints: tuple[PeerEndpoint, ...]) -> None:
        self.looked_for[device_id] = endpoints

    def forget(self, device_id: DeviceId) -> None:
        self.looked_for.pop(device_id, None)

    def lose(self, device_id: DeviceId) -> None:
        self.looked_for.pop(device_id, None)
        self.lost.append(device_id)

    def state(self, state: S, previous: S, reason: FailureReason | None = None) -> None:
        self.bus.publish(
            PeerStateChanged(
                device_id=ANA, state=state, previous=previous, reason=reason, path=Path.LAN, via_mailbox=False
            )
        )


@asynccontextmanager
async def remembering(home: FilePath) -> AsyncIterator[Remembering]:
    made = Remembering(home)
    try:
        yield made
    finally:
        await made.memory.aclose()
        await made.supervisor.aclose()


async def test_a_device_that_is_only_around_is_not_kept(tmp_path: FilePath) -> None:
    async with remembering(tmp_path) as each:
        assert each.memory.told(facts()) == facts()
        assert each.memory.away(()) == ()
        assert not each.looked_for
    assert SavedDevices(tmp_path).all() == {}


async def test_a_device_that_was_connected_is_away_after_a_restart_and_looked_for(tmp_path: FilePath) -> None:
    async with remembering(tmp_path) as each:
        each.memory.told(facts())
        each.state(S.CONNECTED, S.AUTHENTICATING)
        assert each.looked_for == {ANA: (HERE,)}
        await each.clock.advance(10)
        each.state(S.CLOSED, S.CLOSING)
        ended_at = each.clock.wall()
    async with remembering(tmp_path) as each:
        assert each.memory.endpoints() == {ANA: (HERE,)}
        (away,) = each.memory.away(())
        assert (away.name, away.kind, away.address, away.port) == ("Ana", "laptop", HERE.host, HERE.port)
        assert (away.online, away.found_by, away.state) == (False, FoundBy.SAVED, S.NEW)
        assert each.memory.connections(ANA) == (
            PastConnection(connected_at=100.0, ended_at=ended_at, path=Path.LAN, reason=None, address=HERE.host),
        )
        assert each.memory.away({ANA}) == ()


async def test_what_changed_is_saved_two_seconds_later_so_that_a_kill_loses_little(tmp_path: FilePath) -> None:
    async with remembering(tmp_path) as each:
        each.memory.told(facts(found_by=FoundBy.ADDRESS))
        each.memory.told(facts(found_by=FoundBy.ADDRESS, endpoints=(THERE, HERE)))
        await each.clock.advance(1.9)
        assert SavedDevices(tmp_path).get(ANA) is None
        await each.clock.advance(0.2)
        await until(lambda: SavedDevices(tmp_path).get(ANA))
        device = SavedDevices(tmp_path).get(ANA)
        assert device is not None
        assert device.endpoints == (THERE, HERE)
        assert each.looked_for == {ANA: (THERE, HERE)}


async def test_addresses_from_which_a_device_only_called_us_are_not_kept(tmp_path: FilePath) -> None:
    async with remembering(tmp_path) as each:
        each.memory.told(facts(can_call=Reach.NO))
        each.state(S.CONNECTED, S.AUTHENTICATING)
        assert each.memory.endpoints() == {ANA: ()}
        assert len(each.memory.connections(ANA)) == 1


async def test_a_link_that_heals_is_one_connection_and_one_that_fails_says_why(tmp_path: FilePath) -> None:
    async with remembering(tmp_path) as each:
        each.memory.told(facts())
        each.state(S.CONNECTED, S.AUTHENTICATING)
        each.state(S.DISCONNECTED, S.CONNECTED)
        each.state(S.CONNECTED, S.DISCONNECTED)
        each.state(S.FAILED, S.CONNECTED, FailureReason.LOST)
        each.state(S.FAILED, S.SIGNALING, FailureReason.ICE)
        (connection,) = each.memory.connections(ANA)
        assert connection.reason == "LOST"


async def test_a_connection_that_is_open_at_the_end_ends_with_it(tmp_path: FilePath) -> None:
    async with remembering(tmp_path) as each:
        each.memory.told(facts())
        each.state(S.CONNECTED, S.AUTHENTICATING)
        await each.clock.advance(7)
    assert SavedDevices(tmp_path).all()[ANA].connections[0].ended_at == 107.0


async def test_a_renamed_device_is_told_under_its_new_name_now_and_after_a_restart(tmp_path: FilePath) -> None:
    async with remembering(tmp_path) as each:
        each.memory.told(facts())
        await each.memory.rename(ANA, " My \n laptop ")
        assert [retold.name for retold in each.retold] == ["My  laptop"]
    async with remembering(tmp_path) as each:
        assert each.memory.away(())[0].name == "My  laptop"
        assert each.memory.told(facts(name="Hacker")).name == "My  laptop"
        await each.memory.rename(ANA, " ")
        assert each.memory.told(facts()).name == "Ana"


async def test_renaming_a_device_that_is_away_is_told_too(tmp_path: FilePath) -> None:
    async with remembering(tmp_path) as each:
        each.memory.told(facts(found_by=FoundBy.ADDRESS))
    async with remembering(tmp_path) as each:
        await each.memory.rename(ANA, "Tablet")
        assert each.told.of(PeerUpdated)[0].peer.name == "Tablet"


async def test_a_blocked_device_is_not_looked_for_until_it_is_unblocked(tmp_path: FilePath) -> None:
    async with remembering(tmp_path) as each:
        each.memory.told(facts(found_by=FoundBy.ADDRESS))
        await each.memory.block(ANA)
        assert each.trust.of(ANA) is Trust.BLOCKED
        each.memory.told(facts(endpoints=(THERE,)))
        assert each.looked_for == {}
        assert each.memory.endpoints() == {}
    async with remembering(tmp_path) as each:
        assert each.memory.endpoints() == {}
        await each.memory.unblock(ANA)
        assert each.looked_for == {ANA: (THERE, HERE)}
        assert each.trust.of(ANA) is Trust.SEEN


async def test_a_forgotten_device_leaves_nothing(tmp_path: FilePath) -> None:
    async with remembering(tmp_path) as each:
        each.memory.told(facts(found_by=FoundBy.ADDRESS))
        await each.memory.rename(ANA, "Tablet")
        each.memory.told(facts(found_by=FoundBy.ADDRESS, online=False))
        await each.memory.forget(ANA)
        assert each.told.of(PeerForgotten)
        assert each.looked_for == {}
        with pytest.raises(NoSuchPeer):
            await each.memory.forget(ANA)
    assert (TrustStore(tmp_path).decided(), SavedDevices(tmp_path).all()) == ((), {})


async def test_a_forgotten_device_is_to_be_found_anew(tmp_path: FilePath) -> None:
    async with remembering(tmp_path) as each:
        each.memory.told(facts())
        await each.memory.rename(ANA, "Tablet")
        each.retold.clear()
        await each.memory.forget(ANA)
        assert each.lost == [ANA]
        assert each.retold == []
        assert [event.stays for event in each.told.of(PeerForgotten)] == [False]
        assert each.memory.away(()) == ()


async def test_a_forgotten_device_that_is_connected_is_shown_as_it_calls_itself(tmp_path: FilePath) -> None:
    async with remembering(tmp_path) as each:
        each.memory.told(facts())
        each.state(S.CONNECTED, S.AUTHENTICATING)
        await each.memory.rename(ANA, "Tablet")
        await each.memory.forget(ANA, stays=True)
        assert each.lost == []
        assert each.told.of(PeerForgotten)[-1].stays
        assert each.retold[-1] == facts()
        each.memory.told(facts())
        assert SavedDevices(tmp_path).all() == {}


@pytest.mark.parametrize("command", ["block", "unblock", "forget"])
async def test_of_an_unknown_device_nothing_can_be_decided(tmp_path: FilePath, command: str) -> None:
    async with remembering(tmp_path) as each:
        with pytest.raises(NoSuchPeer):
            await getattr(each.memory, command)(ANA)
        with pytest.raises(NoSuchPeer):
            await each.memory.rename(ANA, "x")


async def test_a_home_that_went_away_is_said_once_and_by_what_the_user_asked_for(tmp_path: FilePath) -> None:
    home = tmp_path / "home"
    home.mkdir()
    async with remembering(home) as each:
        each.memory.told(facts(found_by=FoundBy.ADDRESS))
        shutil.rmtree(home)
        with pytest.raises(HomeError):
            await each.memory.rename(ANA, "x")
        for endpoint in (HERE, THERE):
            each.memory.told(facts(endpoints=(endpoint,)))
            await each.clock.advance(3)
        await until(lambda: each.told.of(WarningRaised))
    assert len(each.told.of(WarningRaised)) == 1
