"""The jobs of this run, live and over."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from peerdrop.core.errors import NoSuchTransfer
from peerdrop.core.transfers.job.transfer import State, Transfer
from peerdrop.core.transfers.receiving.receiver import Incoming
from peerdrop.core.transfers.sending.sender import Outgoing
from peerdrop.wire.identifiers import DeviceId, TransferId

ENDED_JOBS_KEPT: Final = 200


class Jobs:
    """Finds a job, oldest first; of those that ended 200 are kept.

    The device with most of them makes room, so that none can make us forget what failed with another one.
    *left_journal* is told of those that can still be tried again, as after a restart.
    """

    def __init__(self, left_journal: Callable[[TransferId], None] = lambda transfer_id: None) -> None:
        self._jobs: dict[TransferId, Transfer] = {}
        self._left_journal = left_journal

    def __iter__(self) -> Iterator[Transfer]:
        return iter(tuple(self._jobs.values()))

    def add(self, job: Transfer) -> None:
        """One more; the oldest that ended make room."""
        ended = [other for other in self._jobs.values() if other.state.is_final]
        while len(ended) >= ENDED_JOBS_KEPT:
            counts = Counter(other.device_id for other in ended)
            most = max(counts.values())
            oldest = next(other for other in ended if counts[other.device_id] == most)
            ended.remove(oldest)
            del self._jobs[oldest.transfer_id]
            if isinstance(oldest, Incoming) and oldest.state is State.FAILED and oldest.has_begun:
                self._left_journal(oldest.transfer_id)
        self._jobs[job.transfer_id] = job

    def drop(self, job: Transfer) -> None:
        """Forget that one: it did not come about."""
        if self._jobs.get(job.transfer_id) is job:
            del self._jobs[job.transfer_id]

    def get(self, transfer_id: TransferId) -> Transfer | None:
        """That job, if it is known."""
        return self._jobs.get(transfer_id)

    def of(self, device_id: DeviceId) -> tuple[Transfer, ...]:
        """The jobs with a device."""
        return tuple(job for job in self._jobs.values() if job.device_id == device_id)

    def waiting_from(self, device_id: DeviceId) -> tuple[Incoming, ...]:
        """A device's offers that have not begun, here or cut off: of those nobody wants all there could be."""
        return tuple(
            job
            for job in self.of(device_id)
            if isinstance(job, Incoming) and not job.state.is_final and not job.has_begun
        )

    def known(self, transfer_id: TransferId) -> Transfer:
        """That job; raises NoSuchTransfer."""
        job = self._jobs.get(transfer_id)
        if job is None:
            raise NoSuchTransfer("There is no such transfer.", next_step="Look at the list of transfers.")
        return job

    def live(self, transfer_id: TransferId) -> Transfer:
        """That job, which is not over; raises NoSuchTransfer."""
        job = self.known(transfer_id)
        if job.state.is_final:
            raise NoSuchTransfer("That transfer is over.", next_step="Send the files again.")
        return job

    def failed(self, transfer_id: TransferId) -> Transfer:
        """That job, which has failed; raises NoSuchTransfer."""
        job = self.known(transfer_id)
        if job.state is not State.FAILED:
            raise NoSuchTransfer("That transfer has not failed.", next_step="Look at the list of transfers.")
        return job

    def stopped(self, transfer_id: TransferId) -> Transfer:
        """That job, which has failed, or of which some files did not arrive; raises NoSuchTransfer."""
        job = self.known(transfer_id)
        return job if job.state is State.COMPLETED and job.problems_left() else self.failed(transfer_id)

    def incoming(self, transfer_id: TransferId) -> Incoming:
        """That job, which is not over and comes to us; raises NoSuchTransfer."""
        job = self.live(transfer_id)
        if not isinstance(job, Incoming):
            raise NoSuchTransfer("That transfer is sent from here.", next_step="The other device accepts it.")
        return job

    def outgoing(self, transfer_id: TransferId) -> Outgoing:
        """That job, which is not over and goes from here; raises NoSuchTransfer."""
        job = self.live(transfer_id)
        if not isinstance(job, Outgoing):
            raise NoSuchTransfer("That transfer comes from the other device.", next_step="It decides the order there.")
        return job
