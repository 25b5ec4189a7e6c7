"""A node starts whole or not at all, ends everything it began, and answers each command or says why not."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.errors import (
    ConnectionFailed,
    FolderUnwritable,
    HomeDamaged,
    HomeError,
    NetworkError,
    NoSuchPeer,
    PortTaken,
    TransportRefused,
)
from peerdrop.core.events import MessageFailed, MessageSent, NodeStarted, WarningRaised
from peerdrop.core.peers import Peers
from peerdrop.core.states import AcceptMode, ConflictPolicy, FailureReason, TransferReason
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.transfers import Transfers
from peerdrop.identity.identity import Identity
from peerdrop.link import LinkFactory, TransportUnfit
from peerdrop.node import Node
from peerdrop.settings import Settings
from peerdrop.transport.memory import MemoryLinkFactory, MemoryNetwork
from peerdrop.wire.identifiers import DeviceId
from server.backend import Backend
from tests.ports import free_port
from tests.post_office import facts_about
from tests.recorder import Recorder


def node_on(home: Path, *, links: Callable[[], LinkFactory] | None = None, settings: Settings | None = None) -> Node:
    make = links or MemoryNetwork().factory

    def make_links(addresses: Callable[[], Sequence[str]]) -> LinkFactory:
        return make()

    if settings is None:
        settings = Settings(
            name="Ana",
            port=free_port(socket.SOCK_STREAM),
            discovery_port=free_port(socket.SOCK_DGRAM),
            directory=str(home),
        )
    return Node(home, settings, make_links=make_links)


@asynccontextmanager
async def running(home: Path) -> AsyncIterator[tuple[Node, Recorder]]:
    node = node_on(home)
    said = Recorder(node.bus)
    async with node:
        yield node, said


async def test_the_first_event_is_that_it_started_and_its_port_answers(tmp_path: Path) -> None:
    async with running(tmp_path) as (node, said):
        started = await node.started()
        assert said.events[0] is started
        assert isinstance(started, NodeStarted)
        assert started.name == "Ana"
        _, writer = await asyncio.open_connection("127.0.0.1", started.port)
        writer.close()
        await writer.wait_closed()


async def test_it_can_be_closed_twice_and_leaves_its_port_free(tmp_path: Path) -> None:
    async with running(tmp_path) as (node, _):
        port = (await node.started()).port
        await node.__aexit__(None, None, None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))


class Waiting(MemoryLinkFactory):
    """Its check takes for ever; that its `aclose` came is kept."""

    def __init__(self) -> None:
        super().__init__(MemoryNetwork())
        self.begun = asyncio.Event()
        self.is_closed = False

    async def check(self) -> None:
        self.begun.set()
        await asyncio.Event().wait()

    async def aclose(self) -> None:
        self.is_closed = True
        await super().aclose()


async def test_a_start_that_is_interrupted_leaves_nothing_behind(tmp_path: Path) -> None:
    links = Waiting()
    node = node_on(tmp_path, links=lambda: links)
    task = asyncio.get_running_loop().create_task(node.__aenter__(), name="test:start")
    await links.begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert links.is_closed


async def test_a_start_that_is_interrupted_under_the_backend_leaves_no_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = node_on(tmp_path)
    start, begun = Backend.start, asyncio.Event()

    async def start_and_wait(backend: Backend) -> None:
        await start(backend)
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(Backend, "start", start_and_wait)
    task = asyncio.get_running_loop().create_task(node.__aenter__(), name="test:start")
    await begun.wait()
    port = node.backend.port
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))


async def test_a_taken_port_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        settings = Settings(port=taken.getsockname()[1], discovery_port=free_port(socket.SOCK_DGRAM))
        with pytest.raises(PortTaken, match=str(settings.port)) as caught:
            await node_on(tmp_path, settings=settings).__aenter__()
        assert caught.value.next_step


async def test_a_system_without_sockets_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def start(backend: Backend) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(Backend, "start", start)
    with pytest.raises(NetworkError, match="Too many open files") as caught:
        await node_on(tmp_path).__aenter__()
    assert caught.value.next_step


@pytest.mark.parametrize("failure", [TransportUnfit("its packets"), ImportError("libopus.so.0: cannot open")])
async def test_a_webrtc_library_that_cannot_be_loaded_is_told(tmp_path: Path, failure: Exception) -> None:
    def links() -> LinkFactory:
        raise failure

    with pytest.raises(TransportRefused) as caught:
        await node_on(tmp_path, links=links).__aenter__()
    assert str(failure) in caught.value.message
    assert caught.value.next_step


async def test_a_damaged_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "identity.json").write_text("{")
    with pytest.raises(HomeDamaged):
        await node_on(tmp_path).__aenter__()


async def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(HomeError) as caught:
        await node_on(tmp_path / "home").__aenter__()
    assert caught.value.next_step


async def test_a_damaged_list_of_devices_is_told_after_the_start(tmp_path: Path) -> None:
    (tmp_path / "devices.json").write_text("{")
    async with running(tmp_path) as (_, said):
        (warning,) = said.of(WarningRaised)
        assert warning.reason == "HOME_DAMAGED"
        assert said.events.index(warning) > 0


async def test_a_part_that_fails_in_ending_does_not_keep_the_others_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = Transfers.aclose

    async def aclose(jobs: Transfers) -> None:
        await end(jobs)
        raise RuntimeError("a bug")

    monkeypatch.setattr(Transfers, "aclose", aclose)
    node = node_on(tmp_path)
    await node.__aenter__()
    port = (await node.started()).port
    with pytest.raises(RuntimeError, match="a bug"):
        await node.__aexit__(None, None, None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))


async def test_an_end_that_is_interrupted_ends_everything_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def never(peers: Peers) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(Peers, "all_closed", never)
    node = node_on(tmp_path)
    await node.__aenter__()
    port = (await node.started()).port
    task = asyncio.get_running_loop().create_task(node.__aexit__(None, None, None), name="test:end")
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))


async def test_a_text_that_waits_when_the_node_ends_is_told_as_failed(tmp_path: Path) -> None:
    async with running(tmp_path) as (node, said):
        other = facts_about(Identity.generate())
        node.peers_known.found(other)
        message_id = await node.send_message(other.device_id, "hello")
        assert [event.message_id for event in said.of(MessageSent)] == [message_id]
    assert [event.message_id for event in said.of(MessageFailed)] == [message_id]


async def test_a_text_to_a_device_that_is_not_there_fails_with_the_reason(tmp_path: Path) -> None:
    async with running(tmp_path) as (node, said):
        other = facts_about(Identity.generate())
        node.peers_known.found(other)
        await node.send_message(other.device_id, "hello")
        failed = await said.expect(MessageFailed)
        assert failed.reason == FailureReason.SIGNALING


async def test_a_job_whose_device_is_not_there_does_not_wait(tmp_path: Path) -> None:
    async with running(tmp_path) as (node, _):
        other = facts_about(Identity.generate())
        node.peers_known.found(other)
        (tmp_path / "file").write_text("x")
        with pytest.raises(ConnectionFailed):
            await node.send_files(other.device_id, [tmp_path / "file"])
        assert not node.jobs.has_work_for(other.device_id)


async def test_commands_about_a_device_nobody_met_are_refused(tmp_path: Path) -> None:
    nobody = DeviceId("A" * 52)
    async with running(tmp_path) as (node, said):
        for command in (
            node.connect(nobody),
            node.disconnect(nobody),
            node.send_message(nobody, "hello"),
            node.send_files(nobody, [tmp_path]),
        ):
            with pytest.raises(NoSuchPeer):
                await command
        assert said.of(MessageSent) == []


async def test_offers_are_answered_by_the_policy_held_last(tmp_path: Path) -> None:
    device = DeviceId("A" * 52)
    async with running(tmp_path) as (node, _):
        assert node._decide(device) == OfferDecision.decline(TransferReason.NOT_ATTENDED)
        async with node.hold_policy(AcceptPolicy(attended=True)):
            assert node._decide(device) == OfferDecision.ask()
            async with node.hold_policy(AcceptPolicy(mode=AcceptMode.ALL)):
                assert node._decide(device) == OfferDecision.accept(tmp_path)
            async with node.hold_policy(AcceptPolicy(mode=AcceptMode.ALL, only_from=DeviceId("B" * 52))):
                assert node._decide(device) != OfferDecision.accept(tmp_path)
            assert node._decide(device) == OfferDecision.ask()


async def test_taken_names_are_asked_about_only_where_somebody_answers(tmp_path: Path) -> None:
    device = DeviceId("A" * 52)
    async with running(tmp_path) as (node, _):
        await node.change_settings(msgspec.structs.replace(await node.settings(), conflicts=ConflictPolicy.ASK))
        async with node.hold_policy(AcceptPolicy(mode=AcceptMode.ALL)):
            assert node._decide(device).conflicts is ConflictPolicy.KEEP_BOTH
            async with node.hold_policy(AcceptPolicy(attended=True)):
                assert node._decide(device).conflicts is ConflictPolicy.ASK
        await node.change_settings(msgspec.structs.replace(await node.settings(), conflicts=ConflictPolicy.REPLACE))
        async with node.hold_policy(AcceptPolicy(mode=AcceptMode.ALL)):
            assert node._decide(device).conflicts is ConflictPolicy.REPLACE


async def test_a_policy_with_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path) as (node, _):
        with pytest.raises(FolderUnwritable):
            async with node.hold_policy(AcceptPolicy(directory=tmp_path / "none")):
                pass
