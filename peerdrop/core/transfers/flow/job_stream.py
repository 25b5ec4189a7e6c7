"""The one stream of bytes that a job is: its files one after the other, as both sides count it."""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import accumulate

from peerdrop.wire.transfers import EntryKind, FileEntry, IndexRange


class JobStream:
    """Positions in a job. A position counts the announced bytes of everything before it, sent or left out."""

    def __init__(self, entries: Sequence[FileEntry], skip: Iterable[int] = ()) -> None:
        self.entries = tuple(entries)
        self.skip = frozenset(skip)
        # As bare numbers: a manifest may have a million entries.
        self._starts = array("q", accumulate((entry.size_bytes for entry in self.entries), initial=0))
        self.size_bytes = self._starts[-1]
        self._fetched = (
            array("q", accumulate(_fetched_sizes(self.entries, self.skip), initial=0)) if self.skip else self._starts
        )
        self.fetch_bytes = self._fetched[-1]
        """What is really sent: without the entries left out."""
        self.counts = file_and_folder_count(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def with_skip(self, skip: Iterable[int]) -> "JobStream":
        """The same job with other entries left out."""
        return JobStream(self.entries, skip)

    def only(self, wanted: Iterable[int]) -> "JobStream":
        """The same job with all entries left out but *wanted*."""
        return self.with_skip(frozenset(range(len(self.entries))).difference(wanted))

    def position(self, index: int, offset: int = 0) -> int:
        """The position of byte *offset* of entry *index*."""
        return self._starts[index] + offset

    def fetched_bytes(self, position: int) -> int:
        """How much of what stands before *position* is really sent."""
        index = bisect_right(self._starts, position) - 1
        if index >= len(self.entries) or index in self.skip:
            return self._fetched[min(index, len(self.entries))]
        return self._fetched[index] + position - self._starts[index]

    def next_file(self, index: int) -> int:
        """The first entry from *index* on that is sent as frames; the number of entries if there is none."""
        while index < len(self.entries) and (index in self.skip or self.entries[index].kind is not EntryKind.FILE):
            index += 1
        return index


def _fetched_sizes(entries: Iterable[FileEntry], skip: Set[int]) -> Iterator[int]:
    return (0 if index in skip else entry.size_bytes for index, entry in enumerate(entries))


def ranges_of(indexes: Iterable[int]) -> tuple[IndexRange, ...]:
    """*indexes* as ascending ranges."""
    ranges: list[IndexRange] = []
    for index in sorted(set(indexes)):
        if ranges and ranges[-1].last == index - 1:
            ranges[-1] = IndexRange(first=ranges[-1].first, last=index)
        else:
            ranges.append(IndexRange(first=index, last=index))
    return tuple(ranges)


def indexes_of(ranges: Iterable[IndexRange], count: int) -> frozenset[int]:
    """The indexes below *count* in *ranges*; ranges that overlap many times cost nothing."""
    found: set[int] = set()
    reached = -1
    for part in sorted(ranges, key=lambda part: (part.first, part.last)):
        found.update(range(max(part.first, reached + 1), min(part.last, count - 1) + 1))
        reached = max(reached, part.last)
    return frozenset(found)


def file_and_folder_count(entries: Iterable[FileEntry]) -> tuple[int, int]:
    """How many of *entries* are files, and how many empty folders."""
    kinds = Counter(entry.kind for entry in entries)
    return kinds[EntryKind.FILE], kinds[EntryKind.FOLDER]
