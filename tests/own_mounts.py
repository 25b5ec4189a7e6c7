"""Keeps what a test mounts out of everybody else's sight."""

import ctypes
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_CAP_SYS_ADMIN: Final = 21
_CLONE_NEWNS: Final = 0x20000
_MS_REC: Final = 0x4000
_MS_SLAVE: Final = 0x80000


def missing_for_mounts(device: str, program: str, file_system: str) -> str:
    """Why nothing can be mounted here that needs *device*, *program* and *file_system*; "" if it can."""
    if os.geteuid() != 0:
        return "needs root to mount a disk"
    if not _may_mount():
        return "needs the right to mount a disk, which this container's root does not have"
    if not Path(device).exists():
        return f"needs {device}"
    known = {line.split()[-1] for line in Path("/proc/filesystems").read_text(encoding="ascii").splitlines()}
    if file_system not in known:
        return f"needs a kernel with {file_system}"
    return "" if shutil.which(program) else f"needs {program}"


class OwnMounts:
    """Inside this context the thread, and what it starts, sees its own mounts; they are gone with the last of those.

    Every host of the lab, and whatever else on this machine has mounts of its own, begins with a copy of what was
    mounted then; a disk that is copied so is still in use, and the same as before, when it was unmounted here. No
    thread that was started inside may live on when it is left.
    """

    def __enter__(self) -> Self:
        self._outside = os.open("/proc/thread-self/ns/mnt", os.O_RDONLY)
        self._root = os.open("/", os.O_RDONLY | os.O_DIRECTORY)
        self._directory = os.open(".", os.O_RDONLY | os.O_DIRECTORY)
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._check(self._libc.unshare(_CLONE_NEWNS))
        self._check(self._libc.mount(None, b"/", None, _MS_REC | _MS_SLAVE, None))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._check(self._libc.setns(self._outside, _CLONE_NEWNS))
            # Whoever enters a namespace stands at its root, also if they were in a chroot of it before.
            os.fchdir(self._root)
            os.chroot(".")
            os.fchdir(self._directory)
        finally:
            os.close(self._directory)
            os.close(self._root)
            os.close(self._outside)

    @staticmethod
    def _check(result: int) -> None:
        if result != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))


def _may_mount() -> bool:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    capabilities = next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff:"))
    return bool(int(capabilities, 16) >> _CAP_SYS_ADMIN & 1)
