"""Pause, resume and cancel, from either side, at every step of a job."""

import asyncio
import contextlib
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from peerdrop.core.errors import NoSuchTransfer
from peerdrop.core.events import TransferCompleted, TransferOffered
from peerdrop.core.states import TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.part_file import PartFile
from peerdrop.core.transfers.flow.transfer_limits import TransferLimits
from peerdrop.core.transfers.transfers import Transfers
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import MIB
from peerdrop.wire.transfers import LaneLost
from tests.memory_lanes import MemoryLanes
from tests.transfer_pair import TransferPair, transfer_pair
from tests.until import until

S = TransferState
R = TransferReason
BIG = 12 * MIB
BOTH: Final = ("alice", "bob")
STEPS: Final = {
    "WAITING": ("alice",),
    "OUTBOX": ("alice",),
    "OFFER_IN_LINE": ("alice",),
    "OFFERED": BOTH,
    "QUEUED": BOTH,
    "ACCEPTED": BOTH,
    "TRANSFERRING": BOTH,
    "PAUSED": BOTH,
    "VERIFYING": BOTH,
    "SUSPENDED": BOTH,
}
"""Who knows of the job then; what "VERIFYING" is for the sender, the receiver still writes."""
CASES: Final = [(step, who) for step, sides in STEPS.items() for who in sides]


class HeldDisk:
    """Part files whose writes wait until the gate is open."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.waiting = threading.Event()

    def __call__(self, folder: Folder, name: str) -> PartFile:
        disk = self

        class OnDisk(PartFile):
            def write(self, data: memoryview) -> int:
                disk.waiting.set()
                assert disk.gate.wait(60)
                return super().write(data)

        return OnDisk(folder, name)


class Step:
    """A pair of which one job, *job*, has come to a step; `go_on` ends what kept it there."""

    def __init__(self, pair: TransferPair, disk: HeldDisk, lanes: MemoryLanes, who: str) -> None:
        self.pair = pair
        self.job = TransferId("")
        self.one: Transfers = pair.alice if who == "alice" else pair.bob
        self.other: Transfers = pair.bob if who == "alice" else pair.alice
        self._disk = disk
        self._lanes = lanes
        self._step = ""

    async def reach(self, step: str) -> None:
        self._step = step
        pair = self.pair
        if step in {"OFFERED", "OFFER_IN_LINE"}:
            pair.decision = OfferDecision.ask()
        if step in {"OFFER_IN_LINE", "QUEUED"}:
            await self._fill_the_line()
        size = MIB if step == "VERIFYING" else BIG
        source = pair.source("wanted", os.urandom(size))
        self.job = await pair.alice.offer(pair.bob_id, "Bob", [source], later=step == "OUTBOX")
        snapshot = pair.alice.snapshot
        match step:
            case "WAITING" | "OUTBOX":
                await until(lambda: snapshot(self.job).reason is R.WAITING)
                assert snapshot(self.job).state is S.NEW
            case "OFFER_IN_LINE":
                await until(lambda: snapshot(self.job).reason is R.QUEUED)
                assert snapshot(self.job).state is S.NEW
            case "OFFERED":
                await pair.bob_events.expect(TransferOffered)
                await until(lambda: snapshot(self.job).state is S.OFFERED)
            case "QUEUED":
                await until(lambda: snapshot(self.job).reason is R.QUEUED)
                await until(lambda: pair.bob.snapshot(self.job).reason is R.QUEUED)
            case "ACCEPTED" | "VERIFYING":
                await until(lambda: snapshot(self.job).state is S(step))
            case _:
                await until(self._disk.waiting.is_set)
        await self._stop(step)

    async def _stop(self, step: str) -> None:
        if step == "PAUSED":
            self.other.pause(self.job)
            await until(lambda: self.one.snapshot(self.job).reason is R.PEER)
        elif step == "SUSPENDED":
            self.pair.sessions.cut()
            assert self.one.snapshot(self.job).state is S.SUSPENDED

    async def go_on(self) -> None:
        """Only the wish of `one` can keep the job now."""
        pair = self.pair
        self._disk.gate.set()
        match self._step:
            case "WAITING" | "OUTBOX" | "SUSPENDED":
                pair.connect()
                await pair.clock.advance(2)
            case "OFFERED" | "OFFER_IN_LINE":
                await self._accept_all()
            case "QUEUED":
                pair.alice.change_limits(TransferLimits())
            case "ACCEPTED":
                for pipe in tuple(self._lanes.pipes):
                    pipe.fail()

    async def _fill_the_line(self) -> None:
        pair = self.pair
        if self._step == "QUEUED":
            pair.alice.change_limits(TransferLimits(bytes_per_second=1_000_000, at_once=1))
        count, size = (1, BIG) if self._step == "QUEUED" else (16, 1)
        for number in range(count):
            await pair.alice.offer(pair.bob_id, "Bob", [pair.source(f"before{number}", bytes(size))])
        await until(lambda: len(pair.bob.snapshots()) == count)

    async def _accept_all(self) -> None:
        pair = self.pair
        pair.decision = OfferDecision.accept()
        for each in pair.bob.snapshots():
            if each.state is S.OFFERED:
                # It may have been canceled meanwhile.
                with contextlib.suppress(NoSuchTransfer):
                    await pair.bob.accept(each.transfer_id)


@asynccontextmanager
async def at(root: Path, step: str, who: str) -> AsyncIterator[Step]:
    disk, lanes = HeldDisk(), MemoryLanes()
    if step in {"QUEUED", "ACCEPTED", "OFFER_IN_LINE"}:
        disk.gate.set()
    others = None
    if step == "ACCEPTED":
        # The lane has failed, and the receiver has not heard of it.
        others = lanes
        lanes.tells = False
        lanes.breaks = lambda pipe: pipe is lanes.pipes[0] and pipe.carried_bytes > MIB
    async with transfer_pair(root, connected=step not in {"WAITING", "OUTBOX"}, lanes=others, open_part=disk) as pair:
        if step == "ACCEPTED":
            pair.sessions.alice.drop = lambda message: isinstance(message, LaneLost)
        made = Step(pair, disk, lanes, who)
        try:
            await made.reach(step)
            yield made
        finally:
            disk.gate.set()


@pytest.mark.parametrize(("step", "who"), CASES)
async def test_a_pause_holds_until_the_same_side_takes_it_back(tmp_path: Path, step: str, who: str) -> None:
    async with at(tmp_path, step, who) as made:
        pair, one, other, job = made.pair, made.one, made.other, made.job
        one.pause(job)
        assert one.snapshot(job).held, "shown at once, whatever the state"
        if step == "VERIFYING" and who == "alice":
            # Nothing is left to be paused.
            await made.go_on()
        else:
            await made.go_on()
            if step == "VERIFYING":
                # What was on its way still arrives, and here that was all of it.
                await pair.alice_events.expect(TransferCompleted, where=lambda event: event.transfer_id == job)
            else:
                await until(lambda: one.snapshot(job).state is S.PAUSED)
                assert one.snapshot(job).reason is R.USER
                if step == "PAUSED":
                    assert other.snapshot(job).reason is R.USER
                    other.resume(job)
                await until(lambda: other.snapshot(job).reason is R.PEER)
                assert other.snapshot(job).state is S.PAUSED
                other.resume(job)
                assert one.snapshot(job).state is S.PAUSED, "the other side can't take it back"
                one.resume(job)
                assert not one.snapshot(job).held
        await until(lambda: pair.alice.snapshot(job).state is S.COMPLETED)
        await until(lambda: pair.bob.snapshot(job).state is S.COMPLETED)
        assert (pair.inbox / "wanted").read_bytes() == (pair.outbox / "wanted").read_bytes()


@pytest.mark.parametrize(("step", "who"), CASES)
async def test_a_pause_taken_back_at_once_is_as_if_it_never_was(tmp_path: Path, step: str, who: str) -> None:
    async with at(tmp_path, step, who) as made:
        pair, one, job = made.pair, made.one, made.job
        one.pause(job)
        one.resume(job)
        assert not one.snapshot(job).held
        if step == "PAUSED":
            made.other.resume(job)
        await made.go_on()
        await until(lambda: pair.alice.snapshot(job).state is S.COMPLETED)
        assert (pair.inbox / "wanted").read_bytes() == (pair.outbox / "wanted").read_bytes()


@pytest.mark.parametrize(("step", "who"), CASES)
async def test_a_cancel_ends_it_on_both_sides_and_leaves_nothing(tmp_path: Path, step: str, who: str) -> None:
    async with at(tmp_path, step, who) as made:
        pair, one, other, job = made.pair, made.one, made.other, made.job
        canceled = asyncio.ensure_future(one.cancel(job))
        assert (one.snapshot(job).state, one.snapshot(job).reason) == (S.CANCELED, R.CANCELED)
        await made.go_on()
        await canceled
        if len(STEPS[step]) > 1:
            await until(lambda: other.snapshot(job).state is S.CANCELED)
            assert other.snapshot(job).reason is R.CANCELED_BY_PEER
        await until(lambda: not pair.alice.has_work_for(pair.bob_id))
        assert not [each for each in pair.bob.snapshots() if each.transfer_id == job and each.state is S.COMPLETED]
        assert await pair.leftovers() == []
        assert not (pair.inbox / "wanted").exists()
        assert not list((tmp_path / "alice" / "outbox").glob("*"))
