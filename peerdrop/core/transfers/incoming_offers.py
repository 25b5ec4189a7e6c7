"""What becomes of the offers that other devices make."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import TransferFailed
from peerdrop.core.feature import FeatureSession, SessionClosed
from peerdrop.core.states import ConflictPolicy, Direction, TransferReason, TransferState
from peerdrop.core.supervisor import Supervisor
from peerdrop.core.transfers.asks import Asks
from peerdrop.core.transfers.decision import OfferAction, OfferDecision
from peerdrop.core.transfers.disk.completed_jobs import CompletedJob
from peerdrop.core.transfers.disk.journals import Journals
from peerdrop.core.transfers.disk.worker import ResultT, Worker
from peerdrop.core.transfers.flow.pacing import Pacing
from peerdrop.core.transfers.intakes import Intakes, TooMuchWaits
from peerdrop.core.transfers.job.transfer import Transfer
from peerdrop.core.transfers.job.transfer_context import TransferContext
from peerdrop.core.transfers.jobs import Jobs
from peerdrop.core.transfers.kept_jobs import KeptJobs
from peerdrop.core.transfers.receiving.offer_intake import ManifestWeight, OfferIntake
from peerdrop.core.transfers.receiving.receiver import PROBLEMS_MAX, Incoming
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import (
    Cancel,
    Complete,
    Credit,
    Decline,
    Manifest,
    TransferError,
    TransferOffer,
)

logger = logging.getLogger(__name__)

_OFFERS_PER_DEVICE: Final = 32


class IncomingOffers:
    """Takes offers in, answers those that are known, and asks *policy* about the others. SessionClosed passes."""

    def __init__(
        self,
        context: TransferContext,
        jobs: Jobs,
        journals: Journals,
        supervisor: Supervisor,
        sessions: Mapping[DeviceId, FeatureSession],
        *,
        policy: Callable[[DeviceId], OfferDecision],
        default_directory: Callable[[], Path],
        pacing: Pacing,
    ) -> None:
        self._context = context
        self._jobs = jobs
        self._journals = journals
        self._supervisor = supervisor
        self._policy = policy
        self._default_directory = default_directory
        self._pacing = pacing
        self._sessions = sessions
        self.asks = Asks(jobs, sessions)
        self._intakes = Intakes()
        self._kept = KeptJobs(
            context,
            jobs,
            journals,
            self._intakes,
            supervisor,
            sessions,
            pacing=pacing,
            not_taken_up=self.asks.not_taken_up,
        )

    def session_opened(self, session: FeatureSession) -> None:
        """A device is there: what it had begun to send in an earlier run of this program goes on."""
        self.forget_unfinished(session.device_id)
        self._kept.session_opened(session)
        self.asks.session_opened(session)

    async def taken_up(self, transfer_id: TransferId) -> None:
        """Wait until it is known whether that job goes on, if it is being taken up."""
        taking = self._kept.taking(transfer_id)
        if taking is not None:
            await taking.wait()

    def ask_for_kept(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        """Go on with what is kept of a job that is not known, now or when its sender is there, or have it offered."""
        self.asks.ask(device_id, transfer_id)
        self._kept.asked(device_id, transfer_id)

    def offer_received(self, session: FeatureSession, offer: TransferOffer) -> None:
        """The head of an offer; its manifest follows."""
        done = self._context.completed.find(session.device_id, offer.transfer_id)
        if done is not None:
            if self._journals.has(offer.transfer_id) and self._jobs.get(offer.transfer_id) is None:
                # The program ended between noting that the job is over and tidying up after it.
                self._discard_journal(session.device_id, offer.transfer_id)
            session.send(
                Cancel(transfer_id=offer.transfer_id)
                if done.canceled
                else Complete(transfer_id=offer.transfer_id, problems=done.problems)
            )
            return
        job = self._jobs.get(offer.transfer_id)
        if job is not None and not self._comes_back(job, session.device_id):
            self._known_offer_received(session, offer, job)
            return
        device_id = session.device_id
        on_offer = len(self._jobs.waiting_from(device_id)) + self._intakes.count(device_id)
        if on_offer >= _OFFERS_PER_DEVICE or not self._intakes.begin(device_id, offer, self._waiting(device_id)):
            session.send(Decline(transfer_id=offer.transfer_id, reason=TransferReason.OTHER))

    def manifest_received(self, session: FeatureSession, manifest: Manifest) -> bool:
        """A piece of a manifest; False if none is waited for."""
        if not self._intakes.knows(session.device_id, manifest.transfer_id):
            self._unwanted_manifest_received(session, manifest)
            return False  # The rest of an offer that was answered by its head.
        try:
            intake = self._intakes.add(session.device_id, manifest, self._waiting(session.device_id))
        except TooMuchWaits:
            session.send(Decline(transfer_id=manifest.transfer_id, reason=TransferReason.OTHER))
            return True
        except MalformedMessage as exc:
            logger.debug("offer refused: %s", exc)
            session.send(TransferError(transfer_id=manifest.transfer_id, reason=TransferReason.PROTOCOL))
            return True
        if intake is None:
            _acknowledge(session, manifest)
            return True
        bad = len(intake.names.bad)
        if bad == len(intake.names) or bad > PROBLEMS_MAX:
            session.send(TransferError(transfer_id=manifest.transfer_id, reason=TransferReason.BAD_NAME))
            return True
        taking = self._kept.taking(manifest.transfer_id)
        job = self._jobs.get(manifest.transfer_id)
        if taking is None and job is not None and not self._comes_back(job, session.device_id):
            # Another device began to offer one of that name before this job was here.
            self._known_offer_received(session, intake.offer, job)
        elif taking is None:
            self._begin(session, intake)
        else:
            self._supervisor.spawn(self._begin_unless_taken_up(session, intake, taking), name="await take up")
        return True

    def forget_unfinished(self, device_id: DeviceId, transfer_id: TransferId | None = None) -> None:
        """The rest of that offer, or of all of a device, will not come."""
        self._intakes.drop(device_id, transfer_id)

    def refused(self, session: FeatureSession, answer: Cancel | TransferError) -> None:
        """The sender of a job that is not known here will not send it."""
        self.forget_unfinished(session.device_id, answer.transfer_id)
        if self._kept.taking(answer.transfer_id) is not None:
            return  # It will be told where to go on, and says so once more.
        if not self.asks.refused_unseen(session.device_id, answer.transfer_id):
            return
        reason = TransferReason.CANCELED_BY_PEER
        if isinstance(answer, TransferError):
            reason = TransferReason.parse(answer.reason)
        if reason in {TransferReason.CANCELED_BY_PEER, TransferReason.FORGOTTEN}:
            self._discard_journal(session.device_id, answer.transfer_id)
        self._context.bus.publish(
            TransferFailed(
                transfer_id=answer.transfer_id,
                direction=Direction.INCOMING,
                device_id=session.device_id,
                reason=reason,
            )
        )

    def _begin(self, session: FeatureSession, intake: OfferIntake) -> None:
        job = Incoming(
            self._context,
            intake,
            device_id=session.device_id,
            peer_name=session.peer_name,
            pace=self._pacing.pace(session.device_id),
        )
        self.asks.offered(session.device_id, job.transfer_id)
        whole = self._whole(session.device_id, intake.offer.rest_of)
        landing = whole.landing if whole is not None else None
        if whole is not None and landing is not None:
            missing = frozenset(whole.missing)
            job.belongs_beside(landing, is_of_missing=all(entry.path in missing for entry in intake.entries))
        was_asked_for = self._was_asked_for(session.device_id, intake)
        self._jobs.add(job)
        job.offered(session)
        if was_asked_for and landing is not None:
            self._supervisor.spawn(self._accept_asked(job, Path(landing.directory)), name="accept")
        else:
            self._decide(job)

    def _was_asked_for(self, device_id: DeviceId, intake: OfferIntake) -> bool:
        """Its user here has asked for all of it, and so for nothing that he has not seen the name of."""
        of = intake.offer.rest_of
        missed = self._jobs.get(of) if of is not None and self.asks.offered(device_id, of) else None
        if missed is None:
            return False
        missing = {each.path for each in missed.problems_left()}
        return all(entry.path in missing for entry in intake.entries)

    def _waiting(self, device_id: DeviceId) -> ManifestWeight:
        """What that device's offers take that nobody has said yes to yet; their folders are not kept."""
        weights = [job.manifest_weight for job in self._jobs.waiting_from(device_id)]
        return replace(sum(weights, ManifestWeight()), folders=0)

    def _whole(self, device_id: DeviceId, rest_of: TransferId | None) -> CompletedJob | None:
        return self._context.completed.find(device_id, rest_of) if rest_of is not None else None

    async def _begin_unless_taken_up(self, session: FeatureSession, intake: OfferIntake, taking: asyncio.Event) -> None:
        """It was offered again while what is kept of it was looked at: two of them would write one part file."""
        await taking.wait()
        if self._sessions.get(session.device_id) is not session:
            return
        job = self._jobs.get(intake.offer.transfer_id)
        with contextlib.suppress(SessionClosed):
            if job is None:
                self._begin(session, intake)
            else:
                self._known_offer_received(session, intake.offer, job)

    def _comes_back(self, job: Transfer, device_id: DeviceId) -> bool:
        """It failed, and its sender tries once more: the journal tells how far it was."""
        if job.device_id != device_id or not isinstance(job, Incoming):
            return False
        if job.state is not TransferState.FAILED or not job.has_let_go:
            return False
        self._journals.note(job.transfer_id)
        return True

    def _known_offer_received(self, session: FeatureSession, offer: TransferOffer, job: Transfer) -> None:
        if job.device_id != session.device_id or not isinstance(job, Incoming):
            session.send(TransferError(transfer_id=offer.transfer_id, reason=TransferReason.PROTOCOL))
        elif not job.state.is_final:
            job.offered_again()
        elif job.state is TransferState.CANCELED:
            session.send(Cancel(transfer_id=offer.transfer_id))
        elif job.state is TransferState.DECLINED:
            session.send(Decline(transfer_id=offer.transfer_id, reason=job.reason or TransferReason.DECLINED))
        else:
            session.send(TransferError(transfer_id=offer.transfer_id, reason=job.reason or TransferReason.OTHER))

    def _unwanted_manifest_received(self, session: FeatureSession, manifest: Manifest) -> None:
        job = self._jobs.get(manifest.transfer_id)
        on_offer = job is not None and job.device_id == session.device_id and job.state is TransferState.OFFERED
        if on_offer and manifest.entries and not manifest.last:
            _acknowledge(session, manifest)

    def _decide(self, job: Incoming) -> None:
        if self._journals.has(job.transfer_id):
            self._supervisor.spawn(self._take_up(job), name="take up")
        else:
            self._follow_policy(job)

    def _discard_journal(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        discard = partial(self._journals.discard, transfer_id, device_id)
        self._supervisor.spawn(self._in_thread("discard-journal", discard), name="discard journal")

    @staticmethod
    async def _in_thread(name: str, call: Callable[[], ResultT]) -> ResultT:
        worker = Worker(name)
        try:
            return await worker.run(call)
        finally:
            await worker.aclose()

    async def _take_up(self, job: Incoming) -> None:
        # Its user said yes in an earlier run; nobody is asked twice.
        if await job.take_up():
            return
        if job.state in {TransferState.CANCELED, TransferState.DECLINED}:
            # It never came to open what is kept of it, and so did not throw it away.
            self._discard_journal(job.device_id, job.transfer_id)
            return
        ask = partial(self._journals.is_of_another, job.transfer_id, job.device_id)
        if await self._in_thread("read-journal", ask):
            # Its name is random: nobody else comes by it by chance.
            job.decline(TransferReason.OTHER)
        else:
            self._follow_policy(job)

    def _follow_policy(self, job: Incoming) -> None:
        if job.state.is_final:
            return
        decision = self._policy(job.device_id)
        if decision.action is OfferAction.DECLINE:
            job.decline(decision.reason)
        elif decision.action is OfferAction.ACCEPT:
            if not job.is_of_missing:
                # What a sender says of it opens no folder but the one that its user here named.
                job.stands_alone()
            named = decision.directory or self._default_directory()
            directory = job.directory or named
            # Elsewhere stand files of its user's own, and for those nobody chose to have them replaced or mixed.
            is_named = directory == named or decision.conflicts is ConflictPolicy.ASK
            conflicts = decision.conflicts if is_named else ConflictPolicy.KEEP_BOTH
            self._supervisor.spawn(self._accept_unasked(job, directory, conflicts), name="accept")

    async def _accept_asked(self, job: Incoming, directory: Path) -> None:
        try:
            await job.accept(directory)
        except PeerDropError as exc:
            logger.debug("what was asked for is not taken there reason=%s", exc.reason)
            self._follow_policy(job)

    @staticmethod
    async def _accept_unasked(job: Incoming, directory: Path, conflicts: ConflictPolicy) -> None:
        try:
            if conflicts is ConflictPolicy.ASK and await job.conflicts(directory):
                return  # It waits, as one that nobody has decided on.
            await job.accept(directory, conflicts=conflicts.choice)
        except PeerDropError as exc:
            # Nobody is there to choose another folder.
            reason = TransferReason.NO_SPACE if exc.reason == TransferReason.NO_SPACE else TransferReason.DISK
            logger.debug("offer declined reason=%s", reason)
            job.decline(reason)


def _acknowledge(session: FeatureSession, manifest: Manifest) -> None:
    end = manifest.entries[-1].index + 1
    session.send(Credit(transfer_id=manifest.transfer_id, written_bytes=0, files_done=end))
