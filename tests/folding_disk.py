"""A disk of its own that takes names which only differ in case for one; what is on it stands in a folder beside it."""

import importlib.util
import os
import subprocess
import sys
import time
from ctypes.util import find_library
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tests.mount_guard import MountGuard, missing_for_mounts

_READY_S: Final = 20.0


def missing_for_folding_disks() -> str:
    """Why there can be none here; "" if there can."""
    missing = missing_for_mounts("/dev/fuse", "umount", "fuse")
    if not missing and importlib.util.find_spec("mfusepy") is None:
        return "needs mfusepy"
    return missing or ("" if find_library("fuse3") else "needs FUSE (apt install fuse3)")


class FoldingDisk:
    """As a context manager it is mounted inside, at *path*, which is made; *kind* is one of folding_files."""

    def __init__(self, path: Path, kind: str) -> None:
        self.path = path
        self.backing = path.with_name(f"{path.name}.backing")
        self._kind = kind
        self._guard: MountGuard | None = None
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.path.mkdir()
        self.backing.mkdir()
        self._mount()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._unmount()

    def plug_in_again(self) -> None:
        """It was pulled out, and is there again; nobody may have a file of it open."""
        self._unmount()
        self._mount()

    def _mount(self) -> None:
        self._guard = MountGuard(self.path)
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.folding_files", self._kind, str(self.backing), str(self.path)],
            env={**os.environ, "FUSE_LIBRARY_NAME": "fuse3"},
            cwd=Path(__file__).parent.parent,
            start_new_session=True,
        )
        until = time.monotonic() + _READY_S
        while not os.path.ismount(self.path):
            assert self._server.poll() is None, "FUSE did not start"
            assert time.monotonic() < until, "FUSE does not begin"
            time.sleep(0.02)

    def _unmount(self) -> None:
        if self._guard is not None:
            self._guard.unmount()
            self._guard = None
        if self._server is not None:
            # By itself it ends with the last user of its files.
            self._server.kill()
            self._server.wait()
            self._server = None
