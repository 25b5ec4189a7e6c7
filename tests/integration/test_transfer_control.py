"""Queue, order and speed between two whole nodes."""

from pathlib import Path

import pytest

from peerdrop.core.errors import UsageError
from peerdrop.core.events import TransferCompleted, TransferRearranged, TransferStateChanged
from peerdrop.core.states import QueueMove, TransferReason, TransferState
from peerdrop.settings import Settings
from peerdrop.transport.memory import MemoryNetwork
from tests.two_nodes import Running, make_file, two_nodes
from tests.until import until

MIB = 1024 * 1024
S = TransferState


async def standing(running: Running) -> dict[str, tuple[TransferState, TransferReason | None]]:
    return {each.label: (each.state, each.reason) for each in await running.node.transfers()}


async def reached(running: Running, label: str, state: TransferState, reason: TransferReason | None = None) -> None:
    await running.said.expect(
        TransferStateChanged,
        where=lambda event: (event.transfer.label, event.state, event.reason) == (label, state, reason),
        within_s=20,
    )


@pytest.mark.parametrize("network", [MemoryNetwork, lambda: None], ids=["memory", "webrtc"])
async def test_jobs_wait_in_line_can_be_reordered_and_all_arrive(tmp_path: Path, network: object) -> None:
    assert callable(network)
    async with two_nodes(tmp_path, network=network()) as (ana, ben):
        await ana.node.change_settings(Settings(speed_limit_bytes_per_second=200_000, transfers_at_once=1))
        # So large that none of them is through before the limit is lifted.
        files = [make_file(tmp_path / "from" / name, 8 * MIB, seed) for seed, name in enumerate("abc")]
        jobs = [await ana.node.send_files(ben.device_id, [file]) for file in files]
        await reached(ana, "a", S.TRANSFERRING)
        await reached(ben, "c", S.PAUSED, TransferReason.QUEUED)
        await ana.node.move(jobs[2], QueueMove.FIRST)
        await reached(ana, "c", S.TRANSFERRING)
        await reached(ben, "a", S.PAUSED, TransferReason.QUEUED)
        await reached(ana, "b", S.PAUSED, TransferReason.QUEUED)
        assert (await standing(ana))["b"] == (S.PAUSED, TransferReason.QUEUED)
        await ana.node.change_settings(Settings(transfers_at_once=1))
        for _ in jobs:
            await ana.said.expect(TransferCompleted, within_s=30)
        for file in files:
            assert (ben.downloads / file.name).read_bytes() == file.read_bytes()
        sent = [event.transfer_id for event in ana.said.of(TransferStateChanged) if event.state is S.VERIFYING]
        assert sent == [jobs[2], jobs[0], jobs[1]]


async def test_the_limit_of_one_job_is_told_and_too_low_a_one_refused(tmp_path: Path) -> None:
    async with two_nodes(tmp_path, network=MemoryNetwork()) as (ana, ben):
        file = make_file(tmp_path / "file.raw", 16 * MIB)
        await ben.node.change_settings(Settings(speed_limit_bytes_per_second=300_000))
        job = await ana.node.send_files(ben.device_id, [file])
        await reached(ben, "file.raw", S.TRANSFERRING)
        await ben.node.limit(job, 200_000)
        told = await ben.said.expect(TransferRearranged)
        assert told.transfer.limit_bytes_per_second == 200_000
        for refused in (9_999, -1):
            with pytest.raises(UsageError):
                await ben.node.limit(job, refused)
        with pytest.raises(UsageError):
            await ben.node.change_settings(Settings(speed_limit_bytes_per_second=5))
        await ben.node.pause(job)
        await until(lambda: any(event.reason is TransferReason.PEER for event in ana.said.of(TransferStateChanged)))
        await ben.node.resume(job)
        await ben.node.limit(job, 0)
        await ben.node.change_settings(Settings())
        await ana.said.expect(TransferCompleted, within_s=30)
        assert (ben.downloads / "file.raw").read_bytes() == file.read_bytes()
