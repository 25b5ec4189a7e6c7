"""Two whole nodes in one process: what two people would do, over memory links and over real WebRTC."""

import asyncio
import hashlib
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from peerdrop.core.errors import TransportRefused
from peerdrop.core.events import (
    MessageDelivered,
    MessageFailed,
    MessageReceived,
    PeerLost,
    PeerStateChanged,
    TransferCompleted,
    TransferConfirmed,
    TransferFailed,
    TransferOffered,
    TransferProgressed,
    TransferStateChanged,
)
from peerdrop.core.states import AcceptMode, ConnectionState, TransferReason, TransferState, Trust
from peerdrop.link import TransportUnfit
from peerdrop.node import Node
from peerdrop.settings import Settings
from peerdrop.transport.memory import MemoryLinkFactory, MemoryNetwork
from tests.ports import free_port
from tests.recorder import Recorder
from tests.two_nodes import make_file, two_nodes
from tests.until import until

MIB = 1024 * 1024

both_links = pytest.mark.parametrize("network", [MemoryNetwork, lambda: None], ids=["memory", "webrtc"])
Network = Callable[[], MemoryNetwork | None]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


async def progressed(said: Recorder, bytes_done: int) -> None:
    await said.expect(TransferProgressed, where=lambda event: event.bytes_done >= bytes_done, within_s=60)


@pytest.mark.parametrize("later", [False, True])
async def test_a_text_goes_though_whoever_asked_for_it_gave_up_at_once(tmp_path: Path, later: bool) -> None:
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        asking = asyncio.ensure_future(ana.node.send_message(ben.device_id, "hello", later=later))
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.wait([asking])
        assert asking.cancelled()
        assert (await ben.said.expect(MessageReceived, within_s=20)).text == "hello"


@both_links
async def test_they_find_each_other_and_talk_both_ways_each_text_once(network: Network, tmp_path: Path) -> None:
    async with two_nodes(tmp_path, network=network()) as (ana, ben):
        first = await ana.node.send_message(ben.device_id, "hello Ben \N{PERSON RAISING BOTH HANDS IN CELEBRATION}")
        await ana.said.expect(MessageDelivered, where=lambda event: event.message_id == first, within_s=20)
        second = await ben.node.send_message(ana.device_id, "hello Ana")
        await ben.said.expect(MessageDelivered, where=lambda event: event.message_id == second, within_s=20)
        assert [event.text for event in ben.said.of(MessageReceived)] == [
            "hello Ben \N{PERSON RAISING BOTH HANDS IN CELEBRATION}"
        ]
        assert [(event.text, event.name) for event in ana.said.of(MessageReceived)] == [("hello Ana", "Ben")]


@both_links
async def test_files_arrive_whole_and_both_sides_know_it(network: Network, tmp_path: Path) -> None:
    files = [
        make_file(tmp_path / "from" / name, size, seed)
        for name, size, seed in (
            ("picture.raw", 3 * MIB + 17, 1),
            ("empty.txt", 0, 2),
            ("notes.txt", 1000, 3),
        )
    ]
    async with two_nodes(tmp_path, network=network()) as (ana, ben):
        transfer_id = await ana.node.send_files(ben.device_id, files)
        sent = await ana.said.expect(TransferCompleted, within_s=30)
        received = await ben.said.expect(TransferCompleted, within_s=30)
        await ben.said.expect(TransferConfirmed, within_s=30)
        assert sent.transfer_id == received.transfer_id == transfer_id
        assert [sha256(file.path) for file in received.files] == [sha256(file) for file in files]
        assert [file.digest for file in sent.files] == [file.digest for file in received.files]
        assert [file.path for file in sent.files] == files
        assert {file.path.parent for file in received.files} == {ben.downloads}
        assert not [path for path in ben.downloads.iterdir() if "peerdrop-part" in path.name]
        last = ana.said.of(TransferProgressed)[-1]
        assert last.bytes_done == last.size_bytes == sum(file.stat().st_size for file in files)


async def test_a_link_that_breaks_in_mid_transfer_is_replaced_and_the_file_arrives_whole(tmp_path: Path) -> None:
    network = MemoryNetwork(delay_s=0.02)
    file = make_file(tmp_path / "big.raw", 40 * MIB)
    async with two_nodes(tmp_path, network=network) as (ana, ben):
        await ana.node.send_files(ben.device_id, [file])
        for megabytes in (4, 16):
            await progressed(ana.said, megabytes * MIB)
            network.break_links()
        received = await ben.said.expect(TransferCompleted, within_s=60)
        assert sha256(received.files[0].path) == sha256(file)
        states = [event.state for event in ben.said.of(TransferStateChanged)]
        assert states.count(TransferState.SUSPENDED) >= 1
        assert len(list(ben.downloads.iterdir())) == 1


async def test_transfer_and_texts_go_on_when_both_backends_have_stopped(tmp_path: Path) -> None:
    file = make_file(tmp_path / "big.raw", 24 * MIB)
    async with two_nodes(tmp_path) as (ana, ben):
        await ana.node.send_files(ben.device_id, [file])
        await progressed(ana.said, 2 * MIB)
        await ana.node.backend.stop()
        await ben.node.backend.stop()
        message_id = await ben.node.send_message(ana.device_id, "still here?")
        await ben.said.expect(MessageDelivered, where=lambda event: event.message_id == message_id, within_s=30)
        received = await ben.said.expect(TransferCompleted, within_s=60)
        await ana.said.expect(TransferCompleted, within_s=60)
        assert sha256(received.files[0].path) == sha256(file)


async def test_an_offer_waits_for_the_user_and_an_accepted_sender_is_known(tmp_path: Path) -> None:
    file = make_file(tmp_path / "file.raw", 1000)
    async with two_nodes(tmp_path, network=MemoryNetwork(), mode=AcceptMode.ASK) as (ana, ben):
        transfer_id = await ana.node.send_files(ben.device_id, [file])
        offered = await ben.said.expect(TransferOffered)
        assert list(ben.downloads.iterdir()) == []
        assert [entry.path for entry in await ben.node.offered_files(transfer_id)] == ["file.raw"]
        assert offered.transfer.state is TransferState.OFFERED
        await ben.node.accept(transfer_id)
        await ben.said.expect(TransferConfirmed)
        (peer,) = await ben.node.peers()
        assert peer.trust is Trust.KNOWN


async def test_a_declined_offer_ends_on_both_sides_and_writes_nothing(tmp_path: Path) -> None:
    file = make_file(tmp_path / "file.raw", 1000)
    async with two_nodes(tmp_path, network=MemoryNetwork(), mode=AcceptMode.ASK) as (ana, ben):
        transfer_id = await ana.node.send_files(ben.device_id, [file])
        await ben.said.expect(TransferOffered)
        await ben.node.decline(transfer_id)
        failed = await ana.said.expect(TransferFailed)
        assert failed.reason is TransferReason.DECLINED
        assert list(ben.downloads.iterdir()) == []
        assert file.exists()


async def test_where_nobody_watches_an_offer_is_declined_at_once(tmp_path: Path) -> None:
    file = make_file(tmp_path / "file.raw", 1000)
    async with two_nodes(tmp_path, network=MemoryNetwork(), mode=AcceptMode.ASK, attended=False) as (ana, ben):
        await ana.node.send_files(ben.device_id, [file])
        assert (await ana.said.expect(TransferFailed)).reason is TransferReason.NOT_ATTENDED


@pytest.mark.parametrize("canceler", ["sender", "receiver"])
async def test_either_side_can_cancel_in_mid_transfer(canceler: str, tmp_path: Path) -> None:
    file = make_file(tmp_path / "big.raw", 60 * MIB)
    async with two_nodes(tmp_path, network=MemoryNetwork(delay_s=0.02)) as (ana, ben):
        transfer_id = await ana.node.send_files(ben.device_id, [file])
        await progressed(ana.said, 4 * MIB)
        await (ana if canceler == "sender" else ben).node.cancel(transfer_id)
        for side in (ana, ben):
            await side.said.expect(TransferFailed)
            assert (await side.node.transfers())[0].state is TransferState.CANCELED
        await until(lambda: list(ben.downloads.iterdir()) == [])


async def test_closing_says_bye_and_the_other_side_knows_at_once(tmp_path: Path) -> None:
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        await ana.node.connect(ben.device_id)
        await ben.node.__aexit__(None, None, None)
        await ana.said.expect(PeerStateChanged, where=lambda event: event.state is ConnectionState.CLOSED)
        await ana.said.expect(PeerLost)


async def test_a_text_to_a_device_that_is_gone_fails_and_does_not_wait(tmp_path: Path) -> None:
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        await ben.node.__aexit__(None, None, None)
        await ana.said.expect(PeerLost)
        message_id = await ana.node.send_message(ben.device_id, "anybody there?")
        failed = await ana.said.expect(MessageFailed, within_s=40)
        assert failed.message_id == message_id
        assert not ana.node.conversations.has_work_for(ben.device_id)


async def test_both_dialing_at_once_many_times_makes_one_session_each_time(tmp_path: Path) -> None:
    async with two_nodes(tmp_path) as (ana, ben):
        for round_number in range(1, 11):
            await asyncio.gather(ana.node.connect(ben.device_id), ben.node.connect(ana.device_id))
            for side in (ana, ben):
                connected = [
                    event for event in side.said.of(PeerStateChanged) if event.state is ConnectionState.CONNECTED
                ]
                assert len(connected) == round_number
            await ana.node.disconnect(ben.device_id)
            await ben.said.expect(PeerStateChanged, where=lambda event: event.state is ConnectionState.CLOSED)


async def test_a_transport_that_cannot_be_used_safely_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    class Unfit(MemoryLinkFactory):
        async def check(self) -> None:
            raise TransportUnfit("its packets can't be checked")

    settings = Settings(port=free_port(socket.SOCK_STREAM), discovery_port=free_port(socket.SOCK_DGRAM))
    node = Node(tmp_path, settings, make_links=lambda addresses: Unfit(MemoryNetwork()))
    with pytest.raises(TransportRefused, match="can't be checked") as caught:
        await node.__aenter__()
    assert caught.value.next_step
