"""The receiving end of a job up to the first byte: what is offered, what is taken, where it goes."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from peerdrop.core.errors import FolderUnwritable, NoSuchTransfer, PeerDropError
from peerdrop.core.events import TransferOffered
from peerdrop.core.feature import FeatureSession
from peerdrop.core.snapshots import FileConflict, OfferedFile, PublishedFile
from peerdrop.core.states import ConflictChoice, Direction, TransferReason
from peerdrop.core.transfers.disk.interrupted_job import InterruptedJob, interrupted_job
from peerdrop.core.transfers.disk.job_writer import Written
from peerdrop.core.transfers.disk.journal import JobLine, boot_id, journal_path, read_journal
from peerdrop.core.transfers.disk.landing import Landing, names_beside
from peerdrop.core.transfers.disk.safe_target import safe_label
from peerdrop.core.transfers.disk.standing_files import find_conflicts
from peerdrop.core.transfers.disk.wishes import Wishes
from peerdrop.core.transfers.disk.worker import Worker
from peerdrop.core.transfers.flow.job_stream import JobStream
from peerdrop.core.transfers.flow.pacing import JobPace
from peerdrop.core.transfers.job.table import TransferEvent
from peerdrop.core.transfers.job.transfer import State, Transfer
from peerdrop.core.transfers.job.transfer_context import TransferContext
from peerdrop.core.transfers.receiving.offer_intake import OfferIntake
from peerdrop.core.transfers.receiving.selection import Selection
from peerdrop.core.transfers.receiving.taken_offer import TakenOffer
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.transfers import Decline, EntryKind

logger = logging.getLogger(__name__)


class Considering(Transfer):
    """Asks, and takes the folder. Incoming is what follows."""

    direction = Direction.INCOMING

    def __init__(
        self, context: TransferContext, intake: OfferIntake, *, device_id: DeviceId, peer_name: str, pace: JobPace
    ) -> None:
        bad = intake.names.bad
        super().__init__(
            context,
            transfer_id=intake.offer.transfer_id,
            device_id=device_id,
            peer_name=peer_name,
            label=safe_label(intake.offer.label),
            stream=JobStream(intake.entries, bad),
            worker=Worker(f"receive-{intake.offer.transfer_id[:8]}"),
            pace=pace,
        )
        self._lanes_offered = intake.offer.lanes
        self.manifest_weight = intake.weight
        self._names: Sequence[tuple[str, ...] | None] = intake.names
        self._bad = bad
        self._problems.update(dict.fromkeys(sorted(bad), TransferReason.BAD_NAME))
        self._published: dict[int, PublishedFile] = {}
        self._taken: TakenOffer | None = None
        self._taking = asyncio.Lock()
        """One at a time: a yes that comes while an earlier run is taken up must count if that fails."""
        self._is_open = False
        """The folder was taken: somebody said yes."""
        self._begun = False
        """The sender was told so."""
        self._asked_again = False
        """What came damaged was asked for once more."""
        self.beside: Landing | None = None
        """Where the files stand that it belongs to; its own directory unless its user chooses another one."""
        self.is_of_missing = False
        """All of it is known to be missing there: nobody needs to be asked whether it belongs there."""
        self._was_interrupted = False
        """An earlier run of this program had begun it."""
        self._written = Written()

    @property
    def has_begun(self) -> bool:
        """Somebody said yes, and its sender was told so."""
        return self._begun

    def offered_files(self) -> tuple[OfferedFile, ...]:
        return tuple(
            OfferedFile(
                path=entry.path,
                size_bytes=entry.size_bytes,
                safe_path="/".join(names or ()),
                is_folder=entry.kind is EntryKind.FOLDER,
            )
            # May be asked from another thread, while a job that ended forgets both.
            for entry, names in zip(self.stream.entries, self._names, strict=False)
        )

    def offered(self, session: FeatureSession) -> None:
        """The whole manifest is in."""
        self._session = session
        self._handle(TransferEvent.OFFER_RECEIVED, own=True)
        self._context.bus.publish(TransferOffered(transfer=self.snapshot()))

    def belongs_beside(self, landing: Landing, *, is_of_missing: bool) -> None:
        """Its sender says that it is the rest of a job whose files stand there."""
        self.beside = landing
        self.is_of_missing = is_of_missing
        self.directory = Path(landing.directory)

    def stands_alone(self) -> None:
        """It is to be taken as if its sender had not said so."""
        self.beside = None
        self.directory = None

    def go_on(self, session: FeatureSession) -> None:
        """It was taken up, and its sender is here: no offer is needed for the rest."""
        self._session = session
        self._handle(TransferEvent.OFFER_RECEIVED, own=True)
        self._begin()

    def offered_again(self) -> None:
        """The sender repeats an offer: it was cut off before it was answered, or the answer was not for its job."""
        if self.state is State.SUSPENDED and not self._begun:
            self._handle(TransferEvent.OFFER_RESTORED, own=True)
            self._begin()

    async def conflicts(self, directory: Path) -> tuple[FileConflict, ...]:
        """The files whose names are taken in *directory*; raises NoSuchTransfer or FolderUnwritable."""
        if self.state.is_final:
            raise _over()
        beside = self._beside(directory)
        names, shared = self._names, frozenset[str]()
        if beside is not None:
            names, shared = names_beside(names, beside.tops), beside.folders
        try:
            return await self._worker.run(partial(find_conflicts, self.stream.entries, names, directory, shared=shared))
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
        async with self._taking:
            if self._taken is not None:
                return
            if self.state.is_final:
                raise _over()
            selection = Selection.chosen(chosen, len(self.stream), conflicts)
            taken = self._take(directory, selection, self._beside(directory))
            await self._take_folder(taken, taken.open)

    async def take_up(self, found: InterruptedJob | None = None) -> bool:
        """Go on with what a run of this program before this one had begun; False if that is not possible.

        *found* is what its journal tells, if that is known already.
        """
        async with self._taking:
            if self._taken is not None:
                return True
            found = found or await self._read_journal()
            # A journal may be long, and the job over when it is read: its thread takes no more calls then.
            return not self.state.is_final and await self._take_up(found)

    async def _read_journal(self) -> InterruptedJob | None:
        if self.state.is_final:
            return None
        path = journal_path(self._context.home, self.transfer_id)
        try:
            lines = await self._worker.run(partial(read_journal, path))
        except OSError as exc:
            logger.info("what was kept can't be read errno=%s", exc.errno)
            return None
        return interrupted_job(lines, boot_id())

    async def _take_up(self, found: InterruptedJob | None) -> bool:
        if found is None or found.job.device_id != self.device_id or found.job.entries != self.stream.entries:
            return False
        if found.index >= len(self.stream) and not found.published:
            # Everything had come, and nothing of it could be saved: it needs to come again.
            return False
        self._was_interrupted = True
        self._asked_again = bool(found.again)
        taken = self._take(Path(found.job.directory), Selection.kept(found), found.job.beside)
        try:
            await self._take_folder(taken, partial(taken.reopen, found), found.wishes)
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

    def _begin(self) -> None:
        """Say yes and let it come, if there is somebody to hear it; else when the offer is repeated."""
        raise NotImplementedError

    def _note(self, written: Written) -> None:
        """What is on the disk."""
        raise NotImplementedError

    def _beside(self, directory: Path) -> Landing | None:
        return self.beside if self.beside is not None and Path(self.beside.directory) == directory else None

    def _take(self, directory: Path, selection: Selection, beside: Landing | None) -> TakenOffer:
        head = JobLine(
            transfer_id=self.transfer_id,
            device_id=self.device_id,
            peer_name=self.peer_name,
            label=self.label,
            directory=str(directory),
            at=self.at,
            entries=self.stream.entries,
            beside=beside,
        )
        return TakenOffer(self._context, head, self._names, self._bad, selection, self._left_bytes)

    def _keep(self, wishes: Wishes) -> None:
        if self._taken is not None:
            self._tasks.put(partial(self._taken.keep, wishes))

    def _left_bytes(self) -> int:
        return self._progress.size_bytes - self._progress.bytes_done

    async def _take_folder(
        self, taken: TakenOffer, open_writer: Callable[[], Written], wishes: Wishes | None = None
    ) -> None:
        """Open the folder in the thread, then say yes to the sender. *wishes* were kept by an earlier run."""
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
            raise _over()
        self._is_open = True
        self._wishes.opened(wishes or Wishes())
        self.directory = taken.directory
        self.stream = taken.stream
        self._left_out = len(taken.selection.skip)
        self._published.update(taken.selection.present)
        self._progress.expect(taken.size_bytes)
        self._note(written)
        self._begin()


def _unwritable(error: OSError, directory: Path) -> FolderUnwritable:
    # A part file is opened by its handle and name; the home's journal by its path.
    is_path = isinstance(error.filename, str) and Path(error.filename).is_absolute()
    place = error.filename if is_path else directory
    return FolderUnwritable(f"Can't write to {place} ({error.strerror}).", next_step="Choose another folder.")


def _over() -> NoSuchTransfer:
    return NoSuchTransfer("That transfer is over.", next_step="Ask for the files again.")
