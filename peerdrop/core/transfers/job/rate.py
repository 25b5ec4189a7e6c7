"""Speed and time left, as people expect to see them."""

from collections import deque
from typing import Final

from peerdrop.clock import Clock

WINDOW_S: Final = 3.0
ETA_AFTER_S: Final = 2.0
_ETA_WEIGHT: Final = 0.3


class Rate:
    """Speed is the mean of the last 3 s; the time left follows a smoothed speed and is not shown in the first 2 s."""

    def __init__(self, clock: Clock, size_bytes: int) -> None:
        self._clock = clock
        self._size_bytes = size_bytes
        self._samples: deque[tuple[float, int]] = deque()
        self._started: float | None = None
        self._smooth: float | None = None
        self._smoothed_at = 0.0

    def restart(self, bytes_done: int) -> None:
        """Bytes begin to flow (again) at *bytes_done*: what was before tells nothing."""
        now = self._clock.monotonic()
        self._samples.clear()
        self._samples.append((now, bytes_done))
        self._started = now
        self._smooth = None
        self._smoothed_at = now

    def moved(self, bytes_done: int) -> None:
        """*bytes_done* are there now."""
        if self._started is None:
            self.restart(bytes_done)
            return
        self._samples.append((self._clock.monotonic(), bytes_done))
        self._forget()

    def bytes_per_second(self) -> float:
        """The mean of the last 3 s; 0 when nothing is known or nothing moved."""
        self._forget()
        if self._started is None or not self._samples:
            return 0.0
        now = self._clock.monotonic()
        first_at, first = self._samples[0]
        # The window's begin, not the first sample's time: after a stall the speed falls to 0 instead of standing.
        span = min(now - self._started, WINDOW_S) if now - first_at < WINDOW_S else now - first_at
        moved = self._samples[-1][1] - first
        return max(moved, 0) / span if span > 0 else 0.0

    def eta_s(self, bytes_done: int) -> float | None:
        """Seconds left, or None while there is nothing to tell it from."""
        now = self._clock.monotonic()
        if self._started is None or now - self._started < ETA_AFTER_S:
            return None
        speed = self.bytes_per_second()
        if self._smooth is None:
            self._smooth = speed
        elif now > self._smoothed_at:
            weight = 1 - (1 - _ETA_WEIGHT) ** (now - self._smoothed_at)
            self._smooth += weight * (speed - self._smooth)
        self._smoothed_at = now
        if self._smooth < 1:
            return None
        return max(self._size_bytes - bytes_done, 0) / self._smooth

    def _forget(self) -> None:
        # One sample at or before the window's begin stays, to measure from.
        begin = self._clock.monotonic() - WINDOW_S
        while len(self._samples) > 1 and self._samples[1][0] <= begin:
            self._samples.popleft()
