"""peerdrop/cli/limit.py: a limit on the clock that a test can turn."""

import asyncio

import pytest

from peerdrop.cli.limit import limit
from tests.manual_clock import ManualClock, settle


async def limited(clock: ManualClock, wait: "asyncio.Future[str]") -> str:
    async with limit(clock, 5):
        return await wait


async def test_what_takes_longer_is_cancelled_and_told_as_a_timeout() -> None:
    clock = ManualClock()
    task = asyncio.create_task(limited(clock, asyncio.get_running_loop().create_future()), name="limited")
    await clock.advance(4.9)
    assert not task.done()
    await clock.advance(0.1)
    with pytest.raises(TimeoutError):
        await task


async def test_what_ends_in_time_leaves_no_timer() -> None:
    clock = ManualClock()
    result: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(limited(clock, result), name="limited")
    await settle()
    result.set_result("done")
    assert await task == "done"
    assert clock.waiting == []


async def test_no_time_at_all_still_lets_through_what_need_not_wait() -> None:
    async with limit(ManualClock(), -1):
        pass
