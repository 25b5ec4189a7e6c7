"""What the user wants to send, read from disk before it is offered."""

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from peerdrop.core.errors import SourceUnreadable
from peerdrop.core.snapshots import ProblemFile
from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.disk.safe_target import collision_key, numbered, safe_label
from peerdrop.wire.limits import FILE_BYTES_MAX, JOB_FILES_MAX, JOB_FOLDERS_MAX, JOB_PATH_BYTES, PATH_BYTES, PATH_DEPTH
from peerdrop.wire.transfers import EntryKind, FileEntry

_LABEL_CHARS: Final = 255
_MODIFIED_MAX_NS: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The manifest of a job: *paths* has, for each entry, the absolute file it is read from.

    *problems* can't be sent, *skipped* is not meant to be; both stay here.
    """

    label: str
    entries: tuple[FileEntry, ...]
    paths: tuple[Path, ...]
    problems: tuple[ProblemFile, ...]
    skipped: tuple[ProblemFile, ...] = ()


def read_sources(paths: Sequence[Path]) -> Sources:
    """The files and folders at *paths*, walked without following links; raises SourceUnreadable.

    What can't be sent is a problem of the job, as long as there is something that can. Links, pipes, sockets and
    devices in a folder are skipped: what they lead to may be anything.
    """
    walk = _Walk()
    refused: SourceUnreadable | None = None
    for path in paths:
        named = Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute() keeps the ".." in "a/../b"
        try:
            walk.add(named)
        except _NotSendable as exc:
            refused = refused or exc
            walk.problems.append(ProblemFile(path=str(named), reason=exc.problem))
    if not walk.entries and refused is not None:
        raise refused
    if not walk.entries:
        raise _nothing_to_send(walk.problems)
    return Sources(
        label=walk.label,
        entries=tuple(walk.entries),
        paths=tuple(walk.paths),
        problems=tuple(walk.problems),
        skipped=tuple(walk.skipped),
    )


def _nothing_to_send(problems: Sequence[ProblemFile]) -> SourceUnreadable:
    if not problems:
        return SourceUnreadable("There is nothing to send.", next_step="Choose at least one file or folder.")
    path, more = problems[0].path, len(problems) - 1
    if problems[0].reason is not TransferReason.BAD_NAME:
        unread = f"{path} and {more} more can't be read." if more else f"{path} can't be read."
        return SourceUnreadable(unread, next_step="Check its permissions.")
    if more:
        return SourceUnreadable(
            f"{path} and {more} more can't be sent: names are too long or not valid text (UTF-8), or files too big.",
            next_step="Rename them, then send again.",
        )
    return SourceUnreadable(
        f"{path} can't be sent: its name is too long or is not valid text (UTF-8), or it is too big.",
        next_step="Rename it, then send again.",
    )


def manifest_hash(entries: Sequence[FileEntry]) -> int:
    """The same, in this run of the program, for the same names, sizes and times."""
    return hash(tuple(entries))


def modified_ns(found: os.stat_result) -> int:
    """When that was changed, as a manifest can tell it: 1677 to 2262. File systems take years beyond."""
    return max(-_MODIFIED_MAX_NS, min(found.st_mtime_ns, _MODIFIED_MAX_NS))


class _NotSendable(SourceUnreadable):
    """One thing that the user named can't be sent; *problem* says why."""

    problem = TransferReason.SOURCE_UNREADABLE


class _NoFile(_NotSendable):
    problem = TransferReason.SPECIAL_FILE


class _Walk:
    def __init__(self) -> None:
        self.label = ""
        self.entries: list[FileEntry] = []
        self.paths: list[Path] = []
        self.problems: list[ProblemFile] = []
        self.skipped: list[ProblemFile] = []
        self._named: set[Path] = set()
        self._tops: set[str] = set()
        self._size_bytes = 0
        self._path_bytes = 0
        self._folder_count = 0

    def add(self, path: Path) -> None:
        """One thing the user named. It may be a link: naming it is asking for what it leads to."""
        try:
            found = path.stat()
            source = path.resolve(strict=True) if path.is_symlink() else path
            if stat.S_ISDIR(found.st_mode):
                os.scandir(source).close()
            elif stat.S_ISREG(found.st_mode):
                os.close(os.open(source, os.O_RDONLY))
            else:
                raise _NoFile(f"{path} is neither a file nor a folder.", next_step="Choose a file.")
        except FileNotFoundError as exc:
            raise _NotSendable(f"There is no {path}.", next_step="Check the name.") from exc
        except OSError as exc:
            raise _NotSendable(f"{path} can't be read ({exc.strerror}).", next_step="Check its permissions.") from exc
        if source.resolve() in self._named:
            return  # Named twice: nobody wants two copies.
        self._named.add(source.resolve())
        top = self._claim(path.name or "files")
        if stat.S_ISDIR(found.st_mode):
            self._add_folder(source, top, found)
        else:
            self._add_file(source, top, found)
        self.label = self.label or safe_label(top)[:_LABEL_CHARS]

    def _add_folder(self, path: Path, name: str, found: os.stat_result) -> None:
        if name.count("/") >= PATH_DEPTH:
            self._problem(path, TransferReason.BAD_NAME)
            return
        before = len(self.entries)
        try:
            children = self._children(path)
        except OSError:
            # Not as an empty folder, which it is not.
            self._problem(path, TransferReason.SOURCE_UNREADABLE)
            return
        self._folder_count += 1
        for child in children:
            child_name = f"{name}/{child.name}"
            try:
                if child.is_symlink() or _is_junction(child):
                    self._skip(Path(child.path), TransferReason.LINK)
                elif child.is_dir(follow_symlinks=False):
                    self._add_folder(Path(child.path), child_name, child.stat(follow_symlinks=False))
                elif child.is_file(follow_symlinks=False):
                    self._add_file(Path(child.path), child_name, child.stat(follow_symlinks=False))
                else:
                    self._skip(Path(child.path), TransferReason.SPECIAL_FILE)
            except OSError:
                self._problem(Path(child.path), TransferReason.SOURCE_UNREADABLE)
        if len(self.entries) == before:
            self._append(path, name, 0, found, EntryKind.FOLDER)

    def _children(self, path: Path) -> list["os.DirEntry[str]"]:
        with os.scandir(path) as children:
            return sorted(children, key=lambda child: child.name)

    def _add_file(self, path: Path, name: str, found: os.stat_result) -> None:
        self._append(path, name, found.st_size, found, EntryKind.FILE)

    def _append(self, path: Path, name: str, size_bytes: int, found: os.stat_result, kind: EntryKind) -> None:
        try:
            too_long = len(name.encode()) > PATH_BYTES
        except UnicodeEncodeError:
            too_long = True  # A name that is not Unicode has no place in a message.
        if too_long or name.count("/") >= PATH_DEPTH or size_bytes > FILE_BYTES_MAX:
            self._problem(path, TransferReason.BAD_NAME)
            return
        self._count(name, size_bytes)
        self.entries.append(
            FileEntry(
                index=len(self.entries), path=name, size_bytes=size_bytes, modified_ns=modified_ns(found), kind=kind
            )
        )
        self.paths.append(path)

    def _count(self, name: str, size_bytes: int) -> None:
        self._path_bytes += len(name.encode())
        self._size_bytes += size_bytes
        if self._size_bytes > FILE_BYTES_MAX:
            raise _too_much("Those files are too large for one transfer.")
        if len(self.entries) >= JOB_FILES_MAX:
            raise _too_much(f"More than {JOB_FILES_MAX:,} files are too many for one transfer.")
        if self._folder_count > JOB_FOLDERS_MAX:
            raise _too_much(f"More than {JOB_FOLDERS_MAX:,} folders are too many for one transfer.")
        if self._path_bytes > JOB_PATH_BYTES:
            most = f"{JOB_PATH_BYTES:,} bytes"
            raise _too_much(
                f"The names of these files, with their folders, are longer than one transfer takes ({most})."
            )

    def _claim(self, name: str) -> str:
        # Two files of one name from two folders: the receiver would have to refuse a manifest that names one twice.
        chosen, number = name, 0
        while collision_key(chosen) in self._tops:
            number += 1
            chosen = numbered(name, number)
        self._tops.add(collision_key(chosen))
        return chosen

    def _skip(self, path: Path, reason: TransferReason) -> None:
        self.skipped.append(ProblemFile(path=str(path), reason=reason))

    def _problem(self, path: Path, reason: TransferReason) -> None:
        self.problems.append(ProblemFile(path=str(path), reason=reason))


def _too_much(message: str) -> SourceUnreadable:
    return SourceUnreadable(message, next_step="Send fewer at a time.")


def _is_junction(child: "os.DirEntry[str]") -> bool:
    # Windows: a folder that leads elsewhere and is no symbolic link.
    return bool(getattr(child.stat(follow_symlinks=False), "st_reparse_tag", 0)) and child.is_dir()
