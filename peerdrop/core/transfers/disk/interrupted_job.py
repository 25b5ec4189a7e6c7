"""A job that a run of this program before this one had begun, as its journal tells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from peerdrop.core.snapshots import PublishedFile
from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.disk.journal import (
    AgainLine,
    BootLine,
    JobLine,
    Line,
    PartLine,
    ProblemLine,
    PublishedLine,
    TopLine,
    WishLine,
    WrittenLine,
)
from peerdrop.core.transfers.disk.wishes import Wishes
from peerdrop.core.transfers.flow.job_stream import indexes_of


@dataclass(slots=True, kw_only=True)
class InterruptedJob:
    """Where the job goes on: at entry *index*, with *part* if it was begun, of which *offset* bytes can be trusted."""

    job: JobLine
    index: int = 0
    offset: int = 0
    synced_offset: int = 0
    """The bytes of those that a disk that was pulled out has as well."""
    part: PartLine | None = None
    tops: dict[str, str] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    """Those of *tops* that the job made."""
    published: dict[int, PublishedFile] = field(default_factory=dict)
    problems: dict[int, TransferReason] = field(default_factory=dict)
    again: frozenset[int] = frozenset()
    """What alone comes once more; nothing while everything comes for the first time."""
    wishes: Wishes = field(default_factory=Wishes)


def interrupted_job(lines: Sequence[Line], boot: str) -> InterruptedJob | None:
    """What *lines* of a journal add up to in the run *boot* of the machine; None if they tell nothing.

    What a write() returned for outlives a crash of the program, not one of the machine: after that only what was
    synced counts.
    """
    if not lines or not isinstance(lines[0], JobLine):
        return None
    found = InterruptedJob(job=lines[0], wishes=_last_wishes(lines))
    is_this_run = _same_run(lines[0].boot, boot)
    for line in lines[1:]:
        match line:
            case BootLine():
                is_this_run = _same_run(line.boot, boot)
            case TopLine():
                found.tops[line.wanted] = line.got
                found.made.update({line.wanted} if line.made else ())
            case PartLine() if line.index < len(found.job.entries):
                found.index, found.offset, found.synced_offset, found.part = line.index, 0, 0, line
            case WrittenLine() if line.index == found.index and (line.synced or is_this_run):
                found.offset = line.offset
                found.synced_offset = line.offset if line.synced else found.synced_offset
            case PublishedLine() if line.index < len(found.job.entries):
                found.published[line.index] = PublishedFile(
                    path=Path(line.path),
                    size_bytes=found.job.entries[line.index].size_bytes,
                    digest=f"blake3:{line.digest}",
                )
                found.index, found.offset, found.part = line.index + 1, 0, None
            case AgainLine():
                _take_again(found, line)
            case ProblemLine():
                found.problems[line.index] = TransferReason.parse(line.reason)
                found.index, found.offset, found.part = line.index + 1, 0, None
    return found


def _take_again(found: InterruptedJob, line: AgainLine) -> None:
    found.again = indexes_of(line.indexes, len(found.job.entries))
    found.index, found.offset, found.part = 0, 0, None
    for index in found.again:
        found.problems.pop(index, None)


def _last_wishes(lines: Sequence[Line]) -> Wishes:
    return next((line.wishes for line in reversed(lines) if isinstance(line, WishLine)), Wishes())


def _same_run(one: str, other: str) -> bool:
    return bool(one) and one == other
