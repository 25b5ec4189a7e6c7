"""What the programs of a soak hold over time: memory, descriptors, threads, tasks, blocks for Python's objects."""

import contextlib
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from tests.soak.member import Member

_MIB = 1 << 20
_ENOUGH = 40
"""Of fewer samples nothing can be said."""
_GROWTH_SHARE = 0.2
_GROWTH = {"rss_mib": 16.0, "descriptors": 16, "threads": 8, "tasks": 24, "blocks": 80_000}
"""What may come and go with the jobs of a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One look at one run."""

    at_s: float
    rss_mib: float
    descriptors: int
    threads: int
    tasks: int
    blocks: int


class Samples:
    """Takes and judges them. Only of a steady member can growth be told from the noise of new runs."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._members = members
        self._began = time.monotonic()
        self._taken: dict[str, list[Sample]] = defaultdict(list)

    def take(self) -> None:
        """Look at all that run."""
        for member in self._members:
            if member.is_up:
                # It may be killed between two looks.
                with contextlib.suppress(OSError, AssertionError):
                    self._taken[member.name].append(self._look(member))

    def lines(self) -> list[str]:
        """Of each member the median of each tenth of the time."""
        out = []
        for member in self._members:
            taken = self._taken[member.name]
            out.append(f"{member.name}{' (never ended)' if member.steady else ''}:")
            step = max(len(taken) // 10, 1)
            for start in range(0, len(taken), step):
                part = taken[start : start + step]
                figures = " ".join(f"{name}={_median(part, name):.0f}" for name in _GROWTH)
                out.append(f"  {part[0].at_s:6.0f} s  {figures}")
        return out

    def growth(self) -> list[str]:
        """What of a steady member grew from the second fifth of the time to the last."""
        out = []
        for member in self._members:
            taken = self._taken[member.name]
            if not member.steady or len(taken) < _ENOUGH:
                continue
            fifth = len(taken) // 5
            for name, slack in _GROWTH.items():
                before, after = _median(taken[fifth : 2 * fifth], name), _median(taken[-fifth:], name)
                if after > before * (1 + _GROWTH_SHARE) + slack:
                    out.append(f"{name} of {member.name} grew from {before:.0f} to {after:.0f}")
        return out

    def _look(self, member: Member) -> Sample:
        process = Path(f"/proc/{member.pid}")
        status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        tasks, blocks = member.tasks_and_blocks
        return Sample(
            at_s=time.monotonic() - self._began,
            rss_mib=int(status["VmRSS"].split()[0]) / 1024,
            descriptors=len(list((process / "fd").iterdir())),
            threads=int(status["Threads"]),
            tasks=tasks,
            blocks=blocks,
        )


def _median(samples: Sequence[Sample], name: str) -> float:
    assert name in {field.name for field in fields(Sample)}
    return float(statistics.median(getattr(sample, name) for sample in samples))
