"""Where each entry of a job goes below the folder for received files, before the disk is asked."""

from collections.abc import Iterable
from typing import Final

from peerdrop.core.transfers.disk.safe_target import BadName, collision_key, numbered, safe_target
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.limits import JOB_FOLDERS_MAX
from peerdrop.wire.transfers import EntryKind, FileEntry

_ROOT: Final = 0
_FILE: Final = -1


class TargetNames:
    """Gives every entry a name of its own, entry by entry in the order of the manifest.

    Names that differ for the sender and not for every file system ("A.txt", "a.txt") are kept apart by " (1)".
    """

    def __init__(self) -> None:
        # A hostile manifest is mostly folders in folders: each costs one name, not its whole path once more.
        self._folders: list[str] = [""]
        self._known: dict[str, int] = {}
        """What stands in a folder, by its number and the sender's name: a folder of that number, or a file."""
        self._taken: set[str] = set()
        """The same by the names that are given, as file systems compare them."""
        self._numbers: dict[str, int] = {}

    @property
    def folder_count(self) -> int:
        """How many folders the entries are in, and are."""
        return len(self._folders) - 1

    def add(self, entry: FileEntry) -> tuple[str, ...] | None:
        """The components for *entry*, None if its name is not safe; MalformedMessage if it can't stand beside others.

        No honest sender names a path twice, or puts a file where another of its files needs a folder.
        """
        try:
            safe = safe_target(entry.path)
        except BadName:
            return None
        steps = list(zip(entry.path.split("/"), safe, strict=True))
        if entry.kind is EntryKind.FOLDER:
            return tuple(name for _, name in self._walk(steps))
        parents = tuple(self._walk(steps[:-1]))
        parent = parents[-1][0] if parents else _ROOT
        wanted, name = steps[-1]
        place = _place(parent, wanted)
        if place in self._known:
            raise MalformedMessage("the manifest names a path twice")
        self._known[place] = _FILE
        return (*(folder for _, folder in parents), self._claim(parent, name, place))

    def _walk(self, steps: Iterable[tuple[str, str]]) -> Iterable[tuple[int, str]]:
        """The numbers and names of the folders on the way, made where they are new."""
        folder = _ROOT
        for wanted, name in steps:
            place = _place(folder, wanted)
            known = self._known.get(place)
            if known is None:
                known = self._add_folder(folder, name, place)
            elif known == _FILE:
                raise MalformedMessage("the manifest uses a file as a folder")
            folder = known
            yield folder, self._folders[folder]

    def _add_folder(self, parent: int, name: str, place: str) -> int:
        if self.folder_count >= JOB_FOLDERS_MAX:
            raise MalformedMessage("too many folders")
        self._folders.append(self._claim(parent, name, place))
        self._known[place] = len(self._folders) - 1
        return len(self._folders) - 1

    def _claim(self, parent: int, name: str, place: str) -> str:
        wanted = _place(parent, collision_key(name))
        chosen, taking, number = name, wanted, self._numbers.get(wanted, 0)
        while taking in self._taken:
            number += 1
            chosen = numbered(name, number)
            taking = _place(parent, collision_key(chosen))
        if number:
            # The next one that wants this name begins here: all before it are taken, and there may be thousands.
            self._numbers[wanted] = number
        # Most names are their own key: then one string serves for both.
        self._taken.add(place if place == taking else taking)
        return chosen


def _place(parent: int, name: str) -> str:
    return f"{parent}/{name}"
