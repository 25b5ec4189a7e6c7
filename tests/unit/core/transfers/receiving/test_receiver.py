"""The receiving end against a sender that breaks the rules."""

import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from blake3 import blake3

from peerdrop.core.bus import Bus
from peerdrop.core.events import TransferCompleted, TransferConfirmed, TransferFailed, TransferOffered
from peerdrop.core.states import ConflictChoice, ConflictPolicy, TransferReason, TransferState
from peerdrop.core.transfers import intakes
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.disk.completed_jobs import CompletedJobs
from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.job_writer import JobWriter
from peerdrop.core.transfers.disk.part_file import PartFile
from peerdrop.core.transfers.flow.data_channel_lane import WAITING_FRAMES_MAX
from peerdrop.core.transfers.flow.pacing import PIECE_MIN_BYTES
from peerdrop.core.transfers.transfers import Transfers
from peerdrop.wire.frames import Frame, FrameKind, encode_frame
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES, CREDIT_WINDOW_FILES, FRAME_PAYLOAD_BYTES, MIB
from peerdrop.wire.transfers import (
    Accept,
    Cancel,
    Complete,
    CompleteAck,
    Credit,
    Decline,
    EntryKind,
    FileEntry,
    IndexRange,
    LaneLost,
    Manifest,
    Pause,
    Resume,
    TransferError,
    TransferOffer,
)
from tests.manual_clock import ManualClock, settle
from tests.recorder import Recorder
from tests.scripted_session import ScriptedSession
from tests.until import until

ID: Final = TransferId("1" * 32)
S: Final = TransferState


class Victim:
    """Bob, who takes everything, and Mallory, who talks to him."""

    def __init__(self, root: Path, **more: Any) -> None:
        self.inbox = root / "inbox"
        self.bus = Bus()
        self.events = Recorder(self.bus)
        self.clock = ManualClock()
        self.decision = OfferDecision.accept()
        self.root = root
        self.jobs = self.make(**more)
        self.mallory = ScriptedSession(self.jobs)

    def make(self, **more: Any) -> Transfers:
        """A run of Bob's program."""
        return Transfers(
            home=self.root / "home",
            bus=self.bus,
            clock=self.clock,
            policy=lambda device_id: self.decision,
            default_directory=lambda: self.inbox,
            **more,
        )

    def state(self) -> TransferState:
        return self.jobs.snapshot(ID).state

    async def take(self, *files: tuple[str, int], transfer_id: TransferId = ID) -> None:
        """Mallory offers files of these paths and sizes, and Bob says yes."""
        self.mallory.say(*offer(*files, transfer_id=transfer_id))
        await until(lambda: self.mallory.heard(Accept))

    async def failed(self) -> TransferReason:
        """Why it failed, as Bob's faces and Mallory were told."""
        failed = await self.events.expect(TransferFailed)
        await settle()
        (told,) = self.mallory.heard(TransferError)
        assert told.reason == failed.reason
        return failed.reason


@asynccontextmanager
async def victim(root: Path, **more: Any) -> AsyncIterator[Victim]:
    made = Victim(root, **more)
    try:
        yield made
    finally:
        await made.jobs.aclose()


def offer(
    *files: tuple[str, int], transfer_id: TransferId = ID, label: str = "files"
) -> tuple[TransferOffer, Manifest]:
    entries = tuple(FileEntry(index=index, path=path, size_bytes=size) for index, (path, size) in enumerate(files))
    head = TransferOffer(
        transfer_id=transfer_id,
        label=label,
        file_count=len(files),
        size_bytes=sum(size for _, size in files),
        lanes=("data_channel",),
    )
    return head, Manifest(transfer_id=transfer_id, entries=entries, last=True)


def frame(kind: FrameKind, index: int, offset: int, payload: bytes = b"") -> Frame:
    return Frame(kind=kind, transfer_id=ID, file_index=index, offset=offset, payload=payload)


def file_frames(index: int, content: bytes) -> list[Frame]:
    data = [frame(FrameKind.DATA, index, 0, content)] if content else []
    return [*data, frame(FrameKind.FILE_END, index, len(content), blake3(content).digest())]


class Gate:
    """A call of *owner* that waits, in its thread, until the test opens the gate."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> None:
        self.opened, self.reached = threading.Event(), threading.Event()
        real = getattr(owner, name)

        def gated(*args: Any, **more: Any) -> Any:
            self.reached.set()
            assert self.opened.wait(60)
            return real(*args, **more)

        monkeypatch.setattr(owner, name, gated)


class BlockedDisk:
    """Part files whose writes wait for the gate."""

    def __init__(self) -> None:
        self.gate = threading.Event()

    def __call__(self, folder: Folder, name: str) -> PartFile:
        disk = self

        class OnDisk(PartFile):
            def write(self, data: memoryview) -> int:
                assert disk.gate.wait(60)
                return super().write(data)

        return OnDisk(folder, name)


# Manifests


@pytest.mark.parametrize(
    "bad",
    [
        offer(("a", 1), ("a", 1)),
        offer(("a", 1), ("a/b", 1)),
        (offer(("a", 1), ("b", 1))[0], offer(("a", 1))[1]),
        (offer(("a", 2))[0], offer(("a", 1))[1]),
        (offer(("a", 1))[0], offer(("a", 1), ("b", 0))[1]),
    ],
    ids=["a path twice", "a file as folder", "fewer files", "other size", "more files"],
)
async def test_a_manifest_that_lies_is_refused_before_anybody_is_asked(
    tmp_path: Path, bad: tuple[TransferOffer, Manifest]
) -> None:
    async with victim(tmp_path) as bob:
        bob.mallory.say(*bad)
        await settle()
        assert [error.reason for error in bob.mallory.heard(TransferError)] == ["PROTOCOL"]
        assert bob.events.events == []
        assert bob.jobs.snapshots() == ()
        assert not bob.inbox.exists()


async def test_an_offer_of_unsafe_names_only_is_refused(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        bob.mallory.say(*offer(("../../.bashrc", 1), ("/etc/passwd", 1)))
        assert [error.reason for error in bob.mallory.heard(TransferError)] == ["BAD_NAME"]
        assert bob.jobs.snapshots() == ()


async def test_an_unsafe_name_among_others_is_left_out_and_listed(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        bob.decision = OfferDecision.ask()
        bob.mallory.say(*offer(("good.txt", 2), ("../evil.txt", 5), (".bashrc", 1), label="x\u202egpj"))
        offered = await bob.events.expect(TransferOffered)
        assert offered.transfer.label == "x_gpj"
        assert [file.safe_path for file in bob.jobs.offered_files(ID)] == ["good.txt", "", "_.bashrc"]
        await bob.jobs.accept(ID)
        (accept,) = bob.mallory.heard(Accept)
        assert accept.skip == (IndexRange(first=1, last=1),)
        bob.mallory.say_frames(*file_frames(0, b"ok"), *file_frames(2, b"x"), frame(FrameKind.JOB_END, 3, 0))
        done = await bob.events.expect(TransferCompleted)
        assert [(problem.path, problem.reason) for problem in done.problems] == [
            ("../evil.txt", TransferReason.BAD_NAME)
        ]
        assert sorted(path.name for path in bob.inbox.iterdir()) == ["_.bashrc", "good.txt"]
        assert not (tmp_path / "evil.txt").exists()
        (complete,) = bob.mallory.heard(Complete)
        assert [(problem.index, problem.reason) for problem in complete.problems] == [(1, "BAD_NAME")]


async def test_offers_without_end_are_bounded(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        for number in range(10):
            bob.mallory.say(offer(("a", 1), transfer_id=TransferId(f"{number:032x}"))[0])
        assert len(bob.mallory.heard(Decline)) == 6


async def test_offers_that_wait_for_an_answer_are_bounded(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        bob.decision = OfferDecision.ask()
        for number in range(40):
            bob.mallory.say(*offer(("a", 1), transfer_id=TransferId(f"{number:032x}")))
        assert len(bob.jobs.snapshots()) == 32
        assert len(bob.mallory.heard(Decline)) == 8


async def test_offers_of_lost_sessions_count_until_they_are_over(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        bob.decision = OfferDecision.ask()
        numbers = iter(range(1000))
        for _ in range(3):
            for _ in range(20):
                bob.mallory.say(*offer(("a", 1), transfer_id=TransferId(f"{next(numbers):032x}")))
            bob.mallory.close()
            bob.mallory = ScriptedSession(bob.jobs)
        assert len(bob.jobs.snapshots()) == 32
        assert {job.state for job in bob.jobs.snapshots()} == {S.SUSPENDED}
        bob.mallory.say(Cancel(transfer_id=bob.jobs.snapshots()[0].transfer_id))
        bob.mallory.say(*offer(("a", 1)))
        assert bob.state() is S.OFFERED


async def test_the_offers_of_a_device_that_wait_are_together_no_more_than_one_job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intakes, "JOB_FILES_MAX", 3)
    monkeypatch.setattr(intakes, "JOB_PATH_BYTES", 8)
    first, second, third = (TransferId(digit * 32) for digit in "234")
    async with victim(tmp_path) as bob:
        bob.decision = OfferDecision.ask()
        bob.mallory.say(*offer(("a", 1), ("b", 1), transfer_id=first))
        bob.mallory.close()
        bob.mallory = ScriptedSession(bob.jobs)
        bob.mallory.say(*offer(("c", 1), ("d", 1), transfer_id=second))
        bob.mallory.say(*offer(("seven b", 1), transfer_id=third))
        declined = [(answer.transfer_id, answer.reason) for answer in bob.mallory.heard(Decline)]
        assert declined == [(second, TransferReason.OTHER), (third, TransferReason.OTHER)]
        assert [job.transfer_id for job in bob.jobs.snapshots()] == [first]
        # What somebody said yes to does not wait any more.
        bob.mallory.say(*offer(("a", 1), ("b", 1), transfer_id=first))
        await bob.jobs.accept(first)
        bob.mallory.say(*offer(("c", 1), ("d", 1), transfer_id=second))
        assert bob.jobs.snapshot(second).state is S.OFFERED


async def test_a_canceled_offer_does_not_wait_for_its_manifest(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        head, manifest = offer(("a", 1))
        bob.mallory.say(head, Cancel(transfer_id=ID), manifest)
        assert bob.jobs.snapshots() == ()


async def test_a_manifest_does_not_go_on_in_another_session(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        head, manifest = offer(("a", 1))
        bob.mallory.say(head)
        bob.mallory.close()
        again = ScriptedSession(bob.jobs)
        again.say(manifest)
        assert bob.jobs.snapshots() == ()
        assert bob.jobs.ignored == 1


# Frames


@pytest.mark.parametrize(
    "frames",
    [
        [frame(FrameKind.DATA, 0, 1, b"b")],
        [frame(FrameKind.DATA, 1, 0, b"b")],
        [frame(FrameKind.DATA, 0, 0, b"too much")],
        [frame(FrameKind.DATA, 0, 0, b"abc"), frame(FrameKind.DATA, 0, 0, b"abc")],
        [frame(FrameKind.FILE_END, 0, 3, bytes(32))],
        [frame(FrameKind.FILE_END, 0, 0, bytes(32))],
        [frame(FrameKind.JOB_END, 0, 0)],
        [frame(FrameKind.JOB_END, 2, 0)],
        [frame(FrameKind.DATA, 7, 0, b"b")],
    ],
    ids=[
        "a gap",
        "another file",
        "beyond the size",
        "again",
        "an end without bytes",
        "an end too early",
        "the end too early",
        "the end from nowhere",
        "no such file",
    ],
)
async def test_frames_out_of_place_fail_the_job(tmp_path: Path, frames: list[Frame]) -> None:
    async with victim(tmp_path) as bob:
        await bob.take(("a", 3), ("b", 1))
        bob.mallory.say_frames(*frames)
        assert await bob.failed() is TransferReason.PROTOCOL
        assert [path.name for path in bob.inbox.iterdir() if not path.name.startswith(".")] == []


async def test_damaged_bytes_get_no_name(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        await bob.take(("a", 3), ("b", 1))
        bob.mallory.say_frames(
            frame(FrameKind.DATA, 0, 0, b"abc"),
            frame(FrameKind.FILE_END, 0, 3, bytes(32)),
            *file_frames(1, b"x"),
            frame(FrameKind.JOB_END, 2, 0),
        )
        await until(lambda: len(bob.mallory.heard(Accept)) == 2)
        assert bob.mallory.heard(Accept)[1].skip == (IndexRange(first=1, last=1),)
        bob.mallory.say_frames(
            frame(FrameKind.DATA, 0, 0, b"abd"),
            frame(FrameKind.FILE_END, 0, 3, bytes(32)),
            frame(FrameKind.JOB_END, 2, 0),
        )
        done = await bob.events.expect(TransferCompleted)
        assert [problem.reason for problem in done.problems] == [TransferReason.DAMAGED]
        assert [path.name for path in bob.inbox.iterdir()] == ["b"]


async def test_a_cut_while_damaged_files_are_taken_up_anew_leads_to_one_accept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = Gate(monkeypatch, JobWriter, "again")
    async with victim(tmp_path) as bob:
        await bob.take(("a", 2), ("b", 2))
        bob.mallory.say_frames(
            *file_frames(0, b"hi"),
            frame(FrameKind.DATA, 1, 0, b"no"),
            frame(FrameKind.FILE_END, 1, 2, bytes(32)),
            frame(FrameKind.JOB_END, 2, 0),
        )
        await until(again.reached.is_set)
        bob.mallory.close()
        bob.mallory = ScriptedSession(bob.jobs)
        await settle()
        again.opened.set()
        await until(lambda: bob.state() is S.TRANSFERRING)
        (accept,) = bob.mallory.heard(Accept)
        assert (accept.next_index, accept.skip) == (1, (IndexRange(first=0, last=0),))
        bob.mallory.say_frames(*file_frames(1, b"yo"), frame(FrameKind.JOB_END, 2, 0))
        done = await bob.events.expect(TransferCompleted)
        assert done.problems == ()


async def test_more_than_the_window_fails_the_job_and_memory_is_bounded(tmp_path: Path) -> None:
    disk = BlockedDisk()
    async with victim(tmp_path, open_part=disk) as bob:
        await bob.take(("a", 10 * CREDIT_WINDOW_BYTES))
        block = bytes(FRAME_PAYLOAD_BYTES)
        frames = CREDIT_WINDOW_BYTES // FRAME_PAYLOAD_BYTES
        for number in range(frames):
            bob.mallory.say_frames(frame(FrameKind.DATA, 0, number * len(block), block))
        assert bob.state() is S.TRANSFERRING
        bob.mallory.say_frames(frame(FrameKind.DATA, 0, frames * len(block), b"x"))
        assert bob.state() is S.FAILED
        ignored = bob.jobs.ignored
        bob.mallory.say_frames(frame(FrameKind.DATA, 0, frames * len(block) + 1, block))
        assert bob.jobs.ignored == ignored
        disk.gate.set()
        assert await bob.failed() is TransferReason.PROTOCOL


async def test_crumbs_without_end_fail_the_job(tmp_path: Path) -> None:
    disk = BlockedDisk()
    async with victim(tmp_path, open_part=disk) as bob:
        await bob.take(("a", MIB))
        for number in range(WAITING_FRAMES_MAX + 1):
            bob.mallory.say_frames(frame(FrameKind.DATA, 0, number, b"x"))
        disk.gate.set()
        assert await bob.failed() is TransferReason.PROTOCOL


async def test_the_small_pieces_of_a_sender_with_a_low_limit_may_wait_as_its_bytes_may(tmp_path: Path) -> None:
    disk = BlockedDisk()
    size, count = 4 * PIECE_MIN_BYTES, CREDIT_WINDOW_FILES - 1
    async with victim(tmp_path, open_part=disk) as bob:
        await bob.take(*[(f"f{number}", size) for number in range(count)])
        for number in range(count):
            pieces = [
                frame(FrameKind.DATA, number, at, bytes(PIECE_MIN_BYTES)) for at in range(0, size, PIECE_MIN_BYTES)
            ]
            bob.mallory.say_frames(*pieces, frame(FrameKind.FILE_END, number, size, blake3(bytes(size)).digest()))
        assert bob.state() is S.TRANSFERRING
        disk.gate.set()
        bob.mallory.say_frames(frame(FrameKind.JOB_END, count, 0))
        await bob.events.expect(TransferCompleted)


async def test_frames_before_anybody_said_yes_are_ignored(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        bob.decision = OfferDecision.ask()
        bob.mallory.say(*offer(("a", 3)))
        bob.mallory.say_frames(*file_frames(0, b"abc"))
        assert bob.state() is S.OFFERED
        assert not bob.inbox.exists()


async def test_frames_of_no_job_of_a_stranger_and_of_no_kind_are_counted(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        await bob.take(("a", 3))
        eve = ScriptedSession(bob.jobs, DeviceId("E" * 52))
        eve.say_frames(*file_frames(0, b"abc"))
        bob.mallory.say_raw(b"short")
        bob.mallory.say_raw(b"\x09" + encode_frame(frame(FrameKind.DATA, 0, 0, b"abc"))[1:])
        bob.mallory.say_raw(encode_frame(frame(FrameKind.DATA, 0, 0, b"abc")).replace(b"\x11" * 16, b"\x22" * 16))
        assert bob.jobs.ignored == 5
        assert bob.state() is S.TRANSFERRING
        bob.mallory.say_frames(*file_frames(0, b"abc"), frame(FrameKind.JOB_END, 1, 0))
        await bob.events.expect(TransferCompleted)


async def test_a_session_that_was_replaced_is_not_listened_to(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        await bob.take(("a", 3))
        old = bob.mallory
        bob.mallory = ScriptedSession(bob.jobs)
        await until(lambda: bob.mallory.heard(Accept))
        old.say(Cancel(transfer_id=ID))
        old.say_frames(frame(FrameKind.DATA, 0, 0, b"abc"))
        assert bob.state() is S.TRANSFERRING
        old.close()
        assert bob.state() is S.TRANSFERRING


# Messages


async def test_a_stranger_can_not_touch_another_devices_job(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        await bob.take(("a", 3))
        eve = ScriptedSession(bob.jobs, DeviceId("E" * 52))
        eve.say(
            Cancel(transfer_id=ID), TransferError(transfer_id=ID, reason="OTHER"), Pause(transfer_id=ID, reason="USER")
        )
        assert bob.state() is S.TRANSFERRING
        eve.say(*offer(("b", 1)))
        assert [error.reason for error in eve.heard(TransferError)] == ["PROTOCOL"]
        assert len(bob.jobs.snapshots()) == 1


async def test_messages_at_a_wrong_time_change_nothing(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        await bob.take(("a", 3))
        bob.mallory.say(
            Resume(transfer_id=ID),
            Decline(transfer_id=ID, reason="DECLINED"),
            Credit(transfer_id=ID, written_bytes=3),
            Complete(transfer_id=ID),
            Accept(transfer_id=ID, lane="data_channel"),
            CompleteAck(transfer_id=ID),
            *offer(("a", 3)),
        )
        await settle()
        assert bob.state() is S.TRANSFERRING
        assert bob.events.of(TransferConfirmed) == []
        bob.mallory.say_frames(*file_frames(0, b"abc"), frame(FrameKind.JOB_END, 1, 0))
        await bob.events.expect(TransferCompleted)


async def test_an_error_of_a_sender_that_gave_up_waiting_does_not_undo_what_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = Gate(monkeypatch, CompletedJobs, "save")
    async with victim(tmp_path) as bob:
        await bob.take(("a", 2))
        bob.mallory.say_frames(*file_frames(0, b"hi"), frame(FrameKind.JOB_END, 1, 0))
        await until(save.reached.is_set)
        bob.mallory.say(TransferError(transfer_id=ID, reason="VERIFY_TIMEOUT"))
        save.opened.set()
        await until(lambda: bob.state().is_final)
        assert bob.state() is S.COMPLETED
        await until(lambda: not list((tmp_path / "home").rglob("*.journal")))
        assert bob.mallory.heard(Complete)


async def test_the_last_byte_counts_though_the_session_after_the_cut_is_gone_already(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = BlockedDisk()
    async with victim(tmp_path, open_part=disk) as bob:
        await bob.take(("a", 2))
        bob.mallory.say_frames(*file_frames(0, b"hi"), frame(FrameKind.JOB_END, 1, 0))
        # Until the thread has all of it; what only waits when the cut comes is sent again.
        await settle()
        bob.mallory.close()
        second = ScriptedSession(bob.jobs)
        second.open = False  # Its channel is gone, and that will be told in a moment.
        disk.gate.set()
        await until(lambda: bob.state() is S.COMPLETED)
        second.close()
        assert [type(told) for told in ScriptedSession(bob.jobs).told] == [Complete]


async def test_the_last_byte_counts_though_the_lane_is_lost_while_it_is_written(tmp_path: Path) -> None:
    disk = BlockedDisk()
    async with victim(tmp_path, open_part=disk) as bob:
        await bob.take(("a", 2))
        bob.mallory.say_frames(*file_frames(0, b"hi"), frame(FrameKind.JOB_END, 1, 0))
        await settle()
        bob.mallory.say(LaneLost(transfer_id=ID, lane="data_channel"))
        assert bob.state() is S.ACCEPTED
        disk.gate.set()
        await until(lambda: bob.state() is S.COMPLETED)
        assert len(bob.mallory.heard(Complete)) == 1


async def test_an_unknown_reason_is_other(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        await bob.take(("a", 3))
        bob.mallory.say(TransferError(transfer_id=ID, reason="SOLAR_FLARE"))
        assert (await bob.events.expect(TransferFailed)).reason is TransferReason.OTHER


@pytest.mark.parametrize("end", ["canceled", "declined", "completed"])
async def test_an_offer_of_a_job_that_is_over_is_answered_as_it_ended(tmp_path: Path, end: str) -> None:
    async with victim(tmp_path) as bob:
        if end == "declined":
            bob.decision = OfferDecision.decline(TransferReason.NOT_FROM_YOU)
            bob.mallory.say(*offer(("a", 3)))
        else:
            await bob.take(("a", 3))
            if end == "canceled":
                await bob.jobs.cancel(ID)
            else:
                bob.mallory.say_frames(*file_frames(0, b"abc"), frame(FrameKind.JOB_END, 1, 0))
                await bob.events.expect(TransferCompleted)
        await settle()
        bob.mallory.told.clear()
        bob.mallory.say(*offer(("a", 3)))
        (answer,) = bob.mallory.told
        match end:
            case "canceled":
                assert answer == Cancel(transfer_id=ID)
            case "declined":
                assert answer == Decline(transfer_id=ID, reason="NOT_FROM_YOU")
            case _:
                assert answer == Complete(transfer_id=ID)
        assert len(bob.jobs.snapshots()) == 1


async def test_complete_is_repeated_until_the_sender_knows(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        await bob.take(("a", 3))
        bob.mallory.say_frames(*file_frames(0, b"abc"), frame(FrameKind.JOB_END, 1, 0))
        await bob.events.expect(TransferCompleted)
        for _ in range(2):
            bob.mallory.close()
            bob.mallory = ScriptedSession(bob.jobs)
            assert bob.mallory.heard(Complete) == [Complete(transfer_id=ID)]
        bob.mallory.say(CompleteAck(transfer_id=ID), CompleteAck(transfer_id=ID))
        assert len(bob.events.of(TransferConfirmed)) == 1
        bob.mallory.close()
        assert ScriptedSession(bob.jobs).told == []


async def test_everything_that_came_before_a_cut_completes_the_job(tmp_path: Path) -> None:
    disk = BlockedDisk()
    async with victim(tmp_path, open_part=disk) as bob:
        await bob.take(("a", 3))
        bob.mallory.say_frames(*file_frames(0, b"abc"), frame(FrameKind.JOB_END, 1, 0))
        bob.mallory.close()
        assert bob.state() is S.SUSPENDED
        disk.gate.set()
        await bob.events.expect(TransferCompleted)
        assert ScriptedSession(bob.jobs).heard(Complete)


async def test_credit_is_granted_only_for_what_was_written(tmp_path: Path) -> None:
    disk = BlockedDisk()
    async with victim(tmp_path, open_part=disk) as bob:
        await bob.take(("a", 4 * MIB), ("b", 1))
        content = os.urandom(4 * MIB)
        for offset in range(0, len(content), FRAME_PAYLOAD_BYTES):
            block = content[offset : offset + FRAME_PAYLOAD_BYTES]
            bob.mallory.say_frames(frame(FrameKind.DATA, 0, offset, block))
        await settle()
        assert bob.mallory.heard(Credit) == []
        assert bob.jobs.snapshot(ID).bytes_done == 0
        disk.gate.set()
        await until(lambda: bob.jobs.snapshot(ID).bytes_done == len(content))
        credits = bob.mallory.heard(Credit)
        assert credits[-1] == Credit(transfer_id=ID, written_bytes=len(content), files_done=0)
        bob.mallory.say_frames(frame(FrameKind.FILE_END, 0, len(content), blake3(content).digest()))
        await until(lambda: bob.mallory.heard(Credit)[-1].files_done == 1)


async def test_a_folder_entry_with_a_files_name_is_no_way_around(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        head = TransferOffer(transfer_id=ID, label="x", file_count=2, size_bytes=1, lanes=("data_channel",))
        entries = (
            FileEntry(index=0, path="a", size_bytes=0, kind=EntryKind.FOLDER),
            FileEntry(index=1, path="a", size_bytes=1),
        )
        bob.mallory.say(head, Manifest(transfer_id=ID, entries=entries, last=True))
        assert [error.reason for error in bob.mallory.heard(TransferError)] == ["PROTOCOL"]


async def test_what_is_taken_unasked_waits_for_an_answer_where_a_name_is_taken_and_that_is_to_be_asked(
    tmp_path: Path,
) -> None:
    async with victim(tmp_path) as bob:
        bob.decision = OfferDecision.accept(conflicts=ConflictPolicy.ASK)
        bob.inbox.mkdir()
        (bob.inbox / "a").write_bytes(b"old")
        await bob.take(("b", 1), transfer_id=TransferId("2" * 32))
        bob.mallory.say(*offer(("a", 3)))
        await bob.jobs.conflicts(ID)
        await settle()
        assert bob.state() is TransferState.OFFERED
        assert len(bob.mallory.heard(Accept)) == 1


async def test_what_is_taken_unasked_replaces_if_that_is_chosen(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        bob.decision = OfferDecision.accept(conflicts=ConflictPolicy.REPLACE)
        bob.inbox.mkdir()
        (bob.inbox / "a").write_bytes(b"old")
        await bob.take(("a", 3))
        bob.mallory.say_frames(*file_frames(0, b"new"), frame(FrameKind.JOB_END, 1, 0))
        await bob.events.expect(TransferCompleted)
        assert [each.name for each in bob.inbox.iterdir()] == ["a"]
        assert (bob.inbox / "a").read_bytes() == b"new"


async def test_damaged_bytes_replace_nothing(tmp_path: Path) -> None:
    async with victim(tmp_path) as bob:
        bob.decision = OfferDecision.ask()
        bob.inbox.mkdir()
        (bob.inbox / "a").write_bytes(b"old")
        bob.mallory.say(*offer(("a", 3), ("b", 1)))
        await bob.jobs.accept(ID, conflicts=ConflictChoice.REPLACE)
        bob.mallory.say_frames(
            frame(FrameKind.DATA, 0, 0, b"abc"),
            frame(FrameKind.FILE_END, 0, 3, bytes(32)),
            *file_frames(1, b"x"),
            frame(FrameKind.JOB_END, 2, 0),
        )
        await until(lambda: len(bob.mallory.heard(Accept)) == 2)
        assert bob.mallory.heard(Accept)[1].skip == (IndexRange(first=1, last=1),)
        bob.mallory.say_frames(
            frame(FrameKind.DATA, 0, 0, b"abd"),
            frame(FrameKind.FILE_END, 0, 3, bytes(32)),
            frame(FrameKind.JOB_END, 2, 0),
        )
        done = await bob.events.expect(TransferCompleted)
        assert [problem.reason for problem in done.problems] == [TransferReason.DAMAGED]
        assert (bob.inbox / "a").read_bytes() == b"old"


@pytest.mark.parametrize("end", ["goes on", "cut", "restart"])
async def test_damaged_bytes_are_asked_for_once_more(tmp_path: Path, end: str) -> None:
    async with victim(tmp_path) as bob:
        await bob.take(("a", 3), ("b", 1), ("c", 2))
        bob.mallory.say_frames(
            frame(FrameKind.DATA, 0, 0, b"abc"),
            frame(FrameKind.FILE_END, 0, 3, bytes(32)),
            *file_frames(1, b"x"),
            frame(FrameKind.DATA, 2, 0, b"yz"),
            frame(FrameKind.FILE_END, 2, 2, bytes(32)),
            frame(FrameKind.JOB_END, 3, 0),
        )
        await until(lambda: len(bob.mallory.heard(Accept)) == 2)
        bob.mallory.say_frames(frame(FrameKind.DATA, 0, 0, b"a"))
        await until(lambda: any(credit.written_bytes == 1 for credit in bob.mallory.heard(Credit)))
        if end != "goes on":
            bob.mallory.close()
        if end == "restart":
            await bob.jobs.aclose()
            bob.jobs = bob.make()
        if end != "goes on":
            bob.mallory = ScriptedSession(bob.jobs)
        if end == "restart":
            bob.mallory.say(*offer(("a", 3), ("b", 1), ("c", 2)))
        if end != "goes on":
            await until(lambda: bob.mallory.heard(Accept))
        asked = bob.mallory.heard(Accept)[-1]
        assert asked.skip == (IndexRange(first=1, last=1),)
        assert (asked.next_index, asked.offset) == ((0, 0) if end == "goes on" else (0, 1))
        bob.mallory.say_frames(
            frame(FrameKind.DATA, 0, 1, b"bc"),
            frame(FrameKind.FILE_END, 0, 3, blake3(b"abc").digest()),
            *file_frames(2, b"yz"),
            frame(FrameKind.JOB_END, 3, 0),
        )
        done = await bob.events.expect(TransferCompleted)
        assert done.problems == ()
        assert {path.name: path.read_bytes() for path in bob.inbox.iterdir()} == {"a": b"abc", "b": b"x", "c": b"yz"}
        assert done.size_bytes == 6
