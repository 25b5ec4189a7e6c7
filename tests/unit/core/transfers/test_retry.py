"""Another try at a job that failed, and what is kept of it thrown away."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from peerdrop.core.errors import NoSuchTransfer, SourceUnreadable
from peerdrop.core.events import TransferCompleted, TransferFailed, TransferOffered
from peerdrop.core.states import TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.disk.part_file import PartFile
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import MIB
from peerdrop.wire.transfers import Accept, Cancel, FileEntry, Manifest, TransferOffer
from tests.scripted_session import ScriptedSession
from tests.transfer_pair import TransferPair, transfer_pair
from tests.until import until

CONTENT = os.urandom(4 * MIB)


class BrokenDisk(PartFile):
    """Takes 2 MiB of a new file; what goes on with one that was kept finds a disk that works."""

    def write(self, data: memoryview) -> int:
        if self.offset >= 2 * MIB:
            raise OSError(5, "broken")
        return super().write(data)


@asynccontextmanager
async def failed_pair(tmp_path: Path) -> AsyncIterator[tuple[TransferPair, TransferId]]:
    """A pair, and a job of "photos" that broke off in its second file, at both sides."""
    async with transfer_pair(tmp_path, open_part=BrokenDisk) as pair:
        pair.source("photos/a", b"first")
        pair.source("photos/b", CONTENT)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "photos"])
        for events in (pair.alice_events, pair.bob_events):
            assert (await events.expect(TransferFailed)).reason is TransferReason.DISK
        yield pair, transfer_id


async def test_a_job_that_failed_goes_on_where_it_stopped_and_nobody_is_asked_again(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        pair.decision = OfferDecision.ask()
        assert await pair.alice.retry(transfer_id) == transfer_id
        for events in (pair.alice_events, pair.bob_events):
            await events.expect(TransferCompleted)
        assert (pair.inbox / "photos" / "b").read_bytes() == CONTENT
        assert sorted(each.name for each in (pair.inbox / "photos").iterdir()) == ["a", "b"]
        again = pair.sessions.bob.of(Accept)[-1]
        assert isinstance(again, Accept)
        assert (again.next_index, again.offset >= 2 * MIB) == (1, True)
        assert len(pair.alice.snapshots()) == len(pair.bob.snapshots()) == 1
        assert not await pair.leftovers()


async def test_what_was_changed_since_goes_as_another_job(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        pair.decision = OfferDecision.ask()
        pair.source("photos/a", b"another")
        again = await pair.alice.retry(transfer_id)
        assert again != transfer_id
        await until(lambda: [each.transfer_id for each in pair.bob.snapshots()] == [transfer_id, again])
        assert pair.alice.snapshot(transfer_id).state is TransferState.FAILED


async def test_what_is_gone_or_goes_already_is_not_tried_again(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        (pair.outbox / "photos").rename(tmp_path / "elsewhere")
        with pytest.raises(SourceUnreadable):
            await pair.alice.retry(transfer_id)
        assert pair.alice.snapshot(transfer_id).state is TransferState.FAILED
        (tmp_path / "elsewhere").rename(pair.outbox / "photos")
        tries = await asyncio.gather(*(pair.alice.retry(transfer_id) for _ in range(2)), return_exceptions=True)
        assert sum(isinstance(each, NoSuchTransfer) for each in tries) == 1
        await pair.bob_events.expect(TransferCompleted)
        with pytest.raises(NoSuchTransfer):
            await pair.alice.retry(transfer_id)


async def test_another_try_waits_for_a_device_that_is_away(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        pair.sessions.cut()
        assert await pair.alice.retry(transfer_id) == transfer_id
        waiting = pair.alice.snapshot(transfer_id)
        assert (waiting.state, waiting.reason) == (TransferState.NEW, TransferReason.WAITING)
        await pair.alice.aclose()
        pair.restart_alice()
        assert await pair.alice.restore() == (pair.bob_id,)
        pair.connect()
        await pair.bob_events.expect(TransferCompleted)
        assert (pair.inbox / "photos" / "b").read_bytes() == CONTENT


async def test_what_was_kept_is_thrown_away_and_whole_files_stay(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        with pytest.raises(NoSuchTransfer):
            await pair.bob.discard(TransferId("0" * 32))
        await pair.bob.discard(transfer_id)
        assert not [*pair.inbox.rglob("*.peerdrop-part"), *(pair.root / "bob").rglob("*.journal")]
        assert [each.name for each in pair.inbox.rglob("*") if each.is_file()] == ["a"]
        pair.decision = OfferDecision.ask()
        await pair.alice.retry(transfer_id)
        await until(lambda: pair.bob.snapshot(transfer_id).state is TransferState.OFFERED)


async def test_what_an_earlier_run_kept_is_thrown_away_too(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        await pair.bob.aclose()
        pair.restart_bob()
        await pair.bob.discard(transfer_id)
        assert not [*pair.inbox.rglob("*.peerdrop-part"), *(pair.root / "bob").rglob("*.journal")]
        with pytest.raises(NoSuchTransfer):
            await pair.bob.discard(transfer_id)


async def test_a_job_that_goes_on_is_not_thrown_away(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"1")])
        await pair.bob_events.expect(TransferOffered)
        with pytest.raises(NoSuchTransfer):
            await pair.bob.discard(transfer_id)


def offer_and_cancel(session: ScriptedSession, count: int) -> None:
    for number in range(count):
        transfer_id = TransferId(f"{number:032x}")
        entry = FileEntry(index=0, path="a", size_bytes=1)
        session.say(
            TransferOffer(transfer_id=transfer_id, label="a", file_count=1, size_bytes=1, lanes=("data_channel",)),
            Manifest(transfer_id=transfer_id, entries=(entry,), last=True),
            Cancel(transfer_id=transfer_id),
        )


async def test_a_device_that_ends_many_jobs_makes_nobody_forget_another_devices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peerdrop.core.transfers.jobs.ENDED_JOBS_KEPT", 3)
    async with failed_pair(tmp_path) as (pair, transfer_id):
        pair.decision = OfferDecision.ask()
        for jobs in (pair.bob, pair.alice):
            offer_and_cancel(ScriptedSession(jobs), 5)
            assert len(jobs.snapshots()) == 3
            assert jobs.snapshot(transfer_id).state is TransferState.FAILED
        assert await pair.bob.retry(transfer_id) == transfer_id
        await pair.bob_events.expect(TransferCompleted)


async def test_what_failed_so_long_ago_that_it_is_forgotten_is_found_by_its_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peerdrop.core.transfers.jobs.ENDED_JOBS_KEPT", 1)
    async with failed_pair(tmp_path) as (pair, transfer_id):
        pair.sessions.cut()
        pair.decision = OfferDecision.ask()
        offer_and_cancel(ScriptedSession(pair.bob, pair.alice_id), 2)
        assert transfer_id not in {job.transfer_id for job in pair.bob.snapshots()}
        assert await pair.bob.device_of(transfer_id) == pair.alice_id
        await pair.bob.discard(transfer_id)
        assert not [*pair.inbox.rglob("*.peerdrop-part"), *(pair.root / "bob").rglob("*.journal")]
