"""One machine, whatever carries its frames: a job that changes lanes loses nothing and doubles little."""

import asyncio
import os
import random
from pathlib import Path

import pytest
from blake3 import blake3

from peerdrop.core.events import TransferCompleted, TransferStateChanged
from peerdrop.core.states import LaneKind, TransferReason, TransferState
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES, MIB
from peerdrop.wire.transfers import Accept, LaneLost
from tests.manual_clock import settle
from tests.memory_lanes import MemoryLanes, Pipe
from tests.transfer_pair import TransferPair, transfer_pair
from tests.unit.core.transfers.test_control_at_every_step import HeldDisk
from tests.until import until

S = TransferState
BIG = 20 * MIB


def failing_at(lanes: MemoryLanes, carried_bytes: int) -> None:
    """The first lane in memory fails there."""
    lanes.breaks = lambda pipe: pipe is lanes.pipes[0] and pipe.carried_bytes >= carried_bytes


def sent_bytes(pair: TransferPair, lanes: MemoryLanes) -> int:
    return pair.sessions.alice.frame_bytes_sent + sum(pipe.carried_bytes for pipe in lanes.pipes)


async def test_the_best_lane_of_both_is_taken(tmp_path: Path) -> None:
    lanes = MemoryLanes()
    async with transfer_pair(tmp_path, lanes=lanes) as pair:
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(BIG))])
        done = await pair.alice_events.expect(TransferCompleted)
        assert done.lane is LaneKind.MEMORY
        assert pair.sessions.alice.frames_sent == 0
        assert (pair.inbox / "a").read_bytes() == (pair.outbox / "a").read_bytes()


@pytest.mark.parametrize("told", [True, False], ids=["both notice", "the sender notices"])
@pytest.mark.parametrize("at", [1, 5 * MIB, BIG - 10])
async def test_a_lane_that_fails_is_followed_by_the_next_one_where_the_disk_is(
    tmp_path: Path, told: bool, at: int
) -> None:
    lanes = MemoryLanes()
    lanes.tells = told
    failing_at(lanes, at)
    async with transfer_pair(tmp_path, lanes=lanes) as pair:
        content = os.urandom(BIG)
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", content), pair.source("b", b"end")])
        sent = await pair.alice_events.expect(TransferCompleted)
        received = await pair.bob_events.expect(TransferCompleted)
        assert sent.lane is received.lane is LaneKind.DATA_CHANNEL
        assert received.files[0].digest == f"blake3:{blake3(content).hexdigest()}"
        assert (pair.inbox / "a").read_bytes() == content
        assert sent_bytes(pair, lanes) <= BIG + CREDIT_WINDOW_BYTES
        for events in (pair.alice_events, pair.bob_events):
            told_states = [event.state for event in events.of(TransferStateChanged)]
            assert S.SUSPENDED not in told_states, "the user sees no more than another badge"
            assert told_states.count(S.TRANSFERRING) == 2
        first, second = pair.sessions.bob.of(Accept)
        assert isinstance(first, Accept)
        assert isinstance(second, Accept)
        assert (first.lane, second.lane) == ("memory", "data_channel")
        assert await pair.leftovers() == []


@pytest.mark.parametrize("who", ["alice", "bob"])
async def test_a_pause_outlives_the_lane(tmp_path: Path, who: str) -> None:
    lanes, disk = MemoryLanes(), HeldDisk()
    async with transfer_pair(tmp_path, lanes=lanes, open_part=disk) as pair:
        one, other = (pair.alice, pair.bob) if who == "alice" else (pair.bob, pair.alice)
        job = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(BIG))])
        await until(lambda: lanes.pipes and lanes.pipes[0].carried_bytes > MIB)
        one.pause(job)
        await until(lambda: other.snapshot(job).state is S.PAUSED)
        disk.gate.set()
        lanes.pipes[0].fail()
        await until(lambda: lanes.opened.count(LaneKind.DATA_CHANNEL) == 2)
        await settle()
        assert (one.snapshot(job).state, one.snapshot(job).reason) == (S.PAUSED, TransferReason.USER)
        assert (other.snapshot(job).state, other.snapshot(job).reason) == (S.PAUSED, TransferReason.PEER)
        assert pair.sessions.alice.frames_sent == 0
        one.resume(job)
        await pair.alice_events.expect(TransferCompleted)
        assert (pair.inbox / "a").read_bytes() == (pair.outbox / "a").read_bytes()


async def test_a_lane_that_fails_when_all_is_sent_is_no_trouble(tmp_path: Path) -> None:
    lanes, disk = MemoryLanes(), HeldDisk()
    async with transfer_pair(tmp_path, lanes=lanes, open_part=disk) as pair:
        job = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(MIB))])
        await until(lambda: pair.alice.snapshot(job).state is S.VERIFYING)
        lanes.pipes[0].fail()
        disk.gate.set()
        await pair.alice_events.expect(TransferCompleted)
        await pair.bob_events.expect(TransferCompleted)
        assert (pair.inbox / "a").read_bytes() == (pair.outbox / "a").read_bytes()


async def test_without_another_lane_the_job_waits_for_the_next_session(tmp_path: Path) -> None:
    lanes = MemoryLanes(only_memory=True)
    failing_at(lanes, 5 * MIB)
    async with transfer_pair(tmp_path, lanes=lanes) as pair:
        job = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(BIG))])
        await until(lambda: pair.alice.snapshot(job).state is S.SUSPENDED)
        await until(lambda: pair.bob.snapshot(job).state is S.SUSPENDED)
        assert pair.bob.snapshot(job).reason is TransferReason.LOST
        assert pair.sessions.bob.of(LaneLost)
        assert pair.alice.has_work_for(pair.bob_id)
        old = pair.sessions
        pair.connect()
        old.cut()
        await pair.alice_events.expect(TransferCompleted)
        assert (pair.inbox / "a").read_bytes() == (pair.outbox / "a").read_bytes()


async def test_canceling_between_two_lanes_leaves_nothing(tmp_path: Path) -> None:
    lanes = MemoryLanes()
    async with transfer_pair(tmp_path, lanes=lanes) as pair:
        pair.sessions.alice.drop = lambda message: isinstance(message, LaneLost)
        lanes.tells = False
        failing_at(lanes, 5 * MIB)
        job = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(BIG))])
        await until(lambda: pair.alice.snapshot(job).state is S.ACCEPTED)
        await pair.bob.cancel(job)
        await until(lambda: pair.alice.snapshot(job).state is S.CANCELED)
        assert await pair.leftovers() == []


@pytest.mark.parametrize("seed", range(12))
async def test_lanes_that_fail_at_random_lose_and_double_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    lanes = MemoryLanes()
    lanes.tells = chance.random() < 0.5
    limits: dict[Pipe, int] = {}

    def breaks(pipe: Pipe) -> bool:
        limit = limits.setdefault(pipe, chance.randrange(4 * MIB))
        return pipe.carried_bytes >= limit

    lanes.breaks = breaks
    async with transfer_pair(tmp_path, lanes=lanes) as pair:
        for number in range(30):
            pair.source(f"tree/{number % 4}/f{number}", chance.randbytes(chance.choice([0, 1, 70_000, 2 * MIB])))
        job = await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "tree"])
        while not pair.alice_events.of(TransferCompleted):
            for _ in range(chance.randrange(400)):
                await asyncio.sleep(0)
            await asyncio.sleep(0.001)
            if chance.random() < 0.1:
                # A new session: the lane in memory is the best one again.
                pair.sessions.cut()
                pair.connect()
            if chance.random() < 0.1 and not pair.alice.snapshot(job).state.is_final:
                pair.alice.pause(job)
                pair.alice.resume(job)
        sent = {path.relative_to(pair.outbox): path for path in pair.outbox.rglob("*") if path.is_file()}
        assert await pair.leftovers() == []
        received = {path.relative_to(pair.inbox): path for path in pair.inbox.rglob("*") if path.is_file()}
        assert sent.keys() == received.keys()
        for name, path in sent.items():
            assert path.read_bytes() == received[name].read_bytes(), name
