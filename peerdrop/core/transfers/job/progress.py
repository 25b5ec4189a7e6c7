"""How far a job is, told neither too often nor too rarely."""

from collections.abc import Callable, Iterable
from typing import Final

from peerdrop.clock import Clock, Timer
from peerdrop.core.snapshots import PublishedFile
from peerdrop.core.transfers.job.rate import Rate

SHORTEST_S: Final = 0.1
LONGEST_S: Final = 1.0


class Progress:
    """Counts bytes that are on the receiver's disk; *tell* is called at most 10 times a second, at least once a
    second while something moves, and once when everything is there."""

    def __init__(self, clock: Clock, size_bytes: int, tell: Callable[[], None]) -> None:
        self.size_bytes = size_bytes
        self.bytes_done = 0
        self.bytes_per_second = 0.0
        self.eta_s: float | None = None
        self._clock = clock
        self._tell = tell
        self._rate = Rate(clock, size_bytes)
        self._timer: Timer | None = None
        self._told_at: float | None = None
        self._told_all = False
        self._running = False

    def expect(self, size_bytes: int) -> None:
        """There are *size_bytes* in all: less than was offered."""
        self.size_bytes = size_bytes
        self._rate = Rate(self._clock, size_bytes)

    def start(self) -> None:
        """Bytes flow from now on."""
        self._running = True
        self._rate.restart(self.bytes_done)

    def stop(self) -> None:
        """Bytes flow no more; nothing is told until they do."""
        self._running = False
        self.bytes_per_second = 0.0
        self.eta_s = None
        self._disarm()

    def moved(self, bytes_done: int) -> None:
        """*bytes_done* are on the receiver's disk."""
        self.bytes_done = bytes_done
        if not self._running:
            return
        self._rate.moved(bytes_done)
        now = self._clock.monotonic()
        wait_s = 0.0 if self._told_at is None else self._told_at + SHORTEST_S - now
        if wait_s <= 0:
            self._say()
        else:
            self._arm(wait_s)

    def finish(self) -> None:
        """Everything is there; told if it has not been."""
        self.bytes_done = self.size_bytes
        if not self._told_all:
            self._say()
        self.stop()

    def settle(self, files: Iterable[PublishedFile], *, sent: bool) -> None:
        """It is over, and only *files* came: one that did not arrive was counted when its turn was over.

        Those that a receiver had already have no digest there.
        """
        self.bytes_done = sum(file.size_bytes for file in files if sent or file.digest)

    def _say(self) -> None:
        self._disarm()
        if self.bytes_done >= self.size_bytes:
            if self._told_all:
                return
            self._told_all = True
        self._told_at = self._clock.monotonic()
        self.bytes_per_second = self._rate.bytes_per_second()
        self.eta_s = self._rate.eta_s(self.bytes_done)
        self._tell()
        # A slow link brings less than one frame a second; the line goes on telling until the speed has come to 0.
        if self._running and self.bytes_per_second > 0 and not self._told_all:
            self._arm(LONGEST_S)

    def _arm(self, delay_s: float) -> None:
        self._disarm()
        self._timer = self._clock.call_later(delay_s, self._say)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
