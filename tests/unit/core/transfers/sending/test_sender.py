"""The sending end against a receiver that breaks the rules."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from peerdrop.core.bus import Bus
from peerdrop.core.events import TransferCompleted, TransferFailed, TransferOffered
from peerdrop.core.states import TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.sending.manifest_pace import PATIENCE_S, PIECES_AHEAD
from peerdrop.core.transfers.transfers import Transfers
from peerdrop.wire.frames import FrameKind, decode_frame
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES, CREDIT_WINDOW_FILES, MANIFEST_ENTRIES, MIB
from peerdrop.wire.transfers import (
    Accept,
    Cancel,
    Complete,
    CompleteAck,
    Credit,
    Decline,
    FileProblem,
    IndexRange,
    Manifest,
    TransferError,
    TransferOffer,
)
from tests.manual_clock import ManualClock, settle
from tests.recorder import Recorder
from tests.scripted_session import MALLORY, ScriptedSession
from tests.until import until

S: Final = TransferState


class Sender:
    """Alice, who sends, and Mallory, who answers."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.bus = Bus()
        self.events = Recorder(self.bus)
        self.clock = ManualClock()
        self.jobs = Transfers(
            home=root / "home",
            bus=self.bus,
            clock=self.clock,
            policy=lambda device_id: OfferDecision.ask(),
            default_directory=lambda: root,
        )
        self.mallory = ScriptedSession(self.jobs)
        self.id = TransferId("")

    def state(self) -> TransferState:
        return self.jobs.snapshot(self.id).state

    async def offer(self, *contents: bytes) -> None:
        """Files f0, f1 and so on."""
        paths = [self.root / f"f{index}" for index in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        self.id = await self.jobs.offer(MALLORY, "Mallory", paths)
        for _ in range(len(contents) // MANIFEST_ENTRIES):
            # Mallory does not say that a piece of the manifest came.
            await self.clock.advance(PATIENCE_S)
        await self.events.expect(TransferOffered)

    def accept(self, next_index: int = 0, offset: int = 0, skip: tuple[IndexRange, ...] = ()) -> Accept:
        return Accept(transfer_id=self.id, lane="data_channel", next_index=next_index, offset=offset, skip=skip)

    def sent(self) -> list[tuple[FrameKind, int, int]]:
        """The frames that Mallory got."""
        frames = [decode_frame(raw) for raw in self.mallory.frames]
        return [(frame.kind, frame.file_index, frame.offset) for frame in frames]

    def sent_bytes(self) -> int:
        frames = [decode_frame(raw) for raw in self.mallory.frames]
        return sum(len(frame.payload) for frame in frames if frame.kind is FrameKind.DATA)


@asynccontextmanager
async def sender(root: Path) -> AsyncIterator[Sender]:
    made = Sender(root)
    try:
        yield made
    finally:
        await made.jobs.aclose()


async def test_nothing_is_sent_before_the_receiver_says_yes(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        await alice.offer(b"hello")
        assert [type(message) for message in alice.mallory.told] == [TransferOffer, Manifest]
        alice.mallory.say(
            Credit(transfer_id=alice.id, written_bytes=5),
            Complete(transfer_id=TransferId("f" * 32)),
        )
        await settle()
        assert alice.mallory.frames == []
        assert alice.state() is S.OFFERED


@pytest.mark.parametrize(
    ("next_index", "offset"),
    [(3, 0), (0, 6), (2, 1)],
    ids=["a file that is not there", "behind the end of a file", "behind the end of all"],
)
async def test_a_yes_that_asks_for_what_is_not_there_fails_the_job(
    tmp_path: Path, next_index: int, offset: int
) -> None:
    async with sender(tmp_path) as alice:
        await alice.offer(b"hello", b"world")
        alice.mallory.say(alice.accept(next_index, offset))
        assert (await alice.events.expect(TransferFailed)).reason is TransferReason.PROTOCOL
        assert alice.mallory.heard(TransferError)[0].reason == "PROTOCOL"
        assert alice.mallory.frames == []


async def test_a_lane_that_was_not_offered_fails_the_job(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        await alice.offer(b"hello")
        alice.mallory.say(Accept(transfer_id=alice.id, lane="pigeon"))
        assert (await alice.events.expect(TransferFailed)).reason is TransferReason.PROTOCOL


async def test_a_receiver_that_writes_nothing_gets_one_window(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        await alice.offer(os.urandom(CREDIT_WINDOW_BYTES + 4 * MIB))
        alice.mallory.say(alice.accept())
        await until(lambda: alice.sent_bytes() == CREDIT_WINDOW_BYTES)
        for lie in (CREDIT_WINDOW_BYTES + 1, 2**53):
            alice.mallory.say(Credit(transfer_id=alice.id, written_bytes=lie))
        alice.mallory.say(Credit(transfer_id=alice.id, written_bytes=0, files_done=2))
        await settle()
        assert alice.sent_bytes() == CREDIT_WINDOW_BYTES
        assert alice.jobs.snapshot(alice.id).bytes_done == 0
        alice.mallory.say(Credit(transfer_id=alice.id, written_bytes=MIB))
        await until(lambda: alice.sent_bytes() == CREDIT_WINDOW_BYTES + MIB)
        assert alice.jobs.snapshot(alice.id).bytes_done == MIB
        alice.mallory.say(Credit(transfer_id=alice.id, written_bytes=2))
        assert alice.jobs.snapshot(alice.id).bytes_done == MIB


async def test_empty_files_have_a_window_too(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        await alice.offer(*[b""] * (CREDIT_WINDOW_FILES + 100))
        alice.mallory.say(alice.accept())
        await until(lambda: len(alice.mallory.frames) >= CREDIT_WINDOW_FILES - 64)
        await settle()
        assert len(alice.mallory.frames) <= CREDIT_WINDOW_FILES
        alice.mallory.say(Credit(transfer_id=alice.id, written_bytes=0, files_done=2000))
        await until(lambda: alice.state() is S.VERIFYING)


async def test_only_what_is_asked_for_is_sent(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        await alice.offer(b"hello", b"left out", b"world")
        alice.mallory.say(alice.accept(0, 3, (IndexRange(first=1, last=1),)))
        await until(lambda: alice.state() is S.VERIFYING)
        assert alice.sent() == [
            (FrameKind.DATA, 0, 3),
            (FrameKind.FILE_END, 0, 5),
            (FrameKind.DATA, 2, 0),
            (FrameKind.FILE_END, 2, 5),
            (FrameKind.JOB_END, 3, 0),
        ]


async def test_a_second_yes_does_not_send_twice(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        await alice.offer(b"hello")
        alice.mallory.say(alice.accept(), alice.accept())
        await until(lambda: alice.state() is S.VERIFYING)
        await settle()
        assert len(alice.sent()) == 3


async def test_a_problem_with_a_file_that_is_not_there_is_left_out(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        await alice.offer(b"hello", b"world")
        alice.mallory.say(alice.accept())
        await until(lambda: alice.state() is S.VERIFYING)
        problems = (FileProblem(index=1, reason="DAMAGED"), FileProblem(index=9, reason="DAMAGED"))
        alice.mallory.say(Complete(transfer_id=alice.id, problems=problems))
        done = await alice.events.expect(TransferCompleted)
        assert [(problem.path, problem.reason) for problem in done.problems] == [("f1", TransferReason.DAMAGED)]
        assert [file.path.name for file in done.files] == ["f0"]
        assert len(alice.mallory.heard(CompleteAck)) == 1


async def test_complete_is_acknowledged_whenever_it_comes(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        alice.mallory.say(Complete(transfer_id=TransferId("e" * 32)))
        assert len(alice.mallory.heard(CompleteAck)) == 1
        await alice.offer(b"hello")
        await alice.jobs.cancel(alice.id)
        alice.mallory.say(Complete(transfer_id=alice.id))
        assert len(alice.mallory.heard(CompleteAck)) == 2
        assert alice.state() is S.CANCELED


async def test_complete_while_paused_ends_the_pause(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        await alice.offer(b"hello")
        alice.mallory.say(alice.accept())
        alice.jobs.pause(alice.id)
        assert alice.state() is S.PAUSED
        alice.mallory.say(Complete(transfer_id=alice.id))
        await alice.events.expect(TransferCompleted)


async def test_a_no_after_a_cut_is_a_no(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        await alice.offer(b"hello")
        alice.mallory.say(alice.accept())
        await until(lambda: alice.state() is S.VERIFYING)
        alice.mallory.close()
        again = ScriptedSession(alice.jobs)
        await alice.clock.advance(1.9)
        assert again.told == []
        await alice.clock.advance(0.2)
        assert len(again.heard(Manifest)) == 1
        assert alice.state() is S.SUSPENDED
        again.say(Decline(transfer_id=alice.id, reason="NOT_ATTENDED"))
        assert alice.state() is S.DECLINED
        assert (await alice.events.expect(TransferFailed)).reason is TransferReason.NOT_ATTENDED


async def test_a_receiver_that_wants_to_go_on_with_a_canceled_job_is_told(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        await alice.offer(b"hello")
        await alice.jobs.cancel(alice.id)
        alice.mallory.say(alice.accept())
        assert len(alice.mallory.heard(Cancel)) == 2
        assert alice.mallory.frames == []


async def test_an_error_of_the_receiver_ends_the_job(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        await alice.offer(os.urandom(20 * MIB))
        alice.mallory.say(alice.accept())
        alice.mallory.say(TransferError(transfer_id=alice.id, reason="NO_SPACE"))
        assert (await alice.events.expect(TransferFailed)).reason is TransferReason.NO_SPACE
        assert not alice.jobs.has_work_for(MALLORY)


async def test_a_manifest_goes_no_faster_than_it_is_taken(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        for number in range(PIECES_AHEAD * MANIFEST_ENTRIES + 1):
            path = tmp_path / "many" / f"{number}"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"")
        alice.id = await alice.jobs.offer(MALLORY, "Mallory", [tmp_path / "many"])
        await until(lambda: len(alice.mallory.heard(Manifest)) == PIECES_AHEAD)
        await settle()
        assert len(alice.mallory.heard(Manifest)) == PIECES_AHEAD
        alice.mallory.say(Credit(transfer_id=alice.id, written_bytes=0, files_done=MANIFEST_ENTRIES))
        await alice.events.expect(TransferOffered)
        assert alice.mallory.heard(Manifest)[-1].last


async def test_an_answer_to_the_head_of_a_long_offer_ends_it(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        for number in range((PIECES_AHEAD + 1) * MANIFEST_ENTRIES):
            path = tmp_path / "many" / f"{number}"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"")
        alice.id = await alice.jobs.offer(MALLORY, "Mallory", [tmp_path / "many"])
        await until(lambda: len(alice.mallory.heard(Manifest)) == PIECES_AHEAD)
        alice.mallory.say(Decline(transfer_id=alice.id, reason="OTHER"))
        assert alice.state() is S.DECLINED
        await settle()
        assert len(alice.mallory.heard(Manifest)) == PIECES_AHEAD


async def test_what_came_damaged_is_sent_once_more(tmp_path: Path) -> None:
    async with sender(tmp_path) as alice:
        await alice.offer(b"hello", b"world")
        alice.mallory.say(alice.accept())
        await until(lambda: alice.state() is S.VERIFYING)
        before = len(alice.sent())
        alice.mallory.say(alice.accept())
        await settle()
        assert alice.state() is S.VERIFYING, "everything again is not asked for by honest receivers"
        alice.mallory.say(alice.accept(0, 0, (IndexRange(first=0, last=0),)))
        await until(lambda: alice.state() is S.VERIFYING and len(alice.sent()) > before)
        assert alice.sent()[before:] == [
            (FrameKind.DATA, 1, 0),
            (FrameKind.FILE_END, 1, 5),
            (FrameKind.JOB_END, 2, 0),
        ]
        alice.mallory.say(Complete(transfer_id=alice.id))
        done = await alice.events.expect(TransferCompleted)
        assert len(done.files) == 2
