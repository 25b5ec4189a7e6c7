"""How a live connection feels, from what its heartbeat measured."""

from dataclasses import dataclass
from typing import Final

from peerdrop.core.states import Quality

_GOOD_S: Final = 0.05
_FAIR_S: Final = 0.15


def quality_of(rtt_s: float | None, unanswered: int) -> Quality | None:
    """The quality of a link with a smoothed round trip and that many unanswered pings; None before the first answer.

    One ping is always under way; two or more unanswered ones are a stall.
    """
    if unanswered > 2:
        return Quality.POOR
    if rtt_s is None:
        return None
    if unanswered > 1 or rtt_s >= _GOOD_S:
        return Quality.FAIR if rtt_s < _FAIR_S else Quality.POOR
    return Quality.GOOD


_NOTICED: Final = 0.2


@dataclass(frozen=True, slots=True)
class Figures:
    """What is shown of how a link feels."""

    quality: Quality | None
    rtt_s: float | None
    missed_pings: int

    def differ_from(self, shown: "Figures | None") -> bool:
        """Worth showing anew: another word, another count, or a round trip a fifth longer or shorter."""
        if shown is None or (self.quality, self.missed_pings) != (shown.quality, shown.missed_pings):
            return True
        if self.rtt_s is None or shown.rtt_s is None:
            return self.rtt_s is not shown.rtt_s
        return abs(self.rtt_s - shown.rtt_s) > _NOTICED * shown.rtt_s
