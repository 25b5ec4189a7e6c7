"""Keeps what a test mounts out of everybody else's sight."""

import ctypes
import os
from types import TracebackType
from typing import Final, Self

_CLONE_NEWNS: Final = 0x20000
_MS_REC: Final = 0x4000
_MS_SLAVE: Final = 0x80000


class OwnMounts:
    """Inside this context the thread, and what it starts, sees its own mounts.

    Every host of the lab, and whatever else on this machine has mounts of its own, begins with a copy of what was
    mounted then; a disk that is copied so is still in use, and the same as before, when it was unmounted here. No
    thread that was started inside may live on when it is left.
    """

    def __enter__(self) -> Self:
        self._outside = os.open("/proc/thread-self/ns/mnt", os.O_RDONLY)
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
            os.fchdir(self._directory)
        finally:
            os.close(self._directory)
            os.close(self._outside)

    @staticmethod
    def _check(result: int) -> None:
        if result != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
