"""The jobs to one device, in the order in which they go."""

import asyncio
from bisect import bisect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from fractions import Fraction
from typing import Final, Protocol

from peerdrop.core.states import QueueMove
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES

SMALL_BYTES: Final = CREDIT_WINDOW_BYTES
"""A job with no more than this to go has not to wait for the large ones."""
# Below what the other side takes at once, see IncomingOffers and Intakes.
_TOLD_AT_ONCE: Final = 2
_OFFERS_OPEN: Final = 16


class LineMember(Protocol):
    """A job as its line sees it."""

    @property
    def rank(self) -> Fraction:
        """Who has less goes first. Of a move only the rank of who was moved is another: one file to be kept."""

    @property
    def bytes_left(self) -> int:
        """What is still to be sent."""

    @property
    def can_send(self) -> bool:
        """Nothing keeps it from sending, but perhaps the line."""

    @property
    def is_on_offer(self) -> bool:
        """Its offer was told, and is not answered."""

    def hold(self) -> None:
        """Wait: others go first."""

    def release(self) -> None:
        """Go."""

    def held_back(self) -> None:
        """Its offer waits for others to be told or answered."""

    def stand_at(self, rank: Fraction) -> None:
        """Have that rank from now on, also after a restart."""


class SendLine:
    """Lets the first *at_once* that can send do so, and one small job beside them unless only one may at a time.

    Offers are made in the same order, all that the other side takes: its user can decide before the bytes can go.
    """

    def __init__(self, at_once: Callable[[], int]) -> None:
        self._at_once = at_once
        self._jobs: list[LineMember] = []
        self._wishes: list[LineMember] = []
        """Those that want to make their first offer."""
        self._telling: set[LineMember] = set()
        self._moved = asyncio.Event()
        self._review_due = False

    def __len__(self) -> int:
        return len(self._jobs)

    def join(self, job: LineMember) -> None:
        """At the end of the line."""
        if self._jobs and job.rank <= self._jobs[-1].rank:
            job.stand_at(self._jobs[-1].rank + 1)
        self._jobs.append(job)

    def rejoin(self, job: LineMember) -> None:
        """After a restart: where it stood."""
        self._jobs.insert(bisect(self._jobs, job.rank, key=lambda each: each.rank), job)

    def leave(self, job: LineMember) -> None:
        """It is over."""
        if job in self._jobs:
            self._jobs.remove(job)
            self.changed()

    def position(self, job: LineMember) -> int | None:
        """1 for the first; None for one that is not in the line."""
        return self._jobs.index(job) + 1 if job in self._jobs else None

    def move(self, job: LineMember, move: QueueMove) -> None:
        """Put it elsewhere; it begins, and another waits, if that is what the new order says."""
        before = self._jobs.index(job)
        last = len(self._jobs) - 1
        after = {
            QueueMove.FIRST: 0,
            QueueMove.UP: max(before - 1, 0),
            QueueMove.DOWN: min(before + 1, last),
            QueueMove.LAST: last,
        }[move]
        self._jobs.insert(after, self._jobs.pop(before))
        if after != before:
            job.stand_at(self._rank_at(after))
            self.changed()

    def takes(self, job: LineMember) -> bool:
        """*job*, which is about to be able to send, may do so at once."""
        return job in self._chosen(job)

    def changed(self) -> None:
        """Something about a job is different: look, before long, who goes now."""
        if not self._review_due:
            self._review_due = True
            asyncio.get_running_loop().call_soon(self._review)

    @asynccontextmanager
    async def telling(
        self, job: LineMember, wanted: Callable[[], bool], *, is_known: bool = False
    ) -> AsyncIterator[bool]:
        """Make an offer inside, when it is *job*'s turn to. False: it is not *wanted* any more.

        *is_known*: it was accepted before a cut. Nobody has to decide about it, so it waits for no decision.
        """
        if not is_known:
            self._wishes.append(job)
        try:
            if not self._may_tell(job, is_known=is_known):
                job.held_back()
            while wanted() and not self._may_tell(job, is_known=is_known):
                self._moved.clear()
                await self._moved.wait()
        finally:
            if not is_known:
                self._wishes.remove(job)
            self._moved.set()
        self._telling.add(job)
        try:
            yield wanted()
        finally:
            self._telling.discard(job)
            self._moved.set()

    def _rank_at(self, place: int) -> Fraction:
        """Between the two who stand on both sides of *place*."""
        before = self._jobs[place - 1].rank if place > 0 else None
        after = self._jobs[place + 1].rank if place + 1 < len(self._jobs) else None
        if before is None:
            return after - 1 if after is not None else Fraction(0)
        return (before + after) / 2 if after is not None else before + 1

    def _may_tell(self, job: LineMember, *, is_known: bool) -> bool:
        if len(self._telling) >= _TOLD_AT_ONCE:
            return False
        if is_known:
            return True
        if sum(each.is_on_offer for each in self._jobs) + len(self._telling) >= _OFFERS_OPEN:
            return False
        return next((each for each in self._jobs if each in self._wishes), job) is job

    def _chosen(self, joining: LineMember | None = None) -> list[LineMember]:
        ready = [job for job in self._jobs if job.can_send or job is joining]
        at_once = self._at_once()
        chosen = ready[:at_once]
        if at_once > 1:
            chosen += [job for job in ready[at_once:] if job.bytes_left <= SMALL_BYTES][:1]
        return chosen

    def _review(self) -> None:
        self._review_due = False
        self._moved.set()
        chosen = self._chosen()
        for job in tuple(self._jobs):
            if job in chosen:
                job.release()
            elif job.can_send:
                job.hold()
