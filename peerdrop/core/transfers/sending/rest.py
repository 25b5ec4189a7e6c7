"""What did not arrive of a job that is over, which can go as a job of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import msgspec

from peerdrop.core.errors import SourceChanged, SourceUnreadable
from peerdrop.core.snapshots import ProblemFile
from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.disk.safe_target import safe_label
from peerdrop.core.transfers.sending.sources import Sources
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.transfers import FileEntry

_LABEL_CHARS: Final = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """The rest of the job *of*: *offered* has what was offered by where it is read from, *unread* could not be."""

    of: TransferId
    offered: Mapping[Path, FileEntry] = field(default_factory=dict)
    unread: tuple[Path, ...] = ()

    def choose(self, found: Sources, *, as_offered: bool = False) -> Sources:
        """The rest among *found*, which was read anew, each under its old name, so that it comes beside the others.

        What is missing is a problem of it. *as_offered*: only what has the size and the time that it was offered with.
        Raises SourceUnreadable, and SourceChanged where all that is left was changed.
        """
        chosen = tuple(self._among(found))
        standing = tuple((path, entry) for path, entry in chosen if not as_offered or self._is_as_offered(path, entry))
        if not standing and chosen:
            raise SourceChanged("Those files have changed since.", next_step="Send them anew.")
        if not standing:
            raise SourceUnreadable("None of those files can be read any more.", next_step="Look where they are now.")
        entries = tuple(msgspec.structs.replace(entry, index=index) for index, (_, entry) in enumerate(standing))
        return replace(
            found,
            label=safe_label(entries[0].path.split("/")[0])[:_LABEL_CHARS],
            entries=entries,
            paths=tuple(path for path, _ in standing),
            problems=tuple(self._problems(found, {path for path, _ in chosen}, {path for path, _ in standing})),
            skipped=(),
        )

    def _among(self, found: Sources) -> Iterator[tuple[Path, FileEntry]]:
        taken: set[str] = set()
        for path, entry in zip(found.paths, found.entries, strict=True):
            offered = self.offered.get(path)
            if offered is not None:
                entry = msgspec.structs.replace(entry, path=offered.path)
            elif not any(path.is_relative_to(each) for each in self.unread):
                continue
            if entry.path not in taken:
                taken.add(entry.path)
                yield path, entry

    def _is_as_offered(self, path: Path, entry: FileEntry) -> bool:
        offered = self.offered.get(path)
        return offered is not None and msgspec.structs.replace(offered, index=entry.index) == entry

    def _problems(self, found: Sources, chosen: set[Path], standing: set[Path]) -> Iterator[ProblemFile]:
        for path in self.offered:
            if path not in chosen:
                yield ProblemFile(path=str(path), reason=TransferReason.SOURCE_UNREADABLE)
            elif path not in standing:
                yield ProblemFile(path=str(path), reason=TransferReason.SOURCE_CHANGED)
        wanted = {str(path) for path in self.unread}
        yield from (each for each in found.problems if each.path in wanted)
