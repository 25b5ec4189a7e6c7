"""How much one source, and all together, may ask for."""

from collections import OrderedDict
from typing import Final

from peerdrop.clock import Clock

_MAX_SOURCES: Final = 1024


class TokenBuckets:
    """A bucket per source and one for all: *rate* tokens a second come in, at most *burst* are kept."""

    def __init__(self, clock: Clock, *, rate: float, burst: float, total_rate: float, total_burst: float) -> None:
        self._clock = clock
        self._rate = rate
        self._burst = burst
        self._sources: OrderedDict[str, _Bucket] = OrderedDict()
        self._total = _Bucket(total_burst, clock.monotonic())
        self._total_rate = total_rate
        self._total_burst = total_burst

    def take(self, source: str) -> bool:
        """Take one token for *source*; False if it, or everybody together, has had too much."""
        now = self._clock.monotonic()
        bucket = self._sources.pop(source, None) or _Bucket(self._burst, now)
        self._sources[source] = bucket
        if len(self._sources) > _MAX_SOURCES:
            # Whoever was silent longest has a full bucket anyway; the total still bounds a crowd of sources.
            self._sources.popitem(last=False)
        # The source's own limit first: one loud machine must not use up what belongs to all.
        return bucket.take(now, self._rate, self._burst) and self._total.take(now, self._total_rate, self._total_burst)


class _Bucket:
    __slots__ = ("_at", "_tokens")

    def __init__(self, tokens: float, at: float) -> None:
        self._tokens = tokens
        self._at = at

    def take(self, now: float, rate: float, burst: float) -> bool:
        self._tokens = min(burst, self._tokens + (now - self._at) * rate)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
