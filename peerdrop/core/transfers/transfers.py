"""All jobs of a node: the feature that sessions carry, and what a node calls."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from peerdrop.clock import Clock
from peerdrop.core.bus import Bus
from peerdrop.core.errors import FolderUnwritable
from peerdrop.core.feature import FeatureSession, SessionClosed
from peerdrop.core.snapshots import FileConflict, OfferedFile, TransferSnapshot
from peerdrop.core.states import Asked, ConflictChoice, QueueMove, TransferReason, TransferState
from peerdrop.core.supervisor import Supervisor
from peerdrop.core.transfers.decision import OfferDecision
from peerdrop.core.transfers.disk.completed_jobs import CompletedJobs
from peerdrop.core.transfers.disk.journals import Journals
from peerdrop.core.transfers.disk.part_file import OpenPart, PartFile
from peerdrop.core.transfers.disk.space_claims import SpaceClaims
from peerdrop.core.transfers.disk.worker import Worker
from peerdrop.core.transfers.flow.data_channel_lane import DataChannelLanes
from peerdrop.core.transfers.flow.lane import Lanes
from peerdrop.core.transfers.flow.pacing import Pacing
from peerdrop.core.transfers.flow.transfer_limits import TransferLimits
from peerdrop.core.transfers.incoming_offers import IncomingOffers
from peerdrop.core.transfers.job.transfer import Transfer
from peerdrop.core.transfers.job.transfer_context import TransferContext
from peerdrop.core.transfers.jobs import Jobs
from peerdrop.core.transfers.outgoing_jobs import OutgoingJobs
from peerdrop.core.transfers.receiving.receiver import Incoming
from peerdrop.core.transfers.resending import Resending
from peerdrop.core.transfers.sending.outbox import Outbox
from peerdrop.core.transfers.sending.sender import Outgoing
from peerdrop.wire.codec import Message
from peerdrop.wire.errors import WireError
from peerdrop.wire.frames import decode_frame
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import (
    TRANSFER_MESSAGES,
    Accept,
    AskAgain,
    Cancel,
    Complete,
    CompleteAck,
    Manifest,
    TransferError,
    TransferOffer,
)

ResultT = TypeVar("ResultT")

logger = logging.getLogger(__name__)

OFFER_TIMEOUT_S: Final = 600.0
SUSPEND_TIMEOUT_S: Final = 60 * 60.0
VERIFY_TIMEOUT_S: Final = 120.0


class Transfers:
    """Sends and receives files. Lives on the node's loop; plugs into sessions as their FrameFeature.

    *policy* is asked for each offer that came in whole. *open_part* makes part files; a test gives another one.
    """

    message_types: tuple[type[Message], ...] = TRANSFER_MESSAGES

    def __init__(
        self,
        *,
        home: Path,
        bus: Bus,
        clock: Clock,
        policy: Callable[[DeviceId], OfferDecision],
        default_directory: Callable[[], Path],
        offer_timeout_s: float = OFFER_TIMEOUT_S,
        suspend_timeout_s: float = SUSPEND_TIMEOUT_S,
        verify_timeout_s: float = VERIFY_TIMEOUT_S,
        open_part: OpenPart = PartFile,
        lanes: Lanes | None = None,
        limits: TransferLimits | None = None,
        new_id: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self._default_directory = default_directory
        self._offer_timeout_s = offer_timeout_s
        self._journals = Journals(home, clock)
        self._swept = False
        self._closed = False
        self._context = TransferContext(
            home=home,
            bus=bus,
            clock=clock,
            completed=CompletedJobs(home, clock),
            open_part=open_part,
            lanes=lanes or DataChannelLanes(),
            space=SpaceClaims(),
            suspend_timeout_s=suspend_timeout_s,
            verify_timeout_s=verify_timeout_s,
        )
        self._jobs = Jobs(left_journal=self._journals.note)
        self._sessions: dict[DeviceId, FeatureSession] = {}
        self._supervisor = Supervisor("transfers")
        self._sending, self._receiving = Pacing(clock), Pacing(clock)
        self._outgoing = OutgoingJobs(
            self._context, self._jobs, Outbox(home), self._sending, self._sessions, new_id=new_id
        )
        self._offers = IncomingOffers(
            self._context,
            self._jobs,
            self._journals,
            self._supervisor,
            self._sessions,
            policy=policy,
            default_directory=default_directory,
            pacing=self._receiving,
        )
        self._resending = Resending(
            self._jobs, self._outgoing, self._supervisor, clock, offer_timeout_s=offer_timeout_s
        )
        self.change_limits(limits or TransferLimits())
        self.ignored = 0
        """Messages and frames about jobs that are not, or no longer, or not of that device."""

    # What a node calls

    async def offer(
        self,
        device_id: DeviceId,
        peer_name: str,
        paths: Sequence[Path],
        *,
        offer_timeout_s: float | None = None,
        later: bool = False,
    ) -> TransferId:
        """Offer files and folders as one job; raises SourceUnreadable.

        Without an open session the job stays NEW with reason WAITING until there is one, or until `fail`. *later*: it
        outlives a restart of this program, see `restore`; what waits is read anew when it goes. Raises HomeError then.
        """
        timeout_s = self._offer_timeout_s if offer_timeout_s is None else offer_timeout_s
        return await self._outgoing.offer(device_id, peer_name, paths, offer_timeout_s=timeout_s, later=later)

    async def restore(self) -> tuple[DeviceId, ...]:
        """Take up what an earlier run of this program was to send; called once, before or while sessions open.

        The devices for which something waits.
        """
        return await self._outgoing.restore(self._offer_timeout_s)

    async def accept(
        self,
        transfer_id: TransferId,
        directory: Path | None = None,
        *,
        chosen: Sequence[int] | None = None,
        conflicts: ConflictChoice = ConflictChoice.KEEP_BOTH,
    ) -> None:
        """Take an offer, or of it the entries *chosen* (by index).

        Raises NoSuchTransfer, UsageError, FolderUnwritable or NotEnoughSpace.
        """
        job = self._jobs.incoming(transfer_id)
        await job.accept(self._directory_of(job, directory), chosen=chosen, conflicts=conflicts)

    async def conflicts(self, transfer_id: TransferId, directory: Path | None = None) -> tuple[FileConflict, ...]:
        """The files of an offer whose names are taken; raises NoSuchTransfer or FolderUnwritable."""
        job = self._jobs.incoming(transfer_id)
        return await job.conflicts(self._directory_of(job, directory))

    async def free_bytes(self, directory: Path | None = None) -> int:
        """Room in *directory*, or where it would be made, beside what running jobs need; raises FolderUnwritable."""
        folder = directory or self._default_directory()
        try:
            return await self._in_thread("ask-space", partial(self._context.space.unclaimed_bytes, folder))
        except OSError as exc:
            raise FolderUnwritable(
                f"Can't read {folder} ({exc.strerror}).", next_step="Choose another folder."
            ) from exc

    def decline(self, transfer_id: TransferId, reason: TransferReason = TransferReason.DECLINED) -> Awaitable[None]:
        """Refuse an offer, at once; await what is returned to see the end of it. Raises NoSuchTransfer."""
        job = self._jobs.incoming(transfer_id)
        job.decline(reason)
        return job.closed()

    def cancel(self, transfer_id: TransferId) -> Awaitable[None]:
        """End a job at any step, at once; await what is returned to see its part files gone. Raises NoSuchTransfer."""
        job = self._jobs.live(transfer_id)
        job.cancel()
        return job.closed()

    def pause(self, transfer_id: TransferId) -> None:
        """Stop the bytes of a job, from either side; raises NoSuchTransfer."""
        self._jobs.live(transfer_id).pause()

    def resume(self, transfer_id: TransferId) -> None:
        """Take back `pause`; raises NoSuchTransfer."""
        self._jobs.live(transfer_id).resume()

    def limit(self, transfer_id: TransferId, bytes_per_second: int) -> None:
        """Let a job be no faster than that, 0: as fast as it goes. Raises NoSuchTransfer."""
        self._jobs.live(transfer_id).limit(bytes_per_second)

    def move(self, transfer_id: TransferId, move: QueueMove) -> None:
        """Put a job elsewhere in the line to its device. Raises NoSuchTransfer, also for one that comes to us."""
        self._outgoing.move(self._jobs.outgoing(transfer_id), move)

    async def retry(self, transfer_id: TransferId) -> TransferId:
        """Send what a job that failed was made of, from where it stopped if its files are as they were.

        Its ID then, or another one. Of a job that is complete but for some files those go, as a job that belongs to
        it. It waits in the outbox as one offered for later. Of a job that comes to us the sender is asked for the same,
        as soon as it is there. Raises NoSuchTransfer, SourceUnreadable or HomeError.
        """
        if self._jobs.get(transfer_id) is None and self._journals.has(transfer_id):
            self._offers.ask_for_kept(await self.device_of(transfer_id), transfer_id)
            return transfer_id
        job = self._jobs.stopped(transfer_id)
        if not isinstance(job, Outgoing):
            await job.closed()
            self._offers.asks.ask(job.device_id, transfer_id)
            return transfer_id
        return await self._outgoing.retry(job, offer_timeout_s=self._offer_timeout_s)

    async def device_of(self, transfer_id: TransferId) -> DeviceId:
        """With which device a job is, also one that an earlier run had begun to receive; raises NoSuchTransfer."""
        if self._jobs.get(transfer_id) is None and self._journals.has(transfer_id):
            sender = await self._in_thread("read-journal", partial(self._journals.sender, transfer_id))
            if sender is not None:
                return sender
        return self._jobs.known(transfer_id).device_id

    async def discard(self, transfer_id: TransferId) -> None:
        """Throw away what is kept of a job that failed here, also in an earlier run. Raises NoSuchTransfer."""
        await self._offers.taken_up(transfer_id)
        if self._jobs.get(transfer_id) is not None or not self._journals.has(transfer_id):
            await self._jobs.failed(transfer_id).closed()
        self._offers.asks.withdraw(transfer_id)
        self._journals.leave(transfer_id)
        await self._in_thread("discard-journal", partial(self._journals.discard, transfer_id))

    def change_limits(self, limits: TransferLimits) -> None:
        """Follow *limits* from now on, with the jobs that run too."""
        for pacing in (self._sending, self._receiving):
            pacing.total.change(limits.bytes_per_second)
        self._outgoing.at_once = limits.at_once
        for job in self._jobs:
            job.limits_changed()

    def change_reserve(self, reserve_bytes: int) -> None:
        """Keep so much free on every disk from now on; a running job pauses before it goes below that."""
        self._context.space.reserve_bytes = reserve_bytes

    def fail(self, transfer_id: TransferId, reason: TransferReason) -> None:
        """No connection came about for a job that needs one; nothing happens to others."""
        job = self._jobs.get(transfer_id)
        if job is not None and job.state in {TransferState.NEW, TransferState.SUSPENDED}:
            job.fail(reason)

    def snapshots(self) -> tuple[TransferSnapshot, ...]:
        """Every job of this run, oldest first; of those that ended 200: the device with most makes room."""
        return tuple(job.snapshot() for job in self._jobs)

    def snapshot(self, transfer_id: TransferId) -> TransferSnapshot:
        """One job; raises NoSuchTransfer."""
        return self._jobs.known(transfer_id).snapshot()

    def offered_files(self, transfer_id: TransferId) -> tuple[OfferedFile, ...]:
        """The manifest of a job that is not over, from any thread; raises NoSuchTransfer."""
        return self._jobs.live(transfer_id).offered_files()

    def has_work_for(self, device_id: DeviceId) -> bool:
        """A job with that device is not over, or it is to be asked for one: a connection is wanted."""
        return self._offers.asks.waits_for_device(device_id) or any(
            not job.state.is_final for job in self._jobs.of(device_id)
        )

    async def aclose(self) -> None:
        """End all threads and tasks. Live jobs keep what they have written."""
        self._closed = True
        await self._supervisor.aclose()
        await asyncio.gather(*(job.aclose() for job in self._jobs))

    # What a session calls

    def session_opened(self, session: FeatureSession) -> None:
        if self._closed:
            return
        self._sweep_once()
        self._sessions[session.device_id] = session
        self._offers.session_opened(session)
        for job in self._jobs.of(session.device_id):
            job.attach(session)
            if isinstance(job, Incoming):
                job.repeat_complete(session)

    def session_closed(self, session: FeatureSession) -> None:
        if self._closed:
            return
        if self._sessions.get(session.device_id) is session:
            del self._sessions[session.device_id]
            self._offers.forget_unfinished(session.device_id)
        for job in self._jobs:
            job.detach(session)

    def message_received(self, session: FeatureSession, message: Message) -> None:
        if self._closed or session is not self._sessions.get(session.device_id):
            self.ignored += 1
            return
        try:
            match message:
                case TransferOffer():
                    self._offers.offer_received(session, message)
                case AskAgain():
                    self._resending.asked(session, message)
                case Manifest():
                    self.ignored += not self._offers.manifest_received(session, message)
                case _:
                    self._job_message_received(session, message)
        except SessionClosed:
            logger.debug("the session closed while a transfer message was answered")

    def frame_received(self, session: FeatureSession, raw: bytes) -> None:
        try:
            frame = decode_frame(raw)
        except WireError as exc:
            # It names no job that could be failed; the next good frame will not fit, and fail its own.
            logger.debug("frame refused: %s", exc)
            self.ignored += 1
            return
        job = self._jobs.get(frame.transfer_id)
        if isinstance(job, Incoming) and session is self._sessions.get(job.device_id) and not self._closed:
            job.channel_frame_received(frame)
        else:
            self.ignored += 1

    # Jobs

    def _job_message_received(self, session: FeatureSession, message: Message) -> None:
        transfer_id = TransferId(getattr(message, "transfer_id", ""))
        job = self._jobs.get(transfer_id)
        if job is not None and job.device_id == session.device_id and not self._is_late(job, message):
            job.message_received(message)
            if job.state is TransferState.FAILED and self._offers.asks.waits_for(job):
                self._supervisor.spawn(self._ask_when_closed(job), name="ask")
            return
        if job is not None and isinstance(message, Cancel | TransferError) and self._is_refusal(job, session, message):
            return
        self.ignored += 1
        if isinstance(message, Complete):
            session.send(CompleteAck(transfer_id=transfer_id))
        elif isinstance(message, Accept):
            # The receiver wants to go on with what is over, or forgotten, here.
            session.send(self._outgoing.how_it_ended(session.device_id, transfer_id))
        elif isinstance(message, Cancel | TransferError):
            self._offers.refused(session, message)

    def _is_refusal(self, job: Transfer, session: FeatureSession, answer: Cancel | TransferError) -> bool:
        """The sender was asked for a job that is over; where nothing comes of it, nothing of it is kept."""
        if job.device_id != session.device_id or not self._offers.asks.refused(job, answer):
            return False
        if job.asked in {Asked.CANCELED, Asked.FORGOTTEN} and self._jobs.get(job.transfer_id) is job:
            discard = self._in_thread("discard-journal", partial(self._journals.discard, job.transfer_id))
            self._supervisor.spawn(discard, name="discard")
        return True

    async def _ask_when_closed(self, job: Transfer) -> None:
        await job.closed()
        self._offers.asks.job_failed(job)

    def _directory_of(self, job: Incoming, directory: Path | None) -> Path:
        return directory or job.directory or self._default_directory()

    @staticmethod
    def _is_late(job: Transfer, message: Message) -> bool:
        return job.state.is_final and not isinstance(message, CompleteAck)

    def _sweep_once(self) -> None:
        if not self._swept:
            self._swept = True
            self._supervisor.spawn(self._in_thread("sweep-journals", self._journals.sweep), name="sweep")

    @staticmethod
    async def _in_thread(name: str, call: Callable[[], ResultT]) -> ResultT:
        worker = Worker(name)
        try:
            return await worker.run(call)
        finally:
            await worker.aclose()
