"""Two whole nodes in one process, each with its own home and backend on loopback."""

import random
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.events import PeerFound
from peerdrop.core.states import AcceptMode
from peerdrop.link import LinkFactory
from peerdrop.node import Node
from peerdrop.settings import Settings
from peerdrop.transport.memory import MemoryNetwork
from peerdrop.wire.identifiers import DeviceId
from tests.ports import free_port
from tests.recorder import Recorder


@dataclass
class Running:
    """One node, what it said, and where its files go."""

    node: Node
    said: Recorder
    device_id: DeviceId
    downloads: Path
    home: Path


@asynccontextmanager
async def running_node(
    base: Path,
    name: str,
    discovery_port: int,
    *,
    network: MemoryNetwork | None = None,
    limits: ConnectionLimits | None = None,
    attended: bool = True,
    mode: AcceptMode = AcceptMode.ALL,
    max_connections: int = 8,
) -> AsyncIterator[Running]:
    """A node that takes what it is offered; over memory links if there is a *network*, else over real WebRTC."""
    home, downloads = base / name / "home", base / name / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        name=name,
        port=free_port(socket.SOCK_STREAM),
        discovery_port=discovery_port,
        max_connections=max_connections,
    )

    def memory_links(addresses: Callable[[], Sequence[str]]) -> LinkFactory:
        assert network is not None
        return network.factory()

    node = Node(home, settings, make_links=memory_links if network is not None else None, limits=limits)
    said = Recorder(node.bus)
    async with node:
        policy = AcceptPolicy(mode=mode, directory=downloads, attended=attended)
        async with node.hold_policy(policy):
            started = await node.started()
            yield Running(node, said, started.device_id, downloads, home)


@asynccontextmanager
async def two_nodes(
    base: Path, *, network: MemoryNetwork | None = None, mode: AcceptMode = AcceptMode.ALL, attended: bool = True
) -> AsyncIterator[tuple[Running, Running]]:
    """Two nodes that have found each other by broadcast on loopback."""
    port = free_port(socket.SOCK_DGRAM)
    async with AsyncExitStack() as stack:
        ana = await stack.enter_async_context(
            running_node(base, "Ana", port, network=network, mode=mode, attended=attended)
        )
        ben = await stack.enter_async_context(
            running_node(base, "Ben", port, network=network, mode=mode, attended=attended)
        )
        await ana.said.expect(PeerFound, where=lambda event: event.peer.device_id == ben.device_id)
        await ben.said.expect(PeerFound, where=lambda event: event.peer.device_id == ana.device_id)
        yield ana, ben


def make_file(path: Path, size_bytes: int, seed: int = 1) -> Path:
    """A file of *size_bytes* pseudo-random bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(random.Random(seed).randbytes(size_bytes))
    return path
