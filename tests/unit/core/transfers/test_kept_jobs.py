"""What an earlier run of the receiver had begun: it goes on, or is thrown away, as soon as its sender is there."""

import asyncio
import errno
import os
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from peerdrop.core.bus import Bus
from peerdrop.core.errors import NoSuchTransfer
from peerdrop.core.events import TransferCompleted, TransferFailed, TransferOffered
from peerdrop.core.states import ConflictPolicy, TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.disk import journals
from peerdrop.core.transfers.disk.interrupted_job import InterruptedJob
from peerdrop.core.transfers.disk.job_writer import Written
from peerdrop.core.transfers.disk.journal import Line, read_journal
from peerdrop.core.transfers.intakes import INTAKES_PER_DEVICE
from peerdrop.core.transfers.receiving import considering
from peerdrop.core.transfers.receiving.taken_offer import TakenOffer
from peerdrop.core.transfers.transfers import Transfers
from peerdrop.wire.frames import Frame, FrameKind
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES, MIB
from peerdrop.wire.transfers import Accept, Cancel, Decline, FileEntry, Manifest, TransferError, TransferOffer
from tests.gated_disk import GatedDisk
from tests.manual_clock import ManualClock
from tests.scripted_session import ScriptedSession
from tests.transfer_pair import TransferPair, transfer_pair
from tests.until import until

CONTENT = os.urandom(4 * MIB)
ALICE: Final = DeviceId("A" * 52)
KEPT: Final = TransferId("1" * 32)


@asynccontextmanager
async def cut_pair(tmp_path: Path, *, later: bool = False) -> AsyncIterator[tuple[TransferPair, TransferId]]:
    """A pair whose link was cut in the middle of a file; Bob's program has ended, and would ask from now on."""
    disk = GatedDisk(free_writes=12)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        source = pair.source("big.raw", CONTENT)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [source], later=later)
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        disk.gate.set()
        await pair.bob.aclose()
        assert [*pair.inbox.rglob("*.peerdrop-part")]
        pair.decision = OfferDecision.ask()
        yield pair, transfer_id


class SlowReopening:
    """Holds every job that is taken up while its folder is opened again, until the test lets it go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.waiting = threading.Event()
        self.gate = threading.Event()
        reopen = TakenOffer.reopen

        def reopen_slowly(taken: TakenOffer, found: InterruptedJob) -> Written:
            self.waiting.set()
            assert self.gate.wait(60)
            return reopen(taken, found)

        monkeypatch.setattr(TakenOffer, "reopen", reopen_slowly)


@pytest.fixture
def reopening(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowReopening]:
    slow = SlowReopening(monkeypatch)
    yield slow
    slow.gate.set()


async def test_a_job_goes_on_without_another_offer_and_nobody_is_asked(tmp_path: Path) -> None:
    async with cut_pair(tmp_path) as (pair, transfer_id):
        pair.restart_bob()
        pair.connect()
        for events in (pair.alice_events, pair.bob_events):
            await events.expect(TransferCompleted)
        assert (pair.inbox / "big.raw").read_bytes() == CONTENT
        assert [each.transfer_id for each in pair.bob.snapshots()] == [transfer_id]
        assert not pair.sessions.alice.of(Manifest)
        (accept,) = pair.sessions.bob.of(Accept)
        assert isinstance(accept, Accept)
        assert accept.offset >= MIB
        assert not await pair.leftovers()


@pytest.mark.parametrize("restarts", [False, True])
async def test_what_was_canceled_while_the_receiver_was_away_is_thrown_away_there(
    tmp_path: Path, restarts: bool
) -> None:
    async with cut_pair(tmp_path, later=True) as (pair, transfer_id):
        await pair.alice.cancel(transfer_id)
        if restarts:
            await pair.alice.aclose()
            pair.restart_alice()
            assert await pair.alice.restore() == ()
        pair.restart_bob()
        pair.connect()
        await until(lambda: pair.bob.snapshots() and pair.bob.snapshots()[0].state.is_final)
        over = pair.bob.snapshot(transfer_id)
        assert (over.state, over.reason) == (TransferState.CANCELED, TransferReason.CANCELED_BY_PEER)
        assert over.bytes_done >= MIB
        assert not await pair.leftovers()
        assert list(pair.inbox.iterdir()) == []


async def test_a_receiver_that_was_only_cut_off_learns_of_a_cancel_too(tmp_path: Path) -> None:
    disk = GatedDisk(free_writes=12)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        # More than can be on its way when it is cut: Bob would have it whole.
        source = pair.source("big.raw", os.urandom(2 * CREDIT_WINDOW_BYTES))
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [source])
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        disk.gate.set()
        await pair.alice.cancel(transfer_id)
        await pair.alice.aclose()
        pair.restart_alice()
        pair.connect()
        assert (await pair.bob_events.expect(TransferFailed)).reason is TransferReason.CANCELED_BY_PEER
        assert not await pair.leftovers()


async def test_what_its_sender_knows_no_more_is_thrown_away(tmp_path: Path) -> None:
    async with cut_pair(tmp_path) as (pair, transfer_id):
        await pair.alice.aclose()
        pair.restart_alice()
        pair.restart_bob()
        pair.connect()
        await until(lambda: pair.bob.snapshots() and pair.bob.snapshots()[0].state.is_final)
        over = pair.bob.snapshot(transfer_id)
        assert (over.state, over.reason) == (TransferState.FAILED, TransferReason.FORGOTTEN)
        assert not await pair.leftovers()


async def test_what_failed_at_its_sender_is_kept_for_another_try(tmp_path: Path) -> None:
    async with cut_pair(tmp_path) as (pair, transfer_id):
        pair.alice.fail(transfer_id, TransferReason.LOST)
        pair.restart_bob()
        pair.connect()
        await until(lambda: pair.bob.snapshots() and pair.bob.snapshots()[0].state.is_final)
        assert pair.bob.snapshot(transfer_id).reason is TransferReason.LOST
        assert [*pair.inbox.rglob("*.peerdrop-part")]
        await pair.alice.retry(transfer_id)
        await pair.bob_events.expect(TransferCompleted)
        assert (pair.inbox / "big.raw").read_bytes() == CONTENT
        assert not await pair.leftovers()


async def test_another_try_that_waited_for_the_receiver_goes_on_though_its_first_answer_came_too_early(
    tmp_path: Path,
) -> None:
    async with cut_pair(tmp_path) as (pair, transfer_id):
        pair.alice.fail(transfer_id, TransferReason.LOST)
        await pair.alice.retry(transfer_id)
        pair.restart_bob()
        pair.connect()
        for events in (pair.alice_events, pair.bob_events):
            await events.expect(TransferCompleted)
        assert (pair.inbox / "big.raw").read_bytes() == CONTENT
        assert not await pair.leftovers()


async def test_where_the_folder_is_gone_its_user_is_asked_when_it_is_offered_again(tmp_path: Path) -> None:
    async with cut_pair(tmp_path, later=True) as (pair, transfer_id):
        shutil.rmtree(pair.inbox)
        pair.inbox.write_bytes(b"a file where the folder was")
        pair.restart_bob()
        pair.connect()
        await until(lambda: pair.sessions.alice.open)
        for _ in range(200):
            if pair.bob.snapshots():
                break
            await pair.clock.advance(0.1)
        await until(lambda: [each.state for each in pair.bob.snapshots()] == [TransferState.OFFERED])
        assert pair.bob.snapshot(transfer_id).device_id == pair.alice_id
        assert await pair.bob_events.expect(TransferOffered)


async def test_what_another_device_had_begun_to_send_is_left_alone(tmp_path: Path) -> None:
    async with cut_pair(tmp_path) as (pair, _):
        pair.restart_bob()
        pair.sessions = pair.sessions.__class__(pair.alice, pair.bob)
        pair.sessions.bob.device_id = DeviceId("C" * 52)
        pair.sessions.open()
        # Whoever it is, its own jobs are looked for: after that its files are told apart from others'.
        other = pair.source("other", b"1")
        await pair.alice.offer(pair.bob_id, "Bob", [other])
        await until(lambda: len(pair.bob.snapshots()) == 1)
        assert pair.bob.snapshots()[0].label == "other"
        assert not pair.sessions.bob.of(Accept)
        assert [*pair.inbox.rglob("*.peerdrop-part")]


async def test_what_is_older_than_7_days_does_not_go_on(tmp_path: Path) -> None:
    async with cut_pair(tmp_path) as (pair, _):
        (journal,) = (pair.root / "bob").rglob("*.journal")
        old = pair.clock.wall() - 8 * 24 * 60 * 60
        os.utime(journal, (old, old))
        pair.restart_bob()
        pair.connect()
        await until(lambda: not journal.exists())
        assert pair.bob.snapshots() == ()


async def test_an_offer_that_was_begun_while_its_job_was_taken_up_makes_no_second_one_and_leaves_nothing(
    tmp_path: Path,
    reopening: SlowReopening,
) -> None:
    async with cut_pair(tmp_path) as (pair, transfer_id):
        (head,) = pair.sessions.alice.of(TransferOffer)
        pair.restart_bob()
        alice = ScriptedSession(pair.bob, pair.alice_id)
        await until(reopening.waiting.is_set)
        alice.say(head)
        reopening.gate.set()
        await until(lambda: alice.heard(Accept))
        assert pair.bob.snapshot(transfer_id).state is TransferState.TRANSFERRING
        (running,) = pair.bob._jobs
        alice.say(*pair.sessions.alice.of(Manifest))
        assert list(pair.bob._jobs) == [running]
        others = [head_of(number) for number in range(INTAKES_PER_DEVICE)]
        alice.say(*others)
        assert not alice.heard(Decline)


@pytest.mark.parametrize("decision", [OfferDecision.ask(), OfferDecision.accept(conflicts=ConflictPolicy.ASK)])
async def test_what_is_canceled_as_soon_as_it_is_offered_again_is_thrown_away(
    tmp_path: Path, decision: OfferDecision
) -> None:
    async with cut_pair(tmp_path) as (pair, transfer_id):
        pair.decision = decision
        (head,) = pair.sessions.alice.of(TransferOffer)
        pair.restart_bob()
        alice = ScriptedSession(pair.bob, pair.alice_id)
        # The journal is not even looked at before the whole offer is there, nor read before it is canceled.
        alice.say(head, *pair.sessions.alice.of(Manifest), Cancel(transfer_id=transfer_id))
        assert pair.bob.snapshot(transfer_id).state is TransferState.CANCELED
        await until(lambda: not [*pair.inbox.rglob("*.peerdrop-part"), *(pair.root / "bob").rglob("*.journal")])
        await until(lambda: not pair.bob._supervisor._tasks)
        assert not alice.heard(Accept)


async def test_what_is_canceled_while_its_journal_is_read_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, gate = threading.Event(), threading.Event()

    def read_slowly(path: Path) -> tuple[Line, ...]:
        reading.set()
        assert gate.wait(20)
        return read_journal(path)

    async with cut_pair(tmp_path) as (pair, transfer_id):
        (head,) = pair.sessions.alice.of(TransferOffer)
        pair.restart_bob()
        monkeypatch.setattr(considering, "read_journal", read_slowly)
        alice = ScriptedSession(pair.bob, pair.alice_id)
        alice.say(head, *pair.sessions.alice.of(Manifest))
        await until(reading.is_set)
        alice.say(Cancel(transfer_id=transfer_id))
        gate.set()
        await until(lambda: not [*pair.inbox.rglob("*.peerdrop-part"), *(pair.root / "bob").rglob("*.journal")])
        await until(lambda: not pair.bob._supervisor._tasks)


async def test_what_can_not_be_gone_on_with_is_never_shown(tmp_path: Path, reopening: SlowReopening) -> None:
    async with cut_pair(tmp_path) as (pair, _):
        shutil.rmtree(pair.inbox)
        pair.inbox.write_bytes(b"a file where the folder was")
        pair.restart_bob()
        ScriptedSession(pair.bob, pair.alice_id)
        await until(reopening.waiting.is_set)
        assert pair.bob.snapshots() == ()
        reopening.gate.set()
        await until(lambda: not pair.bob._supervisor._tasks)
        assert pair.bob.snapshots() == ()


async def test_a_program_that_ends_while_it_takes_a_job_up_keeps_it_and_leaves_nothing_running(
    tmp_path: Path, reopening: SlowReopening
) -> None:
    async with cut_pair(tmp_path) as (pair, _):
        pair.restart_bob()
        ScriptedSession(pair.bob, pair.alice_id)
        await until(reopening.waiting.is_set)
        asyncio.get_running_loop().call_soon(reopening.gate.set)
        await pair.bob.aclose()
        assert [*pair.inbox.rglob("*.peerdrop-part")]


async def test_another_session_does_not_take_a_job_up_twice(tmp_path: Path, reopening: SlowReopening) -> None:
    async with cut_pair(tmp_path) as (pair, _):
        pair.restart_bob()
        first = ScriptedSession(pair.bob, pair.alice_id)
        await until(reopening.waiting.is_set)
        second = ScriptedSession(pair.bob, pair.alice_id)
        reopening.gate.set()
        await until(lambda: second.heard(Accept))
        await until(lambda: not pair.bob._supervisor._tasks)
        assert (len(first.heard(Accept)), len(second.heard(Accept))) == (0, 1)


async def test_what_goes_on_at_this_moment_is_not_thrown_away(tmp_path: Path, reopening: SlowReopening) -> None:
    async with cut_pair(tmp_path) as (pair, transfer_id):
        pair.restart_bob()
        alice = ScriptedSession(pair.bob, pair.alice_id)
        await until(reopening.waiting.is_set)
        asyncio.get_running_loop().call_soon(reopening.gate.set)
        with pytest.raises(NoSuchTransfer):
            await pair.bob.discard(transfer_id)
        assert alice.heard(Accept)
        assert [*pair.inbox.rglob("*.peerdrop-part")]


async def test_what_is_thrown_away_while_its_journal_is_read_does_not_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, gate = threading.Event(), threading.Event()

    def read_slowly(path: Path) -> tuple[Line, ...]:
        lines = read_journal(path)
        if not read.is_set():
            read.set()
            assert gate.wait(20)
        return lines

    async with cut_pair(tmp_path) as (pair, transfer_id):
        pair.restart_bob()
        monkeypatch.setattr(journals, "read_journal", read_slowly)
        alice = ScriptedSession(pair.bob, pair.alice_id)
        await until(read.is_set)
        await pair.bob.discard(transfer_id)
        gate.set()
        await until(lambda: not pair.bob._supervisor._tasks)
        assert pair.bob.snapshots() == ()
        assert not alice.heard(Accept)


def head_of(number: int) -> TransferOffer:
    return TransferOffer(
        transfer_id=TransferId(f"{number:032x}"), label="many", file_count=9, size_bytes=9, lanes=("data_channel",)
    )


class Bob:
    """He takes everything; Alice's part of the talk is scripted."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.inbox = root / "inbox"
        self.decision = OfferDecision.accept()
        self.jobs = self.make()
        self.alice = ScriptedSession(self.jobs, ALICE)

    def make(self) -> Transfers:
        """A run of his program."""
        return Transfers(
            home=self.root / "bob",
            bus=Bus(),
            clock=ManualClock(),
            policy=lambda device_id: self.decision,
            default_directory=lambda: self.inbox,
        )

    def parts(self) -> list[str]:
        return [path.name for path in self.inbox.rglob("*.peerdrop-part")]

    def journals(self) -> list[Path]:
        return [*self.root.rglob("*.journal")]

    async def fail_with(self, path: str) -> None:
        """Alice offers this file, sends half of it and gives up."""
        self.alice.told.clear()
        self.alice.say(*offer_of(path))
        await until(lambda: self.alice.heard(Accept))
        half = Frame(kind=FrameKind.DATA, transfer_id=KEPT, file_index=0, offset=0, payload=b"half")
        self.alice.say_frames(half)
        await until(lambda: self.jobs.snapshot(KEPT).bytes_done == 4)
        self.alice.say(TransferError(transfer_id=KEPT, reason="OTHER"))
        job = self.jobs._jobs.known(KEPT)
        await until(lambda: job.has_let_go)


@asynccontextmanager
async def bob_alone(root: Path) -> AsyncIterator[Bob]:
    bob = Bob(root)
    try:
        yield bob
    finally:
        await bob.jobs.aclose()


def offer_of(path: str) -> tuple[TransferOffer, Manifest]:
    head = TransferOffer(transfer_id=KEPT, label="l", file_count=1, size_bytes=8, lanes=("data_channel",))
    return head, Manifest(transfer_id=KEPT, entries=(FileEntry(index=0, path=path, size_bytes=8),), last=True)


async def test_another_manifest_under_its_name_leaves_no_part_of_the_first(tmp_path: Path) -> None:
    async with bob_alone(tmp_path) as bob:
        for number in range(3):
            await bob.fail_with(f"file {number}")
            assert bob.parts() == [f".{KEPT}-0.peerdrop-part"]
        await bob.jobs.discard(KEPT)
        assert list(bob.inbox.iterdir()) == []
        assert bob.journals() == []


@pytest.mark.parametrize("decision", [OfferDecision.accept(), OfferDecision.ask()])
async def test_what_is_kept_of_one_device_is_out_of_reach_of_another(tmp_path: Path, decision: OfferDecision) -> None:
    async with bob_alone(tmp_path) as bob:
        await bob.fail_with("theirs")
        await bob.jobs.aclose()
        (journal,) = bob.journals()
        before = journal.read_bytes()
        bob.decision = decision
        bob.jobs = bob.make()
        mallory = ScriptedSession(bob.jobs)
        mallory.say(*offer_of("theirs"))
        await until(lambda: mallory.heard(Decline))
        mallory.say(*offer_of("theirs"), Cancel(transfer_id=KEPT))
        await until(lambda: not bob.jobs._supervisor._tasks)
        assert not mallory.heard(Accept)
        assert journal.read_bytes() == before
        assert bob.parts() == [f".{KEPT}-0.peerdrop-part"]


async def test_what_another_device_offers_under_its_name_and_takes_back_at_once_throws_nothing_away(
    tmp_path: Path,
) -> None:
    async with bob_alone(tmp_path) as bob:
        await bob.fail_with("theirs")
        await bob.jobs.aclose()
        bob.jobs = bob.make()
        mallory = ScriptedSession(bob.jobs)
        mallory.say(*offer_of("theirs"), Cancel(transfer_id=KEPT))
        await until(lambda: not bob.jobs._supervisor._tasks)
        assert (len(bob.parts()), len(bob.journals())) == (1, 1)


async def test_a_journal_that_can_not_be_read_does_not_keep_the_offer_from_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path) -> tuple[Line, ...]:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    async with bob_alone(tmp_path) as bob:
        await bob.fail_with("a")
        bob.alice.told.clear()
        with monkeypatch.context() as patch:
            patch.setattr(considering, "read_journal", broken)
            bob.alice.say(*offer_of("a"))
            await until(lambda: bob.alice.heard(Accept))
        assert bob.parts() == [f".{KEPT}-0.peerdrop-part"]
