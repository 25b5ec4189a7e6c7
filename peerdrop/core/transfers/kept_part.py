"""The part file that an earlier run of this program left behind."""

import contextlib
from itertools import count

from peerdrop.core.transfers.folder import Folder, identity_of
from peerdrop.core.transfers.interrupted_job import InterruptedJob
from peerdrop.core.transfers.journal import PartLine
from peerdrop.core.transfers.part_file import PartFile
from peerdrop.core.transfers.safe_target import numbered


class KeptPart:
    """What *line* of a journal tells of, below *root*."""

    def __init__(self, root: Folder, line: PartLine) -> None:
        self._root = root
        self._line = line

    def reopen(self, found: InterruptedJob) -> PartFile | None:
        """Open it to go on as *found* tells; None if it is gone or not ours: its entry comes from the beginning."""
        with contextlib.suppress(OSError):
            return PartFile.reopen(self._root, self._line.name, found.offset, found.synced_offset)
        return None

    def published_as(self, folder: Folder, name: str) -> str | None:
        """What it is called in *folder*, where it was to be *name*; None if it has no name yet.

        The crash came after the file got its name and before the journal knew: it must not come a second time.
        """
        identity = (self._root.device, self._line.inode)
        with contextlib.suppress(FileNotFoundError):
            for number in count():
                chosen = numbered(name, number) if number else name
                if identity_of(folder.stat(chosen)) == identity:
                    self._root.unlink(self._line.name, identity)
                    return chosen
        return None
