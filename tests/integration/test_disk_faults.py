"""Transfers to a real ext4 that is pulled out, turns read-only, or has no room for another byte or another file."""

import asyncio
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from peerdrop.core.errors import FolderUnwritable
from peerdrop.core.events import TransferCompleted, TransferFailed, TransferOffered
from peerdrop.core.states import TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.flow.transfer_limits import TransferLimits
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import MIB
from peerdrop.wire.transfers import Accept
from tests.loop_disk import LoopDisk, missing_for_loop_disks
from tests.own_mounts import OwnMounts
from tests.transfer_pair import TransferPair, transfer_pair
from tests.until import until

S = TransferState
R = TransferReason
SLOW = TransferLimits(bytes_per_second=1_000_000)
UNLIMITED = TransferLimits()
BIG = 12 * MIB

pytestmark = pytest.mark.skipif(bool(missing_for_loop_disks()), reason=missing_for_loop_disks())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[LoopDisk]:
    with OwnMounts(), LoopDisk(tmp_path / "inbox", 32 * MIB) as made:
        yield made


async def begun(pair: TransferPair, size: int = BIG) -> TransferId:
    """A job of which a little is written, and that goes no further until time passes or the limit is lifted."""
    pair.alice.change_limits(SLOW)
    job = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("big", os.urandom(size))])
    await until(lambda: any(each.transfer_id == job for each in pair.bob.snapshots()))
    await time_passes(pair, lambda: pair.bob.snapshot(job).bytes_done > 0)
    return job


async def time_passes(pair: TransferPair, predicate: Callable[[], object]) -> None:
    for _ in range(4000):
        if predicate():
            return
        await pair.clock.advance(0.1)
        await asyncio.sleep(0.001)
    raise AssertionError("time alone does not help")


async def failed_on_both_sides(pair: TransferPair, disk: LoopDisk) -> None:
    for events in (pair.alice_events, pair.bob_events):
        assert (await events.expect(TransferFailed)).reason is R.DISK
    await until(lambda: not disk.is_in_use, what="the job has let go of the disk")


async def tried_again(pair: TransferPair, job: TransferId) -> int:
    """How many bytes went over the link until it was complete."""
    link = pair.connect()
    before = link.alice.frame_bytes_sent
    await until(lambda: pair.bob.snapshot(job).state is S.FAILED)
    await pair.alice.retry(job)
    await pair.alice_events.expect(TransferCompleted)
    return link.alice.frame_bytes_sent - before


def visible(pair: TransferPair) -> list[str]:
    """What has a name that its user sees."""
    return sorted(path.name for path in pair.inbox.iterdir() if not path.name.startswith("."))


async def test_a_disk_pulled_out_fails_the_job_and_another_try_goes_on_from_what_was_synced(
    tmp_path: Path, disk: LoopDisk
) -> None:
    async with transfer_pair(tmp_path) as pair:
        job = await begun(pair)
        await time_passes(pair, lambda: pair.bob.snapshot(job).bytes_done > 6 * MIB)
        disk.pull_out()
        pair.alice.change_limits(UNLIMITED)
        await failed_on_both_sides(pair, disk)
        disk.plug_in()
        assert visible(pair) == []
        sent = await tried_again(pair, job)
        assert (pair.inbox / "big").read_bytes() == (pair.outbox / "big").read_bytes()
        assert sent < BIG - 3 * MIB, "what was on the disk came a second time"
        assert await pair.leftovers() == []


async def test_a_disk_pulled_out_before_a_restart_is_known_by_the_part_that_is_on_it(
    tmp_path: Path, disk: LoopDisk
) -> None:
    async with transfer_pair(tmp_path) as pair:
        await begun(pair)
        await time_passes(pair, lambda: pair.bob.snapshots()[0].bytes_done > 6 * MIB)
        pair.sessions.cut()
        await pair.bob.aclose()
        device = pair.inbox.stat().st_dev
        disk.pull_out()
        disk.plug_in()
        assert pair.inbox.stat().st_dev != device
        pair.restart_bob()
        pair.decision = OfferDecision.ask()
        pair.alice.change_limits(UNLIMITED)
        link = pair.connect()
        await time_passes(pair, lambda: pair.alice_events.of(TransferCompleted))
        assert (pair.inbox / "big").read_bytes() == (pair.outbox / "big").read_bytes()
        assert link.alice.frame_bytes_sent < BIG - 3 * MIB, "what was on the disk came a second time"
        assert await pair.leftovers() == []


async def test_a_disk_that_turns_read_only_fails_the_job_and_another_try_goes_on(
    tmp_path: Path, disk: LoopDisk
) -> None:
    async with transfer_pair(tmp_path) as pair:
        job = await begun(pair)
        disk.turn_read_only()
        pair.alice.change_limits(UNLIMITED)
        await failed_on_both_sides(pair, disk)
        disk.plug_in()
        assert visible(pair) == []
        await tried_again(pair, job)
        assert (pair.inbox / "big").read_bytes() == (pair.outbox / "big").read_bytes()
        assert await pair.leftovers() == []


async def test_a_real_disk_that_is_full_pauses_both_sides_and_goes_on_by_itself(tmp_path: Path, disk: LoopDisk) -> None:
    async with transfer_pair(tmp_path) as pair:
        job = await begun(pair)
        disk.fill(leave_bytes=2 * MIB)
        pair.alice.change_limits(UNLIMITED)
        await time_passes(pair, lambda: pair.bob.snapshot(job).reason is R.DISK_FULL)
        await time_passes(pair, lambda: pair.alice.snapshot(job).reason is R.DISK_FULL)
        assert visible(pair) == ["ballast"]
        disk.tidy_up()
        await time_passes(pair, lambda: pair.alice_events.of(TransferCompleted))
        assert (pair.inbox / "big").read_bytes() == (pair.outbox / "big").read_bytes()
        assert await pair.leftovers() == []


@pytest.mark.parametrize("left", [4, 6, 9])
async def test_a_disk_that_takes_no_more_files_pauses_the_job_before_a_file_or_a_folder(
    tmp_path: Path, disk: LoopDisk, left: int
) -> None:
    async with transfer_pair(tmp_path) as pair:
        wanted = {f"tree/{folder}/{name}": os.urandom(50_000) for folder in "abcdef" for name in "xyz"}
        for path, content in wanted.items():
            pair.source(path, content)
        for folder in "abcdef":
            (pair.outbox / "tree" / folder / "y is empty").mkdir()
        disk.use_up_inodes(leave=left)
        job = await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "tree"])
        await until(lambda: pair.bob.snapshots() and pair.bob.snapshot(job).reason is R.DISK_FULL)
        await time_passes(pair, lambda: pair.alice.snapshot(job).reason is R.DISK_FULL)
        assert 0 < pair.bob.snapshot(job).bytes_done < pair.bob.snapshot(job).size_bytes
        assert pair.bob.snapshot(job).shortage is pair.alice.snapshot(job).shortage is None, "bytes are not short"
        disk.tidy_up()
        await time_passes(pair, lambda: pair.alice_events.of(TransferCompleted))
        (done,) = pair.bob_events.of(TransferCompleted)
        assert done.problems == ()
        found = {
            str(path.relative_to(pair.inbox)): path.read_bytes() for path in pair.inbox.rglob("*") if path.is_file()
        }
        assert found == wanted
        assert len(list(pair.inbox.glob("tree/*/y is empty"))) == 6
        assert len(pair.sessions.bob.of(Accept)) == 1, "something was taken for damaged, and asked for again"
        assert await pair.leftovers() == []


async def test_a_disk_that_takes_no_file_at_all_is_told_before_anything_begins(tmp_path: Path, disk: LoopDisk) -> None:
    disk.use_up_inodes()
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        job = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"x")])
        await pair.bob_events.expect(TransferOffered)
        with pytest.raises(FolderUnwritable, match="No space"):
            await pair.bob.accept(job)
        disk.tidy_up()
        await pair.bob.accept(job)
        await pair.alice_events.expect(TransferCompleted)
        assert await pair.leftovers() == []
