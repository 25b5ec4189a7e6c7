"""Which of the transfers that wait in line for one device is the next."""

from collections.abc import Iterator

from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Direction, TransferReason
from peerdrop.wire.identifiers import TransferId


class WaitingLine:
    """Follows what is told of single transfers: only the first one that waits says that it is next."""

    def __init__(self) -> None:
        self._places: dict[TransferId, int] = {}
        self._next: TransferId | None = None

    def put(self, transfer: TransferSnapshot) -> Iterator[tuple[TransferId, bool]]:
        """Note how *transfer* stands; yields the transfers that are next now, or not any more."""
        transfer_id, before = transfer.transfer_id, self._next
        if is_in_line(transfer):
            is_new = transfer_id not in self._places
            self._places[transfer_id] = transfer.queue_position or 0
        else:
            is_new = False
            if self._places.pop(transfer_id, None) is None:
                return
        self._next = min(self._places, key=lambda each: self._places[each], default=None)
        if is_new and self._next != transfer_id:
            yield transfer_id, False
        if self._next != before:
            if before in self._places:
                yield before, False
            if self._next is not None:
                yield self._next, True


def is_in_line(transfer: TransferSnapshot) -> bool:
    """Ours, and others to the same device go first."""
    return transfer.direction is Direction.OUTGOING and transfer.reason is TransferReason.QUEUED
