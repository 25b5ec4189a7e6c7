"""How a live connection feels, from what its heartbeat measured."""

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
