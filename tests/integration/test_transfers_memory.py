"""Transfers at full speed over a joined pair of sessions: a disk that stands still, cuts at any moment, many files."""

import asyncio
import gc
import os
import random
import resource
import sys
import threading
from pathlib import Path
from typing import Final

import pytest

from peerdrop.core.events import TransferCompleted, TransferOffered
from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.part_file import PartFile
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES, MIB
from tests.manual_clock import settle
from tests.session_pair import QUEUE_BYTES
from tests.transfer_pair import transfer_pair
from tests.until import until

GROWTH_BYTES: Final = 32 * MIB
HEADERS_BYTES: Final = 64 * 1024


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


class StandingDisk:
    """The writer of one job blocks in write() until the gate opens, and counts what reached it."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.reached = threading.Event()

    def __call__(self, folder: Folder, name: str) -> PartFile:
        disk = self

        class OnDisk(PartFile):
            def write(self, data: memoryview) -> int:
                disk.reached.set()
                assert disk.gate.wait(60)
                return super().write(data)

        return OnDisk(folder, name)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads the process's size from /proc")
async def test_a_disk_that_stands_still_stops_the_sender_within_the_window(tmp_path: Path) -> None:
    disk = StandingDisk()
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        source = pair.source("big", b"")
        os.truncate(source, 400 * MIB)
        before = resident_bytes()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [source])
        await until(disk.reached.is_set)
        await until(lambda: pair.sessions.alice.frame_bytes_sent >= CREDIT_WINDOW_BYTES)
        # Whatever could still be sent would be sent now.
        await settle()
        await asyncio.to_thread(lambda: None)
        await settle()
        assert pair.sessions.alice.frame_bytes_sent <= CREDIT_WINDOW_BYTES + HEADERS_BYTES
        assert pair.alice.snapshot(transfer_id).bytes_done == 0
        assert resident_bytes() - before < GROWTH_BYTES, "both ends together"
        disk.gate.set()
        await pair.alice_events.expect(TransferCompleted, within_s=60)
        # What was on its way besides: one queue of the channel, and batches in the threads' hands.
        assert resident_bytes() - before < GROWTH_BYTES + QUEUE_BYTES
        assert (pair.inbox / "big").stat().st_size == 400 * MIB


@pytest.mark.parametrize("seed", range(8))
async def test_cuts_and_restarts_at_any_moment_lose_and_double_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with transfer_pair(tmp_path) as pair:
        for number in range(40):
            size = chance.choice([0, 1, 1000, 200_000, 3 * MIB])
            pair.source(f"tree/{number % 5}/f{number}", chance.randbytes(size))
        (pair.outbox / "tree" / "empty").mkdir()
        await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "tree"], later=True)
        for _ in range(6):
            frames = pair.sessions.alice.frames_sent + chance.randrange(60)
            for _ in range(chance.randrange(2000)):
                if pair.sessions.alice.frames_sent >= frames or pair.alice_events.of(TransferCompleted):
                    break
                await asyncio.sleep(0)
            pair.sessions.cut()
            if chance.random() < 0.4:
                await pair.bob.aclose()
                pair.restart_bob()
            if chance.random() < 0.4:
                await pair.alice.aclose()
                pair.restart_alice()
                await pair.alice.restore()
            for _ in range(chance.randrange(50)):
                await asyncio.sleep(0)
            pair.connect()
            if chance.random() < 0.5:
                await pair.clock.advance(2)
        await pair.advance_until(lambda: pair.alice_events.of(TransferCompleted))
        sent = {path.relative_to(pair.outbox): path for path in pair.outbox.rglob("*")}
        assert await pair.leftovers() == []
        received = {path.relative_to(pair.inbox): path for path in pair.inbox.rglob("*")}
        assert sent.keys() == received.keys()
        for name, path in sent.items():
            assert path.is_dir() or path.read_bytes() == received[name].read_bytes(), name


async def test_thousands_of_files_are_one_offer(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        for number in range(3000):
            pair.source(f"many/{number // 100}/{number}", b"x" * (number % 50))
        await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "many"])
        done = await pair.alice_events.expect(TransferCompleted, within_s=60)
        assert len(done.files) == 3000
        assert len(pair.bob_events.of(TransferOffered)) == 1
        assert sum(1 for path in pair.inbox.rglob("*") if path.is_file()) == 3000


async def test_a_job_that_is_over_keeps_nothing_of_each_of_its_files(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        for number in range(1000):
            pair.source(f"many/{number}", b"x")
        blocks = []
        for _ in range(4):
            await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "many"])
            for events in (pair.alice_events, pair.bob_events):
                await events.expect(TransferCompleted)
                events.forget()
            await asyncio.gather(*(job.closed() for job in (*pair.alice._jobs, *pair.bob._jobs)))
            pair.sessions.alice.sent.clear()
            pair.sessions.bob.sent.clear()
            gc.collect()
            blocks.append(sys.getallocatedblocks())
        assert len(pair.bob.snapshots()) == 4
        assert blocks[3] - blocks[1] < 1000, "objects of two more jobs on both sides"
