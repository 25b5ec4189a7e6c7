"""How long something has run, without the breaks."""

from peerdrop.clock import Clock


class Stopwatch:
    """Stands at 0 until it is first started."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: float | None = None
        self._before_s = 0.0

    @property
    def seconds(self) -> float:
        """What has been counted so far."""
        running_s = 0.0 if self._since is None else self._clock.monotonic() - self._since
        return self._before_s + running_s

    def run(self, running: bool) -> None:
        """Run from now on, or stand; nothing happens if it does so already."""
        if running and self._since is None:
            self._since = self._clock.monotonic()
        elif not running and self._since is not None:
            self._before_s = self.seconds
            self._since = None
