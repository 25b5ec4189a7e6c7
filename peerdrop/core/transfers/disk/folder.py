"""A folder held open: what is done in it happens there, whatever somebody puts in its path's place meanwhile."""

import contextlib
import errno
import os
import shutil
import stat
from pathlib import Path
from typing import Any, Final

from peerdrop.core.transfers.disk.journal import PartLine
from peerdrop.core.transfers.disk.safe_target import numbered

_BY_HANDLE: Final = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)
_BINARY: Final = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NOT_BY_LINK: Final[dict[str, Any]] = {"follow_symlinks": False} if os.utime in os.supports_follow_symlinks else {}
_NO_LINKS_HERE: Final = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV})


class Folder:
    """A directory that was reached without following a link below its root.

    Where the system has no directory handles (Windows) every step is checked by name instead. Every method raises
    OSError.
    """

    def __init__(self, path: Path, descriptor: int | None) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def open_root(cls, directory: Path, *, by_handle: bool = _BY_HANDLE) -> "Folder":
        """The folder the user chose, made if it is not there; it alone may be a link, and is resolved once."""
        directory.mkdir(parents=True, exist_ok=True)
        path = directory.resolve(strict=True)
        if not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | _BINARY) if by_handle else None
        return cls(path, descriptor)

    @classmethod
    def reopen_root(cls, directory: Path, part: PartLine | None) -> "Folder":
        """The same folder in a later run of the program: it must be there, and on the same device as *part* was.

        Where a disk was taken out, its files would go to another one unnoticed. A disk that was plugged in again may
        be another device, and is known by the part file that was left on it.
        """
        found = os.stat(directory)  # noqa: PTH116 - as its siblings
        if part is not None and found.st_dev != part.device and not os.path.lexists(directory / part.name):
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV), str(directory))
        return cls.open_root(directory)

    def child(self, name: str) -> "Folder":
        """The folder *name* in this one; refuses a link."""
        if self._descriptor is not None:
            flags = os.O_RDONLY | os.O_DIRECTORY | _NO_FOLLOW | _BINARY
            return Folder(self.path / name, os.open(name, flags, dir_fd=self._descriptor))
        if not stat.S_ISDIR(self.stat(name).st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(self.path / name))
        return Folder(self.path / name, None)

    def stat(self, name: str) -> os.stat_result:
        """What stands at *name*, a link as itself. A junction of Windows is not a directory here."""
        found = os.stat(self._at(name), **self._inside("dir_fd"), follow_symlinks=False)  # noqa: PTH116
        if getattr(found, "st_reparse_tag", 0):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(self.path / name))
        return found

    def make_folder(self, name: str) -> None:
        """A new folder *name*; raises FileExistsError."""
        os.mkdir(self._at(name), **self._inside("dir_fd"))  # noqa: PTH102 - by handle

    def make_new_folder(self, name: str) -> str:
        """A new folder under *name*, or "name (1)" and so on if that is taken; never one that was there."""
        chosen, number = name, 0
        while True:
            try:
                self.make_folder(chosen)
            except FileExistsError:
                number += 1
                chosen = numbered(name, number)
            else:
                return chosen

    def remove_folder(self, name: str) -> None:
        """Remove the folder *name* if nothing is in it."""
        os.rmdir(self._at(name), **self._inside("dir_fd"))

    def create_file(self, name: str) -> int:
        """A descriptor for writing to the new file *name*; raises FileExistsError for anything that is there."""
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY
        return os.open(self._at(name), flags, 0o666, **self._inside("dir_fd"))

    def open_file(self, name: str) -> int:
        """A descriptor for going on with the file *name*; refuses a link and what is not a plain file."""
        flags = os.O_RDWR | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0) | _BINARY
        descriptor = os.open(self._at(name), flags, **self._inside("dir_fd"))
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, "not a plain file", str(self.path / name))
        return descriptor

    def publish(self, part: str, target: "Folder", name: str) -> str:
        """Move *part* of this folder to *name* in *target*, or "name (1)" and so on: nothing is ever replaced."""
        chosen, number = name, 0
        while True:
            try:
                self._move(part, target, chosen)
            except FileExistsError:
                number += 1
                chosen = numbered(name, number)
            else:
                return chosen

    def replace(self, part: str, target: "Folder", name: str) -> str:
        """Move *part* of this folder to *name* in *target*, in one step in place of a plain file that stands there.

        Anything else that stands there, or a file that the system does not let go of, stays beside it.
        """
        try:
            if stat.S_ISREG(target.stat(name).st_mode):
                os.replace(  # noqa: PTH105 - by handle
                    self._at(part), target._at(name),
                    **self._inside("src_dir_fd"), **target._inside("dst_dir_fd"),
                )  # fmt: skip
                return name
        except (FileNotFoundError, PermissionError):
            pass
        except OSError as exc:
            if exc.errno != errno.ELOOP:
                raise
        return self.publish(part, target, name)

    def unlink(self, name: str, identity: tuple[int, int]) -> None:
        """Delete *name*, but only if it still is the file of that *identity*."""
        with contextlib.suppress(FileNotFoundError):
            if identity_of(self.stat(name)) == identity:
                os.unlink(self._at(name), **self._inside("dir_fd"))

    @property
    def device(self) -> int:
        """The number that its disk has at present."""
        return os.fstat(self._descriptor).st_dev if self._descriptor is not None else self.path.stat().st_dev

    def free_bytes(self) -> int:
        """What this user can still write here: on this very disk, whatever stands at its path now."""
        if self._descriptor is None:
            return shutil.disk_usage(self.path).free
        disk = os.fstatvfs(self._descriptor)
        return disk.f_bavail * disk.f_frsize

    def sync(self) -> None:
        """The names in this folder outlive a power loss."""
        if self._descriptor is not None:
            os.fsync(self._descriptor)

    def set_modified(self, name: str, modified_ns: int) -> None:
        """Give *name* the date it has at the sender, if this file system can hold it."""
        with contextlib.suppress(OSError, OverflowError):
            os.utime(self._at(name), ns=(modified_ns, modified_ns), **self._inside("dir_fd"), **_NOT_BY_LINK)

    def close(self) -> None:
        """Let go of the handle; may be called twice."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _move(self, part: str, target: "Folder", name: str) -> None:
        if os.name == "nt":
            os.rename(self._at(part), target._at(name))  # noqa: PTH104 - as its siblings below
            return
        try:
            os.link(
                self._at(part), target._at(name),
                **self._inside("src_dir_fd"), **target._inside("dst_dir_fd"), follow_symlinks=False,
            )  # fmt: skip
        except OSError as exc:
            if exc.errno not in _NO_LINKS_HERE:
                raise
            # FAT and some network disks know no second name for a file: the name is claimed by an empty file that
            # must not be there yet, and that one alone is replaced.
            claim = target.create_file(name)
            identity = identity_of(os.fstat(claim))
            os.close(claim)
            try:
                os.replace(  # noqa: PTH105 - by handle
                    self._at(part), target._at(name),
                    **self._inside("src_dir_fd"), **target._inside("dst_dir_fd"),
                )  # fmt: skip
            except OSError:
                with contextlib.suppress(OSError):
                    target.unlink(name, identity)
                raise
        else:
            os.unlink(self._at(part), **self._inside("dir_fd"))

    def _at(self, name: str) -> str:
        return name if self._descriptor is not None else str(self.path / name)

    def _inside(self, keyword: str) -> dict[str, Any]:
        return {} if self._descriptor is None else {keyword: self._descriptor}


def identity_of(found: os.stat_result) -> tuple[int, int]:
    """What makes a file this file and not another of its name."""
    return (found.st_dev, found.st_ino)
