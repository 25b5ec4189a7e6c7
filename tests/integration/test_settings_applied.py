"""What is set holds at once, and the others see it: two whole nodes in one process."""

import asyncio
import contextlib
import socket
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest

from peerdrop.core.errors import ConnectionFailed, PortTaken, UsageError
from peerdrop.core.events import PeerFound, PeerUpdated, SettingsChanged
from peerdrop.core.states import ConnectionState
from peerdrop.link import ServerFailure
from peerdrop.settings import IceServer, Settings
from peerdrop.transport import peer_connection
from peerdrop.transport.memory import MemoryNetwork
from peerdrop.wire.envelope import IceScope
from tests.link_witness import WitnessedLink
from tests.ports import free_port
from tests.two_nodes import Running, running_node, two_nodes
from tests.until import until


async def change(device: Running, **changes: object) -> None:
    """Change some of the settings."""
    kept = await device.node.settings()
    await device.node.change_settings(msgspec.structs.replace(kept, **changes))


async def test_a_new_name_is_seen_by_a_connected_device_within_seconds(tmp_path: Path) -> None:
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        await ana.node.connect(ben.device_id)
        await until(lambda: _connected(ben) == 1)
        await change(ana, name="Kitchen")
        await ben.said.expect(PeerUpdated, where=lambda event: event.peer.name == "Kitchen")
        assert ana.said.of(SettingsChanged) == [SettingsChanged(name="Kitchen", discoverable=True)]
        assert (await ana.node.started()).name == "Kitchen"
        (seen,) = await ben.node.peers()
        assert (seen.name, seen.state) == ("Kitchen", ConnectionState.CONNECTED)


async def test_another_port_counts_at_once_and_a_connection_goes_on(tmp_path: Path) -> None:
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        await ana.node.connect(ben.device_id)
        new = free_port(socket.SOCK_STREAM)
        await change(ana, port=new)
        assert (await ana.node.started()).port == new
        await ben.said.expect(PeerUpdated, where=lambda event: event.peer.port == new)
        assert _connected(ana) == _connected(ben) == 1
        with socket.create_server(("0.0.0.0", 0)) as taken, pytest.raises(PortTaken):
            await change(ana, port=taken.getsockname()[1])
        assert (await ana.node.started()).port == (await ana.node.settings()).port == new


async def test_a_device_whose_window_quits_while_its_port_moves_is_reached_at_the_new_one_only(tmp_path: Path) -> None:
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        old, new = (await ana.node.started()).port, free_port(socket.SOCK_STREAM)
        asking = asyncio.create_task(change(ana, port=new))
        # From here on the listener waits for the tasks of the old port.
        await until(lambda: _is_open(new))
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking
        await ben.said.expect(PeerUpdated, where=lambda event: event.peer.port == new)
        assert (await ana.node.started()).port == new
        assert not _is_open(old)


def _is_open(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def test_nothing_moves_if_one_of_two_ports_is_taken(tmp_path: Path) -> None:
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, _):
        before, kept = await ana.node.started(), await ana.node.settings()
        free, free_udp = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_DGRAM)
        with socket.create_server(("0.0.0.0", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(PortTaken, match=f"^Port {port} is in use by another program.$"):
                await change(ana, port=port, discovery_port=free_udp)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("0.0.0.0", 0))
            port = taken.getsockname()[1]
            with pytest.raises(PortTaken, match=f"^UDP port {port} is in use by another program.$"):
                await change(ana, port=free, discovery_port=port)
        assert await ana.node.started() == before
        assert await ana.node.settings() == kept
        async with running_node(tmp_path, "Cem", before.discovery_port, network=MemoryNetwork()) as cem:
            await cem.said.expect(PeerFound, where=lambda event: event.peer.device_id == ana.device_id)


async def test_a_hidden_device_is_found_by_saved_devices_only_and_by_all_when_it_shows_itself(tmp_path: Path) -> None:
    network = MemoryNetwork()
    async with AsyncExitStack() as stack:
        ana, ben = await stack.enter_async_context(two_nodes(tmp_path, network=network))
        await ana.node.connect(ben.device_id)
        await change(ana, discoverable=False)
        assert not (await ana.node.started()).discoverable
        port = (await ana.node.started()).discovery_port
        cem = await stack.enter_async_context(running_node(tmp_path, "Cem", port, network=network))
        # Who hides hears the others: by then Cem would have heard of Ana as well.
        await ana.said.expect(PeerFound, where=lambda event: event.peer.device_id == cem.device_id)
        await cem.said.expect(PeerFound, where=lambda event: event.peer.device_id == ben.device_id)
        assert [peer.name for peer in await cem.node.peers()] == ["Ben"]
        await change(ana, discoverable=True)
        await cem.said.expect(PeerFound, where=lambda event: event.peer.device_id == ana.device_id)


async def test_a_saved_device_finds_a_hidden_one_after_a_restart(tmp_path: Path) -> None:
    network = MemoryNetwork()
    async with AsyncExitStack() as stack:
        ana, ben = await stack.enter_async_context(two_nodes(tmp_path, network=network))
        await ana.node.connect(ben.device_id)
        await until(lambda: _connected(ben) == 1)
        await change(ana, discoverable=False)
        port = (await ana.node.started()).discovery_port
        await ben.node.__aexit__(None, None, None)
        again = await stack.enter_async_context(running_node(tmp_path, "Ben", port, network=network))
        assert again.device_id == ben.device_id
        await again.said.expect(PeerFound, where=lambda event: event.peer.device_id == ana.device_id)


async def test_a_lower_limit_counts_for_the_next_connection(tmp_path: Path) -> None:
    network = MemoryNetwork()
    async with AsyncExitStack() as stack:
        ana, ben = await stack.enter_async_context(two_nodes(tmp_path, network=network))
        port = (await ana.node.started()).discovery_port
        cem = await stack.enter_async_context(running_node(tmp_path, "Cem", port, network=network))
        await ana.said.expect(PeerFound, where=lambda event: event.peer.device_id == cem.device_id)
        await ana.node.connect(ben.device_id)
        await change(ana, max_connections=1)
        # Whether the newcomer is refused or the idle one gives way: two are too many.
        with contextlib.suppress(ConnectionFailed):
            await ana.node.connect(cem.device_id)
        await until(lambda: _connected(ana) == 1)
        await change(ana, max_connections=2)
        for other in (ben, cem):
            await ana.node.connect(other.device_id)
        await until(lambda: _connected(ana) == 2)


async def test_servers_are_asked_by_the_next_dial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer_connection, "GATHER_LIMIT_S", 0.5)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.setblocking(False)
        async with two_nodes(tmp_path) as (ana, _):
            await WitnessedLink(ana.node.links, ice=IceScope.FULL).link.create_offer()
            with pytest.raises(BlockingIOError):
                server.recv(2048)
            await change(ana, ice_servers=(IceServer(url=f"stun:127.0.0.1:{server.getsockname()[1]}"),))
            await WitnessedLink(ana.node.links, ice=IceScope.FULL).link.create_offer()
            assert server.recv(2048)


async def test_a_server_can_be_tried_before_it_is_set(tmp_path: Path) -> None:
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, _):
        report = await ana.node.test_ice_server(IceServer(url=f"stun:127.0.0.1:{free_port(socket.SOCK_DGRAM)}"))
        assert report.failure is ServerFailure.CLOSED


async def test_a_change_that_is_refused_changes_nothing(tmp_path: Path) -> None:
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, _):
        with pytest.raises(UsageError):
            await change(ana, name="Kitchen", scan_networks=("10.0.0.0/8",))
        assert await ana.node.settings() == Settings()
        assert ana.said.of(SettingsChanged) == []
        assert (await ana.node.started()).name == "Ana"


def _connected(device: Running) -> int:
    return sum(peer.state is ConnectionState.CONNECTED for peer in device.node.peers_known.snapshots())
