import pytest

from peerdrop.core.transfers.job.rate import Rate
from tests.manual_clock import ManualClock

MB = 1_000_000


async def steady(rate: Rate, clock: ManualClock, seconds: int, bytes_per_second: int, done: int = 0) -> int:
    for _ in range(seconds * 10):
        await clock.advance(0.1)
        done += bytes_per_second // 10
        rate.moved(done)
    return done


async def test_a_steady_flow_has_its_speed_and_time_left() -> None:
    clock = ManualClock()
    rate = Rate(clock, 100 * MB)
    rate.restart(0)
    done = await steady(rate, clock, 5, 10 * MB)
    assert rate.bytes_per_second() == pytest.approx(10 * MB, rel=0.05)
    assert rate.eta_s(done) == pytest.approx(5, rel=0.1)


async def test_only_the_last_three_seconds_count() -> None:
    clock = ManualClock()
    rate = Rate(clock, 1000 * MB)
    rate.restart(0)
    done = await steady(rate, clock, 10, 50 * MB)
    await steady(rate, clock, 4, 5 * MB, done)
    assert rate.bytes_per_second() == pytest.approx(5 * MB, rel=0.05)


async def test_the_time_left_does_not_jump_with_the_speed() -> None:
    clock = ManualClock()
    rate = Rate(clock, 1000 * MB)
    rate.restart(0)
    done = await steady(rate, clock, 5, 10 * MB)
    before = rate.eta_s(done)
    done = await steady(rate, clock, 1, 100 * MB, done)
    after = rate.eta_s(done)
    assert before is not None
    assert after is not None
    jumped = (1000 * MB - done) / rate.bytes_per_second()
    assert jumped < after < before


async def test_nothing_is_said_of_the_time_left_in_the_first_two_seconds() -> None:
    clock = ManualClock()
    rate = Rate(clock, 100 * MB)
    rate.restart(0)
    done = await steady(rate, clock, 1, 10 * MB)
    assert rate.eta_s(done) is None


async def test_a_stall_brings_the_speed_to_zero() -> None:
    clock = ManualClock()
    rate = Rate(clock, 100 * MB)
    rate.restart(0)
    done = await steady(rate, clock, 5, 10 * MB)
    await clock.advance(4)
    assert rate.bytes_per_second() == 0
    await clock.advance(30)
    assert rate.eta_s(done) is None


async def test_what_was_there_before_is_not_speed() -> None:
    clock = ManualClock()
    rate = Rate(clock, 100 * MB)
    rate.restart(90 * MB)
    await clock.advance(1)
    rate.moved(91 * MB)
    assert rate.bytes_per_second() == pytest.approx(MB)


async def test_the_clock_need_not_move() -> None:
    rate = Rate(ManualClock(), 100)
    rate.restart(0)
    rate.moved(100)
    assert rate.bytes_per_second() == 0
