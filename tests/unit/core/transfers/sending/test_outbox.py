"""Jobs that wait for a device, and outlive a restart of either side."""

import json
import os
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from peerdrop.core.errors import HomeError
from peerdrop.core.events import (
    TransferCompleted,
    TransferConfirmed,
    TransferFailed,
    TransferOffered,
    TransferStateChanged,
    WarningRaised,
)
from peerdrop.core.states import QueueMove, TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.disk.wishes import Wishes
from peerdrop.core.transfers.flow.transfer_limits import TransferLimits
from peerdrop.core.transfers.sending.outbox import Outbox, OutboxJob, OutboxPlace
from peerdrop.core.transfers.sending.sources import read_sources
from peerdrop.core.transfers.transfers import Transfers
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES, MIB
from peerdrop.wire.transfers import Complete, CompleteAck, Manifest, TransferOffer
from tests.gated_disk import GatedDisk
from tests.transfer_pair import TransferPair, transfer_pair
from tests.until import until

S = TransferState
ID = TransferId("1" * 32)


def kept(pair: TransferPair) -> list[str]:
    return sorted(path.name for path in (pair.root / "alice" / "outbox").glob("*"))


async def restart(pair: TransferPair, who: str) -> None:
    """End the programs of *who* and start them again."""
    if "alice" in who:
        await pair.alice.aclose()
        pair.restart_alice()
        await pair.alice.restore()
    if "bob" in who:
        await pair.bob.aclose()
        pair.restart_bob()


async def until_shown(side: Transfers, pair: TransferPair, transfer_id: TransferId, reason: TransferReason) -> None:
    """Let time pass until *side* shows the job as paused for *reason*."""

    def is_shown() -> bool:
        return any(
            (each.transfer_id, each.state, each.reason) == (transfer_id, S.PAUSED, reason) for each in side.snapshots()
        )

    await pair.advance_until(is_shown)


async def until_over(pair: TransferPair, transfer_id: TransferId) -> TransferState:
    """Let time pass until the sender's job is over."""
    await pair.advance_until(lambda: pair.alice.snapshot(transfer_id).state.is_final)
    return pair.alice.snapshot(transfer_id).state


@pytest.mark.parametrize("who", ["", "alice", "bob", "alice bob"])
async def test_a_job_goes_when_its_device_is_back(tmp_path: Path, who: str) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        source = pair.source("a", b"hello")
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [source], later=True)
        await restart(pair, who)
        (shown,) = pair.alice.snapshots()
        assert (shown.transfer_id, shown.state, shown.reason) == (transfer_id, S.NEW, TransferReason.WAITING)
        assert (shown.label, shown.file_count, shown.size_bytes, shown.peer_name) == ("a", 1, 5, "Bob")
        assert pair.alice.has_work_for(pair.bob_id)
        pair.connect()
        await pair.alice_events.expect(TransferCompleted)
        await pair.bob_events.expect(TransferConfirmed)
        assert (pair.inbox / "a").read_bytes() == b"hello"
        assert await pair.leftovers() == []
        await until(lambda: kept(pair) == [], what="nothing waits any more")


async def test_empty_folders_are_no_files_also_while_they_wait_and_after_a_restart(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        pair.source("day/a", b"hello")
        (pair.outbox / "day" / "empty").mkdir()
        await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "day"], later=True)
        await restart(pair, "alice")
        (shown,) = pair.alice.snapshots()
        assert (shown.file_count, shown.folder_count) == (1, 1)
        (pair.outbox / "day" / "another").mkdir()
        pair.connect()
        await pair.alice_events.expect(TransferCompleted)
        (shown,) = pair.alice.snapshots()
        assert (shown.file_count, shown.folder_count) == (1, 2)


async def test_the_files_are_read_when_they_go(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        pair.source("day/a", b"old")
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "day"], later=True)
        pair.source("day/a", b"newer")
        pair.source("day/b", b"more")
        pair.connect()
        done = await pair.alice_events.expect(TransferCompleted)
        assert (len(done.files), done.problems) == (2, ())
        shown = pair.alice.snapshot(transfer_id)
        assert (shown.file_count, shown.size_bytes) == (2, 9)
        assert (pair.inbox / "day" / "a").read_bytes() == b"newer"


@pytest.mark.parametrize("who", ["", "alice"])
async def test_a_source_that_is_gone_meanwhile_is_said(tmp_path: Path, who: str) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        source = pair.source("a", b"hello")
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [source], later=True)
        source.unlink()
        await restart(pair, who)
        pair.connect()
        failed = await pair.alice_events.expect(TransferFailed)
        assert (failed.transfer_id, failed.reason) == (transfer_id, TransferReason.SOURCE_UNREADABLE)
        assert pair.sessions.alice.of(TransferOffer) == []
        await pair.aclose()
        await until(lambda: kept(pair) == [], what="nothing waits any more")


@pytest.mark.parametrize("who", ["", "alice"])
async def test_what_waits_can_be_withdrawn(tmp_path: Path, who: str) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")], later=True)
        await restart(pair, who)
        await pair.alice.cancel(transfer_id)
        await until(lambda: kept(pair) == [], what="nothing waits any more")
        await restart(pair, "alice")
        assert pair.alice.snapshots() == ()
        assert not pair.alice.has_work_for(pair.bob_id)


async def test_what_is_not_for_later_is_forgotten_by_a_restart(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")])
        await restart(pair, "alice")
        assert pair.alice.snapshots() == ()


async def test_what_is_not_for_later_goes_on_after_a_restart_once_it_was_taken(tmp_path: Path) -> None:
    disk = GatedDisk(free_writes=2)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        source = pair.source("big", os.urandom(2 * CREDIT_WINDOW_BYTES))
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [source])
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        await restart(pair, "alice")
        disk.gate.set()
        pair.connect()
        await pair.advance_until(lambda: pair.alice_events.of(TransferCompleted))
        assert [each.transfer_id for each in pair.alice.snapshots()] == [transfer_id]
        assert (pair.inbox / "big").read_bytes() == source.read_bytes()
        assert not await pair.leftovers()
        assert not [*(pair.root / "alice").rglob("*.job")]


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("arrived", [False, True])
async def test_whoever_sends_the_same_once_more_after_a_restart_gets_the_job_that_goes_on(
    tmp_path: Path, later: bool, arrived: bool
) -> None:
    disk = GatedDisk(free_writes=2)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        source = pair.source("big", os.urandom(2 * CREDIT_WINDOW_BYTES))
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [source], later=later)
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        await restart(pair, "alice")
        if arrived:
            disk.gate.set()
            pair.connect()
            await pair.advance_until(lambda: pair.alice_events.of(TransferCompleted))
        assert await pair.alice.offer(pair.bob_id, "Bob", [source]) == transfer_id
        another = await pair.alice.offer(pair.bob_id, "Bob", [source])
        assert another != transfer_id
        await pair.alice.cancel(another)
        disk.gate.set()


async def test_what_is_not_the_same_any_more_after_a_restart_is_another_job(tmp_path: Path) -> None:
    disk = GatedDisk(free_writes=2)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        source = pair.source("big", os.urandom(2 * CREDIT_WINDOW_BYTES))
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [source])
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        await restart(pair, "alice")
        source.write_bytes(b"another")
        assert await pair.alice.offer(pair.bob_id, "Bob", [source]) != transfer_id
        disk.gate.set()


@pytest.mark.parametrize("times_out", [False, True])
async def test_how_an_offer_ended_while_its_receiver_was_away_is_told_when_it_is_back(
    tmp_path: Path, times_out: bool
) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")])
        await pair.bob_events.expect(TransferOffered)
        pair.sessions.cut()
        if times_out:
            pair.alice.fail(transfer_id, TransferReason.LOST)
        else:
            await pair.alice.cancel(transfer_id)
        pair.connect()
        await until(lambda: pair.bob.snapshot(transfer_id).state.is_final)
        assert pair.bob.snapshot(transfer_id).state is pair.alice.snapshot(transfer_id).state


async def test_a_home_that_is_full_is_said(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        (pair.root / "alice").mkdir(exist_ok=True)
        (pair.root / "alice" / "outbox").write_bytes(b"in the way")
        with pytest.raises(HomeError):
            await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")], later=True)
        assert pair.alice.snapshots() == ()


@pytest.mark.parametrize("who", ["alice", "bob", "alice bob"])
async def test_a_restart_while_the_receiver_is_asked_asks_once_more_at_most(tmp_path: Path, who: str) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")], later=True)
        await pair.bob_events.expect(TransferOffered)
        pair.sessions.cut()
        await restart(pair, who)
        pair.connect()
        await pair.advance_until(lambda: pair.bob.snapshots() and pair.bob.snapshots()[0].state is S.OFFERED)
        await until(lambda: pair.alice.snapshot(transfer_id).state is S.OFFERED)
        await pair.bob.accept(transfer_id)
        await pair.alice_events.expect(TransferCompleted)
        assert [path.name for path in pair.inbox.iterdir()] == ["a"]


@pytest.mark.parametrize("who", ["alice", "bob", "alice bob"])
async def test_a_job_underway_goes_on_where_it_was(tmp_path: Path, who: str) -> None:
    disk = GatedDisk(free_writes=90)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        content = os.urandom(20 * MIB)
        sources = [pair.source("first", b"x"), pair.source("big", content)]
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", sources, later=True)
        await until(disk.waiting.is_set)
        written = pair.sessions.alice.frame_bytes_sent
        pair.sessions.cut()
        disk.gate.set()
        await restart(pair, who)
        second = pair.connect()
        assert await until_over(pair, transfer_id) is S.COMPLETED
        done = pair.alice_events.of(TransferCompleted)[-1]
        assert [file.path for file in done.files] == sources
        assert done.problems == ()
        assert (pair.inbox / "big").read_bytes() == content
        assert sorted(path.name for path in pair.inbox.iterdir()) == ["big", "first"]
        assert written + second.alice.frame_bytes_sent < 20 * MIB + CREDIT_WINDOW_BYTES + MIB
        if who == "alice":
            assert second.alice.of(Manifest) == [], "the receiver says by itself where to go on"
        assert await pair.leftovers() == []
        await until(lambda: kept(pair) == [], what="nothing waits any more")


@pytest.mark.parametrize("who", ["alice", "bob", "alice bob"])
@pytest.mark.parametrize("lost", [Complete, CompleteAck])
async def test_a_job_that_arrived_makes_no_second_copy(tmp_path: Path, who: str, lost: type) -> None:
    async with transfer_pair(tmp_path) as pair:
        drop = lambda message: isinstance(message, lost)  # noqa: E731
        pair.sessions.alice.drop = pair.sessions.bob.drop = drop
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")], later=True)
        await pair.bob_events.expect(TransferCompleted)
        if lost is CompleteAck:
            await pair.alice_events.expect(TransferCompleted)
        pair.sessions.cut()
        await restart(pair, who)
        pair.connect()
        await pair.clock.advance(2)
        if lost is Complete:
            assert await until_over(pair, transfer_id) is S.COMPLETED
        await pair.clock.advance(5)
        assert [path.name for path in pair.inbox.iterdir()] == ["a"]
        await until(lambda: kept(pair) == [], what="nothing waits any more")


async def test_a_source_that_changed_while_it_was_underway_is_not_mixed(tmp_path: Path) -> None:
    disk = GatedDisk(free_writes=3)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        for name in ("a", "b"):
            pair.source(f"day/{name}", name.encode() * MIB)
        # More than is ever on its way: Bob can't have all of it when the link is cut.
        pair.source("day/c", b"c" * 16 * MIB)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "day"], later=True)
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        disk.gate.set()
        pair.source("day/a0", b"new")
        pair.source("day/c", b"C" * 16 * MIB)
        await restart(pair, "alice")
        pair.connect()
        assert await until_over(pair, transfer_id) is S.COMPLETED
        done = pair.alice_events.of(TransferCompleted)[-1]
        assert [problem.reason for problem in done.problems] == [TransferReason.SOURCE_CHANGED]
        found = {path.name: path.read_bytes() for path in (pair.inbox / "day").iterdir()}
        assert found == {name: name.encode() * MIB for name in ("a", "b")}


async def test_a_device_that_is_away_for_days_gets_the_rest(tmp_path: Path) -> None:
    disk = GatedDisk(free_writes=3)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        content = os.urandom(4 * MIB)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", content)], later=True)
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        disk.gate.set()
        await pair.clock.advance(2 * 24 * 60 * 60)
        await pair.bob_events.expect(TransferFailed)
        assert pair.alice.snapshot(transfer_id).state is S.SUSPENDED
        job = pair.bob._jobs.known(transfer_id)
        await job.closed()
        second = pair.connect()
        assert await until_over(pair, transfer_id) is S.COMPLETED
        assert (pair.inbox / "a").read_bytes() == content
        assert second.alice.frame_bytes_sent < 4 * MIB
        assert await pair.leftovers() == []


async def test_a_job_canceled_by_the_receiver_does_not_come_back(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.decline(TransferReason.NOT_ATTENDED)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")], later=True)
        await pair.alice_events.expect(TransferFailed)
        await pair.alice.aclose()
        pair.restart_alice()
        assert await pair.alice.restore() == ()
        assert transfer_id not in {shown.transfer_id for shown in pair.alice.snapshots()}


@pytest.mark.parametrize("who", ["", "bob", "alice bob"])
async def test_what_its_receiver_canceled_while_the_sender_was_away_does_not_come_again(
    tmp_path: Path, who: str
) -> None:
    disk = GatedDisk(free_writes=3)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        source = pair.source("a", os.urandom(4 * MIB))
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [source], later=True)
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        disk.gate.set()
        await pair.bob.cancel(transfer_id)
        await restart(pair, who)
        pair.connect()
        assert await until_over(pair, transfer_id) is S.CANCELED
        await until(lambda: kept(pair) == [], what="nothing waits any more")
        assert await pair.leftovers() == []
        assert list(pair.inbox.iterdir()) == []


async def test_what_waits_is_told_after_a_restart(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")], later=True)
        await pair.alice.aclose()
        pair.restart_alice()
        assert await pair.alice.restore() == (pair.bob_id,)
        told = pair.alice_events.of(TransferStateChanged)[-1]
        assert (told.state, told.reason) == (S.NEW, TransferReason.WAITING)


# What the user made of what waits


async def waiting_jobs(pair: TransferPair, names: str) -> dict[str, TransferId]:
    """One job for each letter, in that order, for a device that is away."""
    jobs = {}
    for name in names:
        jobs[name] = await pair.alice.offer(pair.bob_id, "Bob", [pair.source(name, b"x")], later=True)
        await pair.clock.advance(1)
    return jobs


def in_line(pair: TransferPair) -> str:
    """The labels in the order of the line, which is not that of the list."""
    found = {shown.queue_position or 0: shown.label for shown in pair.alice.snapshots()}
    return "".join(found[position] for position in sorted(found))


async def test_the_order_a_user_made_stands_after_a_restart(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        jobs = await waiting_jobs(pair, "abcd")
        pair.alice.move(jobs["d"], QueueMove.FIRST)
        pair.alice.move(jobs["a"], QueueMove.DOWN)
        assert in_line(pair) == "dbac"
        await restart(pair, "alice")
        assert in_line(pair) == "dbac"
        assert [shown.label for shown in pair.alice.snapshots()] == list("abcd"), "listed by age, as before"
        await waiting_jobs(pair, "e")
        pair.alice.move(jobs["c"], QueueMove.UP)
        await restart(pair, "alice")
        assert in_line(pair) == "dbcae"


async def test_a_job_that_waits_is_still_paused_and_limited_after_a_restart(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        jobs = await waiting_jobs(pair, "ab")
        pair.alice.pause(jobs["a"])
        pair.alice.limit(jobs["a"], 50_000)
        pair.alice.pause(jobs["b"])
        pair.alice.resume(jobs["b"])
        await restart(pair, "alice")
        shown = {name: pair.alice.snapshot(job) for name, job in jobs.items()}
        assert [(each.held, each.limit_bytes_per_second) for each in shown.values()] == [(True, 50_000), (False, 0)]
        pair.connect()
        await pair.alice_events.expect(TransferCompleted)
        await until(lambda: pair.bob.snapshot(jobs["a"]).reason is TransferReason.PEER)
        assert pair.alice.snapshot(jobs["a"]).state is S.PAUSED
        assert pair.alice.snapshot(jobs["b"]).state is S.COMPLETED
        assert not (pair.inbox / "a").exists()
        pair.alice.resume(jobs["a"])
        await pair.alice_events.expect(TransferCompleted)
        assert (pair.inbox / "a").read_bytes() == b"x"
        assert await pair.leftovers() == []
        assert kept(pair) == []


@pytest.mark.parametrize("who", ["alice", "bob", "alice bob"])
async def test_a_job_its_sender_paused_underway_is_found_paused_and_goes_on_where_it_was(
    tmp_path: Path, who: str
) -> None:
    disk = GatedDisk(free_writes=3)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        content = os.urandom(2 * CREDIT_WINDOW_BYTES)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", content)], later=True)
        await until(disk.waiting.is_set)
        pair.alice.pause(transfer_id)
        pair.alice.limit(transfer_id, 50_000_000)
        pair.sessions.cut()
        disk.gate.set()
        await restart(pair, who)
        second = pair.connect()
        await until_shown(pair.alice, pair, transfer_id, TransferReason.USER)
        await until_shown(pair.bob, pair, transfer_id, TransferReason.PEER)
        assert pair.alice.snapshot(transfer_id).limit_bytes_per_second == 50_000_000
        assert second.alice.frame_bytes_sent == 0
        pair.alice.resume(transfer_id)
        assert await until_over(pair, transfer_id) is S.COMPLETED
        assert (pair.inbox / "a").read_bytes() == content
        assert await pair.leftovers() == []


@pytest.mark.parametrize("paused", [False, True])
async def test_a_job_underway_shows_after_a_restart_at_once_how_far_it_was(tmp_path: Path, paused: bool) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.bob.change_limits(TransferLimits(bytes_per_second=1_000_000))
        content = os.urandom(4 * MIB)
        sources = [pair.source("a", content), pair.source("b", b"x" * MIB)]
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", sources, later=True)
        await until(lambda: pair.bob.snapshots() and pair.bob.snapshots()[0].state is S.OFFERED)
        await pair.bob.accept(transfer_id, chosen=[0])
        await until(lambda: pair.alice.snapshot(transfer_id).bytes_done > 0)
        if paused:
            pair.alice.pause(transfer_id)
        pair.sessions.cut()
        done = pair.alice.snapshot(transfer_id).bytes_done
        await restart(pair, "alice bob")
        (shown,) = pair.alice.snapshots()
        assert (shown.bytes_done, shown.size_bytes, shown.held) == (done, 4 * MIB, paused)
        pair.connect()
        if paused:
            await until_shown(pair.alice, pair, transfer_id, TransferReason.USER)
            assert pair.alice.snapshot(transfer_id).bytes_done >= done, "now as the receiver says"
            assert pair.bob.snapshot(transfer_id).bytes_done >= done
            pair.alice.resume(transfer_id)
        assert await until_over(pair, transfer_id) is S.COMPLETED
        assert (pair.inbox / "a").read_bytes() == content


@pytest.mark.parametrize("who", ["alice", "bob", "alice bob"])
async def test_a_job_its_receiver_paused_is_found_paused_and_limited(tmp_path: Path, who: str) -> None:
    disk = GatedDisk(free_writes=3)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        content = os.urandom(2 * CREDIT_WINDOW_BYTES)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", content)], later=True)
        await until(disk.waiting.is_set)
        pair.bob.limit(transfer_id, 1_000_000)
        pair.bob.pause(transfer_id)
        pair.sessions.cut()
        disk.gate.set()
        await restart(pair, who)
        second = pair.connect()
        await until_shown(pair.bob, pair, transfer_id, TransferReason.USER)
        await until_shown(pair.alice, pair, transfer_id, TransferReason.PEER)
        shown = pair.bob.snapshot(transfer_id)
        assert (shown.held, shown.reason, shown.limit_bytes_per_second) == (True, TransferReason.USER, 1_000_000)
        assert second.alice.frame_bytes_sent == 0
        pair.bob.limit(transfer_id, 0)
        pair.bob.resume(transfer_id)
        assert await until_over(pair, transfer_id) is S.COMPLETED
        assert (pair.inbox / "a").read_bytes() == content
        assert await pair.leftovers() == []


async def test_a_pause_before_the_yes_is_kept_with_the_yes(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")], later=True)
        await pair.bob_events.expect(TransferOffered)
        pair.bob.pause(transfer_id)
        await pair.bob.accept(transfer_id)
        await until(lambda: pair.bob.snapshot(transfer_id).state is S.PAUSED)
        pair.sessions.cut()
        await restart(pair, "bob")
        pair.connect()
        await until_shown(pair.bob, pair, transfer_id, TransferReason.USER)


async def test_what_a_user_wished_is_on_the_disk_before_any_restart(tmp_path: Path) -> None:
    """A kill gives no time to write anything: what is read here is what the next run would find."""
    async with transfer_pair(tmp_path, connected=False) as pair:
        jobs = await waiting_jobs(pair, "ab")
        pair.alice.move(jobs["b"], QueueMove.FIRST)
        pair.alice.pause(jobs["a"])

        def found(name: str) -> OutboxPlace:
            # Not by `load`, which tidies up after a kill: here somebody may be writing.
            raw = (pair.root / "alice" / "outbox" / f"{jobs[name]}.job").read_bytes()
            return OutboxPlace(Outbox(pair.root / "alice"), msgspec.json.decode(raw, type=OutboxJob))

        await until(lambda: found("b").rank < found("a").rank)
        await until(lambda: found("a").job.wishes.paused)


async def test_a_change_that_can_not_be_written_is_lost_and_the_job_is_not(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        (job,) = (await waiting_jobs(pair, "a")).values()
        in_the_way = pair.root / "alice" / "outbox" / f"{job}.job.new"
        in_the_way.mkdir()
        pair.alice.pause(job)
        await pair.alice.aclose()
        in_the_way.rmdir()
        pair.restart_alice()
        await pair.alice.restore()
        assert [(shown.transfer_id, shown.held) for shown in pair.alice.snapshots()] == [(job, False)]


def test_the_file_of_an_earlier_version_is_a_job_like_any_other(tmp_path: Path) -> None:
    made = place(tmp_path)
    made.wait()
    path = tmp_path / "outbox" / f"{ID}.job"
    kept = json.loads(path.read_bytes())
    assert not {"wishes", "rank"} & kept.keys(), "what nobody changed is written as it always was"
    (job,) = Outbox(tmp_path).load()
    assert (job.wishes, OutboxPlace(Outbox(tmp_path), job).rank) == (Wishes(), Fraction(1))


def place(root: Path) -> OutboxPlace:
    source = root / "source"
    source.write_bytes(b"hello")
    return OutboxPlace.make(
        Outbox(root),
        transfer_id=ID,
        device_id=DeviceId("A" * 52),
        peer_name="Bob",
        at=1.0,
        roots=[source],
        sources=read_sources([source]),
    )


async def test_a_damaged_file_is_set_aside_and_said_and_the_others_are_found(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")], later=True)
        outbox = pair.root / "alice" / "outbox"
        (outbox / "x.job").write_bytes(b"{")
        (outbox / "y.job").write_bytes(b"\xff\xfe")
        await restart(pair, "alice")
        assert [shown.transfer_id for shown in pair.alice.snapshots()] == [transfer_id]
        assert sorted(path.name for path in outbox.glob("*.damaged")) == ["x.job.damaged", "y.job.damaged"]
        (warning,) = pair.alice_events.of(WarningRaised)
        assert warning.message.endswith("2.")


@pytest.mark.parametrize("unreadable", ["outbox/{transfer_id}.job", "outbox"])
async def test_a_job_that_can_not_be_read_in_this_run_is_lost_and_not_forgotten(
    tmp_path: Path, unreadable: str
) -> None:
    disk, content = GatedDisk(free_writes=3), os.urandom(2 * CREDIT_WINDOW_BYTES)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", content)], later=True)
        place = pair.root / "alice" / unreadable.format(transfer_id=transfer_id)
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        disk.free_writes = 1000
        disk.gate.set()
        await pair.alice.aclose()
        # What is there is no file, or no folder: reading it fails as on a disk that is ill.
        place.rename(tmp_path / "aside")
        if unreadable == "outbox":
            place.write_bytes(b"")
        else:
            place.mkdir()
        pair.restart_alice()
        await pair.alice.restore()
        assert len(pair.alice_events.of(WarningRaised)) == 1
        pair.connect()
        assert (await pair.bob_events.expect(TransferFailed)).reason is TransferReason.LOST
        assert [*pair.inbox.glob("*.peerdrop-part")] != []
        pair.sessions.cut()
        await pair.alice.aclose()
        if unreadable == "outbox":
            place.unlink()
        else:
            place.rmdir()
        (tmp_path / "aside").rename(place)
        pair.restart_alice()
        await pair.alice.restore()
        pair.connect()
        await pair.advance_until(lambda: pair.bob_events.of(TransferCompleted))
        assert (pair.inbox / "a").read_bytes() == content
        assert await pair.leftovers() == []


@pytest.mark.skipif(os.name == "nt", reason="names there are text")
def test_names_that_are_not_text_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "day"
    folder.mkdir()
    (folder / "ok").write_bytes(b"1")
    odd = folder / os.fsdecode(b"caf\xe9")
    odd.write_bytes(b"2")
    made = OutboxPlace.make(
        Outbox(tmp_path), transfer_id=ID, device_id=DeviceId("A" * 52), peer_name="Bob", at=1.0,
        roots=[folder], sources=read_sources([folder]),
    )  # fmt: skip
    went = made.go()
    (job,) = Outbox(tmp_path).load()
    assert OutboxPlace(Outbox(tmp_path), job).sources() == went
    assert [problem.path for problem in went.problems] == [str(odd)]


def test_what_was_half_written_as_the_program_was_killed_is_no_job_and_goes(tmp_path: Path) -> None:
    place(tmp_path).wait()
    half = tmp_path / "outbox" / f"{'2' * 32}.job.new"
    half.write_bytes(b'{"transfer_id"')
    (job,) = Outbox(tmp_path).load()
    assert job.transfer_id == ID
    assert not half.exists()


def test_a_manifest_that_went_stands(tmp_path: Path) -> None:
    made = place(tmp_path)
    went = made.go()
    (tmp_path / "source").write_bytes(b"other")
    assert made.go() == went
    (job,) = Outbox(tmp_path).load()
    assert isinstance(job, OutboxJob)
    assert OutboxPlace(Outbox(tmp_path), job).sources() == went
    made.drop()
    made.drop()
    assert Outbox(tmp_path).load() == ()
