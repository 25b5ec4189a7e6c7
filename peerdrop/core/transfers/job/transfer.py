"""One job as both of its ends know it: state by the table, progress, problems, what is told to faces."""

import asyncio
import contextlib
from pathlib import Path as FilePath
from typing import ClassVar, Final

from peerdrop.core.alarm import Alarm
from peerdrop.core.events import TransferCompleted
from peerdrop.core.feature import FeatureSession, SessionClosed
from peerdrop.core.machine import Machine
from peerdrop.core.snapshots import OfferedFile, ProblemFile, PublishedFile, TransferSnapshot
from peerdrop.core.states import Asked, Direction, LaneKind, TransferReason, TransferState
from peerdrop.core.transfers.disk.wishes import Wishes
from peerdrop.core.transfers.disk.worker import Worker
from peerdrop.core.transfers.flow.job_stream import JobStream
from peerdrop.core.transfers.flow.lane import Lane
from peerdrop.core.transfers.flow.pacing import JobPace
from peerdrop.core.transfers.job.job_news import JobNews
from peerdrop.core.transfers.job.job_tasks import JobTasks
from peerdrop.core.transfers.job.job_wishes import JobWishes
from peerdrop.core.transfers.job.pausing import Pausing
from peerdrop.core.transfers.job.progress import Progress
from peerdrop.core.transfers.job.stopwatch import Stopwatch
from peerdrop.core.transfers.job.table import TRANSFER_TABLE, TransferEvent
from peerdrop.core.transfers.job.transfer_context import TransferContext
from peerdrop.link import Path
from peerdrop.wire.codec import Message
from peerdrop.wire.frames import Frame
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import Cancel, LaneLost, Pause, Resume, TransferError

State = TransferState
_MOVING: Final = frozenset({State.ACCEPTED, State.TRANSFERRING, State.PAUSED, State.VERIFYING})


class Transfer:
    """The common part of a job: both directions follow the same table. Lives on the loop; its disk work does not."""

    direction: ClassVar[Direction]

    def __init__(
        self,
        context: TransferContext,
        *,
        transfer_id: TransferId,
        device_id: DeviceId,
        peer_name: str,
        label: str,
        stream: JobStream,
        worker: Worker,
        pace: JobPace,
    ) -> None:
        self.transfer_id = transfer_id
        self.device_id = device_id
        self.peer_name = peer_name
        self.label = label
        self.stream = stream
        self.reason: TransferReason | None = None
        self.directory: FilePath | None = None
        self.asked: Asked | None = None
        self.at = context.clock.wall()
        self._context = context
        self._worker = worker
        self._pace = pace
        self._session: FeatureSession | None = None
        self._failed_lanes: set[LaneKind] = set()
        """Not used again in this session."""
        self._lane: Lane | None = None
        self._lane_kind: LaneKind | None = None
        self._path: Path | None = None
        self._problems: dict[int, TransferReason] = {}
        self._file_count, self._folder_count = stream.counts
        self._left_out = 0
        self._ended_problems: tuple[ProblemFile, ...] = ()
        self._machine = Machine(TRANSFER_TABLE, State.NEW, self._changed, label=f"transfer {transfer_id[:8]}")
        self._pausing = Pausing(transfer_id, self._machine, self._handle, self._send)
        self._wishes = JobWishes(self._pausing, pace.own, self._keep)
        self._reasons: dict[TransferEvent, TransferReason | None] = {}
        self._news = JobNews(context.bus, transfer_id, self.snapshot)
        self._progress = Progress(context.clock, stream.size_bytes, lambda: self._news.progressed(self._progress))
        self._alarm = Alarm(context.clock)
        self._tasks = JobTasks(f"transfer {transfer_id[:8]}", worker, broken=lambda: self.fail(TransferReason.OTHER))
        self._stopwatch = Stopwatch(context.clock)

    # What is known of it

    @property
    def state(self) -> TransferState:
        return self._machine.state

    @property
    def ignored(self) -> int:
        """Messages that came at a wrong time."""
        return self._machine.ignored

    def snapshot(self) -> TransferSnapshot:
        """How it stands."""
        return TransferSnapshot(
            transfer_id=self.transfer_id,
            direction=self.direction,
            device_id=self.device_id,
            peer_name=self.peer_name,
            label=self.label,
            file_count=self._file_count,
            folder_count=self._folder_count,
            size_bytes=self._progress.size_bytes,
            state=self.state,
            reason=self.reason,
            bytes_done=self._progress.bytes_done,
            bytes_per_second=self._progress.bytes_per_second,
            eta_s=self._progress.eta_s,
            lane=self._lane_kind,
            path=self._session.path if self._session is not None else self._path,
            directory=self.directory,
            at=self.at,
            problems=self.problems_left(),
            left_out=self._left_out,
            skipped=self.skipped(),
            queue_position=self.queue_position(),
            limit_bytes_per_second=self._pace.own.bytes_per_second,
            held=self._pausing.held,
            shortage=self._pausing.shortage if self.reason is TransferReason.DISK_FULL else None,
            asked=self.asked,
        )

    def offered_files(self) -> tuple[OfferedFile, ...]:
        """Its manifest."""
        raise NotImplementedError

    def problems(self) -> tuple[ProblemFile, ...]:
        """The files that did not arrive, as far as it is known."""
        return tuple(
            ProblemFile(path=self.stream.entries[index].path, reason=reason)
            for index, reason in sorted(self._problems.items())
            if index < len(self.stream)
        )

    def problems_left(self) -> tuple[ProblemFile, ...]:
        """The same, also when it is over and has forgotten its manifest."""
        return self._ended_problems or self.problems()

    def published(self) -> tuple[PublishedFile, ...]:
        """The files that arrived, in the manifest's order."""
        raise NotImplementedError

    def skipped(self) -> tuple[ProblemFile, ...]:
        """What was not even offered."""
        return ()

    def queue_position(self) -> int | None:
        """Its place among the jobs to its device."""
        return None

    # What the session tells

    def attach(self, session: FeatureSession) -> None:
        """*session* with the peer is open. It may be open before the old one is known to be closed."""
        if self.state.is_final or session is self._session:
            return
        if self._session is not None:
            self.detach(self._session)
        self._session = session
        self._failed_lanes.clear()
        self.peer_name = session.peer_name
        self._attached(session)

    def detach(self, session: FeatureSession) -> None:
        """*session* is closed."""
        if self._session is not session:
            return
        self._path = session.path or self._path
        self._session = None
        self._close_lane()
        self._detached()
        if self._machine.knows(TransferEvent.CONNECTION_LOST):
            self._handle(TransferEvent.CONNECTION_LOST, TransferReason.LOST, own=True)

    def message_received(self, message: Message) -> None:
        """One message about this job, of the session it is attached to."""
        match message:
            case Cancel():
                self._handle(TransferEvent.CANCEL_RECEIVED, TransferReason.CANCELED_BY_PEER)
            case TransferError():
                self._handle(TransferEvent.ERROR_RECEIVED, TransferReason.parse(message.reason))
            case Pause():
                self._pausing.peer_paused(message)
                self._arm()
            case Resume():
                self._pausing.peer_resumed()
                self._arm()
            case LaneLost() if self._lane is None or self._lane.kind == message.lane:
                self._lane_lost()
            case _:
                self._machine.ignored += 1

    # What the user wants

    def cancel(self) -> None:
        """End it, on purpose; nothing happens if it is over."""
        if self.state.is_final:
            return
        self._send(Cancel(transfer_id=self.transfer_id))
        self._handle(TransferEvent.CANCEL, TransferReason.CANCELED, own=True)

    def pause(self, reason: TransferReason = TransferReason.USER) -> None:
        """Stop the bytes until our side says `resume`; kept through a cut, and before bytes flow."""
        if not self.state.is_final and reason not in self._pausing.pauses.own and not self._pausing.pause(reason):
            self._rearranged()
        self._wishes.changed()

    def resume(self, reason: TransferReason = TransferReason.USER) -> None:
        """Take back the own pause; the bytes go on when nobody else pauses."""
        if reason in self._pausing.pauses.own and not self._pausing.resume(reason):
            self._rearranged()
        self._wishes.changed()

    def limit(self, bytes_per_second: int) -> None:
        """Be no faster than that from now on; 0: no limit of its own."""
        self._pace.own.change(bytes_per_second)
        self.limits_changed()
        self._rearranged()
        self._wishes.changed()

    def limits_changed(self) -> None:
        """The limit of this job, or of all, is another."""

    def fail(self, reason: TransferReason) -> None:
        """It can't go on: no connection came about, or nobody answered in time."""
        event = TransferEvent.TIMEOUT if self._machine.knows(TransferEvent.TIMEOUT) else TransferEvent.IO_ERROR
        if self._machine.knows(event):
            self._send(TransferError(transfer_id=self.transfer_id, reason=reason))
            self._handle(event, reason, own=True)

    def was_asked_for(self, asked: Asked | None) -> None:
        """Its receiver wants it once more, though it is over."""
        if asked is not self.asked:
            self.asked = asked
            self._news.rearranged()

    def closed(self) -> "asyncio.Future[None]":
        """Done when nothing of an ended job runs, or its disk has not answered for 5 s: then `has_let_go` is false."""
        return self._tasks.closed()

    @property
    def has_let_go(self) -> bool:
        """No thread has any of its files in hand."""
        return self._tasks.has_let_go

    async def aclose(self) -> None:
        """Let go of everything; what a live job has written stays."""
        self._alarm.cancel()
        self._progress.stop()
        self._begin_closing()
        await self.closed()

    # LaneEvents

    def lane_frame_received(self, lane: Lane, frame: Frame) -> None:
        """A frame came that is not of the data channel."""
        self._machine.ignored += 1

    def lane_failed(self, lane: Lane) -> None:
        """The lane carries nothing any more, though the session stands."""
        if lane is self._lane:
            self._failed_lanes.add(lane.kind)
            self._close_lane()
            self._lane_broke(lane.kind)

    # What the two directions do differently

    def _attached(self, session: FeatureSession) -> None:
        raise NotImplementedError

    def _detached(self) -> None:
        """The session is gone; the state is still the old one."""

    def _lane_broke(self, kind: LaneKind) -> None:
        """Our end of the lane failed; it is closed."""
        raise NotImplementedError

    def _lane_lost(self) -> None:
        """The other side says that the lane failed."""
        raise NotImplementedError

    def _flow(self, flowing: bool) -> None:
        """Bytes may move, or may not, for the state says so."""

    def _timeout(self) -> tuple[float, TransferReason] | None:
        """How long the present state may last, and what it is called when it lasted longer."""
        if self.state is State.SUSPENDED:
            return self._context.suspend_timeout_s, TransferReason.LOST
        return None

    def _keep(self, wishes: Wishes) -> None:
        """Let *wishes* outlive a restart, if the job does."""

    def _let_go(self) -> None:
        """In the thread, last of all: close or delete files."""

    def _forget(self) -> None:
        """After that: what takes memory and is of no more use."""
        self._ended_problems = self.problems()
        self.stream = JobStream(())

    # Machinery

    def _handle(self, event: TransferEvent, reason: TransferReason | None = None, *, own: bool = False) -> bool:
        """Feed the machine; True if it knew the event. *reason* is what faces show for the new state."""
        known = self._machine.knows(event)
        if known:
            self._reasons[event] = reason
        self._machine.handle(event, own=own)
        return known

    def _changed(self, previous: TransferState, following: TransferState, event: TransferEvent) -> None:
        reason = self._reasons.pop(event, None)
        if event is TransferEvent.PROGRESS or (previous is following and reason is self.reason):
            return
        self.reason = reason
        self._flow(following is State.TRANSFERRING)
        self._stopwatch.run(following in _MOVING and reason is not TransferReason.QUEUED)
        if following is State.TRANSFERRING:
            self._progress.start()
        else:
            self._progress.stop()
        self._arm()
        if following is State.COMPLETED and self._problems:
            self._progress.settle(self.published(), sent=self.direction is Direction.OUTGOING)
        self._news.state_changed(previous)
        if following.is_final:
            self._end(following)

    def _end(self, state: TransferState) -> None:
        if state is State.COMPLETED:
            self._context.bus.publish(
                TransferCompleted(
                    transfer_id=self.transfer_id,
                    direction=self.direction,
                    device_id=self.device_id,
                    files=self.published(),
                    size_bytes=self._progress.bytes_done,
                    lane=self._lane_kind or LaneKind.DATA_CHANNEL,
                    path=self._session.path if self._session is not None else self._path,
                    seconds=self._stopwatch.seconds,
                    problems=self.problems(),
                    skipped=self.skipped(),
                )
            )
        else:
            self._news.failed(self.direction, self.device_id, self.reason)
        self._begin_closing()

    def _send(self, message: Message) -> None:
        """Send if there is a session; one that closes under us tells so itself."""
        if self._session is not None:
            with contextlib.suppress(SessionClosed):
                self._session.send(message)

    def _rearranged(self) -> None:
        if not self.state.is_final:
            self._news.rearranged()

    # Lane and time

    def _open_lane(self, lane: Lane) -> None:
        self._lane = lane
        self._lane_kind = lane.kind
        if self.state is not State.PAUSED:
            self._handle(TransferEvent.LANE_OPEN, own=True)
        self._pausing.lane_opened()

    def _close_lane(self) -> None:
        if self._lane is not None:
            self._lane.close()
            self._lane = None

    def _leave_lane(self, reason: TransferReason | None = None) -> None:
        """What was to come by the lane comes by another one, or, with a *reason*, by none."""
        self._close_lane()
        if self.state is State.TRANSFERRING:
            self._handle(TransferEvent.LANE_FAILED, own=True)
        if reason is not None and self._machine.knows(TransferEvent.LANES_EXHAUSTED):
            self._handle(TransferEvent.LANES_EXHAUSTED, reason, own=True)

    def _arm(self) -> None:
        self._alarm.cancel()
        limit = self._timeout()
        if limit is not None and not self.state.is_final:
            limit_s, reason = limit
            self._alarm.set(limit_s, lambda: self.fail(reason))

    def _begin_closing(self) -> None:
        self._close_lane()
        self._tasks.begin_closing(self._let_go, self._forget)
