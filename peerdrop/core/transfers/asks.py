"""What this side's user asks the senders for once more, until they answer."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from peerdrop.core.feature import FeatureSession, SessionClosed
from peerdrop.core.states import Asked, TransferReason, TransferState
from peerdrop.core.transfers.job.transfer import Transfer
from peerdrop.core.transfers.jobs import Jobs
from peerdrop.core.transfers.receiving.receiver import Incoming
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import AskAgain, Cancel, TransferError

ASK_AGAIN_FEATURE: Final = "ask-again"
_REFUSALS: Final = {
    TransferReason.SOURCE_CHANGED: Asked.CHANGED,
    TransferReason.SOURCE_UNREADABLE: Asked.GONE,
    TransferReason.FORGOTTEN: Asked.FORGOTTEN,
    TransferReason.TOO_OFTEN: Asked.TOO_OFTEN,
}


@dataclass(frozen=True, slots=True)
class _Ask:
    device_id: DeviceId
    job: Transfer | None
    """What it was asked for, which is over; None: only what is kept of it is known, or it goes on by itself."""


class Asks:
    """Each is told in every session with its sender until that offers the job, or a rest of it, or refuses."""

    def __init__(self, jobs: Jobs, sessions: Mapping[DeviceId, FeatureSession]) -> None:
        self._jobs = jobs
        self._sessions = sessions
        self._waiting: dict[TransferId, _Ask] = {}

    def ask(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        """Ask now, or as soon as that device is there; of a job that is not known here, when it has failed."""
        job = self._jobs.get(transfer_id)
        over = job if job is not None and job.state.is_final else None
        self._waiting[transfer_id] = _Ask(device_id, over)
        if over is not None:
            over.was_asked_for(Asked.WAITING)
        self._tell(transfer_id)

    def session_opened(self, session: FeatureSession) -> None:
        """That device is there: ask it."""
        self._settle()
        for transfer_id, ask in tuple(self._waiting.items()):
            if ask.device_id == session.device_id:
                self._tell(transfer_id)

    def not_taken_up(self, transfer_id: TransferId) -> None:
        """What is kept of a job can't be gone on with: its sender is to offer it anew, if it was asked for."""
        ask = self._waiting.get(transfer_id)
        session = self._sessions.get(ask.device_id) if ask is not None else None
        if session is None or self._jobs.get(transfer_id) is not None:
            return
        if ASK_AGAIN_FEATURE not in session.peer_features:
            self.withdraw(transfer_id)
            return
        with contextlib.suppress(SessionClosed):
            session.send(AskAgain(transfer_id=transfer_id))

    def job_failed(self, job: Transfer) -> None:
        """A job that was taken up has failed, and nothing of it runs any more."""
        if self.waits_for(job):
            self.ask(job.device_id, job.transfer_id)

    def withdraw(self, transfer_id: TransferId) -> None:
        """Nobody here wants it any more."""
        self._waiting.pop(transfer_id, None)

    def waits_for_device(self, device_id: DeviceId) -> bool:
        """That device was, or is to be, asked for something."""
        self._settle()
        return any(ask.device_id == device_id for ask in self._waiting.values())

    def waits_for(self, job: Transfer) -> bool:
        """Its sender was, or is to be, asked for it."""
        self._settle()
        return self._waits(job.device_id, job.transfer_id)

    def offered(self, device_id: DeviceId, transfer_id: TransferId) -> bool:
        """That job, or a rest of it, is offered: True if it was asked for."""
        if not self._waits(device_id, transfer_id):
            return False
        del self._waiting[transfer_id]
        job = self._jobs.get(transfer_id)
        if job is not None:
            job.was_asked_for(None)
        return True

    def refused(self, job: Transfer, answer: TransferError | Cancel) -> bool:
        """The sender of *job*, which is over, will not; False if nobody asked."""
        if not self.waits_for(job):
            return False
        reason = TransferReason.CANCELED if isinstance(answer, Cancel) else TransferReason.parse(answer.reason)
        self._refuse(job, Asked.CANCELED if isinstance(answer, Cancel) else _REFUSALS.get(reason, Asked.REFUSED))
        return True

    def refused_unseen(self, device_id: DeviceId, transfer_id: TransferId) -> bool:
        """The sender of a job of which only what is kept is known will not; False if nobody asked."""
        if self._jobs.get(transfer_id) is not None or not self._waits(device_id, transfer_id):
            return False
        self.withdraw(transfer_id)
        return True

    def _waits(self, device_id: DeviceId, transfer_id: TransferId) -> bool:
        ask = self._waiting.get(transfer_id)
        return ask is not None and ask.device_id == device_id

    def _settle(self) -> None:
        """Forget those whose job has gone on without being asked for, or is over for good."""
        for transfer_id, ask in tuple(self._waiting.items()):
            job = self._jobs.get(transfer_id)
            if job is None or job is ask.job or not isinstance(job, Incoming):
                continue
            if job.goes_on or (job.state.is_final and job.state is not TransferState.FAILED):
                del self._waiting[transfer_id]

    def _tell(self, transfer_id: TransferId) -> None:
        ask = self._waiting[transfer_id]
        session = self._sessions.get(ask.device_id)
        # The oldest that ended are forgotten while they wait.
        job = self._jobs.get(transfer_id) or ask.job
        if session is None or job is None or job.state not in {TransferState.FAILED, TransferState.COMPLETED}:
            return
        if ASK_AGAIN_FEATURE not in session.peer_features:
            self._refuse(job, Asked.UNABLE)
            return
        with contextlib.suppress(SessionClosed):
            session.send(AskAgain(transfer_id=transfer_id))

    def _refuse(self, job: Transfer, asked: Asked) -> None:
        del self._waiting[job.transfer_id]
        job.was_asked_for(asked)
