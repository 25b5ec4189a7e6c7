"""One call that is due later."""

from collections.abc import Callable

from peerdrop.clock import Clock, Timer


class Alarm:
    """At most one call is due at a time: setting it anew takes the one before back, so that none is forgotten."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._timer: Timer | None = None
        self.due_at: float | None = None
        """The Unix time of the call that is due, or was made last; None once it was taken back."""

    @property
    def is_set(self) -> bool:
        """A call is due."""
        return self._timer is not None

    def set(self, delay_s: float, ring: Callable[[], None]) -> None:
        """Call *ring* once in *delay_s* seconds, and nothing else before."""
        self.cancel()

        def due() -> None:
            self._timer = None
            ring()

        self.due_at = self._clock.wall() + delay_s
        self._timer = self._clock.call_later(delay_s, due)

    def cancel(self) -> None:
        """Call nothing."""
        self.due_at = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
