"""Files for this user only. Apart from the identity, so that nobody loads cryptography to write one."""

import contextlib
import os
from pathlib import Path
from typing import Final

UNFINISHED_SUFFIX: Final = ".new"
"""What follows the name of a file while it is written; one that was left so is a write that a crash cut short."""


def write_private(path: Path, raw: bytes) -> None:
    """Put *raw* at *path*, mode 0600, whole or not at all, also when the power goes; raises OSError."""
    temporary = path.with_name(path.name + UNFINISHED_SUFFIX)
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename in *folder* last through a power cut, where the system can."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
