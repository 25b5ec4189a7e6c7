"""What this side's user wants of a job while it lives, and what is kept of that."""

from collections.abc import Callable

from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.disk.wishes import Wishes
from peerdrop.core.transfers.flow.token_bucket import TokenBucket
from peerdrop.core.transfers.flow.transfer_limits import is_speed_limit
from peerdrop.core.transfers.job.pausing import Pausing


class JobWishes:
    """The wishes of one job, as its pauses and its *own* limit are; *keep* is called when they are others."""

    def __init__(self, pausing: Pausing, own: TokenBucket, keep: Callable[[Wishes], None]) -> None:
        self._pausing = pausing
        self._own = own
        self._keep = keep
        self._kept = Wishes()

    @property
    def now(self) -> Wishes:
        """What is wanted."""
        return Wishes(paused=self._pausing.held, bytes_per_second=self._own.bytes_per_second)

    def restore(self, kept: Wishes) -> None:
        """Take up what an earlier run of this program kept, unless this run's user has wished something already."""
        if self.now != Wishes():
            return
        self._kept = kept
        if kept.paused:
            self._pausing.pauses.own.add(TransferReason.USER)
        if is_speed_limit(kept.bytes_per_second):
            self._own.change(kept.bytes_per_second)

    def opened(self, kept: Wishes) -> None:
        """From now on there is where to keep them: an earlier run kept these, and this one may have had others."""
        self.restore(kept)
        self._kept = kept
        self.changed()

    def changed(self) -> None:
        """The user, or what came of the job, may have changed them."""
        if self.now != self._kept:
            self._kept = self.now
            self._keep(self._kept)
