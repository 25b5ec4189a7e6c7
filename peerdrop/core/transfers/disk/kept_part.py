"""The part file that an earlier run of this program left behind."""

import contextlib
import stat
from itertools import count

from peerdrop.core.transfers.disk.folder import Folder, identity_of
from peerdrop.core.transfers.disk.interrupted_job import InterruptedJob
from peerdrop.core.transfers.disk.journal import PartLine
from peerdrop.core.transfers.disk.part_file import PartFile
from peerdrop.core.transfers.disk.safe_target import numbered


class KeptPart:
    """What *line* of a journal tells of, below *root*; it becomes a file of *size_bytes*."""

    def __init__(self, root: Folder, line: PartLine, size_bytes: int) -> None:
        self._root = root
        self._line = line
        self._size_bytes = size_bytes

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
                found = folder.stat(chosen)
                if identity_of(found) == identity:
                    break
            # FAT numbers its files anew whenever it is mounted: another file may have that number now.
            if found.st_size == self._size_bytes and self._is_gone_or(identity):
                self._root.unlink(self._line.name, identity)
                return chosen
        return None

    def delete(self, synced_offset: int) -> None:
        """Delete it, of which *synced_offset* bytes are there for sure; not what can't be it. Raises OSError.

        Where a disk has given it, or itself, another number since, it is known by its name, as `reopen` does.
        """
        with contextlib.suppress(FileNotFoundError):
            found = self._root.stat(self._line.name)
            is_plain = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
            may_be_it = is_plain and synced_offset <= found.st_size <= self._size_bytes
            if may_be_it or identity_of(found) == (self._line.device, self._line.inode):
                self._root.unlink(self._line.name, identity_of(found))

    def _is_gone_or(self, identity: tuple[int, int]) -> bool:
        try:
            return identity_of(self._root.stat(self._line.name)) == identity
        except FileNotFoundError:
            return True
