"""The entries of an offer in their folders, and how much of each folder comes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from peerdrop.core.snapshots import OfferedFile

ROOT: Final = 0
_NO_NAMES: Final = frozenset({"", ".", ".."})


@dataclass(slots=True)
class OfferedNode:
    """One row: an entry of the offer (*index*), or a folder of them (-1). Counts: of it and all below."""

    name: str
    parent: int
    row: int
    index: int = -1
    children: list[int] = field(default_factory=list)
    entries: int = 0
    folders: int = 0
    """The empty ones among the entries."""
    coming: int = 0
    taken: int = 0
    size_bytes: int = 0

    @property
    def is_folder(self) -> bool:
        """It was made for what is below it."""
        return self.index < 0


class OfferedTree:
    """Ten thousand entries take some 30 ms to arrange, and one box as long as there are folders above it."""

    def __init__(self, files: Sequence[OfferedFile]) -> None:
        self.nodes: list[OfferedNode] = [OfferedNode("", -1, 0)]
        """By the number that an index of the model carries; the first is above all."""
        self._leaves: list[int] = []
        folders: dict[tuple[int, str], int] = {}
        for index, file in enumerate(files):
            *above, name = file.path.split("/")
            if _NO_NAMES.intersection(above) or name in _NO_NAMES:
                # Such a path is shown as it was sent: it is no place in a tree.
                above, name = [], file.path
            parent = ROOT
            for part in above:
                known = folders.get((parent, part))
                if known is None:
                    known = folders[parent, part] = self._add(part, parent, -1)
                parent = known
            leaf = self._add(name, parent, index)
            self._leaves.append(leaf)
            for node in self._upward(leaf):
                node.entries += 1
                node.folders += file.is_folder
                node.size_bytes += file.size_bytes

    @property
    def has_folders(self) -> bool:
        """Something is below something."""
        return len(self.nodes) > len(self._leaves) + 1

    def count(self, comes: Callable[[int], bool], is_taken: Callable[[int], bool]) -> None:
        """Count anew which entries come, and the names of which are taken."""
        for node in self.nodes:
            node.coming = node.taken = 0
        for index, leaf in enumerate(self._leaves):
            coming, taken = comes(index), is_taken(index)
            if coming or taken:
                for node in self._upward(leaf):
                    node.coming += coming
                    node.taken += taken

    def entries_below(self, number: int) -> Iterator[int]:
        """The indices of the entries in a folder, or of the one entry that it is."""
        open_numbers = [number]
        while open_numbers:
            node = self.nodes[open_numbers.pop()]
            if not node.is_folder:
                yield node.index
            open_numbers += node.children

    def _add(self, name: str, parent: int, index: int) -> int:
        number = len(self.nodes)
        siblings = self.nodes[parent].children
        self.nodes.append(OfferedNode(name, parent, len(siblings), index))
        siblings.append(number)
        return number

    def _upward(self, number: int) -> Iterator[OfferedNode]:
        while number >= 0:
            node = self.nodes[number]
            yield node
            number = node.parent
