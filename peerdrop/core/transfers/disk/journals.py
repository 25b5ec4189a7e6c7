"""The journals that earlier runs of this program left behind."""

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from peerdrop.clock import Clock
from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.interrupted_job import InterruptedJob, interrupted_job
from peerdrop.core.transfers.disk.journal import (
    JOURNAL_SUFFIX,
    boot_id,
    journal_directory,
    journal_path,
    read_journal,
    read_sender,
)
from peerdrop.core.transfers.disk.kept_part import KeptPart
from peerdrop.core.transfers.disk.made_folders import remove_empty_folders
from peerdrop.core.transfers.disk.safe_target import BadName, safe_target
from peerdrop.wire.identifiers import DeviceId, TransferId

logger = logging.getLogger(__name__)

KEPT_S: Final = 7 * 24 * 60 * 60


class Journals:
    """Knows which jobs were interrupted; `sweep` ends those that nobody went on with for 7 days."""

    def __init__(self, home: Path, clock: Clock) -> None:
        self._home = home
        self._directory = journal_directory(home)
        self._clock = clock
        self._senders: dict[TransferId, DeviceId | None] = {}
        self._interrupted = {TransferId(path.stem) for path in self._paths()}

    def has(self, transfer_id: TransferId) -> bool:
        """That job was interrupted when this program last ended."""
        return transfer_id in self._interrupted

    def note(self, transfer_id: TransferId) -> None:
        """That job was interrupted in this run."""
        self._interrupted.add(transfer_id)

    def leave(self, transfer_id: TransferId) -> None:
        """Nobody is to go on with that job; `discard` follows."""
        self._interrupted.discard(transfer_id)

    @property
    def interrupted(self) -> tuple[TransferId, ...]:
        """All of these jobs, whoever sent them."""
        return tuple(sorted(self._interrupted))

    def sender(self, transfer_id: TransferId) -> DeviceId | None:
        """Whose job that is; None if that can't be told. To be called in a thread."""
        if transfer_id not in self._senders:
            # A journal may be long: only its beginning is read, and once.
            self._senders[transfer_id] = read_sender(journal_path(self._home, transfer_id))
        return self._senders[transfer_id]

    def read(self, transfer_id: TransferId, device_id: DeviceId) -> InterruptedJob | None:
        """How far that job of that sender was; None if there is none, or it is too old. To be called in a thread."""
        path = journal_path(self._home, transfer_id)
        if self.sender(transfer_id) != device_id:
            return None
        try:
            if self._is_old(path):
                return None
            return interrupted_job(read_journal(path), boot_id())
        except OSError as exc:
            logger.info("a journal can't be read: %s", type(exc).__name__)
            return None

    def is_of_another(self, transfer_id: TransferId, device_id: DeviceId) -> bool:
        """There is such a job, and that device did not send it. To be called in a thread."""
        return self.sender(transfer_id) not in {None, device_id}

    def discard(self, transfer_id: TransferId, device_id: DeviceId | None = None) -> None:
        """That job is over: nothing is left to go on with, not even a part file. To be called in a thread.

        Nothing happens if it is not *device_id* that sent it.
        """
        if device_id is not None and self.is_of_another(transfer_id, device_id):
            return
        self._interrupted.discard(transfer_id)
        path = self._directory / f"{transfer_id}{JOURNAL_SUFFIX}"
        try:
            delete_unfinished(path)
            path.unlink(missing_ok=True)
        except OSError as exc:
            logger.info("a journal stays: %s", type(exc).__name__)

    def sweep(self) -> None:
        """Delete old journals and what they tell of that is not finished, nothing else; to be called in a thread."""
        for path in self._paths():
            try:
                if self._is_old(path):
                    delete_unfinished(path)
                    path.unlink()
            except OSError as exc:
                logger.info("an old journal stays: %s", type(exc).__name__)

    def _is_old(self, path: Path) -> bool:
        return path.stat().st_mtime < self._clock.wall() - KEPT_S

    def _paths(self) -> list[Path]:
        return list(self._directory.glob(f"*{JOURNAL_SUFFIX}"))


def delete_unfinished(path: Path) -> None:
    """Delete the part file that the journal at *path* tells of, and the folders made in vain. Raises OSError."""
    found = interrupted_job(read_journal(path), boot_id())
    if found is None or not (found.part or found.made) or not Path(found.job.directory).is_dir():
        return
    folder = Folder.open_root(Path(found.job.directory))
    try:
        if found.part is not None:
            KeptPart(folder, found.part, found.job.entries[found.part.index].size_bytes).delete(found.synced_offset)
        remove_empty_folders(folder, _names(found), found.tops, found.made)
    finally:
        folder.close()


def _names(found: InterruptedJob) -> Iterator[tuple[str, ...]]:
    for entry in found.job.entries:
        with contextlib.suppress(BadName):
            yield safe_target(entry.path)
