"""What this side's user asks the senders for once more, until they answer."""

import contextlib
from collections.abc import Mapping
from typing import Final

from peerdrop.core.feature import FeatureSession, SessionClosed
from peerdrop.core.states import Asked, TransferReason, TransferState
from peerdrop.core.transfers.jobs import Jobs
from peerdrop.core.transfers.transfer import Transfer
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import AskAgain, Cancel, TransferError

ASK_AGAIN_FEATURE: Final = "ask-again"
_REFUSALS: Final = {
    TransferReason.SOURCE_CHANGED: Asked.CHANGED,
    TransferReason.SOURCE_UNREADABLE: Asked.GONE,
    TransferReason.FORGOTTEN: Asked.FORGOTTEN,
    TransferReason.TOO_OFTEN: Asked.TOO_OFTEN,
}


class Asks:
    """Each is told in every session with its sender until that offers the job, or a rest of it, or refuses."""

    def __init__(self, jobs: Jobs, sessions: Mapping[DeviceId, FeatureSession]) -> None:
        self._jobs = jobs
        self._sessions = sessions
        self._waiting: dict[TransferId, DeviceId] = {}

    def ask(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        """Ask now, or as soon as that device is there; of a job that is not known here, when it has failed."""
        self._waiting[transfer_id] = device_id
        job = self._jobs.get(transfer_id)
        if job is not None:
            job.was_asked_for(Asked.WAITING)
        self._tell(transfer_id)

    def session_opened(self, session: FeatureSession) -> None:
        """That device is there: ask it."""
        for transfer_id, device_id in tuple(self._waiting.items()):
            if device_id == session.device_id:
                self._tell(transfer_id)

    def job_failed(self, job: Transfer) -> None:
        """A job that was taken up has failed, and nothing of it runs any more."""
        if self.waits_for(job):
            self.ask(job.device_id, job.transfer_id)

    def withdraw(self, transfer_id: TransferId) -> None:
        """Nobody here wants it any more."""
        self._waiting.pop(transfer_id, None)

    def waits_for_device(self, device_id: DeviceId) -> bool:
        """That device was, or is to be, asked for something."""
        return device_id in self._waiting.values()

    def waits_for(self, job: Transfer) -> bool:
        """Its sender was, or is to be, asked for it."""
        return self._waiting.get(job.transfer_id) == job.device_id

    def offered(self, device_id: DeviceId, transfer_id: TransferId) -> bool:
        """That job, or a rest of it, is offered: True if it was asked for."""
        if self._waiting.get(transfer_id) != device_id:
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

    def _tell(self, transfer_id: TransferId) -> None:
        session = self._sessions.get(self._waiting[transfer_id])
        job = self._jobs.get(transfer_id)
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
