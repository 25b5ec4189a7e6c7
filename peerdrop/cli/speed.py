"""A speed as people type it."""

import re
from typing import Final

from peerdrop.core.transfers.flow.transfer_limits import SPEED_LIMIT_MIN, is_speed_limit

_NONE: Final = frozenset({"none", "off", "0"})
_TYPED: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?(?P<unit>[kKMG]?B|[kKMG]?|[KMG]iB)(?:/s|ps)?", re.ASCII)
_FACTORS: Final = {"": 1, "b": 1, "k": 1000, "kb": 1000, "m": 10**6, "mb": 10**6, "g": 10**9, "gb": 10**9} | {
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
}


def parse_speed(text: str) -> int:
    """Bytes a second in "5MB/s", "500 kB", "1.5M" or "20000"; 0 for "none". Raises ValueError with a sentence."""
    if text.strip().lower() in _NONE:
        return 0
    typed = _TYPED.fullmatch(text.strip())
    if typed is None:
        raise ValueError(f"{text[:40]!r} is not a speed like 5MB/s, 500kB/s or none")
    speed = round(float(typed["number"]) * _FACTORS[typed["unit"].lower()])
    if not is_speed_limit(speed):
        raise ValueError(f"a speed limit is at least {SPEED_LIMIT_MIN // 1000}kB/s, or none")
    return speed
