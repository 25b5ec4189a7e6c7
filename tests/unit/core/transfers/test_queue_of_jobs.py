"""Several jobs at once between two devices: who goes, who waits, and how fast."""

import asyncio
import os
from pathlib import Path

import pytest

from peerdrop.core.errors import NoSuchTransfer
from peerdrop.core.events import TransferCompleted, TransferRearranged, TransferStateChanged
from peerdrop.core.states import QueueMove, TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.flow.transfer_limits import TransferLimits
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import MIB
from peerdrop.wire.transfers import Pause, TransferOffer
from tests.manual_clock import settle
from tests.transfer_pair import TransferPair, transfer_pair
from tests.until import until

S = TransferState
SLOW = 1_000_000
BIG = 12 * MIB


async def offered(pair: TransferPair, names: str, size: int = BIG) -> dict[str, TransferId]:
    """One job of one file for each letter, in that order."""
    jobs = {name: await pair.alice.offer(pair.bob_id, "Bob", [pair.source(name, os.urandom(size))]) for name in names}
    await until(lambda: {each.transfer_id for each in pair.bob.snapshots()} >= set(jobs.values()))
    return jobs


def going(pair: TransferPair, jobs: dict[str, TransferId]) -> str:
    return "".join(name for name, job in jobs.items() if pair.alice.snapshot(job).state is S.TRANSFERRING)


def waiting(pair: TransferPair, jobs: dict[str, TransferId]) -> str:
    """Those that both sides show as being in line."""
    found = ""
    for name, job in jobs.items():
        here, there = pair.alice.snapshot(job), pair.bob.snapshot(job)
        if (here.state, here.reason) == (there.state, there.reason) == (S.PAUSED, TransferReason.QUEUED):
            found += name
    return found


async def test_three_go_and_the_others_are_next_in_line_on_both_sides(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.alice.change_limits(TransferLimits(bytes_per_second=SLOW))
        jobs = await offered(pair, "abcde")
        await until(lambda: (going(pair, jobs), waiting(pair, jobs)) == ("abc", "de"))
        assert [pair.alice.snapshot(job).queue_position for job in jobs.values()] == [1, 2, 3, 4, 5]
        assert pair.bob.snapshot(jobs["a"]).queue_position is None
        assert {message.reason for message in pair.sessions.alice.of(Pause)} == {"QUEUED"}  # type: ignore[attr-defined]
        pair.alice.change_limits(TransferLimits())
        for _ in jobs:
            await pair.alice_events.expect(TransferCompleted, within_s=30)
        for name in jobs:
            assert (pair.inbox / name).read_bytes() == (pair.outbox / name).read_bytes()


async def test_a_small_job_does_not_wait_for_three_large_ones(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.alice.change_limits(TransferLimits(bytes_per_second=SLOW))
        jobs = await offered(pair, "abcd")
        await until(lambda: going(pair, jobs) == "abc")
        small = await offered(pair, "s", 1000)
        await until(lambda: pair.bob.snapshots()[-1].state is S.TRANSFERRING)
        await pair.advance(2)
        await until(lambda: pair.alice.snapshot(small["s"]).state is S.COMPLETED)
        assert going(pair, jobs) == "abc"


async def test_one_at_a_time_is_in_strict_order(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.alice.change_limits(TransferLimits(at_once=1))
        jobs = await offered(pair, "abc") | await offered(pair, "s", 1000)
        for _ in jobs:
            await pair.alice_events.expect(TransferCompleted, within_s=30)
        sent = [event.transfer_id for event in pair.alice_events.of(TransferStateChanged) if event.state is S.VERIFYING]
        assert sent == list(jobs.values())


async def test_how_many_go_can_be_changed_while_they_do(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.alice.change_limits(TransferLimits(bytes_per_second=SLOW, at_once=1))
        jobs = await offered(pair, "abc")
        await until(lambda: (going(pair, jobs), waiting(pair, jobs)) == ("a", "bc"))
        pair.alice.change_limits(TransferLimits(bytes_per_second=SLOW, at_once=2))
        await until(lambda: (going(pair, jobs), waiting(pair, jobs)) == ("ab", "c"))


async def test_what_is_put_first_goes_at_once_and_another_waits_where_it_is(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.alice.change_limits(TransferLimits(bytes_per_second=SLOW, at_once=1))
        jobs = await offered(pair, "abc")
        await until(lambda: (going(pair, jobs), waiting(pair, jobs)) == ("a", "bc"))
        pair.alice.move(jobs["c"], QueueMove.FIRST)
        await until(lambda: (going(pair, jobs), waiting(pair, jobs)) == ("c", "ab"))
        told = {
            event.transfer.label: event.transfer.queue_position for event in pair.alice_events.of(TransferRearranged)
        }
        assert told == {"c": 1, "a": 2, "b": 3}
        pair.alice.move(jobs["a"], QueueMove.DOWN)
        pair.alice.move(jobs["c"], QueueMove.LAST)
        await until(lambda: (going(pair, jobs), waiting(pair, jobs)) == ("b", "ac"))
        pair.alice_events.forget()
        pair.alice.change_limits(TransferLimits(at_once=1))
        for _ in jobs:
            await pair.alice_events.expect(TransferCompleted)
        # Who went last may be there first: each has a disk of its own.
        went = [event for event in pair.alice_events.of(TransferStateChanged) if event.state is S.TRANSFERRING]
        assert [event.transfer_id for event in went] == [jobs["a"], jobs["c"]]


async def test_only_who_sends_decides_the_order(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        jobs = await offered(pair, "a", 10)
        await until(lambda: pair.bob.snapshots())
        with pytest.raises(NoSuchTransfer):
            pair.bob.move(jobs["a"], QueueMove.FIRST)


async def test_who_pauses_leaves_the_place_to_the_next_and_has_it_again_after(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.alice.change_limits(TransferLimits(bytes_per_second=SLOW, at_once=1))
        jobs = await offered(pair, "ab")
        await until(lambda: (going(pair, jobs), waiting(pair, jobs)) == ("a", "b"))
        pair.bob.pause(jobs["a"])
        await until(lambda: going(pair, jobs) == "b")
        assert pair.alice.snapshot(jobs["a"]).reason is TransferReason.PEER
        pair.bob.resume(jobs["a"])
        await until(lambda: (going(pair, jobs), waiting(pair, jobs)) == ("a", "b"))
        pair.alice.pause(jobs["b"])
        await until(lambda: pair.bob.snapshot(jobs["b"]).reason is TransferReason.PEER)
        pair.alice.resume(jobs["b"])
        await until(lambda: waiting(pair, jobs) == "b")


async def test_a_cut_changes_nothing_about_the_order(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.alice.change_limits(TransferLimits(bytes_per_second=SLOW, at_once=1))
        jobs = await offered(pair, "abc")
        await until(lambda: (going(pair, jobs), waiting(pair, jobs)) == ("a", "bc"))
        pair.sessions.cut()
        pair.alice.move(jobs["b"], QueueMove.FIRST)
        pair.connect()
        await until(lambda: (going(pair, jobs), waiting(pair, jobs)) == ("b", "ac"))


async def test_many_offers_at_once_all_arrive(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        for number in range(500):
            pair.source(f"many/{number:03}", b"x")
        jobs = [await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "many"]) for _ in range(10)]
        for _ in jobs:
            await pair.alice_events.expect(TransferCompleted, within_s=60)
        assert sum(1 for path in pair.inbox.rglob("*") if path.is_file()) == 5000


async def test_more_offers_than_the_other_side_keeps_wait_until_some_are_answered(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        for number in range(40):
            await pair.alice.offer(pair.bob_id, "Bob", [pair.source(f"f{number:02}", b"x")])
        await until(lambda: len(pair.bob.snapshots()) == 16)
        await settle()
        assert len(pair.sessions.alice.of(TransferOffer)) == 16
        last = pair.alice.snapshots()[-1]
        assert (last.state, last.reason, last.queue_position) == (S.NEW, TransferReason.QUEUED, 40)
        while len(pair.bob_events.of(TransferCompleted)) < 40:
            for snapshot in pair.bob.snapshots():
                if snapshot.state is S.OFFERED:
                    await pair.bob.accept(snapshot.transfer_id)
            await asyncio.sleep(0.01)
        assert len(list(pair.inbox.iterdir())) == 40


async def test_an_offer_in_line_waits_for_its_device_when_that_goes(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        for number in range(17):
            await pair.alice.offer(pair.bob_id, "Bob", [pair.source(f"f{number:02}", b"x")])
        await until(lambda: pair.alice.snapshots()[-1].reason is TransferReason.QUEUED)
        pair.sessions.cut()
        last = pair.alice.snapshots()[-1]
        assert (last.state, last.reason) == (S.NEW, TransferReason.WAITING)
        reasons = [
            event.reason
            for event in pair.alice_events.of(TransferStateChanged)
            if event.transfer_id == last.transfer_id
        ]
        assert reasons == [TransferReason.QUEUED, TransferReason.WAITING]


async def test_time_in_line_is_not_counted(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.alice.change_limits(TransferLimits(bytes_per_second=SLOW, at_once=1))
        jobs = await offered(pair, "ab")
        await until(lambda: (going(pair, jobs), waiting(pair, jobs)) == ("a", "b"))
        await pair.clock.advance(10)
        pair.alice.change_limits(TransferLimits())
        done = await pair.bob_events.expect(
            TransferCompleted, where=lambda event: event.transfer_id == jobs["b"], within_s=30
        )
        assert done.seconds < 5


# Speed


@pytest.mark.parametrize("side", ["sender", "receiver", "job"])
async def test_a_limit_holds_and_can_be_lifted_while_it_runs(tmp_path: Path, side: str) -> None:
    async with transfer_pair(tmp_path) as pair:
        limits = TransferLimits(bytes_per_second=SLOW)
        if side == "sender":
            pair.alice.change_limits(limits)
        elif side == "receiver":
            pair.bob.change_limits(limits)
        else:
            # Or it would be over before it has a limit of its own.
            pair.alice.change_limits(limits)
        (job,) = (await offered(pair, "a")).values()
        if side == "job":
            pair.bob.limit(job, SLOW)
            assert pair.bob.snapshot(job).limit_bytes_per_second == SLOW
            pair.alice.change_limits(TransferLimits())
        await until(lambda: pair.bob.snapshot(job).state is S.TRANSFERRING)
        begun = pair.bob.snapshot(job).bytes_done
        await pair.advance(4)
        moved = pair.bob.snapshot(job).bytes_done - begun
        assert moved <= 4.6 * SLOW
        if side != "job":
            assert moved >= 3 * SLOW
            assert pair.sessions.alice.frame_bytes_sent <= 5.2 * SLOW, "little is on its way"
        if side == "sender":
            pair.alice.change_limits(TransferLimits())
        elif side == "receiver":
            pair.bob.change_limits(TransferLimits())
        else:
            pair.bob.limit(job, 0)
        await pair.alice_events.expect(TransferCompleted, within_s=20)
        assert (pair.inbox / "a").read_bytes() == (pair.outbox / "a").read_bytes()


@pytest.mark.parametrize("whose", ["all", "job"])
async def test_a_receivers_limit_lets_no_burst_through_at_first_or_after_a_pause_or_a_cut(
    tmp_path: Path, whose: str
) -> None:
    async with transfer_pair(tmp_path) as pair:
        if whose == "all":
            pair.bob.change_limits(TransferLimits(bytes_per_second=SLOW))
        pair.decision = OfferDecision.ask()
        (job,) = (await offered(pair, "a")).values()
        await until(lambda: pair.bob.snapshot(job).state is S.OFFERED)
        if whose == "job":
            pair.bob.limit(job, SLOW)

        async def most_ahead() -> float:
            """By how much more was sent than the limit allows, at the worst moment of 1.5 s."""
            begun_at, begun = pair.clock.monotonic(), pair.sessions.alice.frame_bytes_sent
            most = 0.0
            for _ in range(60):
                await pair.advance(0.025, step_s=0.025)
                sent = pair.sessions.alice.frame_bytes_sent - begun
                most = max(most, sent - SLOW * (pair.clock.monotonic() - begun_at))
            return most

        await pair.bob.accept(job)
        assert 0 < await most_ahead() <= 0.17 * SLOW
        pair.bob.pause(job)
        await until(lambda: pair.alice.snapshot(job).state is S.PAUSED)
        await pair.clock.advance(10)
        pair.bob.resume(job)
        assert 0 < await most_ahead() <= 0.17 * SLOW
        pair.sessions.cut()
        pair.connect()
        assert 0 < await most_ahead() <= 0.17 * SLOW
        pair.bob.limit(job, 0)
        pair.bob.change_limits(TransferLimits())
        await pair.alice_events.expect(TransferCompleted, within_s=20)
        assert (pair.inbox / "a").read_bytes() == (pair.outbox / "a").read_bytes()


async def test_a_limit_set_before_the_yes_holds_from_the_first_byte(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        (job,) = (await offered(pair, "a")).values()
        await until(lambda: pair.bob.snapshots())
        pair.alice.limit(job, SLOW)
        assert [event.transfer.limit_bytes_per_second for event in pair.alice_events.of(TransferRearranged)] == [SLOW]
        await pair.bob.accept(job)
        await until(lambda: pair.alice.snapshot(job).state is S.TRANSFERRING)
        await pair.advance(2)
        assert SLOW <= pair.sessions.alice.frame_bytes_sent <= 2.3 * SLOW


async def test_a_limited_job_leaves_the_rest_to_others(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        # Or it would be over before it has a limit of its own.
        pair.alice.change_limits(TransferLimits(bytes_per_second=SLOW))
        jobs = await offered(pair, "a")
        pair.alice.limit(jobs["a"], SLOW)
        pair.alice.change_limits(TransferLimits())
        jobs |= await offered(pair, "b")
        await until(lambda: pair.alice.snapshot(jobs["b"]).state is S.COMPLETED)
        assert pair.alice.snapshot(jobs["a"]).state is S.TRANSFERRING


async def test_a_cut_while_a_slow_receiver_waits_goes_on_at_once(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.bob.change_limits(TransferLimits(bytes_per_second=10_000))
        (job,) = (await offered(pair, "a")).values()
        await until(lambda: pair.bob.snapshot(job).bytes_done > 0)
        pair.sessions.cut()
        pair.connect()
        await until(lambda: pair.bob.snapshot(job).state is S.TRANSFERRING)
        pair.bob.change_limits(TransferLimits())
        await pair.alice_events.expect(TransferCompleted, within_s=20)
        assert (pair.inbox / "a").read_bytes() == (pair.outbox / "a").read_bytes()
