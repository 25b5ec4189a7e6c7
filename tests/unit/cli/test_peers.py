"""peerdrop/cli/peers.py: the devices around, as they come and as a list."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from peerdrop.core.events import PeerFound, PeerLost, PeerUpdated
from peerdrop.core.states import ConnectionState, FailureReason, FoundBy, Quality
from peerdrop.link import Path as LinkPath
from peerdrop.wire.contact import Reach
from tests.fake_node import FakeNode, make_peer
from tests.manual_clock import settle
from tests.typed_command import TypedCommand
from tests.until import until

BEA = make_peer()
CEM = make_peer("Cem\x1b[31m", "CEM", address="fe80::1", can_call=Reach.NO)


async def test_devices_are_told_as_they_are_found_and_it_ends_after_wait(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    async with TypedCommand(node, tmp_path, "peers", "--wait", "5") as command:
        await command.until_running()
        await command.clock.advance(1)
        node.push(PeerFound(peer=CEM), PeerFound(peer=BEA))
        await until(lambda: command.names.count("peer_found") == 2)
        node.push(PeerLost(peer=BEA))
        await command.clock.advance(3.9)
        assert not command.task.done()
        await command.clock.advance(0.1)
        assert await command.exit_code() == 0
    assert command.names == ["node_started", "peer_found", "peer_found", "peer_lost", "peers_listed"]
    assert node.called("scan") == [()]


async def test_only_changes_that_show_are_told(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    async with TypedCommand(node, tmp_path, "peers") as command:
        await command.until_running()
        node.push(PeerUpdated(peer=make_peer(rtt_ms=3.0)), PeerUpdated(peer=make_peer(can_call=Reach.NO)))
        await settle()
        await command.clock.advance(10)
        await command.exit_code()
    assert command.names == ["node_started", "peer_found", "peer_updated", "peers_listed"]
    assert command.events[-2]["can_call"] == "no"


async def test_people_read_a_list_at_the_end(tmp_path: Path) -> None:
    node = FakeNode([CEM, BEA])
    async with TypedCommand(node, tmp_path, "peers", "--wait", "0", as_json=False) as command:
        assert await command.exit_code() == 0
    assert command.stdout.splitlines() == [
        "NAME             ID         ADDRESS           FOUND BY   REACHABLE        CONNECTION",
        "Bea              BEA2-2222  192.168.1.7:3001  broadcast  both ways        not connected",
        "Cem<U+001B>[31m  CEM2-2222  [fe80::1]:3001    broadcast  from there only  not connected",
        "0 peer-to-peer, 0 by relay, 2 nearby, 0 away",
    ]


async def test_connections_of_a_running_node_are_listed_with_the_figures_behind_their_quality(tmp_path: Path) -> None:
    connected: dict[str, Any] = {"state": ConnectionState.CONNECTED, "quality": Quality.GOOD, "rtt_ms": 2.06}
    bea = make_peer(path=LinkPath.LAN, **connected)
    cem = make_peer("Cem", "CEM", path=LinkPath.RELAY, **{**connected, "quality": Quality.POOR, "rtt_ms": 312.4})
    cem = replace(cem, missed_pings=2, silent_s=7.2)
    dan = make_peer("Dan", "DAN", state=ConnectionState.FAILED, reason=FailureReason.LIMIT)
    async with TypedCommand(FakeNode([bea, cem, dan]), tmp_path, "peers", "--wait", "0", as_json=False) as command:
        assert await command.exit_code() == 0
    *rows, summary = command.stdout.splitlines()[1:]
    assert [row.split("both ways")[1].strip() for row in rows] == [
        "connected, LAN, good, 2.1 ms",
        "connected, relay, poor, 312 ms, 2 missed pings, silent for 7 s",
        "failed: too many devices are connected here",
    ]
    assert summary == "1 peer-to-peer (1 LAN, 0 NAT), 1 by relay, 1 nearby, 0 away"
    async with TypedCommand(FakeNode([bea, cem, dan]), tmp_path, "peers", "--wait", "0") as command:
        assert await command.exit_code() == 0
    listed = command.events[-1]
    counts = {way: listed[way] for way in ("lan", "nat", "relay", "nearby", "away")}
    assert counts == {"lan": 1, "nat": 0, "relay": 1, "nearby": 1, "away": 0}
    figures = [(peer["path"], peer["quality"], peer["rtt_ms"], peer["missed_pings"]) for peer in listed["peers"]]
    assert figures == [("lan", "good", 2.06, 0), ("relay", "poor", 312.4, 2), (None, None, None, 0)]
    assert listed["peers"][2]["reason"] == "LIMIT"


async def test_devices_of_earlier_runs_are_in_the_list_and_no_news(tmp_path: Path) -> None:
    away = make_peer("Dan", "DAN", online=False, found_by=FoundBy.SAVED)
    async with TypedCommand(FakeNode([away, BEA]), tmp_path, "peers", "--wait", "0", as_json=False) as command:
        assert await command.exit_code() == 0
    assert [line.split() for line in command.stdout.splitlines()[1:-1]] == [
        ["Bea", "BEA2-2222", "192.168.1.7:3001", "broadcast", "both", "ways", "not", "connected"],
        ["Dan", "DAN2-2222", "192.168.1.7:3001", "saved", "away", "not", "connected"],
    ]
    async with TypedCommand(FakeNode([away]), tmp_path, "peers", "--wait", "0") as command:
        await command.exit_code()
    assert command.names == ["node_started", "peers_listed"]
    assert [(peer["name"], peer["online"]) for peer in command.events[-1]["peers"]] == [("Dan", False)]


async def test_nobody_found_is_said_and_is_no_error(tmp_path: Path) -> None:
    async with TypedCommand(FakeNode(), tmp_path, "peers", "--wait", "0", as_json=False) as command:
        assert await command.exit_code() == 0
    assert command.stdout == "No devices found.\n"
