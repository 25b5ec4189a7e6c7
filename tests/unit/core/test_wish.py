"""Nobody waits for ever."""

import asyncio

import pytest

from peerdrop.core.errors import ConnectionFailed
from peerdrop.core.wish import Wish
from tests.manual_clock import ManualClock, settle


async def test_whoever_joined_is_told_that_it_came_true() -> None:
    wish = Wish(ManualClock(), 60, lambda: None)
    waiters = [wish.join(), wish.join()]
    wish.begin()
    assert wish.is_open
    wish.grant()
    await asyncio.gather(*waiters)
    assert not wish.is_open


async def test_whoever_joined_is_told_why_not() -> None:
    wish = Wish(ManualClock(), 60, lambda: None)
    waiter = wish.join()
    wish.begin()
    wish.fail(ConnectionFailed("no"))
    with pytest.raises(ConnectionFailed, match="no"):
        await waiter


async def test_it_ends_at_its_time_also_if_nobody_knows_why() -> None:
    clock = ManualClock()
    wish = Wish(clock, 60, lambda: None)
    waiter = wish.join()
    wish.begin()
    await clock.advance(59)
    wish.begin()
    assert not waiter.done()
    await clock.advance(1)
    with pytest.raises(ConnectionFailed):
        await waiter
    assert not wish.is_open
    assert clock.waiting == []


async def test_one_that_went_away_holds_up_nobody() -> None:
    wish = Wish(ManualClock(), 60, lambda: None)
    gone, stayed = wish.join(), wish.join()
    wish.begin()
    gone.cancel()
    await settle()
    wish.grant()
    await stayed


async def test_what_begins_anew_has_its_whole_time() -> None:
    clock = ManualClock()
    wish = Wish(clock, 60, lambda: None)
    wish.begin()
    await clock.advance(50)
    wish.grant()
    waiter = wish.join()
    wish.begin()
    await clock.advance(50)
    assert not waiter.done()
    wish.grant()
    await waiter
