"""A disk of a few MiB for what one device receives, which can be filled and freed again."""

import contextlib
import os
from pathlib import Path
from typing import Self

from tests.lab.namespace import run

_BLOCK_BYTES = 1 << 20


class SmallDisk:
    """A file system in memory at *path*; mounted inside the context."""

    def __init__(self, path: Path, size_bytes: int) -> None:
        self.path = path
        self._size_bytes = size_bytes
        self._filler = path / ".filler"

    def __enter__(self) -> Self:
        self.path.mkdir(parents=True, exist_ok=True)
        run("mount", "-t", "tmpfs", "-o", f"size={self._size_bytes}", "peerdrop-soak", str(self.path))
        return self

    def __exit__(self, *_exc: object) -> None:
        # Lazily: a process that was left may still have it open.
        run("umount", "--lazy", str(self.path))

    def fill(self, *, free_bytes: int) -> None:
        """Leave only *free_bytes*."""
        with self._filler.open("ab", buffering=0) as filler, contextlib.suppress(OSError):
            while (rest := self.free_bytes() - free_bytes) > 0:
                filler.write(bytes(min(rest, _BLOCK_BYTES)))

    def free(self) -> None:
        """Undo `fill`."""
        self._filler.unlink(missing_ok=True)

    def free_bytes(self) -> int:
        """Room that is left."""
        found = os.statvfs(self.path)
        return found.f_bavail * found.f_frsize

    def names(self) -> list[str]:
        """What stands at the top, but for what fills it."""
        return sorted(each.name for each in self.path.iterdir() if each != self._filler)

    def used_bytes(self) -> int:
        """What all files hold, with and without their names."""
        total = 0
        # A file may get its name, and a folder go, between two looks: os.walk passes over what it can't list.
        for folder, _, files in os.walk(self.path):
            for found in (Path(folder, name) for name in files):
                with contextlib.suppress(OSError):
                    total += found.stat().st_size if found != self._filler else 0
        return total
