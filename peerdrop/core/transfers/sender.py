"""The sending end of a job."""

import asyncio
import logging
from collections.abc import Iterator
from functools import partial
from typing import Final

from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import TransferOffered
from peerdrop.core.feature import FeatureSession
from peerdrop.core.snapshots import OfferedFile, ProblemFile, PublishedFile
from peerdrop.core.states import Direction, LaneKind, TransferReason
from peerdrop.core.transfers.data_channel_lane import DataChannelLane
from peerdrop.core.transfers.job_reader import Batch, JobReader
from peerdrop.core.transfers.job_stream import JobStream, indexes_of
from peerdrop.core.transfers.lane import Lane
from peerdrop.core.transfers.manifest_pace import ManifestPace
from peerdrop.core.transfers.outbox import OutboxPlace
from peerdrop.core.transfers.safe_target import BadName, safe_target
from peerdrop.core.transfers.sources import Sources
from peerdrop.core.transfers.table import TransferEvent
from peerdrop.core.transfers.transfer import State, Transfer
from peerdrop.core.transfers.transfer_context import TransferContext
from peerdrop.core.transfers.worker import Worker
from peerdrop.wire.codec import Message, encode
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.limits import CONTROL_BYTES, MANIFEST_ENTRIES
from peerdrop.wire.transfers import (
    Accept,
    Complete,
    CompleteAck,
    Credit,
    Decline,
    EntryKind,
    FileEntry,
    Manifest,
    TransferError,
    TransferOffer,
)

logger = logging.getLogger(__name__)

_MANIFEST_BYTES: Final = CONTROL_BYTES // 2
_REPEAT_AFTER_S: Final = 2.0


class Outgoing(Transfer):
    """Offers, reads and sends. Goes on by itself where the receiver says, whenever a session is open."""

    direction = Direction.OUTGOING

    def __init__(
        self,
        context: TransferContext,
        *,
        transfer_id: TransferId,
        device_id: DeviceId,
        peer_name: str,
        sources: Sources,
        worker: Worker,
        offer_timeout_s: float,
        place: OutboxPlace | None = None,
        restored: bool = False,
    ) -> None:
        super().__init__(
            context,
            transfer_id=transfer_id,
            device_id=device_id,
            peer_name=peer_name,
            label=sources.label,
            stream=JobStream(sources.entries),
            worker=worker,
        )
        self._sources = sources
        self._place = place
        self._was_known = restored and place is not None and place.has_gone
        """An earlier run of this program has offered it, or meant to."""
        self._was_offered = self._was_known
        self._pace = ManifestPace(context.clock)
        self._unwanted: frozenset[int] = frozenset()
        self._reader = JobReader(transfer_id, self.stream, sources.paths)
        self._digests: dict[int, str] = {}
        self._was_accepted = False
        self._offer_timeout_s = offer_timeout_s
        self._offer_deadline: float | None = None
        self._pump: asyncio.Task[None] | None = None
        self._flowing = asyncio.Event()
        self._sent_position = 0
        self._wanted_again: Accept | None = None
        self.reason = TransferReason.WAITING
        if place is not None:
            self.at = place.job.at
            self._file_count = place.job.file_count
            self._progress.expect(place.job.size_bytes)

    def offered_files(self) -> tuple[OfferedFile, ...]:
        return tuple(
            OfferedFile(
                path=entry.path,
                size_bytes=entry.size_bytes,
                safe_path=_safe_path(entry.path),
                is_folder=entry.kind is EntryKind.FOLDER,
            )
            for entry in self.stream.entries
        )

    def problems(self) -> tuple[ProblemFile, ...]:
        return (*self._sources.problems, *super().problems())

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
        self._pace.heard()
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

    def _attached(self, session: FeatureSession) -> None:
        self._spawn(partial(self._offer, session))

    def _detached(self) -> None:
        self._wanted_again = None
        self._stop_pump()

    def _flow(self, flowing: bool) -> None:
        if flowing:
            self._flowing.set()
        else:
            self._flowing.clear()

    def _timeout(self) -> tuple[float, TransferReason] | None:
        if self.state is State.OFFERED:
            # From the first time it was offered, whatever cuts came between.
            now = self._context.clock.monotonic()
            self._offer_deadline = self._offer_deadline or now + self._offer_timeout_s
            return max(self._offer_deadline - now, 0), TransferReason.OFFER_TIMEOUT
        if self.state is State.VERIFYING and self._pauses.peer is None:
            return self._context.verify_timeout_s, TransferReason.VERIFY_TIMEOUT
        if self.state is State.SUSPENDED and self._place is not None:
            return None  # It waits in the outbox, however long its device is away.
        return super()._timeout()

    def _let_go(self) -> None:
        self._reader.close()
        if self._place is not None and self.state.is_final:
            self._place.drop()

    def _forget(self) -> None:
        super()._forget()
        self._reader = JobReader(self.transfer_id, JobStream(()), ())

    async def _offer(self, session: FeatureSession) -> None:
        """Offer it, or offer it again after a cut, until that is answered."""
        if self._was_accepted or (self._was_known and self.state is State.NEW):
            # A receiver that knows the job says by itself where to go on. One that was restarted does not, and long
            # manifests are not sent in vain: many at once would be more than a control channel takes.
            await self._context.clock.sleep(_REPEAT_AFTER_S)
            if session is not self._session or self.state not in {State.NEW, State.SUSPENDED}:
                return
        elif self._place is not None and not self._place.has_gone and not await self._read_anew(self._place, session):
            return
        self._was_offered = True
        self._pace = ManifestPace(self._context.clock)
        session.send(
            TransferOffer(
                transfer_id=self.transfer_id,
                label=self.label,
                file_count=len(self.stream),
                size_bytes=self.stream.size_bytes,
                lanes=(LaneKind.DATA_CHANNEL,),
            )
        )
        for entries, last in _pieces(self.stream.entries):
            # One piece a turn, so that a manifest of 10,000 stalls neither this loop nor the channel.
            await asyncio.sleep(0)
            await self._pace.room()
            if session is not self._session or self.state not in {State.NEW, State.SUSPENDED}:
                return
            session.send(Manifest(transfer_id=self.transfer_id, entries=entries, last=last))
            self._pace.told(entries[-1].index + 1 if entries else len(self.stream))
        if self.state is State.NEW:
            self._meet_the_offer()
        elif not self._was_accepted:
            self._handle(TransferEvent.OFFER_RESTORED, own=True)

    async def _read_anew(self, place: OutboxPlace, session: FeatureSession) -> bool:
        """It waited, and goes now: as its files are today. False if that can't be."""
        try:
            sources = await self._worker.run(place.go)
        except PeerDropError as exc:
            logger.info("transfer %s: its source can't be read any more: %s", self.transfer_id[:8], exc.reason)
            self.fail(TransferReason.SOURCE_UNREADABLE)
            return False
        self._sources = sources
        self.label = sources.label
        self.stream = JobStream(sources.entries)
        self._reader = JobReader(self.transfer_id, self.stream, sources.paths)
        self._file_count = len(self.stream)
        self._progress.expect(self.stream.size_bytes)
        return session is self._session and self.state is State.NEW

    def _meet_the_offer(self) -> None:
        """The offer is there, as far as the receiver wants it, if this run or one before made it."""
        if self.state is State.NEW and self._was_offered:
            self._handle(TransferEvent.OFFER_SENT, own=True)
            self._context.bus.publish(TransferOffered(transfer=self.snapshot()))

    def _accepted(self, accept: Accept) -> None:
        is_again = self.state in {State.TRANSFERRING, State.PAUSED, State.VERIFYING}
        wants_less = indexes_of(accept.skip, len(self.stream)) > self.stream.skip
        is_expected = self.state in {State.OFFERED, State.SUSPENDED} or (is_again and wants_less)
        if not is_expected or self._session is None:
            self._machine.ignored += 1
            return
        # Some of it came damaged. We may not have taken note yet of having sent everything.
        self._wanted_again = accept if is_again and self.state is not State.VERIFYING else None
        if self._wanted_again is not None:
            return
        if not self._is_sound(accept):
            self._broke_rules()
            return
        if self.state is State.SUSPENDED and self._was_accepted:
            self._handle(TransferEvent.CONNECTION_RESTORED, own=True)
        else:
            if self.state is State.SUSPENDED:
                self._handle(TransferEvent.OFFER_RESTORED, own=True)
            self._handle(TransferEvent.ACCEPT_RECEIVED)
        self.stream = self.stream.with_skip(indexes_of(accept.skip, len(self.stream)))
        if not self._was_accepted:
            self._was_accepted = True
            self._unwanted = self.stream.skip
            self._left_out = len(self.stream.skip)
            self._progress.expect(self.stream.fetch_bytes)
        position = self.stream.position(accept.next_index, accept.offset)
        self._sent_position = position
        if not is_again:
            self._progress.moved(self._fetched(position))
        lane = DataChannelLane(self._session, self.transfer_id, position, accept.next_index)
        self._open_lane(lane)
        self._stop_pump()
        self._pump = self._spawn(partial(self._send_all, lane, accept.next_index, accept.offset))

    def _is_sound(self, accept: Accept) -> bool:
        if accept.lane != LaneKind.DATA_CHANNEL or accept.next_index > len(self.stream):
            return False
        size_bytes = self.stream.entries[accept.next_index].size_bytes if accept.next_index < len(self.stream) else 0
        return accept.offset <= size_bytes

    async def _send_all(self, lane: Lane, index: int, offset: int) -> None:
        """Read, hash and send from there to the end, one batch being read while the one before is sent."""
        await self._worker.run(partial(self._reader.seek, self.stream, index, offset))
        room = await lane.room(self._sent_position, index)
        reading = self._worker.submit(partial(self._reader.read, room.size_bytes, room.files))
        while True:
            batch = await reading
            self._note(batch)
            room = lane.room_now(batch.position, batch.index)
            ahead = not batch.ended and room.size_bytes > 0
            if ahead:
                reading = self._worker.submit(partial(self._reader.read, room.size_bytes, room.files))
            for raw in batch.frames:
                await self._until_flowing()
                await lane.send(raw)
            if batch.ended:
                break
            if not ahead:
                room = await lane.room(batch.position, batch.index)
                reading = self._worker.submit(partial(self._reader.read, room.size_bytes, room.files))
        await self._until_flowing()
        self._handle(TransferEvent.END_OF_DATA, own=True)
        if self._wanted_again is not None:
            self._accepted(self._wanted_again)

    async def _until_flowing(self) -> None:
        # A pause may follow a resume before this task had its turn.
        while not self._flowing.is_set():
            await self._flowing.wait()

    def _note(self, batch: Batch) -> None:
        self._sent_position = batch.position
        self._digests.update(batch.digests)

    def _credited(self, credit: Credit) -> None:
        done = credit.written_bytes
        if self._lane is None and self.state in {State.NEW, State.SUSPENDED}:
            self._pace.taken(credit.files_done)
            return
        if self._lane is None or done > self._sent_position or credit.files_done > len(self.stream):
            self._machine.ignored += 1
            return
        self._lane.credited(done, credit.files_done)
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
        self._stop_pausing()
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
            self._reader.stop()
            self._pump.cancel()
            self._pump = None


def _pieces(entries: tuple[FileEntry, ...]) -> Iterator[tuple[tuple[FileEntry, ...], bool]]:
    """*entries* in pieces that fit into one message each, and whether it is the last."""
    piece: list[FileEntry] = []
    size_bytes = 0
    for entry in entries:
        entry_bytes = len(encode(entry)) + 1
        if len(piece) == MANIFEST_ENTRIES or size_bytes + entry_bytes > _MANIFEST_BYTES:
            yield tuple(piece), False
            piece, size_bytes = [], 0
        piece.append(entry)
        size_bytes += entry_bytes
    yield tuple(piece), True


def _safe_path(path: str) -> str:
    try:
        return "/".join(safe_target(path))
    except BadName:
        return ""
