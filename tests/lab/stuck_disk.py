"""A disk that can be made to hang: writes neither fail nor return until it is thawed."""

import errno
import os
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.lab.namespace import run

_LOOP_CONTROL = Path("/dev/loop-control")
_LOOP_DEVICES = 8
_LOOP_MAJOR = 7
_LOOP_CONTROL_MINOR = 237
_MISC_MAJOR = 10


class StuckDisk:
    """A small ext4 in a file. As a context manager it is mounted inside and gone afterwards.

    A frozen file system is the one way to hold a write() without holding its process: what the disk is asked for
    waits in the kernel, and the rest of the program goes on.
    """

    def __init__(self, folder: Path, *, size_bytes: int) -> None:
        self._image = folder / "disk.image"
        self._size_bytes = size_bytes
        self.path = folder / "disk"

    def __enter__(self) -> "StuckDisk":
        _ensure_loop_devices()
        self.path.mkdir()
        with self._image.open("wb") as image:
            image.truncate(self._size_bytes)
        run("mkfs.ext4", "-q", str(self._image))
        run("mount", "-o", "loop", str(self._image), str(self.path))
        return self

    def __exit__(self, *_exc: object) -> None:
        # Lazily: a process that a failed test left may still have it open.
        run("umount", "--lazy", str(self.path))
        self._image.unlink()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Inside no write returns. Leave it before the processes that write: nothing can kill one that hangs."""
        # Thawing is left to a process that does it when its input ends: if this one is killed meanwhile, it ends too,
        # and no disk stays frozen, on which everything that ever looks at it would hang.
        thaw = subprocess.Popen(
            ["sh", "-c", 'read _; exec fsfreeze --unfreeze "$0"', str(self.path)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            run("fsfreeze", "--freeze", str(self.path))
            yield
        finally:
            thaw.communicate()


def _ensure_loop_devices() -> None:
    """A chroot may have a /dev without them though the kernel can."""
    _make_node(_LOOP_CONTROL, stat.S_IFCHR, os.makedev(_MISC_MAJOR, _LOOP_CONTROL_MINOR))
    for minor in range(_LOOP_DEVICES):
        _make_node(Path(f"/dev/loop{minor}"), stat.S_IFBLK, os.makedev(_LOOP_MAJOR, minor))


def _make_node(path: Path, kind: int, device: int) -> None:
    try:
        os.mknod(path, kind | 0o660, device)
    except OSError as exc:
        if exc.errno != errno.EEXIST:
            raise
