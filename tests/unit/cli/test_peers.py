"""peerdrop/cli/peers.py: the devices around, as they come and as a list."""

from pathlib import Path

from peerdrop.core.events import PeerFound, PeerLost, PeerUpdated
from peerdrop.core.states import FoundBy
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
    assert command.names == ["node_started", "peer_found", "peer_found", "peer_lost"]
    assert node.called("scan") == [()]


async def test_only_changes_that_show_are_told(tmp_path: Path) -> None:
    node = FakeNode([BEA])
    async with TypedCommand(node, tmp_path, "peers") as command:
        await command.until_running()
        node.push(PeerUpdated(peer=make_peer(rtt_ms=3.0)), PeerUpdated(peer=make_peer(can_call=Reach.NO)))
        await settle()
        await command.clock.advance(10)
        await command.exit_code()
    assert command.names == ["node_started", "peer_found", "peer_updated"]
    assert command.events[-1]["can_call"] == "no"


async def test_people_read_a_list_at_the_end(tmp_path: Path) -> None:
    node = FakeNode([CEM, BEA])
    async with TypedCommand(node, tmp_path, "peers", "--wait", "0", as_json=False) as command:
        assert await command.exit_code() == 0
    assert command.stdout.splitlines() == [
        "NAME             ID         ADDRESS           FOUND BY   REACHABLE",
        "Bea              BEA2-2222  192.168.1.7:3001  broadcast  both ways",
        "Cem<U+001B>[31m  CEM2-2222  [fe80::1]:3001    broadcast  from there only",
    ]


async def test_devices_of_earlier_runs_are_in_the_list_and_no_news(tmp_path: Path) -> None:
    away = make_peer("Dan", "DAN", online=False, found_by=FoundBy.SAVED)
    async with TypedCommand(FakeNode([away, BEA]), tmp_path, "peers", "--wait", "0", as_json=False) as command:
        assert await command.exit_code() == 0
    assert [line.split() for line in command.stdout.splitlines()[1:]] == [
        ["Bea", "BEA2-2222", "192.168.1.7:3001", "broadcast", "both", "ways"],
        ["Dan", "DAN2-2222", "192.168.1.7:3001", "saved", "away"],
    ]
    async with TypedCommand(FakeNode([away]), tmp_path, "peers", "--wait", "0") as command:
        await command.exit_code()
    assert command.names == ["node_started"]


async def test_nobody_found_is_said_and_is_no_error(tmp_path: Path) -> None:
    async with TypedCommand(FakeNode(), tmp_path, "peers", "--wait", "0", as_json=False) as command:
        assert await command.exit_code() == 0
    assert command.stdout == "No devices found.\n"
