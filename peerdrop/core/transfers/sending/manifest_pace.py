"""How fast a manifest is told: no faster than the receiver takes it, or the control channel would fill up."""

import asyncio
from typing import Final

from peerdrop.clock import Clock

PIECES_AHEAD: Final = 8
"""At most a MiB of them: a quarter of what a control channel takes."""
PATIENCE_S: Final = 1.0
"""A receiver that says nothing of the pieces is given this long for each PIECES_AHEAD of them."""


class ManifestPace:
    """Counts the pieces that were told and the entries that the receiver says it has."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ends: list[int] = []
        self._heard = asyncio.Event()

    def told(self, end: int) -> None:
        """One more piece went out; it ends before entry *end*."""
        self._ends.append(end)

    def taken(self, count: int) -> None:
        """The receiver has the first *count* entries."""
        self._ends = [end for end in self._ends if end > count]
        self._heard.set()

    def heard(self) -> None:
        """The receiver said something else: whoever waits looks whether it still has to."""
        self._heard.set()

    async def room(self) -> None:
        """Return when another piece may go, or when the receiver said anything else."""
        if len(self._ends) < PIECES_AHEAD:
            return
        self._heard.clear()
        timer = self._clock.call_later(PATIENCE_S, self._give_up)
        try:
            await self._heard.wait()
        finally:
            timer.cancel()

    def _give_up(self) -> None:
        self._ends.clear()
        self._heard.set()
