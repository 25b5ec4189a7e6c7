"""A receiver asks for a job once more: it goes on, what was missing comes, or the sender says why not."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from peerdrop.core.errors import NoSuchTransfer
from peerdrop.core.events import TransferCompleted, TransferFailed, TransferOffered, TransferRearranged
from peerdrop.core.states import Asked, TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.disk.part_file import PartFile
from peerdrop.core.transfers.flow.transfer_limits import TransferLimits
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import MIB
from peerdrop.wire.transfers import Accept, AskAgain, FileEntry, Manifest, TransferOffer
from tests.gated_disk import GatedDisk
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
async def failed_pair(tmp_path: Path, *, later: bool = False) -> AsyncIterator[tuple[TransferPair, TransferId]]:
    """A pair, and a job of "photos" that broke off in its second file, at both sides. Bob would be asked."""
    async with transfer_pair(tmp_path, open_part=BrokenDisk) as pair:
        pair.source("photos/a", b"first")
        pair.source("photos/b", CONTENT)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "photos"], later=later)
        for events in (pair.alice_events, pair.bob_events):
            assert (await events.expect(TransferFailed)).reason is TransferReason.DISK
        pair.decision = OfferDecision.ask()
        yield pair, transfer_id


async def answer(pair: TransferPair, transfer_id: TransferId) -> Asked | None:
    """What the sender said in the end, as Bob's faces were told."""
    await until(lambda: pair.bob.snapshot(transfer_id).asked is not Asked.WAITING)
    assert pair.bob_events.of(TransferRearranged)[-1].transfer.asked is pair.bob.snapshot(transfer_id).asked
    return pair.bob.snapshot(transfer_id).asked


async def test_a_job_that_failed_goes_on_where_it_stopped_and_nobody_is_asked(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        assert await pair.bob.retry(transfer_id) == transfer_id
        for events in (pair.alice_events, pair.bob_events):
            assert (await events.expect(TransferCompleted)).transfer_id == transfer_id
        assert (pair.inbox / "photos" / "b").read_bytes() == CONTENT
        again = pair.sessions.bob.of(Accept)[-1]
        assert isinstance(again, Accept)
        assert (again.next_index, again.offset >= MIB) == (1, True)
        assert pair.bob.snapshot(transfer_id).asked is None
        assert not pair.bob.has_work_for(pair.alice_id)
        assert not await pair.leftovers()


async def test_a_sender_that_is_away_is_asked_when_it_is_back(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        pair.sessions.cut()
        await pair.bob.retry(transfer_id)
        assert pair.bob.snapshot(transfer_id).asked is Asked.WAITING
        assert pair.bob_events.of(TransferRearranged)[-1].transfer.asked is Asked.WAITING
        assert pair.bob.has_work_for(pair.alice_id)
        pair.connect()
        await pair.bob_events.expect(TransferCompleted)
        assert (pair.inbox / "photos" / "b").read_bytes() == CONTENT


async def test_it_is_asked_for_after_a_restart_of_the_receiver(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        pair.sessions.cut()
        await pair.bob.aclose()
        pair.restart_bob()
        assert await pair.bob.device_of(transfer_id) == pair.alice_id
        assert await pair.bob.retry(transfer_id) == transfer_id
        pair.connect()
        await pair.bob_events.expect(TransferCompleted)
        assert (pair.inbox / "photos" / "b").read_bytes() == CONTENT
        assert not await pair.leftovers()


@asynccontextmanager
async def cut_pair(tmp_path: Path) -> AsyncIterator[tuple[TransferPair, TransferId]]:
    """A pair that was cut in the middle of "big.raw"; Bob's program runs anew, and he has asked for the rest."""
    disk = GatedDisk(free_writes=12)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("big.raw", CONTENT)])
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        disk.gate.set()
        await pair.bob.aclose()
        pair.decision = OfferDecision.ask()
        pair.restart_bob()
        await pair.bob.retry(transfer_id)
        yield pair, transfer_id


async def test_a_job_that_goes_on_by_itself_is_not_asked_for_when_it_is_there(tmp_path: Path) -> None:
    async with cut_pair(tmp_path) as (pair, transfer_id):
        pair.connect()
        await pair.bob_events.expect(TransferCompleted)
        assert not pair.bob.has_work_for(pair.alice_id)
        pair.sessions.cut()
        pair.connect()
        assert not pair.sessions.bob.of(AskAgain)
        assert pair.bob.snapshot(transfer_id).asked is None


@pytest.mark.parametrize("by_sender", [False, True])
async def test_a_job_that_somebody_cancels_is_not_asked_for_any_more(tmp_path: Path, by_sender: bool) -> None:
    async with cut_pair(tmp_path) as (pair, transfer_id):
        if by_sender:
            await pair.alice.cancel(transfer_id)
        # Where nobody lets time pass the rest does not come before it is canceled.
        pair.alice.change_limits(TransferLimits(bytes_per_second=1_000_000))
        pair.connect()
        await until(lambda: pair.bob.snapshots() and pair.bob.snapshots()[0].state is not TransferState.NEW)
        if not by_sender:
            await pair.bob.cancel(transfer_id)
        await until(lambda: pair.bob.snapshot(transfer_id).state is TransferState.CANCELED)
        assert not pair.bob.has_work_for(pair.alice_id)


async def test_where_what_is_kept_can_not_be_gone_on_with_its_sender_offers_it_anew(tmp_path: Path) -> None:
    async with cut_pair(tmp_path) as (pair, transfer_id):
        pair.alice.fail(transfer_id, TransferReason.LOST)
        shutil.rmtree(pair.inbox)
        pair.inbox.write_bytes(b"a file where the folder was")
        pair.connect()
        await until(lambda: [each.state for each in pair.bob.snapshots()] == [TransferState.OFFERED])
        assert not pair.bob._offers.asks.waits_for_device(pair.alice_id)


async def test_what_is_kept_is_asked_for_in_an_open_session_too(tmp_path: Path) -> None:
    async with cut_pair(tmp_path) as (pair, transfer_id):
        await pair.bob.aclose()
        pair.restart_bob()
        pair.alice.fail(transfer_id, TransferReason.LOST)
        away = tmp_path / "away"
        pair.inbox.rename(away)
        pair.inbox.write_bytes(b"a file where the folder was")
        pair.connect()
        await until(lambda: not pair.bob._supervisor._tasks)
        assert not pair.bob.snapshots()
        pair.inbox.unlink()
        away.rename(pair.inbox)
        await pair.bob.retry(transfer_id)
        await pair.bob_events.expect(TransferCompleted)
        assert (pair.inbox / "big.raw").read_bytes() == CONTENT


async def test_what_can_not_be_gone_on_with_and_its_sender_will_not_offer_is_not_asked_for_for_ever(
    tmp_path: Path,
) -> None:
    async with cut_pair(tmp_path) as (pair, _):
        await pair.alice.aclose()
        pair.restart_alice()
        shutil.rmtree(pair.inbox)
        pair.inbox.write_bytes(b"a file where the folder was")
        pair.connect()
        assert (await pair.bob_events.expect(TransferFailed)).reason is TransferReason.FORGOTTEN
        assert not pair.bob.has_work_for(pair.alice_id)


async def test_files_that_have_changed_are_not_sent_unless_their_user_says_so(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        pair.source("photos/secret", b"put there later")
        await pair.bob.retry(transfer_id)
        assert await answer(pair, transfer_id) is Asked.CHANGED
        assert [*pair.inbox.rglob("*.peerdrop-part")]
        assert len(pair.sessions.alice.of(TransferOffer)) == 1
        # Both users see it, and hers may send it.
        assert pair.alice_events.of(TransferRearranged)[-1].transfer.asked is Asked.CHANGED
        again = await pair.alice.retry(transfer_id)
        assert pair.alice.snapshot(transfer_id).asked is None
        await until(lambda: len(pair.bob.snapshots()) == 2)
        assert pair.bob.snapshot(again).state is TransferState.OFFERED


async def test_files_that_are_gone_are_told_of(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        (pair.outbox / "photos").rename(tmp_path / "elsewhere")
        await pair.bob.retry(transfer_id)
        assert await answer(pair, transfer_id) is Asked.GONE
        (tmp_path / "elsewhere").rename(pair.outbox / "photos")
        await pair.bob.retry(transfer_id)
        await pair.bob_events.expect(TransferCompleted)


async def test_what_the_sender_knows_no_more_is_thrown_away(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        pair.sessions.cut()
        await pair.alice.aclose()
        pair.restart_alice()
        await pair.bob.retry(transfer_id)
        pair.connect()
        assert await answer(pair, transfer_id) is Asked.FORGOTTEN
        await until(lambda: not [*pair.inbox.rglob("*.peerdrop-part"), *(pair.root / "bob").rglob("*.journal")])


async def test_what_the_senders_user_has_canceled_is_thrown_away(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"1")])
        await pair.bob_events.expect(TransferOffered)
        pair.sessions.cut()
        await pair.alice.cancel(transfer_id)
        pair.bob.fail(transfer_id, TransferReason.LOST)
        await pair.bob.retry(transfer_id)
        pair.connect()
        assert await answer(pair, transfer_id) is Asked.CANCELED


async def test_an_older_version_is_not_asked(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        pair.sessions.bob.peer_features = frozenset({"files"})
        await pair.bob.retry(transfer_id)
        assert pair.bob.snapshot(transfer_id).asked is Asked.UNABLE
        assert not pair.sessions.bob.of(AskAgain)
        assert not pair.bob.has_work_for(pair.alice_id)


async def test_what_is_thrown_away_is_not_asked_for_any_more(tmp_path: Path) -> None:
    async with failed_pair(tmp_path) as (pair, transfer_id):
        pair.sessions.cut()
        await pair.bob.retry(transfer_id)
        await pair.bob.discard(transfer_id)
        pair.connect()
        assert not pair.sessions.bob.of(AskAgain)


async def test_an_offer_that_nobody_answered_in_time_is_made_again(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"1")], offer_timeout_s=5)
        await pair.bob_events.expect(TransferOffered)
        await pair.clock.advance(6)
        assert (await pair.bob_events.expect(TransferFailed)).reason is TransferReason.OFFER_TIMEOUT
        await pair.bob.retry(transfer_id)
        await until(lambda: pair.bob.snapshot(transfer_id).state is TransferState.OFFERED)
        await pair.bob.accept(transfer_id)
        await pair.bob_events.expect(TransferCompleted)


async def test_nothing_is_asked_for_that_did_not_fail(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"1")])
        await pair.bob_events.expect(TransferCompleted)
        for known in (transfer_id, TransferId("0" * 32)):
            with pytest.raises(NoSuchTransfer):
                await pair.bob.retry(known)


# What is missing of a job that is complete


class WornDisk(PartFile):
    """Spoils what has "damaged" in it, as long as it is *worn*."""

    worn = True

    def digest(self) -> bytes:
        return b"0" * 32 if self.worn and self.offset == len(b"damaged") else super().digest()


@asynccontextmanager
async def partial_pair(tmp_path: Path) -> AsyncIterator[tuple[TransferPair, TransferId, type[WornDisk]]]:
    """A pair, and "photos" of which "deep/b" arrived damaged; the disk is new by now, and Bob would be asked."""

    class Disk(WornDisk):
        pass

    async with transfer_pair(tmp_path, open_part=Disk) as pair:
        for name, content in (("a", b"a"), ("deep/b", b"damaged"), ("deep/c", b"c")):
            pair.source(f"photos/{name}", content)
        (pair.inbox / "photos").mkdir(parents=True)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "photos"])
        for events in (pair.alice_events, pair.bob_events):
            assert [each.path for each in (await events.expect(TransferCompleted)).problems] == ["photos/deep/b"]
        pair.decision = OfferDecision.ask()
        Disk.worn = False
        yield pair, transfer_id, Disk


async def test_what_did_not_arrive_is_sent_again_beside_the_others_and_nobody_is_asked(tmp_path: Path) -> None:
    async with partial_pair(tmp_path) as (pair, transfer_id, _):
        await pair.bob.retry(transfer_id)
        done = await pair.bob_events.expect(TransferCompleted)
        assert [each.path for each in done.files] == [pair.inbox / "photos (1)" / "deep" / "b"]
        assert done.files[0].path.read_bytes() == b"damaged"
        assert pair.bob.snapshot(transfer_id).asked is None
        assert (await pair.alice_events.expect(TransferCompleted)).problems == ()


async def test_what_was_changed_since_is_not_sent(tmp_path: Path) -> None:
    async with partial_pair(tmp_path) as (pair, transfer_id, _):
        pair.source("photos/deep/b", b"a secret")
        pair.source("photos/new", b"another secret")
        await pair.bob.retry(transfer_id)
        assert await answer(pair, transfer_id) is Asked.CHANGED
        assert len(pair.sessions.alice.of(TransferOffer)) == 1


async def test_its_user_is_asked_about_what_he_did_not_ask_for(tmp_path: Path) -> None:
    async with partial_pair(tmp_path) as (pair, transfer_id, _):
        pair.sessions.alice.drop = lambda message: isinstance(message, TransferOffer | Manifest)
        await pair.bob.retry(transfer_id)
        await until(lambda: pair.sessions.alice.of(TransferOffer)[1:])
        pair.sessions.alice.drop = lambda message: False
        entry = FileEntry(index=0, path="photos/deep/virus", size_bytes=1)
        forged = TransferId("f" * 32)
        pair.sessions.alice.send(
            TransferOffer(
                transfer_id=forged,
                label="photos",
                file_count=1,
                size_bytes=1,
                lanes=("data_channel",),
                rest_of=transfer_id,
            )
        )
        pair.sessions.alice.send(Manifest(transfer_id=forged, entries=(entry,), last=True))
        await until(lambda: len(pair.bob.snapshots()) == 2)
        assert pair.bob.snapshot(forged).state is TransferState.OFFERED


async def test_where_the_folder_can_not_be_written_its_user_is_asked(tmp_path: Path) -> None:
    async with partial_pair(tmp_path) as (pair, transfer_id, _):
        pair.inbox.rename(tmp_path / "moved")
        pair.inbox.write_bytes(b"a file where the folder was")
        await pair.bob.retry(transfer_id)
        await until(lambda: len(pair.bob.snapshots()) == 2)
        again = pair.bob.snapshots()[-1].transfer_id
        assert pair.bob.snapshot(again).state is TransferState.OFFERED
        await pair.bob.accept(again, tmp_path / "moved")
        await pair.bob_events.expect(TransferCompleted)
