"""A real disk of its own, ext4 on a loop device: it can be pulled out while it is written, and plugged in again."""

import fcntl
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.own_mounts import missing_for_mounts

_SHUTDOWN: Final = 0x8004587D
_WITHOUT_FLUSHING: Final = 2


def missing_for_loop_disks() -> str:
    """Why there can be none here; "" if there can."""
    return missing_for_mounts("/dev/loop-control", "mkfs.ext4", "ext4")


class LoopDisk:
    """As a context manager, in OwnMounts, it is mounted inside, at *path*; its image stands beside it."""

    def __init__(self, path: Path, size_bytes: int, *, inodes: int = 1024) -> None:
        self.path = path
        self._image = path.with_name(f"{path.name}.image")
        self._size_bytes = size_bytes
        self._inodes = inodes
        self._ballast = path / "ballast"

    def __enter__(self) -> Self:
        self.path.mkdir()
        with self._image.open("wb") as image:
            image.truncate(self._size_bytes)
        # No blocks are kept for root, which the tests are.
        _run("mkfs.ext4", "-q", "-F", "-m", "0", "-N", str(self._inodes), str(self._image))
        self._mount()
        (self.path / "lost+found").rmdir()
        self._flush()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.path.is_mount():
            self._unmount()
        self._image.unlink()

    @property
    def free_bytes(self) -> int:
        return shutil.disk_usage(self.path).free

    @property
    def free_inodes(self) -> int:
        return os.statvfs(self.path).f_favail

    @property
    def is_in_use(self) -> bool:
        """This process has a file or folder of it open."""
        found = []
        for descriptor in Path("/proc/self/fd").iterdir():
            with suppress(FileNotFoundError):  # The one by which they are listed.
                found.append(descriptor.readlink())
        return any(self.path in (path, *path.parents) for path in found)

    def pull_out(self) -> None:
        """From now on it gives I/O errors, and what was not synced is lost."""
        with self._opened() as descriptor:
            fcntl.ioctl(descriptor, _SHUTDOWN, struct.pack("I", _WITHOUT_FLUSHING))

    def plug_in(self) -> None:
        """It is there again, as another device; nobody may have a file of it open, which would keep the old one."""
        assert not self.is_in_use
        self._unmount()
        taken = _run("losetup", "--find", "--show", "--read-only", sys.executable).strip()
        try:
            self._mount()
        finally:
            _run("losetup", "--detach", taken)

    def turn_read_only(self) -> None:
        """What the kernel does to a disk on which it finds an error, whoever writes to it at the time."""
        _run("mount", "-o", "remount,abort", str(self.path))

    def fill(self, leave_bytes: int = 0) -> None:
        """Somebody else's file takes everything but *leave_bytes*."""
        with self._ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, self.free_bytes - leave_bytes)

    def use_up_inodes(self, leave: int = 0) -> None:
        """Somebody else's empty files take every file there can be but *leave*."""
        self._ballast.mkdir()
        for number in range(self.free_inodes - leave):
            (self._ballast / str(number)).touch()

    def tidy_up(self) -> None:
        """Somebody deletes those files."""
        if self._ballast.is_dir():
            shutil.rmtree(self._ballast)
        else:
            self._ballast.unlink()

    @contextmanager
    def _opened(self) -> Iterator[int]:
        descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    def _flush(self) -> None:
        with self._opened() as descriptor:
            os.fsync(descriptor)

    def _mount(self) -> None:
        # The kernel gives the loop device back with the last user of the file system.
        _run("mount", "-o", "loop,errors=remount-ro", str(self._image), str(self.path))

    def _unmount(self) -> None:
        _run("umount", "--lazy", str(self.path))


def _run(*argv: str) -> str:
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout
