"""A file system that takes names which only differ in case for one, as those of Windows, macOS and most sticks do.

`python -m tests.folding_files KIND BACKING MOUNTPOINT` serves the files of the folder BACKING until it is unmounted.
"""

import errno
import os
import sys
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from mfusepy import FUSE

_SECOND_NS: Final = 1_000_000_000
_CONTROL: Final = "".join(map(chr, range(32)))


@dataclass(frozen=True, kw_only=True)
class DiskKind:
    """What a file system makes of names, and what it can't do. Names are at most 255 units of UTF-16 long."""

    stored: Callable[[str], str]
    shown: Callable[[str], str] = str
    key: Callable[[str], str]
    """Names with the same key are the same."""
    refused: str = ""
    precision_ns: int = 1
    has_links: bool = True
    """A file can have two names."""
    keeps_numbers: bool = True
    """A file has the same inode number after the disk was plugged in again."""


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _decomposed(name: str) -> str:
    return unicodedata.normalize("NFD", name)


STICK: Final = DiskKind(
    stored=lambda name: name.rstrip(". "),
    key=lambda name: name.rstrip(". ").upper(),
    refused='"*/:<>?\\|' + _CONTROL,
    precision_ns=2 * _SECOND_NS,
    has_links=False,
    keeps_numbers=False,
)
"""As FAT and exFAT, which USB sticks and cameras have."""
MAC: Final = DiskKind(
    stored=_composed,
    shown=_decomposed,
    key=lambda name: _decomposed(_decomposed(name).casefold()),
    refused=":",
)
"""As HFS+, which also shows names decomposed; APFS only compares them so."""
KINDS: Final = {"stick": STICK, "mac": MAC}


class FoldingFiles:
    """The operations of such a file system; raises OSError, which the kernel gives to who asked."""

    use_ns = True

    def __init__(self, kind: DiskKind, backing: Path) -> None:
        self._kind = kind
        self._backing = backing
        self._number_offset = 0 if kind.keeps_numbers else int.from_bytes(os.urandom(3)) + 1

    def getattr(self, path: str, fh: int | None = None) -> dict[str, int]:
        found = os.fstat(fh) if fh is not None else self._find(path).lstat()
        fields = ("mode", "nlink", "uid", "gid", "size", "blocks")
        return {
            **{f"st_{field}": getattr(found, f"st_{field}") for field in fields},
            **{f"st_{field}": getattr(found, f"st_{field}_ns") for field in ("atime", "mtime", "ctime")},
            "st_ino": found.st_ino + self._number_offset,
        }

    def readdir(self, path: str, fh: int) -> list[tuple[str, dict[str, int], int]]:
        with os.scandir(self._find(path)) as found:
            entries = [(self._kind.shown(each.name), each.stat(follow_symlinks=False)) for each in found]
        return [
            (name, {"st_mode": each.st_mode, "st_ino": each.st_ino + self._number_offset}, 0) for name, each in entries
        ]

    def create(self, path: str, mode: int, flags: int) -> int:
        return os.open(self._place(path), flags, mode)

    def open(self, path: str, flags: int) -> int:
        return os.open(self._find(path), flags & ~(os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW))

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        return os.pread(fh, size, offset)

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        return os.pwrite(fh, data, offset)

    def truncate(self, path: str, length: int, fh: int | None = None) -> None:
        os.truncate(fh if fh is not None else self._find(path), length)

    def fsync(self, path: str, datasync: int, fh: int) -> None:
        os.fsync(fh)

    def release(self, path: str, fh: int) -> None:
        os.close(fh)

    def unlink(self, path: str) -> None:
        self._find(path).unlink()

    def mkdir(self, path: str, mode: int) -> None:
        self._place(path).mkdir(mode)

    def rmdir(self, path: str) -> None:
        self._find(path).rmdir()

    def rename(self, old: str, new: str) -> None:
        source, target = self._find(old), self._place(new)
        if target.exists() and not target.samefile(source):
            source.replace(target)
        else:
            source.rename(target.with_name(self._stored(new)))

    def link(self, target: str, source: str) -> None:
        if not self._kind.has_links:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))
        self._place(target).hardlink_to(self._find(source))

    def symlink(self, target: str, source: str) -> None:
        if not self._kind.has_links:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))
        self._place(target).symlink_to(source)

    def readlink(self, path: str) -> str:
        return str(self._find(path).readlink())

    def utimens(self, path: str, times: tuple[int, int]) -> None:
        accessed, modified = (each // self._kind.precision_ns * self._kind.precision_ns for each in times)
        os.utime(self._find(path), ns=(accessed, modified), follow_symlinks=False)

    def statfs(self, path: str) -> dict[str, int]:
        found = os.statvfs(self._backing)
        fields = ("f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail")
        return {**{field: getattr(found, field) for field in fields}, "f_namemax": 255}

    def _find(self, path: str) -> Path:
        """The file that *path* is; raises FileNotFoundError."""
        place = self._place(path)
        if not os.path.lexists(place):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return place

    def _place(self, path: str) -> Path:
        """The file that *path* is, or would become."""
        place = self._backing
        for name in PurePosixPath(path).parts[1:]:
            place /= self._standing(place).get(self._kind.key(name)) or self._stored(name)
        return place

    def _standing(self, folder: Path) -> dict[str, str]:
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        return {self._kind.key(name): name for name in os.listdir(folder)}  # noqa: PTH208 - names

    def _stored(self, path: str) -> str:
        name = PurePosixPath(path).name
        if any(sign in name for sign in self._kind.refused) or not (stored := self._kind.stored(name)):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        if len(self._kind.shown(stored).encode("utf-16-le")) > 2 * 255:
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
        return stored


def main() -> None:
    """Serve until the kernel says that it is over, or whoever started this is gone."""
    threading.Thread(target=_end_with_input, daemon=True).start()
    kind, backing, mountpoint = sys.argv[1:]
    options: dict[str, Any] = {"entry_timeout": 0, "attr_timeout": 0, "negative_timeout": 0, "ac_attr_timeout": 0}
    FUSE(
        FoldingFiles(KINDS[kind], Path(backing)),
        mountpoint,
        foreground=True,
        nothreads=True,
        use_ino=True,
        hard_remove=True,
        **options,
    )


def _end_with_input() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
