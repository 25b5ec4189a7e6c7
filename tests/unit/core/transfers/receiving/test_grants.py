"""How much a sender is granted under a limit: counted bytes, on a clock that a test moves."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerdrop.core.transfers.flow.pacing import JobPace, Pacing
from peerdrop.core.transfers.receiving.grants import Grants
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES, CREDIT_WINDOW_MIN_BYTES
from tests.manual_clock import ManualClock, settle

DEVICE = DeviceId("A" * 52)
SPEED = 1_000_000
HUGE = 10**12


class Road:
    """A receiving job and its sender, *round_trip_s* away, who always sends all that it may."""

    def __init__(self, clock: ManualClock, pace: JobPace, *, round_trip_s: float = 0.0, size_bytes: int = HUGE) -> None:
        self.sent_bytes = 0
        self.sent: list[tuple[float, int]] = []
        """When how much was sent in all."""
        self.written_bytes = 0
        self.stands = False
        """It is paused."""
        self.grants = Grants(pace, self.tell)
        self._clock = clock
        self._delay_s = round_trip_s / 2
        self._size_bytes = size_bytes
        self._tasks = [asyncio.create_task(self.grants.run())]

    def begin(self) -> None:
        self.grants.begin(self.written_bytes, self._size_bytes)
        self.grants.flow(True)
        self.tell()

    def tell(self) -> None:
        position, window_bytes = self.grants.credit(self.written_bytes)
        assert 0 <= position <= self.written_bytes
        assert CREDIT_WINDOW_MIN_BYTES <= window_bytes <= CREDIT_WINDOW_BYTES
        self._clock.call_later(self._delay_s, lambda: self._credited(position + window_bytes))

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _credited(self, until_bytes: int) -> None:
        until_bytes = self.sent_bytes if self.stands else min(until_bytes, self._size_bytes)
        if until_bytes > self.sent_bytes:
            self.sent_bytes = until_bytes
            self.sent.append((self._clock.monotonic(), until_bytes))
            self._clock.call_later(self._delay_s, lambda: self._arrived(until_bytes))

    def _arrived(self, position: int) -> None:
        self.written_bytes = position
        self.grants.written(position)
        self.tell()

    def most_ahead_of(self, speed: int, begun_at: float) -> float:
        """By how much the sender was ever ahead of *speed*."""
        return max(size - speed * (at - begun_at) for at, size in self.sent)

    def most_at_once(self) -> int:
        """The most that was sent at one moment."""
        return max(later - earlier for (_, earlier), (_, later) in pairwise([(0.0, 0), *self.sent]))


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


async def seconds_until(clock: ManualClock, done: Callable[[], bool]) -> float:
    begun_at = clock.monotonic()
    while not done() and clock.monotonic() < begun_at + 10:
        await clock.advance(0.05)
    return clock.monotonic() - begun_at


async def is_done(work: Awaitable[None]) -> bool:
    task = asyncio.ensure_future(work)
    await settle()
    done = task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return done


@pytest.mark.parametrize("round_trip_s", [0.0, 0.1, 0.4])
async def test_a_limit_holds_from_the_first_byte_on_and_is_reached_however_far_the_sender(
    clock: ManualClock, round_trip_s: float
) -> None:
    pacing = Pacing(clock)
    pacing.total.change(SPEED)
    road = Road(clock, pacing.pace(DEVICE), round_trip_s=round_trip_s)
    begun_at = clock.monotonic()
    road.begin()
    await clock.advance(4)
    assert road.most_ahead_of(SPEED, begun_at) <= 0.16 * SPEED
    assert road.most_at_once() <= 0.16 * SPEED
    assert road.written_bytes >= (4 - round_trip_s - 0.1) * SPEED * 0.99
    await road.aclose()


async def test_the_lowest_limit_lets_no_more_through_at_first_than_the_smallest_window(clock: ManualClock) -> None:
    pacing = Pacing(clock)
    pacing.total.change(10_000)
    road = Road(clock, pacing.pace(DEVICE))
    begun_at = clock.monotonic()
    road.begin()
    await clock.advance(5)
    assert road.most_ahead_of(10_000, begun_at) <= CREDIT_WINDOW_MIN_BYTES + 2 * 2048
    assert road.sent_bytes >= 5 * 10_000
    await road.aclose()


async def test_three_jobs_share_the_limit_of_all(clock: ManualClock) -> None:
    pacing = Pacing(clock)
    pacing.total.change(SPEED)
    roads = [Road(clock, pacing.pace(DEVICE)) for _ in range(3)]
    for road in roads:
        road.begin()
    await clock.advance(3)
    sent = [road.sent_bytes for road in roads]
    assert abs(sum(sent) - 3 * SPEED) <= 0.3 * SPEED
    assert max(sent) - min(sent) <= 0.1 * SPEED
    for road in roads:
        await road.aclose()


async def test_many_small_jobs_are_paid_for_too(clock: ManualClock) -> None:
    pacing = Pacing(clock)
    pacing.total.change(10_000)
    seconds = 0.0
    for _ in range(10):
        road = Road(clock, pacing.pace(DEVICE), size_bytes=1000)
        road.begin()
        await clock.advance(0)
        assert road.written_bytes == 1000
        paid = asyncio.create_task(road.grants.paid())
        seconds += await seconds_until(clock, paid.done)
        await road.aclose()
    assert seconds >= 0.8, "10,000 bytes, less what may be ahead"


async def test_without_a_limit_the_window_is_whole_and_nothing_waits(clock: ManualClock) -> None:
    grants = Grants(Pacing(clock).pace(DEVICE), lambda: None)
    grants.begin(0, HUGE)
    grants.written(5_000_000)
    assert grants.credit(7_000_000) == (7_000_000, CREDIT_WINDOW_BYTES)
    assert await is_done(grants.paid())
    assert clock.waiting == []


async def test_a_limit_set_while_bytes_flow_takes_back_what_is_not_used_and_what_comes_anyway_is_made_up_for(
    clock: ManualClock,
) -> None:
    pace = Pacing(clock).pace(DEVICE)
    grants = Grants(pace, lambda: None)
    running = asyncio.create_task(grants.run())
    grants.begin(0, HUGE)
    grants.flow(True)
    grants.written(3_000_000)
    assert sum(grants.credit(3_000_000)) == 3_000_000 + CREDIT_WINDOW_BYTES
    pace.own.change(SPEED)
    grants.limits_changed()
    assert sum(grants.credit(3_000_000)) <= 3_000_000 + 0.06 * SPEED
    # What had been granted before comes all the same.
    grants.written(5_000_000)
    position, window_bytes = grants.credit(5_000_000)
    assert position + window_bytes <= 3_000_000 + 0.2 * SPEED
    paid = asyncio.create_task(grants.paid())
    assert abs(await seconds_until(clock, paid.done) - 2) <= 0.15
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_lower_limit_takes_back_and_none_gives_the_whole_window(clock: ManualClock) -> None:
    pace = Pacing(clock).pace(DEVICE)
    pace.own.change(10 * SPEED)
    grants = Grants(pace, lambda: None)
    running = asyncio.create_task(grants.run())
    grants.begin(0, HUGE)
    grants.flow(True)
    await clock.advance(2)
    assert sum(grants.credit(0)) == pace.window_bytes == 5 * SPEED, "nobody sends: a window is granted, and no more"
    pace.own.change(SPEED)
    grants.limits_changed()
    assert sum(grants.credit(0)) <= 0.5 * SPEED
    pace.own.change(0)
    grants.limits_changed()
    assert grants.credit(0) == (0, CREDIT_WINDOW_BYTES)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_while_a_job_stands_nothing_is_granted_but_what_came_is_paid_for(clock: ManualClock) -> None:
    pace = Pacing(clock).pace(DEVICE)
    pace.own.change(SPEED)
    road = Road(clock, pace)
    road.begin()
    await clock.advance(1)
    road.stands = True
    road.grants.flow(False)
    await clock.advance(5)
    assert await is_done(road.grants.paid())
    stands_at = road.sent_bytes
    begun_at = clock.monotonic()
    road.sent.clear()
    road.stands = False
    road.grants.flow(True)
    road.tell()
    await clock.advance(2)
    assert road.most_ahead_of(SPEED, begun_at) - stands_at <= 0.16 * SPEED, "time that passed is not made up for"
    await road.aclose()


async def test_the_last_bytes_are_granted_though_they_are_few(clock: ManualClock) -> None:
    pace = Pacing(clock).pace(DEVICE)
    pace.own.change(SPEED)
    size_bytes = 1_234_567
    road = Road(clock, pace, size_bytes=size_bytes)
    road.begin()
    await clock.advance(3)
    assert road.written_bytes == size_bytes
    position, window_bytes = road.grants.credit(size_bytes)
    assert (position, window_bytes) == (size_bytes, pace.opening_bytes)
    await road.aclose()


@given(st.integers(10_000, 10**10), st.integers(0, 10**10), st.integers(0, 10**8))
def test_what_is_told_is_always_what_the_protocol_knows(speed: int, begun: int, more: int) -> None:
    pace = Pacing(ManualClock()).pace(DEVICE)
    pace.own.change(speed)
    grants = Grants(pace, lambda: None)
    grants.begin(begun, begun + 2 * more)
    grants.written(begun + more)
    position, window_bytes = grants.credit(begun + more)
    assert begun <= position <= begun + more
    assert CREDIT_WINDOW_MIN_BYTES <= window_bytes <= CREDIT_WINDOW_BYTES
