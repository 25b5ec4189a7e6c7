"""What of an offer is taken, and what becomes of names that are taken: a user's yes in detail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from peerdrop.core.errors import UsageError
from peerdrop.core.snapshots import PublishedFile
from peerdrop.core.states import ConflictChoice
from peerdrop.core.transfers.disk.interrupted_job import InterruptedJob
from peerdrop.core.transfers.disk.journal import PresentFile
from peerdrop.core.transfers.disk.standing_files import find_identical
from peerdrop.core.transfers.flow.job_stream import indexes_of, ranges_of
from peerdrop.wire.transfers import FileEntry, IndexRange

RANGES_MAX: Final = 4096
"""What one Accept can leave out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """*left_out* nobody wants; *present* is here already. Both are not fetched."""

    conflicts: ConflictChoice = ConflictChoice.KEEP_BOTH
    left_out: frozenset[int] = frozenset()
    present: Mapping[int, PublishedFile] = field(default_factory=dict)

    @classmethod
    def chosen(cls, chosen: Sequence[int] | None, count: int, conflicts: ConflictChoice) -> "Selection":
        """Only the entries *chosen* (None: all) of *count*; raises UsageError."""
        if chosen is None:
            return cls(conflicts=conflicts)
        wanted = frozenset(chosen)
        if not wanted or min(wanted) < 0 or max(wanted) >= count:
            raise UsageError("No file was chosen.", next_step="Choose at least one file, or decline.")
        return cls(conflicts=conflicts, left_out=frozenset(range(count)) - wanted)

    @classmethod
    def kept(cls, found: InterruptedJob) -> "Selection":
        """What was chosen in an earlier run of this program."""
        entries = found.job.entries
        return cls(
            conflicts=found.job.conflicts,
            left_out=indexes_of(found.job.left_out, len(entries)),
            present={
                each.index: _as_published(entries[each.index], Path(each.path))
                for each in found.job.present
                if each.index < len(entries)
            },
        )

    def without_present(
        self, entries: Sequence[FileEntry], names: Sequence[tuple[str, ...] | None], directory: Path
    ) -> "Selection":
        """The same, less the files that *directory* has already; to be called in a thread. Raises OSError."""
        if self.conflicts is not ConflictChoice.SKIP_IDENTICAL:
            return self
        present = {
            index: _as_published(entries[index], path)
            for index, path in find_identical(entries, names, directory).items()
            if index not in self.left_out
        }
        return Selection(conflicts=self.conflicts, left_out=self.left_out, present=present)

    @property
    def skip(self) -> frozenset[int]:
        """What is not fetched."""
        return self.left_out | self.present.keys()

    @property
    def left_out_ranges(self) -> tuple[IndexRange, ...]:
        """For the journal."""
        return ranges_of(self.left_out)

    @property
    def present_files(self) -> tuple[PresentFile, ...]:
        """For the journal."""
        return tuple(PresentFile(index, str(each.path)) for index, each in sorted(self.present.items()))


def _as_published(entry: FileEntry, path: Path) -> PublishedFile:
    return PublishedFile(path=path, size_bytes=entry.size_bytes, digest="")
