"""The receiving end of a job."""

import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from peerdrop.core.errors import FolderUnwritable, NoSuchTransfer, PeerDropError
from peerdrop.core.events import TransferConfirmed, TransferOffered
from peerdrop.core.feature import FeatureSession, SessionClosed
from peerdrop.core.snapshots import FileConflict, OfferedFile, PublishedFile
from peerdrop.core.states import ConflictChoice, Direction, LaneKind, TransferReason
from peerdrop.core.transfers.data_channel_lane import DataChannelLane
from peerdrop.core.transfers.frame_order import FrameOrder
from peerdrop.core.transfers.interrupted_job import interrupted_job
from peerdrop.core.transfers.job_stream import JobStream, ranges_of
from peerdrop.core.transfers.job_writer import JobWriter, Written
from peerdrop.core.transfers.journal import JobLine, boot_id, journal_path, read_journal
from peerdrop.core.transfers.offer_intake import OfferIntake
from peerdrop.core.transfers.safe_target import safe_label
from peerdrop.core.transfers.selection import Selection
from peerdrop.core.transfers.standing_files import find_conflicts
from peerdrop.core.transfers.table import TransferEvent
from peerdrop.core.transfers.taken_offer import TakenOffer
from peerdrop.core.transfers.transfer import State, Transfer
from peerdrop.core.transfers.transfer_context import TransferContext
from peerdrop.core.transfers.worker import Worker
from peerdrop.core.transfers.write_queue import WriteQueue
from peerdrop.wire.codec import Message
from peerdrop.wire.frames import Frame
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import MIB
from peerdrop.wire.transfers import Accept, Complete, CompleteAck, Decline, EntryKind, FileProblem, TransferError

PROBLEMS_MAX: Final = 4096
"""What one Complete can list."""
_CREDIT_STEP_BYTES: Final = MIB // 2
_SPACE_RETRY_S: Final = 2.0


class Incoming(Transfer):
    """Asks, writes and publishes. Grants credit only for what write() has returned for."""

    direction = Direction.INCOMING

    def __init__(self, context: TransferContext, intake: OfferIntake, *, device_id: DeviceId, peer_name: str) -> None:
        bad = frozenset(index for index, names in enumerate(intake.names) if names is None)
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
        self._bad = bad
        self._problems.update(dict.fromkeys(sorted(bad), TransferReason.BAD_NAME))
        self._published: dict[int, PublishedFile] = {}
        self._taken: TakenOffer | None = None
        self._is_open = False
        """The folder was taken: somebody said yes."""
        self._begun = False
        """The sender was told so."""
        self._asked_again = False
        """What came damaged was asked for once more."""
        self._was_interrupted = False
        """An earlier run of this program had begun it."""
        self._queue = WriteQueue()
        self._order = FrameOrder(self.stream, 0, 0)
        self._written = Written(index=0, offset=0, position=0)
        self._credited_position = 0
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
        if self.state is State.SUSPENDED and not self._begun:
            self._handle(TransferEvent.OFFER_RESTORED, own=True)
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

    async def conflicts(self, directory: Path) -> tuple[FileConflict, ...]:
        """The files whose names are taken in *directory*; raises FolderUnwritable."""
        try:
            return await self._worker.run(partial(find_conflicts, self.stream.entries, self._names, directory))
        except OSError as exc:
            raise _unwritable(exc, directory) from exc

    async def accept(
        self,
        directory: Path,
        *,
        chosen: Sequence[int] | None = None,
        conflicts: ConflictChoice = ConflictChoice.KEEP_BOTH,
    ) -> None:
        """Take it, or the *chosen* entries, into *directory*.

        Raises UsageError, FolderUnwritable or NotEnoughSpace, and it stays on offer. While the connection is lost
        the yes is kept until the sender is back.
        """
        if self._taken is None:
            taken = self._take(directory, Selection.chosen(chosen, len(self.stream), conflicts))
            await self._take_folder(taken, taken.open)

    async def take_up(self) -> bool:
        """Go on with what a run of this program before this one had begun; False if that is not possible."""
        lines = await self._worker.run(partial(read_journal, journal_path(self._context.home, self.transfer_id)))
        found = interrupted_job(lines, boot_id())
        if found is None or found.job.device_id != self.device_id or found.job.entries != self.stream.entries:
            return False
        self._was_interrupted = True
        self._asked_again = bool(found.again)
        taken = self._take(Path(found.job.directory), Selection.kept(found))
        try:
            await self._take_folder(taken, partial(taken.reopen, found))
        except PeerDropError:
            return False
        return True

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
        if not self._order.admits(frame):
            self._break_off(TransferReason.PROTOCOL)
            return
        self._queue.put(frame)
        if not self._lane.allows(self._queue.waiting_bytes, self._queue.waiting_frames):
            self._break_off(TransferReason.PROTOCOL)

    def _attached(self, session: FeatureSession) -> None:
        if self._begun:
            self._spawn(partial(self._go_on, session))

    def _let_go(self) -> None:
        writer = self._taken.writer if self._taken is not None else None
        if writer is None:
            return
        if self.state is State.COMPLETED:
            writer.finish()
        elif self.state is State.CANCELED or not (self._begun or self._was_interrupted):
            writer.discard()
        else:
            writer.close()

    def _forget(self) -> None:
        super()._forget()
        self._queue.close()
        self._taken = None
        self._names = ()

    def _take(self, directory: Path, selection: Selection) -> TakenOffer:
        head = JobLine(
            transfer_id=self.transfer_id,
            device_id=self.device_id,
            peer_name=self.peer_name,
            label=self.label,
            directory=str(directory),
            at=self.at,
            entries=self.stream.entries,
        )
        return TakenOffer(self._context, head, self._names, self._bad, selection)

    async def _take_folder(self, taken: TakenOffer, open_writer: Callable[[], Written]) -> None:
        """Open the folder in the thread, then say yes to the sender."""
        self._taken = taken
        try:
            written = await self._worker.run(open_writer)
        except OSError as exc:
            self._taken = None
            raise _unwritable(exc, taken.directory) from exc
        except PeerDropError:
            self._taken = None
            raise
        if self.state.is_final:
            # Canceled while the folder was opened: what was made for it goes with the job.
            raise NoSuchTransfer("That transfer is over.", next_step="Ask for the files again.")
        self._is_open = True
        self.directory = taken.directory
        self.stream = taken.stream
        self._left_out = len(taken.selection.skip)
        self._published.update(taken.selection.present)
        self._progress.expect(taken.size_bytes)
        self._note(written)
        self._begin()

    def _begin(self) -> None:
        """Say yes and let it come, if there is somebody to hear it; else when the offer is repeated."""
        if self._is_open and self.state is State.OFFERED and self._session is not None:
            self._begun = True
            self._handle(TransferEvent.ACCEPT, own=True)
            self._spawn(self._write_all)
            self._ask_for_the_rest(self._session)

    async def _go_on(self, session: FeatureSession) -> None:
        """After a cut: finish writing what came before it, then say where to go on."""
        await self._queue.drop()
        if session is self._session and self.state is State.SUSPENDED:
            self._handle(TransferEvent.CONNECTION_RESTORED, own=True)
            self._ask_for_the_rest(session)

    def _ask_for_the_rest(self, session: FeatureSession) -> None:
        written = self._written
        self._order = FrameOrder(self.stream, written.index, written.offset)
        self._credited_position = written.position
        try:
            session.send(
                Accept(
                    transfer_id=self.transfer_id,
                    lane=LaneKind.DATA_CHANNEL,
                    next_index=written.index,
                    offset=written.offset,
                    skip=ranges_of(self.stream.skip),
                )
            )
        except SessionClosed:
            return  # It tells so itself; the next session begins here again.
        self._open_lane(DataChannelLane(session, self.transfer_id, written.position, written.index))

    async def _write_all(self) -> None:
        """Hand what came to the thread, as much at a time as there is."""
        while not self._written.ended or await self._ask_again():
            batch = await self._queue.take()
            while batch:
                if not await self._write(batch):
                    return
                if not self._written.full:
                    self.resume(TransferReason.DISK_FULL)
                elif not await self._wait_for_space():
                    self._queue.done(batch)
                    break
        self._queue.close()
        await self._finish()

    async def _ask_again(self) -> bool:
        """Everything came. True if some of it came damaged, and is on its way for a second and last time."""
        damaged = {index for index, reason in self._problems.items() if reason is TransferReason.DAMAGED}
        again = self.stream.only(damaged)
        if not damaged or self._asked_again or len(ranges_of(again.skip)) > PROBLEMS_MAX:
            return False
        self._asked_again = True
        self._written = await self._worker.run(partial(self._writer_of().again, again))
        self.stream = again
        for index in damaged:
            del self._problems[index]
        for reason in tuple(self._pauses.own):
            self.resume(reason)
        # A pause of the sender's is told again when its lane opens anew.
        self._stop_pausing()
        if self._session is not None and self.state is State.TRANSFERRING:
            self._handle(TransferEvent.LANE_FAILED, own=True)
            self._ask_for_the_rest(self._session)
        return True

    async def _write(self, batch: deque[Frame]) -> bool:
        """Write as many of *batch* as the disk takes; False if the job can't go on."""
        frames = tuple(batch)
        try:
            written = await self._worker.run(partial(self._writer_of().write, batch))
        except OSError:
            self._break_off(TransferReason.DISK)
            return False
        self._queue.done(frames[: len(frames) - len(batch)])
        self._note(written)
        if len(self._problems) > PROBLEMS_MAX:
            self._break_off(TransferReason.OTHER)
            return False
        return True

    def _note(self, written: Written) -> None:
        self._written = written
        self._published.update(written.published)
        self._problems.update(written.problems)
        missing = self.stream.fetch_bytes - self.stream.fetched_bytes(written.position)
        # What came damaged was told as done, and is not taken back.
        self._progress.moved(max(self._progress.bytes_done, self._progress.size_bytes - missing))
        if self._lane is not None:
            self._handle(TransferEvent.PROGRESS)
            step_bytes = written.position - self._credited_position
            if step_bytes >= _CREDIT_STEP_BYTES or written.slow or written.full or not self._queue:
                self._credited_position = written.position
                self._lane.written(written.position, written.index)

    async def _wait_for_space(self) -> bool:
        """True when it is worth a try; False if a cut made the waiting useless: the bytes will be sent again.

        Only a write that succeeds ends the pause: where a quota is used up, the disk says that it has room.
        """
        self.pause(TransferReason.DISK_FULL)
        while not self._queue.dropping:
            await self._context.clock.sleep(_SPACE_RETRY_S)
            if await self._worker.run(self._writer_of().has_space):
                return True
        self._pauses.own.discard(TransferReason.DISK_FULL)
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
        self._stop_pausing()
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

    def _writer_of(self) -> JobWriter:
        assert self._taken is not None
        assert self._taken.writer is not None
        return self._taken.writer


def _unwritable(error: OSError, directory: Path) -> FolderUnwritable:
    # A part file is opened by its handle and name; the home's journal by its path.
    is_path = isinstance(error.filename, str) and Path(error.filename).is_absolute()
    place = error.filename if is_path else directory
    return FolderUnwritable(f"Can't write to {place} ({error.strerror}).", next_step="Choose another folder.")
