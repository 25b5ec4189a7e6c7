"""The sender's answer to a receiver that asks for a job once more."""

import contextlib
from collections import deque
from typing import Final

from peerdrop.clock import Clock
from peerdrop.core.errors import HomeError, NoSuchTransfer, SourceChanged, SourceUnreadable
from peerdrop.core.feature import FeatureSession, SessionClosed
from peerdrop.core.states import Asked, TransferReason, TransferState
from peerdrop.core.supervisor import Supervisor
from peerdrop.core.transfers.jobs import Jobs
from peerdrop.core.transfers.outgoing_jobs import OutgoingJobs
from peerdrop.core.transfers.sending.sender import Outgoing
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.transfers import AskAgain, TransferError

ASKS_MAX: Final = 6
ASKS_PER_S: Final = 60.0


class Resending:
    """Offers again what was offered to that very device, and is as it was then. Nothing else is read or told of.

    A device is served ASKS_MAX times in ASKS_PER_S: each time files are looked for.
    """

    def __init__(
        self, jobs: Jobs, outgoing: OutgoingJobs, supervisor: Supervisor, clock: Clock, *, offer_timeout_s: float
    ) -> None:
        self._jobs = jobs
        self._outgoing = outgoing
        self._supervisor = supervisor
        self._clock = clock
        self._offer_timeout_s = offer_timeout_s
        self._served: dict[DeviceId, deque[float]] = {}

    def asked(self, session: FeatureSession, ask: AskAgain) -> None:
        """Offer it, or say why not. SessionClosed passes."""
        job = self._jobs.get(ask.transfer_id)
        is_its_own = isinstance(job, Outgoing) and job.device_id == session.device_id
        if not isinstance(job, Outgoing) or not is_its_own or job.state is TransferState.CANCELED:
            session.send(self._outgoing.how_it_ended(session.device_id, ask.transfer_id))
        elif not job.state.is_final or self._outgoing.is_sending_rest_of(job):
            return  # It is offered again without being asked for.
        elif job.state is not TransferState.FAILED and not self._has_rest(job):
            session.send(TransferError(transfer_id=ask.transfer_id, reason=TransferReason.OTHER))
        elif not self._may_ask(session.device_id):
            session.send(TransferError(transfer_id=ask.transfer_id, reason=TransferReason.TOO_OFTEN))
        else:
            self._supervisor.spawn(self._resend(session, job), name="resend")

    async def _resend(self, session: FeatureSession, job: Outgoing) -> None:
        try:
            await self._outgoing.retry(job, offer_timeout_s=self._offer_timeout_s, as_offered=True)
        except NoSuchTransfer:
            return  # It is being offered again already.
        except SourceChanged:
            # Its user may want them to go as they are now, and nobody else can say so.
            job.was_asked_for(Asked.CHANGED)
            refusal = TransferReason.SOURCE_CHANGED
        except SourceUnreadable:
            job.was_asked_for(Asked.GONE)
            refusal = TransferReason.SOURCE_UNREADABLE
        except HomeError:
            refusal = TransferReason.OTHER
        else:
            return
        with contextlib.suppress(SessionClosed):
            session.send(TransferError(transfer_id=job.transfer_id, reason=refusal))

    @staticmethod
    def _has_rest(job: Outgoing) -> bool:
        # A name that can't be used there, or told, is no better when it comes again.
        left = any(each.reason is not TransferReason.BAD_NAME for each in job.problems_left())
        return job.state is TransferState.COMPLETED and left

    def _may_ask(self, device_id: DeviceId) -> bool:
        served = self._served.setdefault(device_id, deque(maxlen=ASKS_MAX))
        now = self._clock.monotonic()
        if len(served) == ASKS_MAX and now - served[0] < ASKS_PER_S:
            return False
        served.append(now)
        return True
