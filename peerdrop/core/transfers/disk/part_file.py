"""A file on its way: bytes without a name yet."""

import os
import sys
from typing import Final, Protocol

from blake3 import blake3

from peerdrop.core.transfers.disk.folder import Folder, identity_of

PART_SUFFIX: Final = ".peerdrop-part"
_HASH_BYTES: Final = 1024 * 1024


def part_name(transfer_id: str, index: int, attempt: int = 0) -> str:
    """Hidden, and of this job alone; another *attempt* is another name."""
    return f".{transfer_id}-{index}{f'-{attempt}' if attempt else ''}{PART_SUFFIX}"


class OpenPart(Protocol):
    """Makes a new part file in *folder*; what tests put in its place writes slower, or not at all."""

    def __call__(self, folder: Folder, name: str) -> "PartFile": ...


class PartFile:
    """A part file open for writing at its end, with the digest of all that was written. Raises OSError."""

    def __init__(self, folder: Folder, name: str, descriptor: int | None = None) -> None:
        self.folder = folder
        self.name = name
        self.offset = 0
        self._descriptor = folder.create_file(name) if descriptor is None else descriptor
        self.identity = identity_of(os.fstat(self._descriptor))
        self._hasher = blake3()

    @classmethod
    def reopen(cls, folder: Folder, name: str, offset: int, synced_offset: int) -> "PartFile":
        """Go on at *offset* with a part file that was kept, or at *synced_offset* if its disk lost what is behind that.

        Not every disk numbers its files, or itself, the same when it is plugged in again: it is known by its name.
        FileNotFoundError for a file that has another name as well, which this one may not change, or that lost more.
        """
        part = cls(folder, name, folder.open_file(name))
        try:
            found = os.fstat(part._descriptor)
            if found.st_nlink > 1 or found.st_size < synced_offset:
                raise FileNotFoundError(name)
            offset = offset if offset <= found.st_size else synced_offset
            while part.offset < offset:
                block = os.read(part._descriptor, min(_HASH_BYTES, offset - part.offset))
                if not block:
                    raise FileNotFoundError(name)
                part._hasher.update(block)
                part.offset += len(block)
            os.ftruncate(part._descriptor, offset)
        except BaseException:
            part.close()
            raise
        return part

    def write(self, data: memoryview) -> int:
        """Append as much of *data* as the disk takes; the number of bytes."""
        count = os.write(self._descriptor, data)
        self._hasher.update(data[:count])
        self.offset += count
        return count

    def digest(self) -> bytes:
        """BLAKE3 of everything written."""
        return self._hasher.digest()

    def sync(self) -> None:
        """What was written outlives a power loss."""
        if self._descriptor >= 0:
            getattr(os, "fdatasync", os.fsync)(self._descriptor)

    def publish(self, target: Folder, name: str, modified_ns: int, *, replace: bool = False) -> str:
        """Close it and give it its name in *target*, in place of a file there if *replace*; returns the name it got."""
        self.close()
        move = self.folder.replace if replace else self.folder.publish
        chosen = move(self.name, target, name)
        target.set_modified(chosen, modified_ns)
        _mark_as_received(target, chosen)
        return chosen

    def discard(self) -> None:
        """Close and delete it, if it still is the file that was made."""
        self.close()
        self.folder.unlink(self.name, self.identity)

    def close(self) -> None:
        """Keep it as it is; may be called twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _mark_as_received(folder: Folder, name: str) -> None:
    """Windows asks before it runs a file that came from elsewhere; after the rename, which would lose the mark."""
    if sys.platform == "win32":
        try:
            (folder.path / f"{name}:Zone.Identifier").write_text("[ZoneTransfer]\r\nZoneId=3\r\n", encoding="ascii")
        except OSError:
            return  # Not NTFS: there is no place for a mark.
