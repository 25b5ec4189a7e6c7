"""Two whole nodes: a job that broke off goes on from where it stopped, or what is left of it is thrown away."""

import socket
from pathlib import Path

import pytest
from msgspec.structs import replace

from peerdrop.core.errors import NoSuchTransfer
from peerdrop.core.events import PeerFound, TransferCompleted, TransferFailed, TransferProgressed, TransferRearranged
from peerdrop.core.states import Asked, TransferReason, TransferState
from peerdrop.core.transfers.disk.part_file import PartFile
from peerdrop.transport.memory import MemoryNetwork
from peerdrop.wire.limits import MIB
from tests.ports import free_port
from tests.two_nodes import make_file, running_node, two_nodes
from tests.until import until


def break_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No part file gets longer than 2 MiB."""
    write = PartFile.write

    def write_or_break(part: PartFile, data: memoryview) -> int:
        if part.offset >= 2 * MIB:
            raise OSError(5, "broken")
        return write(part, data)

    monkeypatch.setattr(PartFile, "write", write_or_break)


async def test_a_job_that_broke_off_goes_on_when_its_sender_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make_file(tmp_path / "big.raw", 6 * MIB)
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        with monkeypatch.context() as broken:
            break_disk(broken)
            transfer_id = await ana.node.send_files(ben.device_id, [source], later=True)
            for side in (ana, ben):
                assert (await side.said.expect(TransferFailed, within_s=20)).reason is TransferReason.DISK
        assert await ana.node.retry(transfer_id) == transfer_id
        await ana.said.expect(TransferCompleted, within_s=20)
        assert (ben.downloads / "big.raw").read_bytes() == source.read_bytes()
        with pytest.raises(NoSuchTransfer):
            await ana.node.retry(transfer_id)


async def test_a_job_that_broke_off_goes_on_when_its_receiver_asks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make_file(tmp_path / "big.raw", 6 * MIB)
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        with monkeypatch.context() as broken:
            break_disk(broken)
            transfer_id = await ana.node.send_files(ben.device_id, [source])
            for side in (ana, ben):
                assert (await side.said.expect(TransferFailed, within_s=20)).reason is TransferReason.DISK
        await ben.node.disconnect(ana.device_id)
        assert await ben.node.retry(transfer_id) == transfer_id
        for side in (ana, ben):
            assert (await side.said.expect(TransferCompleted, within_s=20)).transfer_id == transfer_id
        assert (ben.downloads / "big.raw").read_bytes() == source.read_bytes()
        assert [each.name for each in ben.downloads.iterdir()] == ["big.raw"]


async def test_files_that_came_damaged_are_asked_for_and_come_beside_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "photos"
    (folder / "deep").mkdir(parents=True)
    for name in ("a", "deep/b"):
        make_file(folder / name, MIB)
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        (ben.downloads / "photos").mkdir()
        with monkeypatch.context() as worn:
            digest = PartFile.digest
            worn.setattr(PartFile, "digest", lambda part: b"" if "-1" in part.name else digest(part))
            transfer_id = await ana.node.send_files(ben.device_id, [folder])
            for side in (ana, ben):
                done = await side.said.expect(TransferCompleted, within_s=20)
                assert [each.reason for each in done.problems] == [TransferReason.DAMAGED]
        await ben.node.retry(transfer_id)
        for side in (ana, ben):
            assert (await side.said.expect(TransferCompleted, within_s=20)).problems == ()
        arrived = ben.downloads / "photos (1)"
        for name in ("a", "deep/b"):
            assert (arrived / name).read_bytes() == (folder / name).read_bytes()
        assert sorted(each.name for each in ben.downloads.iterdir()) == ["photos", "photos (1)"]


async def test_files_that_have_changed_are_sent_only_by_their_user_and_both_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make_file(tmp_path / "big.raw", 6 * MIB)
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        with monkeypatch.context() as broken:
            break_disk(broken)
            transfer_id = await ana.node.send_files(ben.device_id, [source])
            for side in (ana, ben):
                await side.said.expect(TransferFailed, within_s=20)
        source.write_bytes(b"something else")
        await ben.node.retry(transfer_id)
        for side in (ana, ben):
            told = await side.said.expect(
                TransferRearranged, where=lambda event: event.transfer.asked is Asked.CHANGED, within_s=20
            )
            assert told.transfer.transfer_id == transfer_id
        await ana.node.retry(transfer_id)
        await ben.said.expect(TransferCompleted, within_s=20)
        assert (ben.downloads / "big.raw").read_bytes() == b"something else"


async def test_what_its_sender_canceled_while_the_receiver_was_off_is_thrown_away_there(tmp_path: Path) -> None:
    source = make_file(tmp_path / "big.raw", 8 * MIB)
    network, port = MemoryNetwork(), free_port(socket.SOCK_DGRAM)
    async with running_node(tmp_path, "Ana", port, network=network) as ana:
        await ana.node.change_settings(replace(await ana.node.settings(), speed_limit_bytes_per_second=1_000_000))
        async with running_node(tmp_path, "Ben", port, network=network) as ben:
            await ana.said.expect(PeerFound, where=lambda event: event.peer.device_id == ben.device_id)
            transfer_id = await ana.node.send_files(ben.device_id, [source], later=True)
            await ben.said.expect(TransferProgressed, where=lambda event: event.bytes_done >= MIB, within_s=20)
        await ana.node.cancel(transfer_id)
        assert [each.suffix for each in ben.downloads.iterdir()] == [".peerdrop-part"]
        async with running_node(tmp_path, "Ben", port, network=network) as ben:
            await ana.node.send_message(ben.device_id, "back again?", later=True)
            over = await ben.said.expect(TransferFailed, within_s=20)
            assert (over.transfer_id, over.reason) == (transfer_id, TransferReason.CANCELED_BY_PEER)
            await until(lambda: list(ben.downloads.iterdir()) == [])
            page = await ben.node.history.page(ana.device_id, None, 10)
            (shown,) = (each.transfer for each in page.entries if each.transfer is not None)
            assert shown.state is TransferState.CANCELED


async def test_what_broke_off_is_thrown_away_by_its_receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = make_file(tmp_path / "big.raw", 6 * MIB)
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        break_disk(monkeypatch)
        transfer_id = await ana.node.send_files(ben.device_id, [source])
        await ben.said.expect(TransferFailed, within_s=20)
        assert [each.name for each in ben.downloads.iterdir()] != []
        await ben.node.discard(transfer_id)
        assert list(ben.downloads.iterdir()) == []
