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

from tests.own_mounts import missing_for_mounts

_READY_S: Final = 20.0


def missing_for_folding_disks() -> str:
    """Why there can be none here; "" if there can."""
    missing = missing_for_mounts("/dev/fuse", "umount", "fuse")
    if not missing and importlib.util.find_spec("mfusepy") is None:
        return "needs mfusepy"
    return missing or ("" if find_library("fuse3") else "needs FUSE (apt install fuse3)")


class FoldingDisk:
    """As a context manager, in OwnMounts, it is mounted inside, at *path*; *kind* is one of folding_files."""

    def __init__(self, path: Path, kind: str) -> None:
        self.path = path
        self.backing = path.with_name(f"{path.name}.backing")
        self._kind = kind
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
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.folding_files", self._kind, str(self.backing), str(self.path)],
            env={**os.environ, "FUSE_LIBRARY_NAME": "fuse3"},
            cwd=Path(__file__).parent.parent,
            stdin=subprocess.PIPE,
        )
        try:
            self._wait_until_mounted(self._server)
        except BaseException:
            self._end(self._server)
            raise

    def _unmount(self) -> None:
        if self._server is not None:
            subprocess.run(["umount", "--lazy", self.path], check=True)
            self._end(self._server)
            self._server = None

    def _wait_until_mounted(self, server: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + _READY_S
        while not self.path.is_mount():
            assert server.poll() is None, "FUSE did not start"
            assert time.monotonic() < until, "FUSE does not begin"
            time.sleep(0.02)

    @staticmethod
    def _end(server: subprocess.Popen[bytes]) -> None:
        # By itself it ends with the last user of its files.
        server.kill()
        server.communicate()
