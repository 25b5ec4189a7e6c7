"""The sending end of a job."""

import asyncio
import contextlib
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from peerdrop.core.feature import FeatureSession
from peerdrop.core.snapshots import PublishedFile
from peerdrop.core.states import LaneKind, TransferReason
from peerdrop.core.transfers.flow.job_stream import JobStream, indexes_of
from peerdrop.core.transfers.flow.lane import Lane, LaneFailed
from peerdrop.core.transfers.job.table import TransferEvent
from peerdrop.core.transfers.job.transfer import State
from peerdrop.core.transfers.job.transfer_context import TransferContext
from peerdrop.core.transfers.sending.job_reader import Batch, JobReader
from peerdrop.core.transfers.sending.offering import Offering
from peerdrop.core.transfers.sending.pump import Pump
from peerdrop.core.transfers.sending.rest import Rest
from peerdrop.core.transfers.sending.sources import Sources, manifest_hash
from peerdrop.wire.codec import Message
from peerdrop.wire.transfers import (
    Accept,
    Complete,
    CompleteAck,
    Credit,
    Decline,
    EntryKind,
    FileEntry,
    LaneLost,
    TransferError,
)


class Outgoing(Offering):
    """Offers, reads and sends. Goes on by itself where the receiver says, whenever a session is open."""

    def __init__(self, context: TransferContext, *, sources: Sources, **more: Any) -> None:
        super().__init__(context, sources=sources, **more)
        self._unwanted: frozenset[int] = frozenset()
        self._digests: dict[int, str] = {}
        self._pump: Pump | None = None
        self._pumping: asyncio.Task[None] | None = None
        self._flowing = asyncio.Event()
        self._sent_position = 0
        self._wanted_again: Accept | None = None
        self._missing: dict[Path, FileEntry] = {}

    def left_over(self) -> Rest:
        """What of it did not arrive, once it is over; without names that the receiver can't use."""
        unread = tuple(Path(each.path) for each in self._sources.problems)
        return Rest(of=self.transfer_id, offered=self._missing, unread=unread)

    def published(self) -> tuple[PublishedFile, ...]:
        return tuple(
            PublishedFile(
                path=self._sources.paths[index],
                size_bytes=entry.size_bytes,
                # An earlier run of this program knew the digest of what it had sent.
                digest=f"blake3:{self._digests[index]}" if index in self._digests else "",
            )
            for index, entry in enumerate(self.stream.entries)
            if entry.kind is EntryKind.FILE and index not in self._problems and index not in self._unwanted
        )

    def message_received(self, message: Message) -> None:
        match message:
            case Credit():
                self._credited(message)
                return
            case Accept() | Decline() | Complete() | TransferError():
                self._meet_the_offer()
        self._manifest_pace.heard()
        match message:
            case Accept():
                self._accepted(message)
            case Decline():
                if self.state is State.SUSPENDED:
                    # The receiver knew the job no more, asked its user anew, and the answer was no.
                    self._handle(TransferEvent.OFFER_RESTORED, own=True)
                self._handle(TransferEvent.DECLINE_RECEIVED, TransferReason.parse(message.reason))
            case Complete():
                self._completed(message)
            case _:
                super().message_received(message)

    def cancel(self) -> None:
        if self._was_offered and not self.state.is_final:
            # The receiver may be away, and may ask for it when this program knows the job no more.
            self._context.completed.add_canceled(self.device_id, self.transfer_id)
        super().cancel()

    # Machinery

    def _detached(self) -> None:
        self._wanted_again = None
        self._stop_pump()
        super()._detached()

    def _flow(self, flowing: bool) -> None:
        if flowing:
            self._flowing.set()
        else:
            self._flowing.clear()
        if self.state.is_final:
            self._line.leave(self)
        self._line.changed()

    def _timeout(self) -> tuple[float, TransferReason] | None:
        if self.state is State.VERIFYING and self._pausing.pauses.peer is None:
            return self._context.verify_timeout_s, TransferReason.VERIFY_TIMEOUT
        return super()._timeout()

    def _let_go(self) -> None:
        self._reader.close()
        if self._place is not None and self.state.is_final:
            self._place.drop()
        else:
            self._note_standing()()
        if self.reason is TransferReason.CANCELED:
            # In a home that is full or gone a restart forgets it: the receiver keeps its part file for 7 days then.
            with contextlib.suppress(OSError):
                self._context.completed.save()

    def _forget(self) -> None:
        self.manifest_hash = manifest_hash(self.stream.entries)
        self._missing = {
            self._sources.paths[index]: self.stream.entries[index]
            for index, reason in self._problems.items()
            if reason is not TransferReason.BAD_NAME and index < len(self._sources.paths)
        }
        super()._forget()
        self._sources = replace(self._sources, entries=(), paths=())
        self._place = self._place_once_taken = None
        self._reader = JobReader(self.transfer_id, JobStream(()), ())
        self._pump = None
        self._digests = {}

    def _accepted(self, accept: Accept) -> None:
        if self._session is None or not self._is_expected(accept):
            self._machine.ignored += 1
            return
        changes_lane = self._changes_lane(accept)
        if not changes_lane:
            # Some of it came damaged. We may not have taken note yet of having sent everything.
            is_early = self.state in {State.TRANSFERRING, State.PAUSED}
            self._wanted_again = accept if is_early else None
            if is_early:
                return
        if not self._is_sound(accept, self._session):
            self._broke_rules()
            return
        is_first = not self._was_accepted
        is_again = changes_lane or self.state is State.VERIFYING
        self._stop_pump()
        self._go_to_accepted()
        self.stream = self.stream.with_skip(indexes_of(accept.skip, len(self.stream)))
        if is_first:
            self._was_accepted = True
            self._unwanted = self.stream.skip
            self._left_out = len(self.stream.skip)
            self._progress.expect(self.stream.fetch_bytes)
            self._take_place()
        position = self.stream.position(accept.next_index, accept.offset)
        self._sent_position = position
        if not is_again:
            self._progress.moved(self._fetched(position))
        self._send_from(accept, position, self._session)

    def _take_place(self) -> None:
        """The receiver said yes: from now on the job goes on after whatever ends this program."""
        if self._place is None and self._place_once_taken is not None:
            self._place = self._place_once_taken
            self._tasks.put(partial(self._place.keep_taken, self._sources))

    def _is_expected(self, accept: Accept) -> bool:
        if self.state in {State.OFFERED, State.SUSPENDED} or self._changes_lane(accept):
            return True
        wants_less = indexes_of(accept.skip, len(self.stream)) > self.stream.skip
        return wants_less and self.state in {State.TRANSFERRING, State.PAUSED, State.VERIFYING}

    def _changes_lane(self, accept: Accept) -> bool:
        flowing = {State.ACCEPTED, State.TRANSFERRING, State.PAUSED, State.VERIFYING}
        return self.state in flowing and (self._lane is None or self._lane.kind != accept.lane)

    def _go_to_accepted(self) -> None:
        """The receiver says where to begin, or go on: any lane before that one is over."""
        self._leave_lane()
        if self.state is State.SUSPENDED and self._was_accepted:
            self._handle(TransferEvent.CONNECTION_RESTORED, own=True)
            return
        if self.state is State.SUSPENDED:
            self._handle(TransferEvent.OFFER_RESTORED, own=True)
        if self.state in {State.OFFERED, State.VERIFYING}:
            self._handle(TransferEvent.ACCEPT_RECEIVED)

    def _send_from(self, accept: Accept, position: int, session: FeatureSession) -> None:
        lane = self._context.lanes.open(
            LaneKind(accept.lane),
            session,
            self.transfer_id,
            self,
            position=position,
            index=accept.next_index,
            window_bytes=accept.window_bytes,
        )
        if self.state is State.ACCEPTED:
            # The line says whether it begins; not to be told of a pause that ends at once.
            own = self._pausing.pauses.own
            own.discard(TransferReason.QUEUED)
            if not own and not self._line.takes(self):
                own.add(TransferReason.QUEUED)
        self._open_lane(lane)
        pump = self._pump = Pump(self._worker, self._reader, self._pace, self._flowing, self._note)
        self._pumping = self._tasks.spawn(partial(self._send_all, pump, lane, accept.next_index, accept.offset))

    def _is_sound(self, accept: Accept, session: FeatureSession) -> bool:
        kinds = set(self._context.lanes.kinds(session)) - self._failed_lanes
        if accept.lane not in kinds or accept.next_index > len(self.stream):
            return False
        size_bytes = self.stream.entries[accept.next_index].size_bytes if accept.next_index < len(self.stream) else 0
        return accept.offset <= size_bytes

    async def _send_all(self, pump: Pump, lane: Lane, index: int, offset: int) -> None:
        try:
            await pump.run(self.stream, lane, index, offset)
        except LaneFailed:
            self._pumping = None
            self.lane_failed(lane)
            return
        self._handle(TransferEvent.END_OF_DATA, own=True)
        if self._wanted_again is not None:
            self._pumping = None
            self._accepted(self._wanted_again)

    def _lane_broke(self, kind: LaneKind) -> None:
        self._stop_pump()
        self._leave_lane()
        self._send(LaneLost(transfer_id=self.transfer_id, lane=kind))

    def _lane_lost(self) -> None:
        # Where there were another lane, the receiver would have named it.
        self._stop_pump()
        self._leave_lane(TransferReason.LOST)

    def _note(self, batch: Batch) -> None:
        self._sent_position = batch.position
        self._digests.update(batch.digests)

    def _credited(self, credit: Credit) -> None:
        done = credit.written_bytes
        if self._lane is None and self.state in {State.NEW, State.SUSPENDED}:
            self._manifest_pace.taken(credit.files_done)
            return
        if self._lane is None or done > self._sent_position or credit.files_done > len(self.stream):
            self._machine.ignored += 1
            return
        self._lane.credited(done, credit.files_done, credit.window_bytes)
        fetched = self._fetched(done)
        if fetched > self._progress.bytes_done:
            self._progress.moved(fetched)
        if self.state is State.VERIFYING:
            self._arm()
        else:
            self._handle(TransferEvent.PROGRESS)

    def _fetched(self, position: int) -> int:
        """What the receiver has in all; files that came damaged were told as done, and are not taken back."""
        return self._progress.size_bytes - self.stream.fetch_bytes + self.stream.fetched_bytes(position)

    def _completed(self, complete: Complete) -> None:
        self._send(CompleteAck(transfer_id=self.transfer_id))
        self._pausing.stop()
        if not self._machine.knows(TransferEvent.COMPLETE_RECEIVED):
            self._machine.ignored += 1
            return
        for problem in complete.problems:
            if problem.index < len(self.stream):
                self._problems[problem.index] = TransferReason.parse(problem.reason)
        # What the receiver could not name was left out too, but not because it was not wanted.
        self._left_out -= len(self._unwanted & self._problems.keys())
        self._progress.finish()
        self._handle(TransferEvent.COMPLETE_RECEIVED)

    def _broke_rules(self) -> None:
        self._send(TransferError(transfer_id=self.transfer_id, reason=TransferReason.PROTOCOL))
        self._handle(TransferEvent.ERROR_RECEIVED, TransferReason.PROTOCOL)

    def _stop_pump(self) -> None:
        if self._pump is not None:
            self._pump.stop()
            self._pump = None
        if self._pumping is not None:
            self._pumping.cancel()
            self._pumping = None
