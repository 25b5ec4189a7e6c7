"""Nothing that a test mounts outlives the test."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

_CAP_SYS_ADMIN: Final = 21


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


class MountGuard:
    """Unmounts *path* when it is told to, and when this process is gone, however it went: it waits in another one."""

    def __init__(self, path: Path) -> None:
        self._process = subprocess.Popen(
            # It reads nothing, ever: the other end of the pipe is closed, by us or by our end.
            ["sh", "-c", 'read -r _; umount --lazy "$1" 2>/dev/null', "sh", str(path)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def unmount(self) -> None:
        """It is not mounted afterwards; whoever has something open there keeps it."""
        self._process.communicate()


def _may_mount() -> bool:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    capabilities = next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff:"))
    return bool(int(capabilities, 16) >> _CAP_SYS_ADMIN & 1)
