"""Two Transfers over a joined pair of sessions: what users do with files, and what happens to links meanwhile."""

import asyncio
import os
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
from blake3 import blake3

from peerdrop.core.errors import FolderUnwritable, NoSuchTransfer, NotEnoughSpace, SourceUnreadable
from peerdrop.core.events import (
    TransferCompleted,
    TransferConfirmed,
    TransferFailed,
    TransferOffered,
    TransferProgressed,
    TransferStateChanged,
)
from peerdrop.core.feature import FeatureSession
from peerdrop.core.states import Direction, LaneKind, TransferReason, TransferState
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.disk import space_claims, worker
from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.job_writer import JobWriter
from peerdrop.core.transfers.disk.part_file import PartFile
from peerdrop.core.transfers.sending import manifest_pace
from peerdrop.core.transfers.sending.job_reader import JobReader
from peerdrop.link import Path as LinkPath
from peerdrop.wire.frames import Frame, FrameKind, decode_frame
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES, MIB
from peerdrop.wire.transfers import Accept, Complete, CompleteAck, Credit, Manifest, Pause, TransferOffer
from tests.conftest import ExpectedLog
from tests.manual_clock import settle
from tests.recorder import Recorder
from tests.transfer_pair import transfer_pair
from tests.until import until

S: Final = TransferState
BIG: Final = 12 * MIB


def digest(content: bytes) -> str:
    return "blake3:" + blake3(content).hexdigest()


def states(events: Recorder) -> list[TransferState]:
    """The states that were told, one after the other."""
    told = events.of(TransferStateChanged)
    for earlier, later in pairwise(told):
        assert later.previous is earlier.state
    return [event.state for event in told]


def failure(events: Recorder) -> TransferReason:
    (event,) = events.of(TransferFailed)
    return event.reason


def open_below(root: Path) -> list[Path]:
    """What below *root* this process holds open."""
    held = [each.readlink() for each in Path("/proc/self/fd").iterdir() if each.exists()]
    return [each for each in held if each.is_relative_to(root)]


class GatedDisk:
    """Part files whose writes wait until the gate is open."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.waiting = threading.Event()
        self.free_writes = 0

    def __call__(self, folder: Folder, name: str) -> PartFile:
        disk = self

        class OnDisk(PartFile):
            def write(self, data: memoryview) -> int:
                if disk.free_writes > 0:
                    disk.free_writes -= 1
                else:
                    disk.waiting.set()
                    assert disk.gate.wait(60)
                return super().write(data)

        return OnDisk(folder, name)


async def test_a_file_arrives_whole_under_its_name(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        content = os.urandom(1_000_000)
        source = pair.source("photo.jpg", content)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [source])
        sent = await pair.alice_events.expect(TransferCompleted)
        received = await pair.bob_events.expect(TransferCompleted)
        await pair.bob_events.expect(TransferConfirmed)
        assert (pair.inbox / "photo.jpg").read_bytes() == content
        assert sent.files[0].digest == received.files[0].digest == digest(content)
        assert (sent.files[0].path, received.files[0].path) == (source, pair.inbox / "photo.jpg")
        assert (sent.direction, received.direction) == (Direction.OUTGOING, Direction.INCOMING)
        assert (sent.lane, sent.path, sent.size_bytes) == (LaneKind.DATA_CHANNEL, LinkPath.LAN, len(content))
        assert sent.transfer_id == received.transfer_id == transfer_id
        for events in (pair.alice_events, pair.bob_events):
            assert states(events) == [S.OFFERED, S.ACCEPTED, S.TRANSFERRING, S.VERIFYING, S.COMPLETED]
            assert sum(each.bytes_done == len(content) for each in events.of(TransferProgressed)) == 1
            (offered,) = events.of(TransferOffered)
            assert (offered.transfer.file_count, offered.transfer.size_bytes) == (1, len(content))
        assert await pair.leftovers() == []


async def test_several_files_and_folders_are_one_job(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.source("day/a", b"aaa")
        pair.source("day/raw/b", b"")
        (pair.outbox / "day" / "empty").mkdir()
        single = pair.source("c.txt", b"c")
        await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "day", single])
        received = await pair.bob_events.expect(TransferCompleted)
        assert [file.path.relative_to(pair.inbox).as_posix() for file in received.files] == [
            "day/a",
            "day/raw/b",
            "c.txt",
        ]
        assert (pair.inbox / "day" / "empty").is_dir()
        for events in (pair.alice_events, pair.bob_events):
            (offered,) = events.of(TransferOffered)
            assert (offered.transfer.file_count, offered.transfer.folder_count) == (3, 1)
        assert (pair.inbox / "day" / "a").stat().st_mtime_ns == (pair.outbox / "day" / "a").stat().st_mtime_ns


async def test_an_empty_folder_alone_arrives(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        (pair.outbox / "empty").mkdir()
        await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "empty"])
        done = await pair.bob_events.expect(TransferCompleted)
        await pair.alice_events.expect(TransferCompleted)
        assert (done.files, done.size_bytes) == ((), 0)
        assert (pair.inbox / "empty").is_dir()


async def test_an_empty_file_arrives(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("empty", b"")])
        done = await pair.bob_events.expect(TransferCompleted)
        assert done.files[0].digest == digest(b"")
        assert [(each.bytes_done, each.size_bytes) for each in pair.bob_events.of(TransferProgressed)] == [(0, 0)]


async def test_a_long_manifest_comes_in_pieces(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        for number in range(500):
            pair.source(f"many/{number:03}", b"x")
        await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "many"])
        done = await pair.bob_events.expect(TransferCompleted, within_s=20)
        assert len(done.files) == 500
        assert len(pair.sessions.alice.of(Manifest)) == 3
        assert len(pair.bob_events.of(TransferOffered)) == 1


async def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.inbox.mkdir()
        (pair.inbox / "a.txt").write_bytes(b"old")
        source = pair.source("a.txt", b"new")
        for _ in range(2):
            await pair.alice.offer(pair.bob_id, "Bob", [source])
            await pair.bob_events.expect(TransferCompleted)
        contents = {path.name: path.read_bytes() for path in pair.inbox.glob("*.txt")}
        assert contents == {"a.txt": b"old", "a (1).txt": b"new", "a (2).txt": b"new"}


async def test_jobs_run_beside_each_other_in_both_directions(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        for number in range(3):
            await pair.alice.offer(pair.bob_id, "Bob", [pair.source(f"to bob {number}", os.urandom(3 * MIB))])
            await pair.bob.offer(pair.alice_id, "Alice", [pair.source(f"to alice {number}", os.urandom(3 * MIB))])
        for _ in range(6):
            await pair.alice_events.expect(TransferCompleted, within_s=20)
            await pair.bob_events.expect(TransferCompleted, within_s=20)
        for source in pair.outbox.iterdir():
            assert (pair.inbox / source.name).read_bytes() == source.read_bytes()


# Deciding


async def test_nothing_is_written_before_somebody_says_yes(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a.txt", b"hello")])
        offered = await pair.bob_events.expect(TransferOffered)
        assert offered.transfer.peer_name == "Alice"
        (file,) = pair.bob.offered_files(transfer_id)
        assert (file.path, file.safe_path, file.size_bytes) == ("a.txt", "a.txt", 5)
        assert not pair.inbox.exists()
        assert not (tmp_path / "bob").exists()
        await pair.bob.accept(transfer_id, tmp_path / "elsewhere")
        await pair.bob_events.expect(TransferCompleted)
        assert (tmp_path / "elsewhere" / "a.txt").read_bytes() == b"hello"
        assert pair.bob.snapshot(transfer_id).directory == tmp_path / "elsewhere"


async def test_a_second_yes_changes_nothing(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a.txt", b"hello")])
        await pair.bob_events.expect(TransferOffered)
        await asyncio.gather(*(pair.bob.accept(transfer_id) for _ in range(3)))
        await pair.bob_events.expect(TransferCompleted)
        assert [path.name for path in pair.inbox.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("reason", [TransferReason.NOT_ATTENDED, TransferReason.NOT_FROM_YOU])
async def test_an_offer_nobody_wants_is_declined_at_once(tmp_path: Path, reason: TransferReason) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.decline(reason)
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"x")])
        for events in (pair.alice_events, pair.bob_events):
            assert (await events.expect(TransferFailed)).reason is reason
            assert states(events) == [S.OFFERED, S.DECLINED]
        assert not pair.inbox.exists()


async def test_a_user_says_no(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"x")])
        await pair.bob_events.expect(TransferOffered)
        await pair.bob.decline(transfer_id)
        assert (await pair.alice_events.expect(TransferFailed)).reason is TransferReason.DECLINED
        with pytest.raises(NoSuchTransfer):
            await pair.bob.accept(transfer_id)


async def test_an_offer_that_nobody_answers_ends_at_both_sides(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"x")], offer_timeout_s=30)
        await pair.bob_events.expect(TransferOffered)
        await pair.clock.advance(29)
        assert pair.alice.snapshots()[0].state is S.OFFERED
        await pair.clock.advance(2)
        assert failure(pair.alice_events) is TransferReason.OFFER_TIMEOUT
        assert failure(pair.bob_events) is TransferReason.OFFER_TIMEOUT


async def test_a_cut_does_not_give_an_offer_more_time(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"x")], offer_timeout_s=30)
        await pair.bob_events.expect(TransferOffered)
        await pair.clock.advance(20)
        pair.sessions.cut()
        pair.connect()
        await until(lambda: pair.alice.snapshots()[0].state is S.OFFERED)
        await pair.clock.advance(11)
        assert failure(pair.alice_events) is TransferReason.OFFER_TIMEOUT


@pytest.mark.parametrize("what", ["file", "link to nowhere"])
async def test_a_folder_that_can_not_be_written_is_told_and_another_can_be_chosen(tmp_path: Path, what: str) -> None:
    async with transfer_pair(tmp_path) as pair:
        if what == "file":
            pair.inbox.write_bytes(b"in the way")
        else:
            pair.inbox.symlink_to("/proc/nowhere")
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"x")])
        await pair.bob_events.expect(TransferOffered)
        with pytest.raises(FolderUnwritable) as caught:
            await pair.bob.accept(transfer_id)
        assert str(pair.inbox) in caught.value.message
        assert caught.value.next_step
        assert pair.bob.snapshot(transfer_id).state is S.OFFERED
        await pair.bob.accept(transfer_id, tmp_path / "other")
        await pair.bob_events.expect(TransferCompleted)


async def test_a_disk_that_became_read_only_is_named_by_its_folder(tmp_path: Path) -> None:
    def read_only(folder: Folder, name: str) -> PartFile:
        raise OSError(30, "Read-only file system", name)

    async with transfer_pair(tmp_path, open_part=read_only) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"x")])
        await pair.bob_events.expect(TransferOffered)
        with pytest.raises(FolderUnwritable) as caught:
            await pair.bob.accept(transfer_id)
        assert caught.value.message == f"Can't write to {pair.inbox} (Read-only file system)."


async def test_a_folder_that_can_not_be_written_declines_what_nobody_watches(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.inbox.write_bytes(b"in the way")
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"x")])
        assert (await pair.alice_events.expect(TransferFailed)).reason is TransferReason.DISK
        assert pair.inbox.read_bytes() == b"in the way"


async def test_a_job_for_which_there_is_no_room_is_not_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space_claims, "free_bytes", lambda directory: 100)
    async with transfer_pair(tmp_path) as pair:
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", bytes(99))])
        assert (await pair.alice_events.expect(TransferFailed)).reason is TransferReason.NO_SPACE
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("b", bytes(99))])
        await until(lambda: len(pair.bob.snapshots()) == 2)
        with pytest.raises(NotEnoughSpace):
            await pair.bob.accept(transfer_id)
        assert not pair.inbox.exists()


async def test_what_can_not_be_read_is_not_offered(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        with pytest.raises(SourceUnreadable):
            await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "none"])
        assert pair.alice.snapshots() == ()
        assert pair.sessions.alice.of(TransferOffer) == []


# Waiting for a connection


async def test_a_job_for_a_device_that_is_away_waits(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"x")])
        snapshot = pair.alice.snapshot(transfer_id)
        assert (snapshot.state, snapshot.reason, snapshot.peer_name) == (S.NEW, TransferReason.WAITING, "Bob")
        assert pair.alice.has_work_for(pair.bob_id)
        assert not pair.alice.has_work_for(pair.alice_id)
        pair.connect()
        await pair.alice_events.expect(TransferCompleted)
        assert not pair.alice.has_work_for(pair.bob_id)


async def test_a_job_without_a_connection_can_be_given_up(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path, connected=False) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"x")])
        pair.alice.fail(transfer_id, TransferReason.LOST)
        assert failure(pair.alice_events) is TransferReason.LOST
        pair.alice.fail(transfer_id, TransferReason.LOST)
        pair.connect()
        assert pair.sessions.alice.sent == []


# Cuts


@pytest.mark.parametrize("writes", [0, 1, 7, 40, 90])
async def test_a_cut_in_mid_transfer_goes_on_where_the_disk_is(tmp_path: Path, writes: int) -> None:
    disk = GatedDisk()
    disk.free_writes = writes
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        content = os.urandom(BIG)
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("first", b"x"), pair.source("big", content)])
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        for events in (pair.alice_events, pair.bob_events):
            assert states(events)[-1] is S.SUSPENDED
        assert pair.alice.has_work_for(pair.bob_id)
        assert pair.bob.has_work_for(pair.alice_id)
        disk.gate.set()
        before = pair.sessions.alice.frame_bytes_sent
        second = pair.connect()
        await pair.alice_events.expect(TransferCompleted)
        await pair.bob_events.expect(TransferCompleted)
        assert second.alice.of(TransferOffer) == [], "the receiver knows the job: its manifest is not sent again"
        accepts = second.bob.of(Accept)
        # None is needed if the thread had all that was left in its hands when the cut came.
        assert len(accepts) == 1 or (writes == 90 and not accepts)
        for accept in accepts:
            assert isinstance(accept, Accept)
            assert (accept.next_index, accept.offset) != (0, 0) or writes == 0
        assert before + second.alice.frame_bytes_sent <= BIG + CREDIT_WINDOW_BYTES + MIB
        assert (pair.inbox / "big").read_bytes() == content
        for events in (pair.alice_events, pair.bob_events):
            progress = [each.bytes_done for each in events.of(TransferProgressed)]
            assert progress.count(BIG + 1) == 1
        assert await pair.leftovers() == []


async def test_a_new_session_may_open_before_the_old_one_is_known_to_be_closed(tmp_path: Path) -> None:
    disk = GatedDisk()
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        content = os.urandom(BIG)
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("big", content)])
        await until(disk.waiting.is_set)
        old = pair.sessions
        pair.connect()
        disk.gate.set()
        await pair.alice_events.expect(TransferCompleted)
        old.cut()
        assert (pair.inbox / "big").read_bytes() == content
        assert S.SUSPENDED in states(pair.bob_events)


async def test_a_cut_while_an_offer_waits_keeps_it_on_offer(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")])
        await pair.bob_events.expect(TransferOffered)
        pair.sessions.cut()
        assert pair.bob.snapshot(transfer_id).state is S.SUSPENDED
        pair.connect()
        await until(lambda: pair.bob.snapshot(transfer_id).state is S.OFFERED)
        assert len(pair.bob_events.of(TransferOffered)) == 1
        await pair.bob.accept(transfer_id)
        await pair.alice_events.expect(TransferCompleted)


async def test_a_yes_without_a_connection_is_kept(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")])
        await pair.bob_events.expect(TransferOffered)
        pair.sessions.cut()
        await pair.bob.accept(transfer_id)
        pair.connect()
        await pair.alice_events.expect(TransferCompleted)
        assert (pair.inbox / "a").read_bytes() == b"hello"


async def test_a_manifest_cut_in_the_middle_begins_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest_pace, "PIECES_AHEAD", 2)
    async with transfer_pair(tmp_path) as pair:
        # The third piece is not told before it is heard that the first ones came.
        pair.sessions.bob.drop = lambda message: isinstance(message, Credit)
        for number in range(500):
            pair.source(f"many/{number:03}", b"x")
        await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "many"])
        await until(lambda: len(pair.sessions.alice.of(Manifest)) == 2)
        pair.sessions.cut()
        assert pair.alice.snapshots()[0].state is S.NEW
        pair.connect()
        done = await pair.bob_events.expect(TransferCompleted, within_s=20)
        assert len(done.files) == 500


@pytest.mark.parametrize("lost", [Accept, Complete, CompleteAck, Credit])
async def test_a_message_lost_in_a_cut_is_made_up_for(tmp_path: Path, lost: type) -> None:
    async with transfer_pair(tmp_path) as pair:
        for end in (pair.sessions.alice, pair.sessions.bob):
            end.drop = lambda message: isinstance(message, lost)
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(BIG))])
        await until(lambda: pair.sessions.alice.of(lost) or pair.sessions.bob.of(lost))
        pair.sessions.cut()
        pair.connect()
        await pair.alice_events.expect(TransferCompleted)
        await pair.bob_events.expect(TransferConfirmed)
        assert len(pair.bob_events.of(TransferCompleted)) == 1
        assert [path.name for path in pair.inbox.iterdir()] == ["a"]


async def test_a_device_that_never_comes_back_ends_the_job_and_keeps_the_part(tmp_path: Path) -> None:
    disk = GatedDisk()
    disk.free_writes = 3
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(BIG))])
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        disk.gate.set()
        await pair.clock.advance(60 * 60)
        assert failure(pair.alice_events) is TransferReason.LOST
        assert failure(pair.bob_events) is TransferReason.LOST
        assert len(await pair.leftovers()) == 2


async def test_time_without_a_connection_is_not_counted(tmp_path: Path) -> None:
    disk = GatedDisk()
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(BIG))])
        await until(disk.waiting.is_set)
        await pair.clock.advance(2)
        pair.sessions.cut()
        await pair.clock.advance(100)
        pair.connect()
        disk.gate.set()
        done = await pair.bob_events.expect(TransferCompleted)
        assert done.seconds == pytest.approx(2)


async def test_a_receiver_that_was_restarted_goes_on_without_asking(tmp_path: Path) -> None:
    disk = GatedDisk()
    disk.free_writes = 20
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        content = os.urandom(BIG)
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("first", b"x"), pair.source("big", content)])
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        disk.gate.set()
        await pair.bob.aclose()
        pair.restart_bob()
        pair.decision = OfferDecision.decline(TransferReason.NOT_ATTENDED)
        second = pair.connect()
        await pair.advance_until(lambda: pair.bob_events.of(TransferCompleted))
        done = await pair.bob_events.expect(TransferCompleted)
        await pair.alice_events.expect(TransferCompleted)
        assert [file.digest for file in done.files] == [digest(b"x"), digest(content)]
        assert (pair.inbox / "big").read_bytes() == content
        assert second.alice.frame_bytes_sent < BIG
        assert sorted(path.name for path in pair.inbox.iterdir()) == ["big", "first"]
        assert await pair.leftovers() == []


async def test_a_completed_job_is_never_received_twice(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.sessions.bob.drop = lambda message: isinstance(message, Complete)
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")])
        await pair.bob_events.expect(TransferCompleted)
        pair.sessions.cut()
        await pair.bob.aclose()
        pair.restart_bob()
        pair.connect()
        await pair.advance_until(lambda: pair.alice_events.of(TransferCompleted))
        assert [path.name for path in pair.inbox.iterdir()] == ["a"]
        assert pair.bob.snapshots() == ()


async def test_a_journal_that_outlived_its_job_is_tidied_up(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.sessions.bob.drop = lambda message: isinstance(message, Complete)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"hello")])
        await pair.bob_events.expect(TransferCompleted)
        pair.sessions.cut()
        await pair.bob.aclose()
        # As it is when the program ends right after it noted that the job is complete.
        (tmp_path / "bob" / "transfers" / f"{transfer_id}.journal").write_bytes(b"")
        pair.restart_bob()
        pair.connect()
        await pair.advance_until(lambda: pair.alice_events.of(TransferCompleted))
        assert await pair.leftovers() == []


async def test_a_sender_that_forgot_the_job_says_so(tmp_path: Path) -> None:
    disk = GatedDisk()
    disk.free_writes = 3
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(BIG))])
        await until(disk.waiting.is_set)
        pair.sessions.cut()
        disk.gate.set()
        await pair.alice.aclose()
        pair.restart_alice()
        pair.connect()
        assert (await pair.bob_events.expect(TransferFailed)).reason is TransferReason.FORGOTTEN
        assert await pair.leftovers() == []


# Pause


@pytest.mark.parametrize("who", ["alice", "bob"])
async def test_either_side_pauses_and_alone_takes_it_back(tmp_path: Path, who: str) -> None:
    disk = GatedDisk()
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(2 * BIG))])
        await until(disk.waiting.is_set)
        one, other = (pair.alice, pair.bob) if who == "alice" else (pair.bob, pair.alice)
        one.pause(transfer_id)
        await until(lambda: other.snapshot(transfer_id).state is S.PAUSED)
        assert one.snapshot(transfer_id).reason is TransferReason.USER
        assert other.snapshot(transfer_id).reason is TransferReason.PEER
        other.resume(transfer_id)
        disk.gate.set()
        await until(
            lambda: pair.bob.snapshot(transfer_id).bytes_done == pair.alice.snapshot(transfer_id).bytes_done > 0
        )
        assert pair.alice.snapshot(transfer_id).state is S.PAUSED
        assert pair.alice.snapshot(transfer_id).bytes_done < 2 * BIG
        one.resume(transfer_id)
        await pair.alice_events.expect(TransferCompleted)


async def test_when_both_pause_both_must_go_on(tmp_path: Path) -> None:
    disk = GatedDisk()
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(2 * BIG))])
        await until(disk.waiting.is_set)
        pair.alice.pause(transfer_id)
        pair.bob.pause(transfer_id)
        pair.alice.pause(transfer_id)
        await until(lambda: len(pair.sessions.alice.of(Pause)) == len(pair.sessions.bob.of(Pause)) == 1)
        disk.gate.set()
        pair.alice.resume(transfer_id)
        await until(lambda: pair.alice.snapshot(transfer_id).reason is TransferReason.PEER)
        assert pair.bob.snapshot(transfer_id).state is S.PAUSED
        assert pair.bob.snapshot(transfer_id).reason is TransferReason.USER
        pair.bob.resume(transfer_id)
        await pair.alice_events.expect(TransferCompleted)


async def test_a_pause_outlives_a_cut(tmp_path: Path) -> None:
    disk = GatedDisk()
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(2 * BIG))])
        await until(disk.waiting.is_set)
        pair.bob.pause(transfer_id)
        await until(lambda: pair.alice.snapshot(transfer_id).state is S.PAUSED)
        pair.sessions.cut()
        pair.alice.pause(transfer_id)
        disk.gate.set()
        second = pair.connect()
        await until(lambda: second.alice.of(Pause) and second.bob.of(Pause))
        await settle()
        pair.bob.resume(transfer_id)
        assert pair.bob.snapshot(transfer_id).state is S.PAUSED
        pair.alice.resume(transfer_id)
        await pair.alice_events.expect(TransferCompleted)


# Cancel


# The receiver passes through NEW and VERIFYING at once.
@pytest.mark.parametrize(
    ("who", "step"),
    [
        *(("alice", step) for step in ("NEW", "OFFERED", "TRANSFERRING", "PAUSED", "SUSPENDED", "VERIFYING")),
        *(("bob", step) for step in ("OFFERED", "TRANSFERRING", "PAUSED", "SUSPENDED")),
    ],
)
async def test_either_side_cancels_at_any_step(tmp_path: Path, who: str, step: str) -> None:
    disk = GatedDisk()
    async with transfer_pair(tmp_path, connected=step != "NEW", open_part=disk) as pair:
        if step == "OFFERED":
            pair.decision = OfferDecision.ask()
        size = MIB if step == "VERIFYING" else BIG
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(size))])
        if step == "OFFERED":
            await pair.bob_events.expect(TransferOffered)
        elif step != "NEW":
            await until(disk.waiting.is_set)
        one, other = (pair.alice, pair.bob) if who == "alice" else (pair.bob, pair.alice)
        if step == "PAUSED":
            one.pause(transfer_id)
        if step == "SUSPENDED":
            pair.sessions.cut()
        await until(lambda: one.snapshot(transfer_id).state is S(step))
        canceled = one.cancel(transfer_id)
        assert one.snapshot(transfer_id).reason is TransferReason.CANCELED
        disk.gate.set()
        await canceled
        if step == "SUSPENDED":
            pair.connect()
            await pair.clock.advance(2)
        if step != "NEW":
            await until(lambda: other.snapshot(transfer_id).state is S.CANCELED)
            assert other.snapshot(transfer_id).reason is TransferReason.CANCELED_BY_PEER
        assert await pair.leftovers() == []
        assert not pair.inbox.exists() or list(pair.inbox.iterdir()) == []
        assert failure(pair.alice_events) in {TransferReason.CANCELED, TransferReason.CANCELED_BY_PEER}


async def test_what_is_over_can_not_be_canceled(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"x")])
        await pair.alice_events.expect(TransferCompleted)
        for command in (pair.alice.cancel, pair.alice.pause, pair.alice.resume, pair.alice.offered_files):
            with pytest.raises(NoSuchTransfer):
                command(transfer_id)
        assert (pair.inbox / "a").exists()


async def test_a_yes_to_an_offer_canceled_meanwhile_leaves_nothing(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", b"x")])
        await pair.bob_events.expect(TransferOffered)
        accepting = asyncio.create_task(pair.bob.accept(transfer_id))
        await asyncio.sleep(0)
        pair.bob.cancel(transfer_id)
        with pytest.raises(NoSuchTransfer):
            await accepting
        assert await pair.leftovers() == []


# Trouble with disks


async def test_a_source_that_vanishes_is_listed_and_the_rest_arrives(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        sources = [pair.source(name, name.encode()) for name in ("a", "b", "c")]
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", sources)
        await pair.bob_events.expect(TransferOffered)
        sources[1].unlink()
        await pair.bob.accept(transfer_id)
        for events in (pair.alice_events, pair.bob_events):
            done = await events.expect(TransferCompleted)
            assert [problem.reason for problem in done.problems] == [TransferReason.SOURCE_UNREADABLE]
            assert [file.path.name for file in done.files] == ["a", "c"]
            assert pair.alice.snapshot(transfer_id).problems[0].path == "b"


async def test_a_job_of_which_nothing_could_be_saved_has_failed(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        pair.decision = OfferDecision.ask()
        source = pair.source("a", b"hello")
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [source])
        await pair.bob_events.expect(TransferOffered)
        source.write_bytes(b"hello, changed")
        await pair.bob.accept(transfer_id)
        for events in (pair.alice_events, pair.bob_events):
            assert (await events.expect(TransferFailed)).reason is TransferReason.SOURCE_CHANGED
        assert list(pair.inbox.iterdir()) == []


class FullDisk:
    """Part files on a disk with so many bytes left."""

    def __init__(self, room: int) -> None:
        self.room = room

    def __call__(self, folder: Folder, name: str) -> PartFile:
        disk = self

        class OnDisk(PartFile):
            def write(self, data: memoryview) -> int:
                if disk.room <= 0:
                    raise OSError(28, "full")
                count = super().write(data[: disk.room])
                disk.room -= count
                return count

        return OnDisk(folder, name)


async def test_a_full_disk_pauses_both_sides_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    disk = FullDisk(3 * MIB)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        content = os.urandom(BIG)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", content)])
        await pair.bob_events.expect(TransferOffered)
        await until(lambda: pair.bob.snapshot(transfer_id).state is S.PAUSED)
        await until(lambda: pair.alice.snapshot(transfer_id).state is S.PAUSED)
        for jobs in (pair.alice, pair.bob):
            assert jobs.snapshot(transfer_id).reason is TransferReason.DISK_FULL
            assert jobs.snapshot(transfer_id).bytes_done == 3 * MIB
        disk.room = 10**9
        await pair.advance_until(lambda: pair.alice_events.of(TransferCompleted), step_s=1)
        assert (pair.inbox / "a").read_bytes() == content


async def test_a_full_disk_does_not_fail_a_sender_that_has_sent_everything(tmp_path: Path) -> None:
    disk = FullDisk(1000)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        content = os.urandom(MIB)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", content)])
        await pair.bob_events.expect(TransferOffered)
        await until(lambda: pair.bob.snapshot(transfer_id).state is S.PAUSED)
        await until(lambda: pair.alice.snapshot(transfer_id).state in {S.VERIFYING, S.PAUSED})
        for _ in range(10):
            await pair.clock.advance(60)
        assert pair.bob.snapshot(transfer_id).state is S.PAUSED
        assert pair.alice.snapshot(transfer_id).reason is TransferReason.DISK_FULL, "though nothing is left to send"
        assert len(pair.sessions.bob.of(Pause)) == 1, "not again with each try"
        assert not pair.alice.snapshot(transfer_id).state.is_final
        disk.room = 10**9
        await pair.advance_until(lambda: pair.alice_events.of(TransferCompleted), step_s=1)
        assert (pair.inbox / "a").read_bytes() == content


async def test_a_cut_while_the_disk_is_full_loses_nothing(tmp_path: Path) -> None:
    disk = FullDisk(3 * MIB)
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        content = os.urandom(BIG)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", content)])
        await pair.bob_events.expect(TransferOffered)
        await until(lambda: pair.bob.snapshot(transfer_id).state is S.PAUSED)
        pair.sessions.cut()
        pair.connect()
        disk.room = 10**9
        await pair.advance_until(lambda: pair.alice_events.of(TransferCompleted), step_s=1)
        assert (pair.inbox / "a").read_bytes() == content


async def test_a_broken_disk_fails_both_sides_and_keeps_the_part(tmp_path: Path) -> None:
    class Broken(PartFile):
        def write(self, data: memoryview) -> int:
            if self.offset >= MIB:
                raise OSError(5, "broken")
            return super().write(data)

    async with transfer_pair(tmp_path, open_part=Broken) as pair:
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(BIG))])
        for events in (pair.alice_events, pair.bob_events):
            assert (await events.expect(TransferFailed)).reason is TransferReason.DISK
        assert len(await pair.leftovers()) == 2


async def test_a_disk_that_never_answers_fails_the_sender_in_time(tmp_path: Path) -> None:
    disk = GatedDisk()
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", bytes(1000))])
        await until(lambda: pair.alice.snapshot(transfer_id).state is S.VERIFYING)
        await pair.clock.advance(121)
        assert failure(pair.alice_events) is TransferReason.VERIFY_TIMEOUT
        assert failure(pair.bob_events) is TransferReason.VERIFY_TIMEOUT
        disk.gate.set()


@pytest.mark.parametrize("ends", ["canceled", "completed"])
async def test_a_job_that_is_over_before_its_disk_answers_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog, ends: str
) -> None:
    monkeypatch.setattr(worker, "CLOSE_TIMEOUT_S", 0.01)
    expected_log("disk does not answer")
    gate, waiting = threading.Event(), threading.Event()
    slow = JobWriter.write if ends == "canceled" else JobWriter.finish

    def wait(writer: JobWriter, *arguments: Any) -> Any:
        waiting.set()
        assert gate.wait(60)
        return slow(writer, *arguments)

    monkeypatch.setattr(JobWriter, slow.__name__, wait)
    async with transfer_pair(tmp_path) as pair:
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.source("big", os.urandom(MIB))])
        await until(waiting.is_set)
        if ends == "canceled":
            await pair.bob.cancel(transfer_id)
        await until(lambda: expected_log.messages)
        with pytest.raises(NoSuchTransfer):
            pair.bob.cancel(transfer_id)
        gate.set()
        await until(lambda: not [*(tmp_path / "bob").rglob("*.journal")])
        await until(lambda: not [each for each in threading.enumerate() if each.name.startswith("receive-")])
        assert [each.name for each in pair.inbox.rglob("*")] == ([] if ends == "canceled" else ["big"])
        assert open_below(pair.inbox) == []


async def test_a_job_that_is_canceled_before_its_source_answers_is_not_kept_for_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog
) -> None:
    monkeypatch.setattr(worker, "CLOSE_TIMEOUT_S", 0.01)
    expected_log("disk does not answer")
    gate, waiting = threading.Event(), threading.Event()
    read = JobReader.read

    def read_slowly(reader: JobReader, *arguments: Any) -> Any:
        waiting.set()
        assert gate.wait(60)
        return read(reader, *arguments)

    monkeypatch.setattr(JobReader, "read", read_slowly)
    async with transfer_pair(tmp_path) as pair:
        source = pair.source("big", os.urandom(MIB))
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [source], later=True)
        await until(waiting.is_set)
        await pair.alice.cancel(transfer_id)
        gate.set()
        await until(lambda: not [*(tmp_path / "alice" / "outbox").iterdir()])
        await pair.alice.aclose()
        pair.restart_alice()
        assert await pair.alice.restore() == ()


async def test_a_disk_that_never_answers_does_not_keep_the_program_from_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog
) -> None:
    monkeypatch.setattr(worker, "CLOSE_TIMEOUT_S", 0.01)
    expected_log("disk does not answer")
    disk = GatedDisk()
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("big", os.urandom(MIB))])
        await until(disk.waiting.is_set)
        await pair.bob.aclose()
        (stuck,) = (each for each in threading.enumerate() if each.name.startswith("receive-"))
        assert stuck.daemon
        disk.gate.set()
        await until(lambda: not stuck.is_alive())
        pair.restart_bob()
        pair.connect()
        await pair.bob_events.expect(TransferCompleted)
        assert [each.name for each in pair.inbox.iterdir()] == ["big"]


async def test_closing_in_mid_transfer_keeps_what_was_written(tmp_path: Path) -> None:
    disk = GatedDisk()
    disk.free_writes = 5
    async with transfer_pair(tmp_path, open_part=disk) as pair:
        await pair.alice.offer(pair.bob_id, "Bob", [pair.source("a", os.urandom(BIG))])
        await until(disk.waiting.is_set)
        disk.gate.set()
        assert len(await pair.leftovers()) == 2
        pair.sessions.cut()
        pair.connect()


async def test_a_job_that_is_over_keeps_what_is_shown_and_not_its_manifest(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        for number in range(300):
            pair.source(f"many/{number}", b"x")
        gone = pair.source("many/gone", b"x")
        pair.decision = OfferDecision.ask()
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [pair.outbox / "many"])
        await pair.bob_events.expect(TransferOffered)
        gone.unlink()
        await pair.bob.accept(transfer_id)
        await pair.alice_events.expect(TransferCompleted)
        for jobs in (pair.alice, pair.bob):
            (job,) = jobs._jobs
            await job.closed()
            assert len(job.stream) == 0
            snapshot = jobs.snapshot(transfer_id)
            assert (snapshot.file_count, snapshot.bytes_done) == (301, 300)
            assert [problem.path for problem in snapshot.problems] == ["many/gone"]


async def test_of_the_jobs_that_are_over_only_the_last_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peerdrop.core.transfers.jobs.ENDED_JOBS_KEPT", 2)
    async with transfer_pair(tmp_path) as pair:
        for number in range(4):
            await pair.alice.offer(pair.bob_id, "Bob", [pair.source(f"f{number}", b"x")])
            await pair.alice_events.expect(TransferCompleted)
        assert [snapshot.label for snapshot in pair.alice.snapshots()] == ["f2", "f3"]


@pytest.mark.parametrize("paused", ["nobody", "sender", "receiver"])
async def test_what_is_damaged_on_its_way_comes_once_more(tmp_path: Path, paused: str) -> None:
    async with transfer_pair(tmp_path) as pair:
        content = {name: os.urandom(MIB) for name in ("a", "b", "c")}
        taken = pair.bob.frame_received
        seen: list[Frame] = []

        def spoil(session: FeatureSession, raw: bytes) -> None:
            frame = decode_frame(raw)
            if frame.kind is FrameKind.DATA and frame.file_index == 1 and not any(each.file_index for each in seen):
                raw = raw[:-1] + bytes([raw[-1] ^ 1])
            if frame.kind is FrameKind.JOB_END and not any(each.kind is FrameKind.JOB_END for each in seen):
                if paused == "sender":
                    pair.alice.pause(transfer_id)
                elif paused == "receiver":
                    pair.bob.pause(transfer_id)
            seen.append(frame)
            taken(session, raw)

        pair.bob.frame_received = spoil  # type: ignore[method-assign]
        sources = [pair.source(name, each) for name, each in content.items()]
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", sources)
        if paused == "sender":
            await until(lambda: pair.alice.snapshot(transfer_id).state is S.PAUSED)
            await settle()
            pair.alice.resume(transfer_id)
        sent = await pair.alice_events.expect(TransferCompleted)
        received = await pair.bob_events.expect(TransferCompleted)
        assert sent.problems == received.problems == ()
        assert {path.name: path.read_bytes() for path in pair.inbox.iterdir()} == content
        assert pair.alice.snapshot(transfer_id).left_out == 0
        assert sum(frame.kind is FrameKind.FILE_END for frame in seen) == 4
        for events in (pair.alice_events, pair.bob_events):
            done = [event.bytes_done for event in events.of(TransferProgressed)]
            assert done == sorted(done)
            assert done.count(3 * MIB) == 1
        assert await pair.leftovers() == []
