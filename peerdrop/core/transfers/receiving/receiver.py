"""The receiving end of a job."""

import contextlib
from collections import deque
from functools import partial
from typing import Any, Final

from peerdrop.core.events import TransferConfirmed
from peerdrop.core.feature import FeatureSession, SessionClosed
from peerdrop.core.snapshots import PublishedFile, SpaceShortage
from peerdrop.core.states import LaneKind, TransferReason
from peerdrop.core.transfers.disk.job_writer import JobWriter, Written
from peerdrop.core.transfers.flow.job_stream import ranges_of
from peerdrop.core.transfers.flow.lane import Lane
from peerdrop.core.transfers.job.table import TransferEvent
from peerdrop.core.transfers.job.transfer import State
from peerdrop.core.transfers.job.transfer_context import TransferContext
from peerdrop.core.transfers.receiving.considering import Considering
from peerdrop.core.transfers.receiving.frame_order import FrameOrder
from peerdrop.core.transfers.receiving.grants import Grants
from peerdrop.core.transfers.receiving.offer_intake import OfferIntake
from peerdrop.core.transfers.receiving.write_queue import WriteQueue
from peerdrop.wire.codec import Message
from peerdrop.wire.frames import Frame
from peerdrop.wire.limits import MIB
from peerdrop.wire.transfers import (
    Accept,
    Complete,
    CompleteAck,
    FileProblem,
    LaneLost,
    TransferError,
)

PROBLEMS_MAX: Final = 4096
"""What one Complete can list."""
_CREDIT_STEP_BYTES: Final = MIB // 2
_CREDIT_STEP_SHARE: Final = 4
_SPACE_RETRY_S: Final = 2.0
_FLOWING: Final = frozenset({State.ACCEPTED, State.TRANSFERRING, State.PAUSED})


class Incoming(Considering):
    """Asks, writes and publishes. Grants credit only for what write() has returned for."""

    def __init__(self, context: TransferContext, intake: OfferIntake, **more: Any) -> None:
        super().__init__(context, intake, **more)
        self._queue = WriteQueue()
        self._order = FrameOrder(self.stream, 0, 0)
        self._grants = Grants(self._pace, self._tell_credit)
        self._credited_position = 0
        self._unheard: Accept | None = None
        """Nothing has come for it yet."""
        self._ending = False
        """All of it is here, and that is being noted: only its user can end it otherwise."""
        self.confirmed = False

    def published(self) -> tuple[PublishedFile, ...]:
        return tuple(self._published[index] for index in sorted(self._published))

    @property
    def goes_on(self) -> bool:
        """Its sender has heard our yes: something has come for it."""
        return self._begun and self._unheard is None

    def repeat_complete(self, session: FeatureSession) -> None:
        """A new session: the Complete of the old one may not have arrived."""
        if self.state is State.COMPLETED and not self.confirmed:
            session.send(self._complete())

    def confirm(self) -> None:
        """The sender knows."""
        if self.state is State.COMPLETED and not self.confirmed:
            self.confirmed = True
            self._context.bus.publish(TransferConfirmed(transfer_id=self.transfer_id))

    def offered_again(self) -> None:
        if self._unheard is not None and self.state in _FLOWING:
            # It went to the job that this one is another try of: that was over.
            self._send(self._unheard)
        super().offered_again()

    def cancel(self) -> None:
        if not self.state.is_final:
            self._context.completed.add_canceled(self.device_id, self.transfer_id)
        super().cancel()

    def fail(self, reason: TransferReason) -> None:
        if not self._ending:
            super().fail(reason)

    def message_received(self, message: Message) -> None:
        if isinstance(message, CompleteAck):
            self.confirm()
        elif isinstance(message, TransferError) and self._ending:
            # A sender that gave up waiting hears that it is complete; what failed here would come once more.
            self._machine.ignored += 1
        else:
            super().message_received(message)

    def limits_changed(self) -> None:
        self._grants.limits_changed()
        if self.state in {State.TRANSFERRING, State.PAUSED}:
            self._tell_credit()

    def channel_frame_received(self, frame: Frame) -> None:
        """One frame of this job came over the data channel of the session it is attached to."""
        if self._lane is not None and self._lane.kind is LaneKind.DATA_CHANNEL:
            self.lane_frame_received(self._lane, frame)
        else:
            self._machine.ignored += 1

    def lane_frame_received(self, lane: Lane, frame: Frame) -> None:
        """One frame of this job; queued for the thread."""
        if lane is not self._lane or self._ending or self.state not in {State.TRANSFERRING, State.PAUSED}:
            self._machine.ignored += 1
            return
        self._unheard = None
        if not self._order.admits(frame):
            self._break_off(TransferReason.PROTOCOL)
            return
        self._queue.put(frame)
        if not lane.allows(self._queue.waiting_bytes, self._queue.waiting_frames):
            self._break_off(TransferReason.PROTOCOL)

    def _attached(self, session: FeatureSession) -> None:
        if self._begun:
            self._tasks.spawn(partial(self._go_on, session))

    def _flow(self, flowing: bool) -> None:
        self._grants.flow(flowing)

    def _let_go(self) -> None:
        self._context.space.release(self.transfer_id)
        if self.state is State.CANCELED:
            with contextlib.suppress(OSError):
                self._context.completed.save()
        taken = self._taken  # Once: a folder that can't be opened takes it away, on the loop.
        writer = taken.writer if taken is not None else None
        if writer is None:
            return
        if self.state is State.COMPLETED:
            writer.finish()
        elif self._is_of_no_use():
            writer.discard()
        else:
            writer.close()

    def _is_of_no_use(self) -> bool:
        """What is kept of it: nobody will go on with it."""
        if self.state is State.FAILED and self.reason is TransferReason.FORGOTTEN:
            return True
        return self.state is State.CANCELED or not (self._begun or self._was_interrupted)

    def _forget(self) -> None:
        super()._forget()
        self._queue.close()
        self._taken = None
        self._names = ()
        self._published = {}
        self._written = Written(ended=self._written.ended)
        self._order = FrameOrder(self.stream, 0, 0)

    def _begin(self) -> None:
        """Say yes and let it come, if there is somebody to hear it; else when the offer is repeated."""
        if self._is_open and self.state is State.OFFERED and self._session is not None:
            self._begun = True
            self._handle(TransferEvent.ACCEPT, own=True)
            self._tasks.spawn(self._write_all)
            self._tasks.spawn(self._grants.run)
            self._ask_for_the_rest(self._session)

    async def _go_on(self, session: FeatureSession) -> None:
        """After a cut: finish writing what came before it, then say where to go on."""
        await self._queue.drop()
        # When everything came, the job ends by itself, or asks for what came damaged. An Accept for nothing more would
        # be answered too, by a frame that breaks the order in which the damaged files come.
        if session is self._session and self.state is State.SUSPENDED and not self._written.ended:
            self._handle(TransferEvent.CONNECTION_RESTORED, own=True)
            self._ask_for_the_rest(session)

    def _ask_for_the_rest(self, session: FeatureSession) -> None:
        written = self._written
        kinds = [each for each in self._context.lanes.kinds(session) if each in self._lanes_offered]
        kind = next((each for each in kinds if each not in self._failed_lanes), None)
        if kind is None:
            self._send(LaneLost(transfer_id=self.transfer_id, lane=self._lane_kind or LaneKind.DATA_CHANNEL))
            self._leave_lane(TransferReason.LOST)
            return
        self._order = FrameOrder(self.stream, written.index, written.offset)
        self._credited_position = written.position
        self._grants.begin(self.stream.fetched_bytes(written.position), self.stream.fetch_bytes)
        _, window_bytes = self._grants.credit(written.position)
        lane = self._context.lanes.open(
            kind,
            session,
            self.transfer_id,
            self,
            position=written.position,
            index=written.index,
            window_bytes=window_bytes,
        )
        self._unheard = Accept(
            transfer_id=self.transfer_id,
            lane=kind,
            next_index=written.index,
            offset=written.offset,
            skip=ranges_of(self.stream.skip),
            window_bytes=window_bytes,
        )
        try:
            session.send(self._unheard)
        except SessionClosed:
            lane.close()
            return  # It tells so itself; the next session begins here again.
        self._open_lane(lane)

    def _lane_broke(self, kind: LaneKind) -> None:
        self._change_lane()

    def _lane_lost(self) -> None:
        if self._lane is not None:
            self._failed_lanes.add(self._lane.kind)
            self._change_lane()

    def _change_lane(self) -> None:
        # When everything came, no lane is needed.
        if self._session is not None and not self._written.ended:
            self._leave_lane()
            self._tasks.spawn(partial(self._go_on_elsewhere, self._session))

    async def _go_on_elsewhere(self, session: FeatureSession) -> None:
        await self._queue.drop()
        is_wanted = self._lane is None and not self._written.ended
        if session is self._session and self.state in _FLOWING and is_wanted:
            # Whoever took a pause back meanwhile believed that bytes could flow.
            self._leave_lane()
            self._ask_for_the_rest(session)

    async def _write_all(self) -> None:
        """Hand what came to the thread, as much at a time as there is."""
        while not self._written.ended or await self._ask_again():
            batch = await self._queue.take(self._pace.batch_bytes)
            while batch:
                if not await self._write(batch):
                    return
                if not self._written.full:
                    self.resume(TransferReason.DISK_FULL)
                elif not await self._wait_for_space():
                    self._queue.done(batch)
                    break
            self._queue.rest()
            await self._grants.paid()
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
        for reason in tuple(self._pausing.pauses.own):
            self.resume(reason)
        # A pause of the sender's is told again when its lane opens anew.
        self._pausing.stop()
        if self._session is not None:
            if self.state is State.SUSPENDED:
                self._handle(TransferEvent.CONNECTION_RESTORED, own=True)
            self._leave_lane()
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
        fetched = self.stream.fetched_bytes(written.position)
        self._grants.written(fetched)
        missing = self.stream.fetch_bytes - fetched
        # What came damaged was told as done, and is not taken back.
        self._progress.moved(max(self._progress.bytes_done, self._progress.size_bytes - missing))
        if self._lane is not None:
            self._handle(TransferEvent.PROGRESS)
            step_bytes = written.position - self._credited_position
            enough_bytes = min(_CREDIT_STEP_BYTES, self._pace.window_bytes // _CREDIT_STEP_SHARE)
            if step_bytes >= enough_bytes or written.slow or written.full or not self._queue:
                self._credited_position = written.position
                self._tell_credit()

    def _tell_credit(self) -> None:
        if self._lane is not None:
            position, window_bytes = self._grants.credit(self._written.position)
            self._lane.written(position, self._written.index, window_bytes)

    async def _wait_for_space(self) -> bool:
        """True when it is worth a try; False if a cut made the waiting useless: the bytes will be sent again.

        Only a write that succeeds ends the pause: where a quota is used up, the disk says that it has room.
        """
        writer = self._writer_of()
        with contextlib.suppress(OSError):  # The next write tells what is wrong with the disk.
            free_bytes = await self._worker.run(writer.free_bytes)
            shortage = SpaceShortage(needed_bytes=self._left_bytes(), free_bytes=free_bytes)
            # Where a quota is used up, or every file there can be, these figures would only puzzle.
            self._pausing.shortage = shortage if free_bytes < shortage.needed_bytes else None
            self.pause(TransferReason.DISK_FULL)
            while not self._queue.dropping:
                await self._context.clock.sleep(_SPACE_RETRY_S)
                if await self._worker.run(writer.has_space):
                    return True
            self.resume(TransferReason.DISK_FULL)
            return False
        return True

    async def _finish(self) -> None:
        """Every byte came. A job of which nothing could be saved has failed."""
        if self._problems and not self._published:
            self._break_off(next(iter(self._problems.values())))
            return
        landing = self._taken.landing if self._taken is not None else None
        missing = tuple(each.path for each in self.problems())
        self._context.completed.add(self.device_id, self.transfer_id, self._file_problems(), landing, missing)
        self._ending = True
        try:
            # In a home that is full or gone it is forgotten by a restart; the files are here all the same.
            with contextlib.suppress(OSError):
                await self._worker.run(self._context.completed.save)
        finally:
            self._ending = False
        self._progress.finish()
        self._pausing.stop()
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
