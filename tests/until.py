"""Waiting for what must become true, without guessing how long it takes."""

import asyncio
import time
from collections.abc import Callable

_EAGER_TURNS = 100
LIMIT_S = 30.0
"""What a machine that does much besides needs for what another takes a moment for."""


async def until(predicate: Callable[[], object], within_s: float = LIMIT_S, *, what: str = "") -> None:
    """Return once *predicate* is true; AssertionError, naming *what*, if it is not within *within_s* real seconds."""
    deadline = time.monotonic() + within_s
    turns = 0
    while not predicate():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within_s} s: {what or predicate}")
        turns += 1
        await asyncio.sleep(0 if turns < _EAGER_TURNS else 0.005)
