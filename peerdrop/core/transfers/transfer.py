"""One job as both of its ends know it: state by the table, progress, problems, what is told to faces."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path as FilePath
from typing import Any, ClassVar, Final

from peerdrop.clock import Timer
from peerdrop.core.events import TransferCompleted, TransferFailed, TransferProgressed, TransferStateChanged
from peerdrop.core.feature import FeatureSession, SessionClosed
from peerdrop.core.machine import Machine
from peerdrop.core.snapshots import OfferedFile, ProblemFile, PublishedFile, TransferSnapshot
from peerdrop.core.states import Direction, LaneKind, TransferReason, TransferState
from peerdrop.core.transfers.job_stream import JobStream
from peerdrop.core.transfers.lane import Lane, LaneFailed
from peerdrop.core.transfers.pauses import Pauses
from peerdrop.core.transfers.progress import Progress
from peerdrop.core.transfers.stopwatch import Stopwatch
from peerdrop.core.transfers.table import TRANSFER_TABLE, TransferEvent
from peerdrop.core.transfers.transfer_context import TransferContext
from peerdrop.core.transfers.worker import Worker
from peerdrop.link import Path
from peerdrop.wire.codec import Message
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import Cancel, Pause, Resume, TransferError

logger = logging.getLogger(__name__)

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
    ) -> None:
        self.transfer_id = transfer_id
        self.device_id = device_id
        self.peer_name = peer_name
        self.label = label
        self.stream = stream
        self.reason: TransferReason | None = None
        self.directory: FilePath | None = None
        self.at = context.clock.wall()
        self._context = context
        self._worker = worker
        self._session: FeatureSession | None = None
        self._lane: Lane | None = None
        self._lane_kind: LaneKind | None = None
        self._path: Path | None = None
        self._problems: dict[int, TransferReason] = {}
        self._file_count = len(stream)
        self._left_out = 0
        self._ended_problems: tuple[ProblemFile, ...] = ()
        self._pauses = Pauses()
        self._machine = Machine(TRANSFER_TABLE, State.NEW, self._changed, label=f"transfer {transfer_id[:8]}")
        self._reasons: dict[TransferEvent, TransferReason | None] = {}
        self._progress = Progress(context.clock, stream.size_bytes, self._tell_progress)
        self._timer: Timer | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing: asyncio.Task[None] | None = None
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
            problems=self._ended_problems or self.problems(),
            left_out=self._left_out,
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

    def published(self) -> tuple[PublishedFile, ...]:
        """The files that arrived, in the manifest's order."""
        raise NotImplementedError

    # What the session tells

    def attach(self, session: FeatureSession) -> None:
        """*session* with the peer is open. It may be open before the old one is known to be closed."""
        if self.state.is_final or session is self._session:
            return
        if self._session is not None:
            self.detach(self._session)
        self._session = session
        self.peer_name = session.peer_name
        self._attached(session)

    def detach(self, session: FeatureSession) -> None:
        """*session* is closed."""
        if self._session is not session:
            return
        self._path = session.path or self._path
        self._session = None
        self._lane = None
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
                self._peer_paused(message)
            case Resume():
                self._peer_resumed()
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
        """Stop the bytes until our side says `resume`; kept through a cut."""
        if self.state.is_final or reason in self._pauses.own:
            return
        self._pauses.own.add(reason)
        self._tell_pause(reason)

    def resume(self, reason: TransferReason = TransferReason.USER) -> None:
        """Take back the own pause; the bytes go on when nobody else pauses."""
        if reason not in self._pauses.own:
            return
        self._pauses.own.discard(reason)
        if not self._pauses.own:
            self._send(Resume(transfer_id=self.transfer_id))
        self._perhaps_go_on(TransferEvent.RESUME)

    def fail(self, reason: TransferReason) -> None:
        """It can't go on: no connection came about, or nobody answered in time."""
        event = TransferEvent.TIMEOUT if self._machine.knows(TransferEvent.TIMEOUT) else TransferEvent.IO_ERROR
        if self._machine.knows(event):
            self._send(TransferError(transfer_id=self.transfer_id, reason=reason))
            self._handle(event, reason, own=True)

    def closed(self) -> "asyncio.Future[None]":
        """Done when nothing of an ended job runs and its files are closed, or deleted if it was canceled."""
        if self._closing is None:
            raise RuntimeError("a live job does not close")
        return asyncio.shield(self._closing)

    async def aclose(self) -> None:
        """Let go of everything; what a live job has written stays."""
        self._disarm()
        self._progress.stop()
        self._begin_closing()
        await self.closed()

    # What the two directions do differently

    def _attached(self, session: FeatureSession) -> None:
        raise NotImplementedError

    def _detached(self) -> None:
        """The session is gone; the state is still the old one."""

    def _flow(self, flowing: bool) -> None:
        """Bytes may move, or may not, for the state says so."""

    def _timeout(self) -> tuple[float, TransferReason] | None:
        """How long the present state may last, and what it is called when it lasted longer."""
        if self.state is State.SUSPENDED:
            return self._context.suspend_timeout_s, TransferReason.LOST
        return None

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
        if event is TransferEvent.PROGRESS:
            return
        if previous is following and reason is self.reason:
            return
        self.reason = reason
        self._flow(following is State.TRANSFERRING)
        self._stopwatch.run(following in _MOVING)
        if following is State.TRANSFERRING:
            self._progress.start()
        else:
            self._progress.stop()
        self._arm()
        self._context.bus.publish(
            TransferStateChanged(
                transfer_id=self.transfer_id,
                state=following,
                previous=previous,
                reason=reason,
                transfer=self.snapshot(),
            )
        )
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
                    size_bytes=self._progress.size_bytes,
                    lane=self._lane_kind or LaneKind.DATA_CHANNEL,
                    path=self._session.path if self._session is not None else self._path,
                    seconds=self._stopwatch.seconds,
                    problems=self.problems(),
                )
            )
        else:
            self._context.bus.publish(
                TransferFailed(
                    transfer_id=self.transfer_id,
                    direction=self.direction,
                    device_id=self.device_id,
                    reason=self.reason or TransferReason.OTHER,
                )
            )
        self._begin_closing()

    def _tell_progress(self) -> None:
        self._context.bus.publish(
            TransferProgressed(
                transfer_id=self.transfer_id,
                bytes_done=self._progress.bytes_done,
                size_bytes=self._progress.size_bytes,
                bytes_per_second=self._progress.bytes_per_second,
                eta_s=self._progress.eta_s,
            )
        )

    def _send(self, message: Message) -> None:
        """Send if there is a session; one that closes under us tells so itself."""
        if self._session is not None:
            with contextlib.suppress(SessionClosed):
                self._session.send(message)

    def _spawn(self, work: Callable[[], Coroutine[Any, Any, None]]) -> "asyncio.Task[None]":
        task = asyncio.get_running_loop().create_task(self._guarded(work), name=f"transfer {self.transfer_id[:8]}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _guarded(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except (SessionClosed, LaneFailed):
            logger.debug("transfer %s: the session closed under it", self.transfer_id[:8])
        except Exception:
            # A bug of ours: the job must not stand there for ever.
            logger.exception("transfer %s broke", self.transfer_id[:8])
            self.fail(TransferReason.OTHER)

    def _peer_paused(self, message: Pause) -> None:
        full = message.reason == TransferReason.DISK_FULL
        self._pauses.peer = TransferReason.DISK_FULL if full else TransferReason.PEER
        self._handle(TransferEvent.PAUSE_RECEIVED, self._pauses.reason)
        self._arm()

    def _peer_resumed(self) -> None:
        self._pauses.peer = None
        self._perhaps_go_on(TransferEvent.RESUME_RECEIVED)
        self._arm()

    def _tell_pause(self, reason: TransferReason) -> None:
        event = TransferEvent.DISK_FULL if reason is TransferReason.DISK_FULL else TransferEvent.PAUSE
        if self._machine.knows(event):
            self._send(Pause(transfer_id=self.transfer_id, reason=reason))
            self._handle(event, self._pauses.reason, own=True)

    def _perhaps_go_on(self, event: TransferEvent) -> None:
        if not self._pauses:
            self._handle(event)
        elif self.state is State.PAUSED:
            # Somebody still pauses: who is shown may have changed.
            self._handle(TransferEvent.PAUSE, self._pauses.reason, own=True)

    def _stop_pausing(self) -> None:
        """All bytes are there: nothing is left that could be paused."""
        self._pauses.clear()
        if self.state is State.PAUSED:
            self._handle(TransferEvent.RESUME, own=True)

    def _open_lane(self, lane: Lane) -> None:
        self._lane = lane
        self._lane_kind = lane.kind
        self._handle(TransferEvent.LANE_OPEN, own=True)
        # After a cut our own pause still holds; the other side tells its own again.
        self._pauses.peer = None
        for reason in tuple(self._pauses.own):
            self._tell_pause(reason)

    def _arm(self) -> None:
        self._disarm()
        limit = self._timeout()
        if limit is not None and not self.state.is_final:
            limit_s, reason = limit
            self._timer = self._context.clock.call_later(limit_s, lambda: self.fail(reason))

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _begin_closing(self) -> None:
        if self._closing is not None:
            return
        waiting = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in waiting:
            task.cancel()
        self._closing = asyncio.get_running_loop().create_task(
            self._close(waiting), name=f"transfer {self.transfer_id[:8]} closes"
        )

    async def _close(self, waiting: Iterable["asyncio.Task[None]"]) -> None:
        await asyncio.gather(*waiting, return_exceptions=True)
        # The thread may be in a write that takes long; its last call comes after that.
        letting_go = self._worker.submit(self._let_go)
        await self._worker.aclose()
        if letting_go.done() and letting_go.exception() is not None:
            logger.info(
                "transfer %s left files behind: %s", self.transfer_id[:8], type(letting_go.exception()).__name__
            )
