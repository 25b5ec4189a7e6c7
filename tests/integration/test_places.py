"""Whole nodes: who is one too many is told so, waits, and gets in; who is forgotten is gone until heard anew; who is
saved is looked for at every address."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from peerdrop.clock import SystemClock
from peerdrop.core.errors import ConnectionFailed
from peerdrop.core.events import (
    MessageDelivered,
    MessageFailed,
    PeerForgotten,
    PeerFound,
    PeerLost,
    PeerStateChanged,
    PeerUpdated,
)
from peerdrop.core.states import ConnectionState, FailureReason, Trust
from peerdrop.transport.memory import MemoryNetwork
from peerdrop.wire.identifiers import DeviceId
from tests.ports import free_port
from tests.two_nodes import Running, running_node
from tests.until import until


@asynccontextmanager
async def nodes(
    base: Path, *names: str, max_connections: int, over_webrtc: bool = False
) -> AsyncIterator[list[Running]]:
    """Nodes that have found each other; the first one has *max_connections* places."""
    port, network = free_port(socket.SOCK_DGRAM), None if over_webrtc else MemoryNetwork(SystemClock())
    async with AsyncExitStack() as stack:
        running = [
            await stack.enter_async_context(
                running_node(
                    base, name, port, network=network, max_connections=max_connections if name == names[0] else 8
                )
            )
            for name in names
        ]
        for one in running:
            await until(lambda one=one: len(_found(one)) == len(names) - 1)  # type: ignore[misc]
        yield running


def _found(one: Running) -> set[DeviceId]:
    return {event.peer.device_id for event in one.said.of(PeerFound)}


async def connected_with(one: Running) -> int:
    return sum(peer.state is ConnectionState.CONNECTED for peer in await one.node.peers())


async def test_one_device_too_many_is_told_waits_and_gets_in_when_another_leaves(tmp_path: Path) -> None:
    async with nodes(tmp_path, "Ana", "Ben", "Cem", max_connections=1) as (ana, ben, cem):
        await ana.node.connect(ben.device_id)
        with pytest.raises(ConnectionFailed) as caught:
            await ana.node.connect(cem.device_id)
        assert caught.value.failure == FailureReason.LIMIT
        with pytest.raises(ConnectionFailed) as caught:
            await cem.node.connect(ana.device_id)
        assert caught.value.failure == FailureReason.BUSY
        failed = await cem.said.expect(PeerStateChanged, where=lambda event: event.state is ConnectionState.FAILED)
        assert failed.reason is FailureReason.BUSY
        message_id = await cem.node.send_message(ana.device_id, "let me in", later=True)
        assert await connected_with(ana) == 1
        await ana.node.disconnect(ben.device_id)
        delivered = await cem.said.expect(MessageDelivered)
        assert delivered.message_id == message_id
        assert await connected_with(ana) == 1


async def test_of_two_connections_that_come_about_at_once_over_webrtc_one_is_told_on_both_sides_that_it_is_too_many(
    tmp_path: Path,
) -> None:
    async with nodes(tmp_path, "Ana", "Ben", "Cem", max_connections=1, over_webrtc=True) as (ana, ben, cem):
        outcomes = await asyncio.gather(
            ana.node.connect(ben.device_id), ana.node.connect(cem.device_id), return_exceptions=True
        )
        (failure,) = [outcome for outcome in outcomes if outcome is not None]
        assert isinstance(failure, ConnectionFailed)
        assert failure.failure == FailureReason.LIMIT
        turned_away = cem if outcomes[1] is failure else ben
        told = await turned_away.said.expect(
            PeerStateChanged, where=lambda event: event.state is ConnectionState.FAILED
        )
        assert told.reason is FailureReason.BUSY
        assert await connected_with(ana) == 1


async def test_connect_anyway_goes_beyond_the_own_limit_only(tmp_path: Path) -> None:
    async with nodes(tmp_path, "Ana", "Ben", "Cem", max_connections=1) as (ana, ben, cem):
        await ana.node.connect(ben.device_id)
        with pytest.raises(ConnectionFailed):
            await cem.node.connect(ana.device_id, anyway=True)
        await ana.node.connect(cem.device_id, anyway=True)
        assert await connected_with(ana) == 2


async def test_a_forgotten_device_leaves_every_list_and_comes_back_as_a_stranger(tmp_path: Path) -> None:
    async with nodes(tmp_path, "Ana", "Ben", max_connections=8) as (ana, ben):
        await ana.node.rename(ben.device_id, "Tablet")
        await ana.said.expect(PeerUpdated, where=lambda event: event.peer.name == "Tablet")
        found = len(ana.said.of(PeerFound))
        await ana.node.forget(ben.device_id)
        assert not (await ana.said.expect(PeerForgotten)).stays
        # Ben may have been heard anew by now: who is there then is a stranger.
        assert "Tablet" not in [peer.name for peer in await ana.node.peers()]
        await ben.node.scan()
        await until(lambda: len(ana.said.of(PeerFound)) > found)
        (stranger,) = await ana.node.peers()
        assert (stranger.device_id, stranger.name, stranger.trust) == (ben.device_id, "Ben", Trust.SEEN)
        await ana.node.connect(ben.device_id)


async def test_what_waits_for_a_device_is_withdrawn_when_it_is_forgotten(tmp_path: Path) -> None:
    async with nodes(tmp_path, "Ana", "Ben", "Cem", max_connections=1) as (ana, ben, cem):
        await ana.node.connect(cem.device_id)
        await ana.node.send_message(ben.device_id, "never", later=True)
        await ana.said.expect(PeerStateChanged, where=lambda event: event.reason is FailureReason.LIMIT)
        await ana.node.forget(ben.device_id)
        assert (await ana.said.expect(MessageFailed)).reason == "WITHDRAWN"
        assert await ana.node.history.outbox() == ()


async def test_a_connected_device_that_is_forgotten_stays_as_a_stranger(tmp_path: Path) -> None:
    async with nodes(tmp_path, "Ana", "Ben", max_connections=8) as (ana, ben):
        await ana.node.rename(ben.device_id, "Tablet")
        await ana.node.connect(ben.device_id)
        await ana.node.forget(ben.device_id)
        assert (await ana.said.expect(PeerForgotten)).stays
        (stranger,) = await ana.node.peers()
        assert (stranger.name, stranger.state) == ("Ben", ConnectionState.CONNECTED)


async def test_a_saved_device_that_went_away_is_called_at_all_its_addresses_before_it_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with nodes(tmp_path, "Ana", "Ben", max_connections=8) as (ana, ben):
        await ana.node.connect(ben.device_id)
        await ana.node.disconnect(ben.device_id)
        called: list[DeviceId] = []
        call_saved = ana.node.backend.call_saved

        async def call(device_id: DeviceId) -> object:
            called.append(device_id)
            return await call_saved(device_id)

        monkeypatch.setattr(ana.node.backend, "call_saved", call)
        await ana.node.connect(ben.device_id)
        assert called == []
        await ana.node.disconnect(ben.device_id)
        ana.node.backend._registry.lose(ben.device_id)
        assert not (await ana.said.expect(PeerLost)).peer.online
        await ana.node.connect(ben.device_id)
        assert called == [ben.device_id]
        assert await connected_with(ana) == 1
