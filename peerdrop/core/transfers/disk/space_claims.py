"""Room on disks that jobs were promised and have not used yet, so that two jobs are not promised the same."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

from peerdrop.core.transfers.disk.space import free_bytes, standing_folder
from peerdrop.wire.identifiers import TransferId


class SpaceClaims:
    """Asked and changed from the jobs' threads; everything about disks raises OSError."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._claims: dict[TransferId, tuple[int, Callable[[], int]]] = {}
        self.reserve_bytes = 0
        """What stays free on every disk, by the user's wish; nobody is promised that."""

    def unclaimed_bytes(self, directory: Path) -> int:
        """What is free in *directory*, less the reserve, and no job will use; never less than 0."""
        with self._lock:
            return self._unclaimed(directory, None)

    def claim(
        self, transfer_id: TransferId, directory: Path, left_bytes: Callable[[], int], fits: Callable[[int], bool]
    ) -> int | None:
        """Promise that job what it needs, *left_bytes* as it goes on, if what is unclaimed *fits*.

        None if so, else what is unclaimed.
        """
        with self._lock:
            unclaimed = self._unclaimed(directory, transfer_id)
            if not fits(unclaimed):
                return unclaimed
            self._claims[transfer_id] = (_disk_of(directory), left_bytes)
            return None

    def release(self, transfer_id: TransferId) -> None:
        """That job needs nothing more."""
        with self._lock:
            self._claims.pop(transfer_id, None)

    def _unclaimed(self, directory: Path, but: TransferId | None) -> int:
        disk = _disk_of(directory)
        claimed = sum(
            max(left_bytes(), 0)
            for transfer_id, (other, left_bytes) in self._claims.items()
            if other == disk and transfer_id != but
        )
        return max(free_bytes(directory) - self.reserve_bytes - claimed, 0)


def _disk_of(directory: Path) -> int:
    return os.stat(standing_folder(directory)).st_dev  # noqa: PTH116 - a link is followed, as when it is written to
