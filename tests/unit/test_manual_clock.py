"""The tests' own clock: a wrong one would prove nothing."""

import asyncio

import pytest

from tests.manual_clock import ManualClock
from tests.until import until


async def test_timers_fire_in_order_each_at_its_own_time() -> None:
    clock, fired = ManualClock(monotonic=0.0, wall=100.0), list[tuple[str, float, float]]()
    for name, delay_s in (("late", 3.0), ("early", 1.0), ("early too", 1.0)):
        clock.call_later(delay_s, lambda name=name: fired.append((name, clock.monotonic(), clock.wall())))  # type: ignore[misc]
    await clock.advance(2.5)
    assert fired == [("early", 1.0, 101.0), ("early too", 1.0, 101.0)]
    await clock.advance(0.5)
    assert fired[2:] == [("late", 3.0, 103.0)]
    assert (clock.monotonic(), clock.wall(), clock.waiting) == (3.0, 103.0, [])


async def test_a_timer_set_by_a_timer_fires_in_the_same_advance() -> None:
    clock, fired = ManualClock(monotonic=0.0), list[float]()

    def again() -> None:
        fired.append(clock.monotonic())
        clock.call_later(1.0, again)

    clock.call_later(1.0, again)
    await clock.advance(3.0)
    assert fired == [1.0, 2.0, 3.0]


async def test_a_canceled_timer_never_fires_also_if_canceled_at_its_very_time() -> None:
    clock, fired = ManualClock(), list[str]()
    later = clock.call_later(1.0, lambda: fired.append("later"))
    clock.call_later(0.5, later.cancel)
    await clock.advance(2.0)
    assert fired == []


async def test_a_sleeper_goes_on_between_the_timers() -> None:
    clock, woken = ManualClock(monotonic=0.0), list[float]()

    async def sleeper() -> None:
        for _ in range(3):
            await clock.sleep(1.0)
            woken.append(clock.monotonic())

    task = asyncio.create_task(sleeper(), name="sleeper")
    await clock.advance(10.0)
    assert woken == [1.0, 2.0, 3.0]
    await task


async def test_a_sleeper_that_is_canceled_leaves_no_timer() -> None:
    clock = ManualClock()
    task = asyncio.create_task(clock.sleep(1.0), name="sleeper")
    await clock.advance(0.5)
    assert clock.waiting == [0.5]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert clock.waiting == []


async def test_in_a_suspended_machine_only_the_wall_clock_runs() -> None:
    clock, fired = ManualClock(monotonic=0.0, wall=0.0), list[str]()
    clock.call_later(10.0, lambda: fired.append("timer"))
    clock.suspend(3600.0)
    await clock.advance(1.0)
    assert (clock.monotonic(), clock.wall(), fired) == (1.0, 3601.0, [])


async def test_until_returns_when_it_is_true_and_says_what_never_was() -> None:
    turns = iter(range(5))
    await until(lambda: next(turns) == 4)
    with pytest.raises(AssertionError, match=r"not within 0\.0 s: the sun to rise"):
        await until(lambda: False, 0.0, what="the sun to rise")
