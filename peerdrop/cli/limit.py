"""A time limit on the injected clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from peerdrop.clock import Clock


@asynccontextmanager
async def limit(clock: Clock, seconds: float) -> AsyncIterator[None]:
    """Cancel the body after *seconds* of *clock* and raise TimeoutError instead."""
    async with asyncio.timeout(None) as scope:
        timer = clock.call_later(max(0.0, seconds), lambda: scope.reschedule(asyncio.get_running_loop().time()))
        try:
            yield
        finally:
            timer.cancel()
