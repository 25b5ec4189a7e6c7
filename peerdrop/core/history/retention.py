"""How long a conversation is kept."""

from enum import StrEnum

_DAY_S = 24 * 60 * 60.0


class Retention(StrEnum):
    """How long what is said and sent between two devices stays in the history of this one."""

    OFF = "off"
    """Nothing is kept, and what was there goes."""
    DAY = "day"
    WEEK = "week"
    FOR_EVER = "for_ever"

    @property
    def kept_s(self) -> float | None:
        """Seconds; None for ever."""
        match self:
            case Retention.OFF:
                return 0.0
            case Retention.DAY:
                return _DAY_S
            case Retention.WEEK:
                return 7 * _DAY_S
            case Retention.FOR_EVER:
                return None
