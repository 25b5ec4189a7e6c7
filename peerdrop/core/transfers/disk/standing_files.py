"""What stands in a folder under the names that a job wants, looked at without making or following anything."""

import contextlib
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from blake3 import blake3

from peerdrop.core.snapshots import FileConflict
from peerdrop.core.states import ConflictOutcome
from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.safe_target import numbered
from peerdrop.wire.limits import MIB
from peerdrop.wire.transfers import EntryKind, FileEntry

_SECOND_NS: Final = 1_000_000_000
# exFAT and some network disks keep 10 ms at best, NTFS 100 ns.
_PRECISION_NS: Final = 10_000_000


class StandingFiles:
    """Looks below *directory*; everything runs in a job's thread. Raises OSError if it can't be read."""

    def __init__(self, directory: Path) -> None:
        self._root = Folder.open_root(directory) if directory.is_dir() else None
        self._chain: list[tuple[str, Folder]] = []

    def __enter__(self) -> "StandingFiles":
        return self

    def __exit__(self, *_: object) -> None:
        self._leave(0)
        if self._root is not None:
            self._root.close()

    def find(self, names: Sequence[str]) -> os.stat_result | None:
        """What stands at *names*, a link as itself; None: nothing that can be told."""
        with contextlib.suppress(OSError):
            folder = self._folder(names[:-1])
            return folder.stat(names[-1]) if folder is not None else None
        return None

    def free_name(self, names: Sequence[str]) -> str:
        """The last part of *names*, numbered so that nothing stands there."""
        number = 1
        while self.find((*names[:-1], numbered(names[-1], number))) is not None:
            number += 1
        return numbered(names[-1], number)

    def path(self, names: Sequence[str]) -> Path:
        """*names* as a path."""
        assert self._root is not None
        return self._root.path.joinpath(*names)

    def _folder(self, names: Sequence[str]) -> Folder | None:
        if self._root is None:
            return None
        depth = 0
        while depth < min(len(names), len(self._chain)) and self._chain[depth][0] == names[depth]:
            depth += 1
        self._leave(depth)
        folder = self._chain[-1][1] if self._chain else self._root
        for name in names[depth:]:
            folder = folder.child(name)
            self._chain.append((name, folder))
        return folder

    def _leave(self, depth: int) -> None:
        while len(self._chain) > depth:
            self._chain.pop()[1].close()


def find_conflicts(
    entries: Sequence[FileEntry],
    names: Sequence[tuple[str, ...] | None],
    directory: Path,
    *,
    shared: Collection[str] = (),
) -> tuple[FileConflict, ...]:
    """The files of a job whose names are taken in *directory*, by index; to be called in a thread. Raises OSError.

    Something there that is no plain file is DIFFERENT, and no choice replaces it. *shared* are the folders there that
    the job goes into, whatever is chosen.
    """
    with StandingFiles(directory) as standing:
        folders = {target[0] for _, target in _files(entries, names) if len(target) > 1}
        new_folders = {each: standing.free_name((each,)) for each in folders.difference(shared)}
        return tuple(
            FileConflict(
                index=entry.index,
                outcome=ConflictOutcome.IDENTICAL if is_identical(entry, found) else ConflictOutcome.DIFFERENT,
                kept_as=standing.free_name(target),
                new_folder=new_folders.get(target[0], "") if len(target) > 1 else "",
            )
            for entry, target in _files(entries, names)
            if (found := standing.find(target)) is not None
        )


def find_identical(
    entries: Sequence[FileEntry], names: Sequence[tuple[str, ...] | None], directory: Path
) -> dict[int, Path]:
    """The files of a job that are in *directory* already, with size and date; to be called in a thread."""
    with StandingFiles(directory) as standing:
        return {
            entry.index: standing.path(target)
            for entry, target in _files(entries, names)
            if (found := standing.find(target)) is not None and is_identical(entry, found)
        }


def is_identical(entry: FileEntry, found: os.stat_result) -> bool:
    """*found* has the size and the date of *entry*, as precisely as its file system keeps dates."""
    if not stat.S_ISREG(found.st_mode) or found.st_size != entry.size_bytes:
        return False
    apart_ns = abs(found.st_mtime_ns - entry.modified_ns)
    is_coarse = found.st_mtime_ns % _SECOND_NS == 0
    return apart_ns < (2 * _SECOND_NS if is_coarse else _PRECISION_NS)


def holds_same(folder: Folder, name: str, entry: FileEntry, digest: bytes) -> bool:
    """What stands at *name* in *folder* has the very bytes of *entry*; reads it all if the size fits."""
    try:
        found = folder.stat(name)
        if not stat.S_ISREG(found.st_mode) or found.st_size != entry.size_bytes:
            return False
        return digest_of(folder, name) == digest.hex()
    except OSError:
        return False


def digest_of(folder: Folder, name: str) -> str:
    """BLAKE3 of the file *name*, in hex; raises OSError."""
    descriptor = folder.open_file(name)
    try:
        hasher = blake3()
        while block := os.read(descriptor, MIB):
            hasher.update(block)
        return hasher.hexdigest()
    finally:
        os.close(descriptor)


def _files(
    entries: Sequence[FileEntry], names: Sequence[tuple[str, ...] | None]
) -> Iterator[tuple[FileEntry, tuple[str, ...]]]:
    for entry, target in zip(entries, names, strict=True):
        if entry.kind is EntryKind.FILE and target is not None:
            yield entry, target
