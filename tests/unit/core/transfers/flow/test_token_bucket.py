"""No more than so many bytes a second, and evenly."""

import asyncio

from peerdrop.core.transfers.flow.token_bucket import TokenBucket
from tests.manual_clock import ManualClock, settle


class Taker:
    """Takes pieces one after the other, and notes when each was given."""

    def __init__(self, clock: ManualClock, bucket: TokenBucket, size_bytes: int) -> None:
        self.given: list[tuple[float, int]] = []
        self._clock = clock
        self._bucket = bucket
        self._size_bytes = size_bytes
        self.task = asyncio.create_task(self._take())

    @property
    def bytes_given(self) -> int:
        return sum(size for _, size in self.given)

    def most_within(self, seconds: float) -> int:
        """The most that was given in any time as long as that."""
        return max(sum(size for at, size in self.given if begin <= at < begin + seconds) for begin, _ in self.given)

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def _take(self) -> None:
        while True:
            await self._bucket.take(self._size_bytes)
            self.given.append((self._clock.monotonic(), self._size_bytes))


async def test_without_a_limit_nothing_waits() -> None:
    bucket = TokenBucket(ManualClock())
    for _ in range(1000):
        await bucket.take(10**9)


async def test_it_gives_exactly_its_speed_and_no_burst() -> None:
    clock = ManualClock()
    taker = Taker(clock, TokenBucket(clock, 1_000_000), 50_000)
    await clock.advance(10)
    await taker.stop()
    assert abs(taker.bytes_given - 10_000_000) <= 100_000
    assert taker.most_within(0.1) <= 150_000


async def test_after_a_rest_it_does_not_make_up_for_what_was_not_used() -> None:
    clock = ManualClock()
    bucket = TokenBucket(clock, 1_000_000)
    await clock.advance(60)
    taker = Taker(clock, bucket, 10_000)
    await clock.advance(1)
    await taker.stop()
    assert taker.bytes_given <= 1_060_000
    assert taker.most_within(0.1) <= 160_000


async def test_a_timer_that_comes_late_is_made_up_for() -> None:
    clock = ManualClock()
    bucket = TokenBucket(clock, 1_000_000)
    given = 0
    while clock.monotonic() < 1010:
        taking = asyncio.create_task(bucket.take(20_000))
        await settle()
        while not taking.done():
            await clock.advance(0.015)
        given += 20_000
    assert 9_800_000 <= given <= 10_100_000


async def test_another_speed_counts_at_once_also_for_who_waits() -> None:
    clock = ManualClock()
    bucket = TokenBucket(clock, 1000)
    await bucket.take(100_000)
    waiting = asyncio.create_task(bucket.take(1))
    await clock.advance(10)
    assert not waiting.done()
    bucket.change(90_000)
    await clock.advance(1.01)
    assert waiting.done()
    taker = Taker(clock, bucket, 90_000)
    await clock.advance(0.5)
    bucket.change(0)
    for _ in range(3):
        await bucket.take(10**9)
    await taker.stop()


async def test_who_came_first_is_served_first_and_who_gives_up_is_left_out() -> None:
    clock = ManualClock()
    bucket = TokenBucket(clock, 1000)
    await bucket.take(1000)
    order: list[int] = []

    async def take(number: int) -> None:
        await bucket.take(1000)
        order.append(number)

    tasks = [asyncio.create_task(take(number)) for number in range(4)]
    await settle()
    tasks[0].cancel()
    tasks[2].cancel()
    await clock.advance(2.01)
    assert order == [1, 3]
    await asyncio.gather(*tasks, return_exceptions=True)
