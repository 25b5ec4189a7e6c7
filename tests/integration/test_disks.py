"""Transfers to real disks that are full, shared, read-only, taken out, or hold things in the way."""

import asyncio
import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from peerdrop.core.errors import FolderUnwritable, NotEnoughSpace
from peerdrop.core.events import TransferCompleted, TransferFailed, TransferOffered
from peerdrop.core.states import ConflictChoice, TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.flow.transfer_limits import TransferLimits
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import MIB
from tests.small_disk import SmallDisk, missing_for_disks
from tests.transfer_pair import TransferPair, transfer_pair
from tests.until import until

S = TransferState
R = TransferReason
SLOW = TransferLimits(bytes_per_second=1_000_000)
DISK_BYTES = 48 * MIB
BIG = 24 * MIB

pytestmark = pytest.mark.skipif(bool(missing_for_disks()), reason=missing_for_disks())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with SmallDisk(tmp_path / "inbox", DISK_BYTES) as made:
        yield made


async def begun(pair: TransferPair, name: str = "big", size: int = BIG) -> TransferId:
    """A job of which a little is written, and that goes no further until time passes or the limit is lifted."""
    pair.alice.change_limits(SLOW)
    job = await pair.alice.offer(pair.bob_id, "Bob", [pair.source(name, os.urandom(size))])
    await until(lambda: any(each.transfer_id == job for each in pair.bob.snapshots()))
    await pair.advance_until(lambda: pair.bob.snapshot(job).bytes_done > 0)
    return job


def same(pair: TransferPair, name: str = "big") -> bool:
    return (pair.inbox / name).read_bytes() == (pair.outbox / name).read_bytes()


async def test_a_disk_that_fills_up_pauses_both_sides_with_figures_and_goes_on_by_itself(
    tmp_path: Path, disk: SmallDisk
) -> None:
    async with transfer_pair(tmp_path) as pair:
        job = await begun(pair)
        disk.fill(leave_bytes=2 * MIB)
        pair.alice.change_limits(TransferLimits())
        await pair.advance_until(lambda: pair.bob.snapshot(job).state is S.PAUSED)
        await until(lambda: pair.alice.snapshot(job).reason is R.DISK_FULL)
        for jobs in (pair.alice, pair.bob):
            snapshot = jobs.snapshot(job)
            assert snapshot.reason is R.DISK_FULL
            assert snapshot.shortage is not None
            assert snapshot.shortage.needed_bytes == BIG - snapshot.bytes_done
            assert snapshot.shortage.free_bytes < MIB
        await pair.clock.advance(60)
        assert pair.bob.snapshot(job).state is S.PAUSED
        disk.tidy_up()
        await pair.advance_until(lambda: pair.alice_events.of(TransferCompleted))
        assert same(pair)
        assert pair.alice.snapshot(job).shortage is None


async def test_a_cut_and_a_restart_while_the_disk_is_full_lose_nothing(tmp_path: Path, disk: SmallDisk) -> None:
    async with transfer_pair(tmp_path) as pair:
        job = await begun(pair)
        disk.fill(leave_bytes=2 * MIB)
        pair.alice.change_limits(TransferLimits())
        await pair.advance_until(lambda: pair.bob.snapshot(job).state is S.PAUSED)
        pair.sessions.cut()
        await pair.bob.aclose()
        pair.restart_bob()
        second = pair.connect()
        await pair.advance_until(lambda: pair.bob.snapshots() and pair.bob.snapshot(job).reason is R.DISK_FULL)
        disk.tidy_up()
        await pair.advance_until(lambda: pair.alice_events.of(TransferCompleted))
        assert same(pair)
        assert second.alice.frame_bytes_sent < BIG
        assert await pair.leftovers() == []


async def test_what_one_job_was_promised_is_not_promised_to_another(tmp_path: Path, disk: SmallDisk) -> None:
    async with transfer_pair(tmp_path) as pair:
        await begun(pair, "first")
        free = disk.free_bytes
        assert await pair.bob.free_bytes() < free - 20 * MIB
        pair.decision = OfferDecision.ask()
        second = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("second", os.urandom(BIG))])
        await pair.bob_events.expect(TransferOffered, where=lambda event: event.transfer.transfer_id == second)
        with pytest.raises(NotEnoughSpace):
            await pair.bob.accept(second)
        pair.alice.change_limits(TransferLimits())
        await pair.alice_events.expect(TransferCompleted, within_s=20)
        (pair.inbox / "first").unlink()
        await pair.bob.accept(second)
        await pair.alice_events.expect(TransferCompleted, within_s=20)
        assert same(pair, "second")


async def test_jobs_that_run_out_of_space_together_all_go_on(tmp_path: Path, disk: SmallDisk) -> None:
    async with transfer_pair(tmp_path) as pair:
        jobs = [await begun(pair, name, 12 * MIB) for name in ("a", "b", "c")]
        disk.fill(leave_bytes=6 * MIB)
        pair.alice.change_limits(TransferLimits())
        await pair.advance_until(lambda: all(pair.alice.snapshot(job).reason is R.DISK_FULL for job in jobs))
        disk.tidy_up()
        await pair.advance_until(lambda: len(pair.alice_events.of(TransferCompleted)) == 3)
        assert all(same(pair, name) for name in "abc")


async def test_a_disk_that_is_read_only_is_told_before_anything_begins(tmp_path: Path, disk: SmallDisk) -> None:
    disk.make_read_only()
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        job = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"x")])
        await pair.bob_events.expect(TransferOffered)
        with pytest.raises(FolderUnwritable, match="Read-only"):
            await pair.bob.accept(job)
        assert pair.bob.snapshot(job).state is S.OFFERED


async def test_a_disk_that_was_taken_out_before_a_restart_is_asked_about_anew(tmp_path: Path, disk: SmallDisk) -> None:
    async with transfer_pair(tmp_path) as pair:
        job = await begun(pair)
        pair.sessions.cut()
        await pair.bob.aclose()
        disk.take_out()
        pair.restart_bob()
        pair.decision = OfferDecision.ask()
        pair.alice.change_limits(TransferLimits())
        pair.connect()
        await pair.advance_until(lambda: pair.bob.snapshots() and pair.bob.snapshot(job).state is S.OFFERED)
        assert list(pair.inbox.iterdir()) == [], "nothing is written beside the disk"
        await pair.bob.accept(job, tmp_path / "elsewhere")
        await pair.alice_events.expect(TransferCompleted, within_s=20)
        assert (tmp_path / "elsewhere" / "big").read_bytes() == (pair.outbox / "big").read_bytes()


async def test_a_folder_deleted_while_it_is_written_fails_the_job_on_both_sides(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        await begun(pair)
        shutil.rmtree(pair.inbox)
        pair.alice.change_limits(TransferLimits())
        for events in (pair.alice_events, pair.bob_events):
            assert (await events.expect(TransferFailed, within_s=20)).reason is R.DISK


async def test_a_folder_swapped_for_a_link_again_and_again_lets_nothing_out(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    async with transfer_pair(tmp_path) as pair:
        for number in range(400):
            pair.source(f"tree/{number % 40:02}/{number}", b"secret" * 100)
        stop = threading.Event()

        def swap() -> None:
            top, aside = pair.inbox / "tree", pair.inbox / "aside"
            while not stop.is_set():
                for folder in (top, *sorted(top.glob("[0-9]*"))[:3]):
                    try:
                        folder.rename(aside)
                        folder.symlink_to(victim)
                        folder.unlink()
                        aside.rename(folder)
                    except OSError:
                        continue

        swapper = threading.Thread(target=swap)
        swapper.start()
        try:
            await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "tree"])
            await until(lambda: pair.bob_events.of(TransferCompleted) or pair.bob_events.of(TransferFailed), 30)
        finally:
            stop.set()
            await asyncio.to_thread(swapper.join)
        assert list(victim.iterdir()) == []


@pytest.mark.parametrize("choice", list(ConflictChoice))
async def test_things_in_the_way_are_left_as_they_are(tmp_path: Path, choice: ConflictChoice) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        pair.inbox.mkdir()
        os.mkfifo(pair.inbox / "pipe")
        (pair.inbox / "link").symlink_to(victim / "through the link")
        (pair.inbox / "folder").mkdir()
        (pair.inbox / "tree").symlink_to(victim)
        names = [
            "pipe",
            "link",
            "folder",
            "tree/a",
            "x" * 255,
            "ü" * 127,
            "Straße.txt",
            "STRASSE.TXT",
            "e\u0301",
            "\u00e9",
        ]
        sources = [pair.source(f"from/{name}", name.encode()) for name in names]
        (pair.outbox / "from" / "tree").rename(pair.outbox / "tree")
        picked = [path for path in sources if "tree" not in path.parts] + [pair.outbox / "tree"]
        job = await pair.alice.offer(pair.bob_id, "Bob", picked)
        await pair.bob_events.expect(TransferOffered)
        await pair.bob.accept(job, conflicts=choice)
        done = await pair.bob_events.expect(TransferCompleted)
        assert done.problems == ()
        assert list(victim.iterdir()) == []
        assert (pair.inbox / "pipe").is_fifo()
        assert (pair.inbox / "link").is_symlink()
        assert (pair.inbox / "folder").is_dir()
        assert (pair.inbox / "tree").is_symlink()
        assert sorted(path.path.read_bytes().decode() for path in done.files) == sorted(
            [*names[:3], "tree/a", *names[4:]]
        )
        folded = [path.path.name.casefold() for path in done.files]
        assert len(set(folded)) == len(folded), "they would be one file on another disk"
        assert all(len(path.path.name.encode()) <= 255 for path in done.files)


def arrived(pair: TransferPair) -> list[str]:
    return sorted(each.name for each in (pair.inbox / "dir").rglob("*") if each.is_file())


async def offer_many(pair: TransferPair, count: int, size: int) -> TransferId:
    for number in range(count):
        pair.source(f"dir/{number:04}", os.urandom(size))
    pair.alice.change_limits(SLOW)
    return await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "dir"])


@pytest.mark.parametrize("restarts", [False, True])
async def test_a_home_that_is_full_pauses_the_job_and_no_file_comes_twice(tmp_path: Path, restarts: bool) -> None:
    with SmallDisk(tmp_path / "bob", MIB) as home:
        async with transfer_pair(tmp_path) as pair:
            job = await offer_many(pair, 200, 20_000)
            await pair.advance_until(lambda: pair.inbox.exists() and len(arrived(pair)) >= 10)
            home.fill()
            await pair.advance_until(lambda: pair.alice.snapshot(job).reason is R.DISK_FULL)
            pair.alice.change_limits(TransferLimits())
            before = arrived(pair)
            await pair.advance(60, step_s=1)
            assert arrived(pair) == before
            assert len(before) < 200
            if restarts:
                pair.sessions.cut()
                await pair.bob.aclose()
                pair.restart_bob()
                pair.connect()
                await pair.advance_until(lambda: pair.bob.snapshots() and pair.bob.snapshot(job).reason is R.DISK_FULL)
            home.tidy_up()
            await pair.advance_until(lambda: pair.alice_events.of(TransferCompleted))
            assert arrived(pair) == [f"{number:04}" for number in range(200)]
            assert await pair.leftovers() == []


async def test_a_disk_of_home_and_inbox_that_is_full_now_and_then_lets_no_file_come_twice(tmp_path: Path) -> None:
    with SmallDisk(tmp_path / "disk", DISK_BYTES) as disk:
        async with transfer_pair(disk.path) as pair:
            job = await offer_many(pair, 600, 9_000)
            for times in range(5):
                await pair.advance_until(partial(lambda enough: len(arrived(pair)) >= enough, 60 * (times + 1)))
                disk.fill()
                await pair.advance_until(lambda: pair.bob.snapshot(job).reason is R.DISK_FULL)
                disk.tidy_up()
                await pair.advance_until(lambda: pair.bob.snapshot(job).reason is not R.DISK_FULL)
            await pair.advance_until(lambda: len(arrived(pair)) >= 400)
            pair.sessions.cut()
            await pair.bob.aclose()
            pair.restart_bob()
            pair.connect()
            await pair.advance_until(lambda: pair.bob_events.of(TransferCompleted))
            assert arrived(pair) == [f"{number:04}" for number in range(600)]
