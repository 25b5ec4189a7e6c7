"""How much a node's transfers may do at a time."""

from dataclasses import dataclass
from typing import Final

AT_ONCE: Final = 3
SPEED_LIMIT_MIN: Final = 10_000
"""Bytes a second: what is slower is no transfer any more, and could not be paced smoothly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLimits:
    """*bytes_per_second* holds for all that is sent together, and for all that is received; 0: no limit.

    *at_once* jobs are sent to one device side by side; with 1 strictly one goes after the other.
    """

    bytes_per_second: int = 0
    at_once: int = AT_ONCE


def is_speed_limit(bytes_per_second: int) -> bool:
    """It can be followed: none, or not too slow."""
    return bytes_per_second == 0 or bytes_per_second >= SPEED_LIMIT_MIN
