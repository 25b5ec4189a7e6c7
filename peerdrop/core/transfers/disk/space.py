"""Room on the disk, asked before and while files are written."""

import errno
import shutil
from pathlib import Path
from typing import Final

from peerdrop.wire.limits import MIB

# A share of what comes stays free, so that the rest of the machine goes on; little for little, 1 GiB at most.
RESERVE_SHARE: Final = 20
RESERVE_MAX_BYTES: Final = 1024 * MIB
FLOOR_BYTES: Final = 16 * MIB
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


def free_bytes(directory: Path) -> int:
    """Bytes that this user can still write in *directory* or, if it does not exist, in what it would be made in."""
    return shutil.disk_usage(standing_folder(directory)).free


def standing_folder(directory: Path) -> Path:
    """*directory* or, if it does not exist, what it would be made in."""
    place = directory
    while not place.exists() and place != place.parent:
        place = place.parent
    return place


def is_enough(free: int, size_bytes: int, *, has_reserve: bool = False) -> bool:
    """*size_bytes* fit into *free* bytes and leave the machine some room; it has some if *free* is without a reserve
    that the user has set."""
    share = 0 if has_reserve else min(size_bytes // RESERVE_SHARE, RESERVE_MAX_BYTES)
    return free >= size_bytes + share


def is_nearly_full(free: int, remaining_bytes: int) -> bool:
    """The next writes would take the last of the disk."""
    return free < min(remaining_bytes, FLOOR_BYTES)


def means_full(error: OSError) -> bool:
    """*error* says that the disk, or this user's share of it, is full."""
    return error.errno in _FULL
