"""A small disk of its own, in memory: it can be full, read-only and gone, as people's disks are."""

import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self


def missing_for_disks() -> str:
    """Why no disk can be mounted here; "" if one can."""
    if os.geteuid() != 0:
        return "needs root to mount a disk"
    return "" if shutil.which("mount") else "needs mount"


class SmallDisk:
    """As a context manager it is mounted inside, at *path*."""

    def __init__(self, path: Path, size_bytes: int) -> None:
        self.path = path
        self._size_bytes = size_bytes
        self._ballast = path / "ballast"

    def __enter__(self) -> Self:
        self.path.mkdir()
        self.insert()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if os.path.ismount(self.path):
            self.take_out()

    @property
    def free_bytes(self) -> int:
        return shutil.disk_usage(self.path).free

    def insert(self) -> None:
        """Mount it, empty."""
        _run("mount", "-t", "tmpfs", "-o", f"size={self._size_bytes}", "peerdrop-test", str(self.path))

    def take_out(self) -> None:
        """Unmount it, whoever uses it."""
        _run("umount", "--lazy", str(self.path))

    def fill(self, leave_bytes: int = 0) -> None:
        """Somebody else's file takes everything but *leave_bytes*."""
        with self._ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, self.free_bytes - leave_bytes)

    def tidy_up(self) -> None:
        """Somebody deletes that file."""
        self._ballast.unlink()

    def make_read_only(self) -> None:
        """Nothing can be written any more; nothing may be open for writing then."""
        _run("mount", "-o", "remount,ro", str(self.path))


def _run(*argv: str) -> None:
    subprocess.run(argv, check=True, capture_output=True)
