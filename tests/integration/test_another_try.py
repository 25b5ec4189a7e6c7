"""Two whole nodes: a job that broke off goes on from where it stopped, or what is left of it is thrown away."""

from pathlib import Path

import pytest

from peerdrop.core.errors import NoSuchTransfer
from peerdrop.core.events import TransferCompleted, TransferFailed
from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.part_file import PartFile
from peerdrop.transport.memory import MemoryNetwork
from peerdrop.wire.limits import MIB
from tests.two_nodes import make_file, two_nodes


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


async def test_what_broke_off_is_thrown_away_by_its_receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = make_file(tmp_path / "big.raw", 6 * MIB)
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        break_disk(monkeypatch)
        transfer_id = await ana.node.send_files(ben.device_id, [source])
        await ben.said.expect(TransferFailed, within_s=20)
        assert [each.name for each in ben.downloads.iterdir()] != []
        await ben.node.discard(transfer_id)
        assert list(ben.downloads.iterdir()) == []
