"""The sending end of a job up to the receiver's answer: its place in the line, its offer, its manifest."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Final

from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import TransferOffered
from peerdrop.core.feature import FeatureSession, SessionClosed
from peerdrop.core.snapshots import OfferedFile, ProblemFile
from peerdrop.core.states import Direction, TransferReason
from peerdrop.core.transfers.disk.safe_target import BadName, safe_target
from peerdrop.core.transfers.disk.wishes import Wishes
from peerdrop.core.transfers.disk.worker import Worker
from peerdrop.core.transfers.flow.job_stream import JobStream
from peerdrop.core.transfers.flow.pacing import JobPace
from peerdrop.core.transfers.job.table import TransferEvent
from peerdrop.core.transfers.job.transfer import State, Transfer
from peerdrop.core.transfers.job.transfer_context import TransferContext
from peerdrop.core.transfers.sending.job_reader import JobReader
from peerdrop.core.transfers.sending.manifest_pace import ManifestPace
from peerdrop.core.transfers.sending.manifest_pieces import manifest_pieces
from peerdrop.core.transfers.sending.outbox import OutboxPlace
from peerdrop.core.transfers.sending.rest import Rest
from peerdrop.core.transfers.sending.send_line import SendLine
from peerdrop.core.transfers.sending.sources import Sources, manifest_hash
from peerdrop.wire.codec import Message
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import Cancel, EntryKind, Manifest, TransferError, TransferOffer

logger = logging.getLogger(__name__)

_REPEAT_AFTER_S: Final = 2.0


class Offering(Transfer):
    """Offers, as often as there is a new session, until that is answered. Outgoing is what follows."""

    direction = Direction.OUTGOING

    def __init__(
        self,
        context: TransferContext,
        *,
        transfer_id: TransferId,
        device_id: DeviceId,
        peer_name: str,
        roots: tuple[Path, ...],
        sources: Sources,
        worker: Worker,
        pace: JobPace,
        line: SendLine,
        offer_timeout_s: float,
        place: OutboxPlace | None = None,
        place_once_taken: OutboxPlace | None = None,
        restored: bool = False,
        rest: Rest | None = None,
    ) -> None:
        super().__init__(
            context,
            transfer_id=transfer_id,
            device_id=device_id,
            peer_name=peer_name,
            label=sources.label,
            stream=JobStream(sources.entries),
            worker=worker,
            pace=pace,
        )
        self.roots = roots
        self.rest = rest
        """What it is, if it is the rest of a job before it."""
        self.manifest_hash = 0
        """Of what was offered last, once the job is over."""
        self._line = line
        self._sources = sources
        self._place = place
        self._place_once_taken = place_once_taken
        """What keeps a job that waits for nobody: from the receiver's yes on it goes on after a kill."""
        self._waits = place is not None
        """However long its device is away."""
        self.is_from_before = restored
        """An earlier run of this program began it, and nobody has asked for it again in this one."""
        self._was_known = restored and place is not None and place.has_gone
        """An earlier run of this program has offered it, or meant to."""
        self._was_offered = self._was_known
        self._was_accepted = False
        self._untold_end: Message | None = None
        """How it ended while its receiver was away."""
        self._manifest_pace = ManifestPace(context.clock)
        self._reader = JobReader(transfer_id, self.stream, sources.paths)
        self._offer_timeout_s = offer_timeout_s
        self._offer_deadline: float | None = None
        self.reason = TransferReason.WAITING
        self.rank = Fraction(self.at)
        if place is not None:
            self.at = place.job.at
            self.rank = place.rank
            self._file_count, self._folder_count = place.job.file_count, place.job.folder_count
            self._progress.expect(place.fetch_bytes)
            self._progress.moved(min(place.job.bytes_done, place.fetch_bytes))
            self._wishes.restore(place.job.wishes)

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

    def is_of(self, sources: Sources) -> bool:
        """It sends *sources*, or will when they are read for it."""
        if self._place is not None and not self._place.has_gone:
            return True
        return self.rest is None and manifest_hash(sources.entries) == (
            self.manifest_hash or manifest_hash(self.stream.entries)
        )

    def problems(self) -> tuple[ProblemFile, ...]:
        return (*self._sources.problems, *super().problems())

    def skipped(self) -> tuple[ProblemFile, ...]:
        return self._sources.skipped

    def queue_position(self) -> int | None:
        return self._line.position(self)

    def attach(self, session: FeatureSession) -> None:
        untold, self._untold_end = self._untold_end, None
        if untold is not None:
            with contextlib.suppress(SessionClosed):
                session.send(untold)
        super().attach(session)

    # LineMember

    @property
    def bytes_left(self) -> int:
        return self._progress.size_bytes - self._progress.bytes_done

    @property
    def can_send(self) -> bool:
        if self._lane is None or self.state not in {State.TRANSFERRING, State.PAUSED}:
            return False
        pauses = self._pausing.pauses
        return pauses.peer is None and pauses.own <= {TransferReason.QUEUED}

    def hold(self) -> None:
        self.pause(TransferReason.QUEUED)

    def release(self) -> None:
        self.resume(TransferReason.QUEUED)

    @property
    def is_on_offer(self) -> bool:
        return self.state is State.OFFERED

    def held_back(self) -> None:
        self._tell_new(TransferReason.QUEUED)

    def stand_at(self, rank: Fraction) -> None:
        self.rank = rank
        self._keep(self._wishes.now)

    def moved(self) -> None:
        """Its place in the line is another."""
        self._rearranged()

    def began_away(self) -> None:
        """It is new, and its device is not there."""
        self._news.state_changed(self.state)

    # Machinery

    def _attached(self, session: FeatureSession) -> None:
        self._tasks.spawn(partial(self._offer, session))

    def _keep(self, wishes: Wishes) -> None:
        self._tasks.put(self._note_standing())

    def _note_standing(self) -> Callable[[], None]:
        """What keeps, in the thread, how it stands now."""
        if self._place is None:
            return lambda: None
        return partial(
            self._place.note,
            wishes=self._wishes.now,
            rank=self.rank,
            bytes_done=self._progress.bytes_done,
            fetch_bytes=self._progress.size_bytes,
        )

    def _detached(self) -> None:
        self._tell_new(TransferReason.WAITING)
        self._line.changed()

    def _timeout(self) -> tuple[float, TransferReason] | None:
        if self.state is State.OFFERED:
            # From the first time it was offered, whatever cuts came between.
            now = self._context.clock.monotonic()
            self._offer_deadline = self._offer_deadline or now + self._offer_timeout_s
            return max(self._offer_deadline - now, 0), TransferReason.OFFER_TIMEOUT
        if self.state is State.SUSPENDED and self._waits:
            return None
        return super()._timeout()

    def _send(self, message: Message) -> None:
        is_end = isinstance(message, Cancel | TransferError)
        if is_end and self._session is None and self._was_offered and not self._was_accepted:
            # On the other side its user is still asked about it. A receiver that has taken it asks by itself.
            self._untold_end = message
        super()._send(message)

    async def _offer(self, session: FeatureSession) -> None:
        """Offer it, or offer it again after a cut, until that is answered."""
        if self._was_accepted or (self._was_known and self.state is State.NEW):
            # A receiver that knows the job says by itself where to go on. One that was restarted does not, and long
            # manifests are not sent in vain: many at once would be more than a control channel takes.
            await self._context.clock.sleep(_REPEAT_AFTER_S)
        wanted = partial(self._awaits_offer, session)
        async with self._line.telling(self, wanted, is_known=self._was_accepted) as is_wanted:
            if is_wanted:
                await self._tell_offer(session)

    def _awaits_offer(self, session: FeatureSession) -> bool:
        return session is self._session and self.state in {State.NEW, State.SUSPENDED}

    async def _tell_offer(self, session: FeatureSession) -> None:
        place = self._place
        is_again = self._was_accepted or (self._was_known and self.state is State.NEW)
        if place is not None and not is_again and not place.has_gone and not await self._read_anew(place, session):
            return
        self._was_offered = True
        self._manifest_pace = ManifestPace(self._context.clock)
        session.send(
            TransferOffer(
                transfer_id=self.transfer_id,
                label=self.label,
                file_count=len(self.stream),
                size_bytes=self.stream.size_bytes,
                lanes=self._context.lanes.kinds(session),
                rest_of=self.rest.of if self.rest is not None else None,
            )
        )
        for entries, last in manifest_pieces(self.stream.entries):
            # One piece a turn, so that a manifest of 10,000 stalls neither this loop nor the channel.
            await asyncio.sleep(0)
            await self._manifest_pace.room()
            if not self._awaits_offer(session):
                return
            session.send(Manifest(transfer_id=self.transfer_id, entries=entries, last=last))
            self._manifest_pace.told(entries[-1].index + 1 if entries else len(self.stream))
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
        self._file_count, self._folder_count = self.stream.counts
        self._progress.expect(self.stream.size_bytes)
        return session is self._session and self.state is State.NEW

    def _meet_the_offer(self) -> None:
        """The offer is there, as far as the receiver wants it, if this run or one before made it."""
        if self.state is State.NEW and self._was_offered:
            self._handle(TransferEvent.OFFER_SENT, own=True)
            self._context.bus.publish(TransferOffered(transfer=self.snapshot()))

    def _tell_new(self, reason: TransferReason) -> None:
        """Why it is not offered yet."""
        if self.state is State.NEW and self.reason is not reason:
            self.reason = reason
            self._news.state_changed(self.state)


def _safe_path(path: str) -> str:
    try:
        return "/".join(safe_target(path))
    except BadName:
        return ""
