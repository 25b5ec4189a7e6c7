"""How much room a folder has, also one that does not exist yet."""

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The disk of a folder; *free_bytes* is what may be written."""

    free_bytes: int
    total_bytes: int


def room_in(directory: Path, reserve_bytes: int = 0) -> Room | None:
    """The disk where *directory* is or would be, with *reserve_bytes* not to be written; None if that can't be said.

    Touches the disk.
    """
    for candidate in (directory, *directory.parents):
        try:
            usage = shutil.disk_usage(candidate)
        except FileNotFoundError:
            continue
        except OSError:
            return None
        return Room(free_bytes=max(usage.free - reserve_bytes, 0), total_bytes=usage.total)
    return None


def free_bytes(directory: Path) -> int | None:
    """Free bytes where *directory* is or would be; None if that can't be said. Touches the disk."""
    room = room_in(directory)
    return None if room is None else room.free_bytes
