"""Where each entry of a job goes below the folder for received files, before the disk is asked."""

from collections.abc import Sequence
from typing import Final

from peerdrop.core.transfers.disk.safe_target import BadName, collision_key, numbered, safe_target
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.transfers import EntryKind, FileEntry

_ROOT: Final = ""


class TargetNames:
    """Gives every entry a name of its own, entry by entry in the order of the manifest.

    Names that differ for the sender and not for every file system ("A.txt", "a.txt") are kept apart by " (1)".
    """

    def __init__(self) -> None:
        self._folders: dict[str, tuple[str, ...]] = {_ROOT: ()}
        self._files: set[str] = set()
        self._taken: set[tuple[tuple[str, ...], str]] = set()
        self._numbers: dict[tuple[tuple[str, ...], str], int] = {}

    def add(self, entry: FileEntry) -> tuple[str, ...] | None:
        """The components for *entry*, None if its name is not safe; MalformedMessage if it can't stand beside others.

        No honest sender names a path twice, or puts a file where another of its files needs a folder.
        """
        try:
            components = safe_target(entry.path)
        except BadName:
            return None
        if entry.path in self._files or (entry.path in self._folders and entry.kind is EntryKind.FILE):
            raise MalformedMessage("the manifest names a path twice")
        parent = self._folder(entry.path.rpartition("/")[0], components[:-1])
        if entry.kind is EntryKind.FOLDER:
            return self._folder(entry.path, components)
        self._files.add(entry.path)
        return (*parent, self._claim(parent, components[-1]))

    def _folder(self, path: str, components: Sequence[str]) -> tuple[str, ...]:
        known = self._folders.get(path)
        if known is not None:
            return known
        if path in self._files:
            raise MalformedMessage("the manifest uses a file as a folder")
        parent = self._folder(path.rpartition("/")[0], components[:-1])
        folder = (*parent, self._claim(parent, components[-1]))
        self._folders[path] = folder
        return folder

    def _claim(self, parent: tuple[str, ...], name: str) -> str:
        wanted = place = (parent, collision_key(name))
        chosen, number = name, self._numbers.get(wanted, 0)
        while place in self._taken:
            number += 1
            chosen = numbered(name, number)
            place = (parent, collision_key(chosen))
        if number:
            # The next one that wants this name begins here: all before it are taken, and there may be thousands.
            self._numbers[wanted] = number
        self._taken.add(place)
        return chosen
