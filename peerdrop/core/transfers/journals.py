"""The journals that earlier runs of this program left behind."""

import logging
from pathlib import Path
from typing import Final

from peerdrop.clock import Clock
from peerdrop.core.transfers.folder import Folder
from peerdrop.core.transfers.interrupted_job import interrupted_job
from peerdrop.core.transfers.journal import JOURNAL_SUFFIX, boot_id, journal_directory, read_journal
from peerdrop.wire.identifiers import TransferId

logger = logging.getLogger(__name__)

KEPT_S: Final = 7 * 24 * 60 * 60


class Journals:
    """Knows which jobs were interrupted; `sweep` ends those that nobody went on with for 7 days."""

    def __init__(self, home: Path, clock: Clock) -> None:
        self._directory = journal_directory(home)
        self._clock = clock
        self._interrupted = {TransferId(path.stem) for path in self._paths()}

    def has(self, transfer_id: TransferId) -> bool:
        """That job was interrupted when this program last ended."""
        return transfer_id in self._interrupted

    def note(self, transfer_id: TransferId) -> None:
        """That job was interrupted in this run."""
        self._interrupted.add(transfer_id)

    def discard(self, transfer_id: TransferId) -> None:
        """That job is over: nothing is left to go on with, not even a part file. To be called in a thread."""
        self._interrupted.discard(transfer_id)
        path = self._directory / f"{transfer_id}{JOURNAL_SUFFIX}"
        try:
            _delete_part(path)
            path.unlink(missing_ok=True)
        except OSError as exc:
            logger.info("a journal stays: %s", type(exc).__name__)

    def sweep(self) -> None:
        """Delete old journals and the part files they tell of, nothing else; to be called in a thread."""
        for path in self._paths():
            try:
                if path.stat().st_mtime < self._clock.wall() - KEPT_S:
                    _delete_part(path)
                    path.unlink()
            except OSError as exc:
                logger.info("an old journal stays: %s", type(exc).__name__)

    def _paths(self) -> list[Path]:
        return list(self._directory.glob(f"*{JOURNAL_SUFFIX}"))


def _delete_part(path: Path) -> None:
    found = interrupted_job(read_journal(path), boot_id())
    if found is None or found.part is None or not Path(found.job.directory).is_dir():
        return
    folder = Folder.open_root(Path(found.job.directory))
    try:
        folder.unlink(found.part.name, (found.part.device, found.part.inode))
    finally:
        folder.close()
