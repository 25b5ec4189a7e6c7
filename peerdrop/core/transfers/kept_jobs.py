"""The jobs that an earlier run of this program had begun: each goes on as soon as its sender is there."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from peerdrop.core.feature import FeatureSession
from peerdrop.core.supervisor import Supervisor
from peerdrop.core.transfers.disk.interrupted_job import InterruptedJob
from peerdrop.core.transfers.disk.journal import JobLine
from peerdrop.core.transfers.disk.journals import Journals
from peerdrop.core.transfers.disk.worker import Worker
from peerdrop.core.transfers.flow.pacing import Pacing
from peerdrop.core.transfers.intakes import Intakes
from peerdrop.core.transfers.job.transfer_context import TransferContext
from peerdrop.core.transfers.jobs import Jobs
from peerdrop.core.transfers.receiving.offer_intake import OfferIntake
from peerdrop.core.transfers.receiving.receiver import Incoming
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import Manifest, TransferOffer

_LANES: Final = ("data_channel",)
"""What every sender can send by, whatever it offered then."""


class KeptJobs:
    """Tells a sender by Accept where the disk is, without waiting for the offer to be repeated.

    So a sender that does not go on with the job says so, and what is kept of it can be thrown away.
    """

    def __init__(
        self,
        context: TransferContext,
        jobs: Jobs,
        journals: Journals,
        intakes: Intakes,
        supervisor: Supervisor,
        sessions: Mapping[DeviceId, FeatureSession],
        *,
        pacing: Pacing,
        not_taken_up: Callable[[TransferId], None],
    ) -> None:
        self._context = context
        self._jobs = jobs
        self._journals = journals
        self._intakes = intakes
        self._supervisor = supervisor
        self._sessions = sessions
        self._pacing = pacing
        self._not_taken_up = not_taken_up
        self._taking: dict[TransferId, asyncio.Event] = {}

    def session_opened(self, session: FeatureSession) -> None:
        """Go on with what this device had begun to send."""
        waiting = [each for each in self._journals.interrupted if self._is_free(session.device_id, each)]
        if waiting:
            self._supervisor.spawn(self._take_up_all(session, waiting), name="take up")

    def asked(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        """Go on with that one now if its sender is there: what was in the way may be mended."""
        session = self._sessions.get(device_id)
        if session is not None and self._is_free(device_id, transfer_id):
            self._supervisor.spawn(self._take_up_all(session, [transfer_id]), name="take up")

    def taking(self, transfer_id: TransferId) -> asyncio.Event | None:
        """Set when it is known whether that job goes on; None if it is not being taken up."""
        return self._taking.get(transfer_id)

    async def _take_up_all(self, session: FeatureSession, waiting: list[TransferId]) -> None:
        worker = Worker("read-journals")
        try:
            for transfer_id in waiting:
                found = await worker.run(partial(self._journals.read, transfer_id, session.device_id))
                intake = await worker.run(partial(_intake, found)) if found is not None else None
                if self._sessions.get(session.device_id) is not session:
                    return
                # Its sender may have repeated the offer meanwhile.
                if not self._is_free(session.device_id, transfer_id):
                    continue
                if found is None or intake is None or not await self._take_up(session, found, intake):
                    self._not_taken_up(transfer_id)
        finally:
            await worker.aclose()

    async def _take_up(self, session: FeatureSession, found: InterruptedJob, intake: OfferIntake) -> bool:
        """False if it can't go on, though its sender may still offer it."""
        job = Incoming(
            self._context,
            intake,
            device_id=session.device_id,
            peer_name=session.peer_name,
            pace=self._pacing.pace(session.device_id),
        )
        known = self._taking[job.transfer_id] = asyncio.Event()
        goes_on = False
        try:
            is_open = await job.take_up(found)
            # A slow disk may have outlasted the session; there may be another one.
            now = self._sessions.get(session.device_id)
            if is_open and now is not None:
                goes_on = True
                # Its sender, who repeats the offer meanwhile, hears the Accept and leaves the rest of it untold.
                self._intakes.drop(job.device_id, job.transfer_id)
                self._jobs.add(job)
                job.go_on(now)
            return goes_on
        finally:
            if not goes_on:
                # Nobody saw it. Its sender offers it again, if it still wants to, and then its user is asked.
                await job.aclose()
            del self._taking[job.transfer_id]
            known.set()

    def _is_free(self, device_id: DeviceId, transfer_id: TransferId) -> bool:
        if self._jobs.get(transfer_id) is not None or transfer_id in self._taking:
            return False
        if self._intakes.knows(device_id, transfer_id) or not self._journals.has(transfer_id):
            return False
        return self._context.completed.find(device_id, transfer_id) is None


def _intake(found: InterruptedJob) -> OfferIntake | None:
    """The offer of *found* once more; in a thread, for it may be long. None if it is none that is taken."""
    head: JobLine = found.job
    offer = TransferOffer(
        transfer_id=head.transfer_id,
        label=head.label,
        file_count=len(head.entries),
        size_bytes=sum(entry.size_bytes for entry in head.entries),
        lanes=_LANES,
    )
    intake = OfferIntake(offer)
    try:
        intake.add(Manifest(transfer_id=head.transfer_id, entries=head.entries, last=True))
    except MalformedMessage:
        return None
    return intake
