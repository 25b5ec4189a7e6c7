"""How much a node's transfers may do at a time."""

from dataclasses import dataclass
from typing import Final

AT_ONCE: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLimits:
    """*bytes_per_second* holds for all that is sent together, and for all that is received; 0: no limit.

    *at_once* jobs are sent to one device side by side; with 1 strictly one goes after the other.
    """

    bytes_per_second: int = 0
    at_once: int = AT_ONCE
