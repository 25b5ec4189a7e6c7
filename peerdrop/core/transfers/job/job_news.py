"""What faces are told of one job while it lives."""

from collections.abc import Callable

from peerdrop.core.bus import Bus
from peerdrop.core.events import TransferFailed, TransferProgressed, TransferRearranged, TransferStateChanged
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Direction, TransferReason, TransferState
from peerdrop.core.transfers.job.progress import Progress
from peerdrop.wire.identifiers import DeviceId, TransferId


class JobNews:
    """Publishes what is different, with the job's *snapshot* of that moment."""

    def __init__(self, bus: Bus, transfer_id: TransferId, snapshot: Callable[[], TransferSnapshot]) -> None:
        self._bus = bus
        self._transfer_id = transfer_id
        self._snapshot = snapshot

    def state_changed(self, previous: TransferState) -> None:
        """It is in another state, or there for another reason, or is new."""
        found = self._snapshot()
        self._bus.publish(
            TransferStateChanged(
                transfer_id=self._transfer_id,
                state=found.state,
                previous=previous,
                reason=found.reason,
                transfer=found,
            )
        )

    def rearranged(self) -> None:
        """Its place, its limit or a wish of its user is another; its state is not."""
        self._bus.publish(TransferRearranged(transfer=self._snapshot()))

    def failed(self, direction: Direction, device_id: DeviceId, reason: TransferReason | None) -> None:
        """It is over, and not complete."""
        self._bus.publish(
            TransferFailed(
                transfer_id=self._transfer_id,
                direction=direction,
                device_id=device_id,
                reason=reason or TransferReason.OTHER,
            )
        )

    def progressed(self, progress: Progress) -> None:
        """More of it is there. Without a snapshot: this is told ten times a second."""
        self._bus.publish(
            TransferProgressed(
                transfer_id=self._transfer_id,
                bytes_done=progress.bytes_done,
                size_bytes=progress.size_bytes,
                bytes_per_second=progress.bytes_per_second,
                eta_s=progress.eta_s,
            )
        )
