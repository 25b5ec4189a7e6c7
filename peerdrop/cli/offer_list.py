"""What an offer holds, as a list whose lines have numbers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from peerdrop.core.snapshots import OfferedFile

_NO_NAMES: Final = frozenset({"", ".", ".."})


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """One entry, or a folder with the number and the bytes of all files below it; its *path* ends with a slash.

    *begin* and *end* are for `OfferList.entries`. *saved_as* is the path that a file gets here, "" if its name is not
    allowed; that of a folder is its own.
    """

    number: int
    path: str
    saved_as: str
    files: int
    size_bytes: int
    begin: int
    end: int
    is_entry: bool


class OfferList:
    """The lines of an offer from number 1 on, each folder before what is in it.

    Not to be made on a loop: ten thousand files take a tenth of a second.
    """

    def __init__(self, files: Sequence[OfferedFile]) -> None:
        self.files: tuple[OfferedFile, ...] = tuple(files)
        self._order: list[int] = []
        """The indices of the entries as the lines have them: those below a folder are side by side."""
        top = _Folder("")
        for index, file in enumerate(self.files):
            top.add(index, file)
        self.lines: tuple[OfferLine, ...] = tuple(self._lines_of(top, count(1)))

    def entries(self, line: OfferLine) -> tuple[int, ...]:
        """The indices in `files` of all that *line* stands for."""
        return tuple(self._order[line.begin : line.end])

    def amount(self, entries: Iterable[int] | None = None) -> tuple[int, int]:
        """How many files are among *entries* (None: all), and their bytes."""
        files = self.files if entries is None else [self.files[each] for each in entries]
        return sum(not each.is_folder for each in files), sum(each.size_bytes for each in files)

    def _lines_of(self, folder: "_Folder", numbers: Iterator[int]) -> Iterator[OfferLine]:
        """The lines of what is in *folder*; no deeper than the wire lets a path be."""
        for child in folder.children:
            begin = len(self._order)
            if isinstance(child, _Folder):
                yield OfferLine(
                    number=next(numbers),
                    path=child.path,
                    saved_as=child.path,
                    files=child.files,
                    size_bytes=child.size_bytes,
                    begin=begin,
                    end=begin + child.entries,
                    is_entry=False,
                )
                yield from self._lines_of(child, numbers)
                continue
            file = self.files[child]
            slash = "/" if file.is_folder else ""
            self._order.append(child)
            yield OfferLine(
                number=next(numbers),
                path=f"{file.path}{slash}",
                saved_as=f"{file.safe_path}{slash}" if file.safe_path else "",
                files=int(not file.is_folder),
                size_bytes=file.size_bytes,
                begin=begin,
                end=begin + 1,
                is_entry=True,
            )


class _Folder:
    """What is in a folder, in the order in which it was offered, and how much is below."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.children: list[int | _Folder] = []
        self.entries = 0
        self.files = 0
        self.size_bytes = 0
        self._folders: dict[str, _Folder] = {}

    def add(self, index: int, file: OfferedFile) -> None:
        """Put an entry in its place below this one."""
        names = file.path.split("/")
        # A path with such names is shown as it was sent: it is no place in a tree.
        above = () if _NO_NAMES.intersection(names) else names[:-1]
        folder = self
        folder._count(file)
        for name in above:
            folder = folder._child(name)
            folder._count(file)
        folder.children.append(index)

    def _count(self, file: OfferedFile) -> None:
        self.entries += 1
        self.files += not file.is_folder
        self.size_bytes += file.size_bytes

    def _child(self, name: str) -> "_Folder":
        known = self._folders.get(name)
        if known is None:
            known = self._folders[name] = _Folder(f"{self.path}{name}/")
            self.children.append(known)
        return known
