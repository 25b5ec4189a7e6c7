"""How much room a folder has, also one that does not exist yet."""

import shutil
from pathlib import Path


def free_bytes(directory: Path) -> int | None:
    """Free bytes where *directory* is or would be; None if that can't be said. Touches the disk."""
    for candidate in (directory, *directory.parents):
        try:
            return shutil.disk_usage(candidate).free
        except FileNotFoundError:
            continue
        except OSError:
            return None
    return None
