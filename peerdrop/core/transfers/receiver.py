"""The receiving end of a job."""

import asyncio
import contextlib
import re
from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from peerdrop.core.errors import FolderUnwritable, NoSuchTransfer, NotEnoughSpace
from peerdrop.core.events import TransferConfirmed, TransferOffered
from peerdrop.core.feature import FeatureSession
from peerdrop.core.snapshots import OfferedFile, PublishedFile
from peerdrop.core.states import Direction, LaneKind, TransferReason
from peerdrop.core.transfers.data_channel_lane import DataChannelLane
from peerdrop.core.transfers.job_stream import JobStream, ranges_of
from peerdrop.core.transfers.job_writer import JobWriter, Written
from peerdrop.core.transfers.journal import JobLine, Journal, journal_path
from peerdrop.core.transfers.offer_intake import OfferIntake
from peerdrop.core.transfers.safe_target import safe_label
from peerdrop.core.transfers.space import free_bytes, is_enough
from peerdrop.core.transfers.table import TransferEvent
from peerdrop.core.transfers.transfer import State, Transfer
from peerdrop.core.transfers.transfer_context import TransferContext
from peerdrop.core.transfers.worker import Worker
from peerdrop.wire.codec import Message
from peerdrop.wire.frames import Frame, FrameKind
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import MIB
from peerdrop.wire.transfers import Accept, Complete, CompleteAck, Decline, EntryKind, FileProblem, TransferError

_BATCH_BYTES: Final = 2 * MIB
_BATCH_FRAMES: Final = 512
_CREDIT_STEP_BYTES: Final = MIB // 2
_SPACE_RETRY_S: Final = 2.0
PROBLEMS_MAX: Final = 4096
_REASON: Final = re.compile(rb"[A-Z][A-Z_]{0,31}")


class Incoming(Transfer):
    """Asks, writes and publishes. Grants credit only for what write() has returned for."""

    direction = Direction.INCOMING

    def __init__(self, context: TransferContext, intake: OfferIntake, *, device_id: DeviceId, peer_name: str) -> None:
        bad = [index for index, names in enumerate(intake.names) if names is None]
        super().__init__(
            context,
            transfer_id=intake.offer.transfer_id,
            device_id=device_id,
            peer_name=peer_name,
            label=safe_label(intake.offer.label),
            stream=JobStream(intake.entries, bad),
            worker=Worker(f"receive-{intake.offer.transfer_id[:8]}"),
        )
        self._names: Sequence[tuple[str, ...] | None] = tuple(intake.names)
        self._problems = dict.fromkeys(bad, TransferReason.BAD_NAME)
        self._published: dict[int, PublishedFile] = {}
        self._writer: JobWriter | None = None
        self._opening = False
        self._waits_to_accept = False
        self._queue: deque[Frame] = deque()
        self._waiting_bytes = 0
        self._waiting_frames = 0
        self._arrived = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._next_index = 0
        self._next_offset = 0
        self._end_received = False
        self._written = Written(index=0, offset=0, position=0)
        self._credited_position = 0
        self._dropping = False
        self.confirmed = False

    def offered_files(self) -> tuple[OfferedFile, ...]:
        return tuple(
            OfferedFile(
                path=entry.path,
                size_bytes=entry.size_bytes,
                safe_path="/".join(names or ()),
                is_folder=entry.kind is EntryKind.FOLDER,
            )
            for entry, names in zip(self.stream.entries, self._names, strict=True)
        )

    def published(self) -> tuple[PublishedFile, ...]:
        return tuple(self._published[index] for index in sorted(self._published))

    def offered(self, session: FeatureSession) -> None:
        """The whole manifest is in."""
        self._session = session
        self._handle(TransferEvent.OFFER_RECEIVED, own=True)
        self._context.bus.publish(TransferOffered(transfer=self.snapshot()))

    def offered_again(self) -> None:
        """The sender repeats an offer that was cut off before it was answered."""
        if self.state is State.SUSPENDED and self._writer is None:
            self._handle(TransferEvent.OFFER_RESTORED, own=True)
        if self._waits_to_accept and self.state is State.OFFERED:
            self._begin()

    def repeat_complete(self, session: FeatureSession) -> None:
        """A new session: the Complete of the old one may not have arrived."""
        if self.state is State.COMPLETED and not self.confirmed:
            session.send(self._complete())

    def confirm(self) -> None:
        """The sender knows."""
        if self.state is State.COMPLETED and not self.confirmed:
            self.confirmed = True
            self._context.bus.publish(TransferConfirmed(transfer_id=self.transfer_id))

    async def accept(self, directory: Path) -> None:
        """Take it into *directory*; raises FolderUnwritable or NotEnoughSpace, and it stays on offer.

        While the connection is lost the yes is kept until the sender is back.
        """
        if self._writer is not None or self._opening:
            return
        if self.state not in {State.OFFERED, State.SUSPENDED}:
            raise NoSuchTransfer("That transfer is over.")
        self._opening = True
        try:
            writer = JobWriter(
                transfer_id=self.transfer_id,
                stream=self.stream,
                names=self._names,
                directory=directory,
                make_journal=partial(self._make_journal, directory),
                open_part=self._context.open_part,
                monotonic=self._context.clock.monotonic,
            )
            written = await self._worker.run(partial(_open_writer, writer, directory, self._needed_bytes()))
        finally:
            self._opening = False
        if self.state not in {State.OFFERED, State.SUSPENDED}:
            # Canceled while the folder was opened.
            raise NoSuchTransfer("That transfer is over.")
        self._writer = writer
        self._written = written
        self.directory = directory
        self._note(written)
        if self.state is State.OFFERED:
            self._begin()
        else:
            self._waits_to_accept = True

    def decline(self, reason: TransferReason = TransferReason.DECLINED) -> None:
        """Say no; nothing happens if it is over."""
        if self.state is State.OFFERED:
            self._send(Decline(transfer_id=self.transfer_id, reason=reason))
            self._handle(TransferEvent.DECLINE, reason, own=True)
        else:
            self.cancel()

    def message_received(self, message: Message) -> None:
        if isinstance(message, CompleteAck):
            self.confirm()
        else:
            super().message_received(message)

    def frame_received(self, frame: Frame) -> None:
        """One frame of this job, of the session it is attached to; queued for the thread."""
        if self._lane is None or self.state not in {State.TRANSFERRING, State.PAUSED}:
            self._machine.ignored += 1
            return
        if not self._fits(frame):
            self._break_off(TransferReason.PROTOCOL)
            return
        self._waiting_bytes += _data_bytes(frame)
        self._waiting_frames += 1
        if not self._lane.allows(self._waiting_bytes, self._waiting_frames):
            self._break_off(TransferReason.PROTOCOL)
            return
        self._queue.append(frame)
        self._idle.clear()
        self._arrived.set()

    def _attached(self, session: FeatureSession) -> None:
        if self._writer is not None and not self._waits_to_accept:
            self._spawn(partial(self._go_on, session))

    def _let_go(self) -> None:
        self._queue.clear()
        if self._writer is None:
            return
        if self.state is State.COMPLETED:
            self._writer.finish()
        elif self.state is State.CANCELED:
            self._writer.discard()
        else:
            self._writer.close()

    def _begin(self) -> None:
        """Say yes and let it come."""
        assert self._session is not None
        self._waits_to_accept = False
        self._handle(TransferEvent.ACCEPT, own=True)
        self._spawn(self._write_all)
        self._ask_for_the_rest(self._session)

    async def _go_on(self, session: FeatureSession) -> None:
        """After a cut: finish writing what came before it, then say where to go on."""
        self._dropping = True
        self._arrived.set()
        await self._idle.wait()
        self._dropping = False
        if session is self._session and self.state is State.SUSPENDED:
            self._handle(TransferEvent.CONNECTION_RESTORED, own=True)
            self._ask_for_the_rest(session)

    def _ask_for_the_rest(self, session: FeatureSession) -> None:
        self._next_index = self.stream.next_file(self._written.index)
        self._next_offset = self._written.offset
        self._end_received = False
        self._credited_position = self._written.position
        session.send(
            Accept(
                transfer_id=self.transfer_id,
                lane=LaneKind.DATA_CHANNEL,
                next_index=self._written.index,
                offset=self._written.offset,
                skip=ranges_of(self.stream.skip),
            )
        )
        self._open_lane(DataChannelLane(session, self.transfer_id, self._written.position, self._written.index))

    def _fits(self, frame: Frame) -> bool:
        """The frame goes on exactly where the one before ended; moves that place."""
        if self._end_received or frame.file_index != self._next_index or frame.offset != self._next_offset:
            return False
        if frame.kind is FrameKind.JOB_END:
            self._end_received = True
            return self._next_index == len(self.stream) and not frame.payload
        if self._next_index >= len(self.stream):
            return False
        size_bytes = self.stream.entries[self._next_index].size_bytes
        if frame.kind is FrameKind.DATA:
            self._next_offset += len(frame.payload)
            return len(frame.payload) > 0 and self._next_offset <= size_bytes
        if frame.kind is FrameKind.FILE_END and frame.offset != size_bytes:
            return False
        if frame.kind is FrameKind.FILE_SKIPPED and not _REASON.fullmatch(frame.payload):
            return False
        self._next_index = self.stream.next_file(self._next_index + 1)
        self._next_offset = 0
        return True

    async def _write_all(self) -> None:
        """Hand what came to the thread, as much at a time as there is."""
        assert self._writer is not None
        while not self._written.ended:
            await self._arrived.wait()
            self._arrived.clear()
            while self._queue and not self._written.ended:
                batch = self._take()
                while batch:
                    written = await self._write(batch)
                    if written is None:
                        return
                    if written.full and not await self._wait_for_space():
                        break
                self._waiting_bytes -= sum(map(_data_bytes, batch))
                self._waiting_frames -= len(batch)
            if self._dropping:
                # The sender sends it again from where the disk is.
                self._queue.clear()
            if not self._queue:
                self._waiting_bytes = self._waiting_frames = 0
                self._idle.set()
        await self._finish()

    def _take(self) -> deque[Frame]:
        batch: deque[Frame] = deque()
        size_bytes = 0
        while self._queue and size_bytes < _BATCH_BYTES and len(batch) < _BATCH_FRAMES:
            frame = self._queue.popleft()
            size_bytes += len(frame.payload)
            batch.append(frame)
        return batch

    async def _write(self, batch: deque[Frame]) -> Written | None:
        assert self._writer is not None
        before_bytes, before_frames = sum(map(_data_bytes, batch)), len(batch)
        try:
            written = await self._worker.run(partial(self._writer.write, batch))
        except OSError:
            self._break_off(TransferReason.DISK)
            return None
        self._waiting_bytes -= before_bytes - sum(map(_data_bytes, batch))
        self._waiting_frames -= before_frames - len(batch)
        self._note(written)
        if len(self._problems) > PROBLEMS_MAX:
            self._break_off(TransferReason.OTHER)
            return None
        return written

    def _note(self, written: Written) -> None:
        self._written = written
        self._published.update(written.published)
        self._problems.update(written.problems)
        self._progress.moved(written.position)
        if self._lane is not None:
            self._handle(TransferEvent.PROGRESS)
            if written.position - self._credited_position >= _CREDIT_STEP_BYTES or not self._queue:
                self._credited_position = written.position
                self._lane.written(written.position, written.index)

    async def _wait_for_space(self) -> bool:
        """False if a cut made the waiting useless: the bytes will be sent again."""
        assert self._writer is not None
        self.pause(TransferReason.DISK_FULL)
        while not self._dropping:
            await self._context.clock.sleep(_SPACE_RETRY_S)
            if await self._worker.run(self._writer.has_space):
                self.resume(TransferReason.DISK_FULL)
                return True
        self._pausing.discard(TransferReason.DISK_FULL)
        return False

    async def _finish(self) -> None:
        """Every byte came. A job of which nothing could be saved has failed."""
        if self._problems and not self._published:
            self._break_off(next(iter(self._problems.values())))
            return
        self._context.completed.add(self.device_id, self.transfer_id, self._file_problems())
        # In a home that is full or gone it is forgotten by a restart; the files are here all the same.
        with contextlib.suppress(OSError):
            await self._worker.run(self._context.completed.save)
        self._progress.finish()
        if self.state is State.PAUSED:
            # Nothing is left that could be paused.
            self._pausing.clear()
            self._peer_pausing = None
            self._handle(TransferEvent.RESUME, own=True)
        if self.state is State.TRANSFERRING:
            self._handle(TransferEvent.END_OF_DATA, own=True)
        self._handle(TransferEvent.DIGEST_OK)
        self._send(self._complete())

    def _break_off(self, reason: TransferReason) -> None:
        self._send(TransferError(transfer_id=self.transfer_id, reason=reason))
        self._handle(TransferEvent.IO_ERROR, reason)

    def _complete(self) -> Complete:
        return Complete(transfer_id=self.transfer_id, problems=self._file_problems())

    def _file_problems(self) -> tuple[FileProblem, ...]:
        return tuple(FileProblem(index=index, reason=reason) for index, reason in sorted(self._problems.items()))

    def _needed_bytes(self) -> int:
        return self.stream.size_bytes - sum(self.stream.entries[index].size_bytes for index in self.stream.skip)

    def _make_journal(self, directory: Path) -> Journal:
        journal = Journal(journal_path(self._context.home, self.transfer_id))
        journal.append(
            JobLine(
                transfer_id=self.transfer_id,
                device_id=self.device_id,
                peer_name=self.peer_name,
                label=self.label,
                directory=str(directory),
                at=self.at,
                entries=self.stream.entries,
            )
        )
        return journal


def _data_bytes(frame: Frame) -> int:
    return len(frame.payload) if frame.kind is FrameKind.DATA else 0


def _open_writer(writer: JobWriter, directory: Path, needed_bytes: int) -> Written:
    """In the thread: the folder is there, can be written and has room, or a sentence says what is wrong."""
    try:
        free = free_bytes(directory)
        if not is_enough(free, needed_bytes):
            raise NotEnoughSpace(
                f"Not enough space in {directory}: {free / 1e9:.1f} GB free, {needed_bytes / 1e9:.1f} GB needed.",
                next_step="Free some space or choose another folder.",
            )
        return writer.open()
    except OSError as exc:
        writer.discard()
        raise FolderUnwritable(
            f"Can't write to {directory} ({exc.strerror}).", next_step="Choose another folder."
        ) from exc
