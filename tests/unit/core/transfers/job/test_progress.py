from itertools import pairwise

from peerdrop.core.transfers.job.progress import Progress
from tests.manual_clock import ManualClock


class Told:
    """A Progress and what it told: (seconds since the start, bytes)."""

    def __init__(self, size_bytes: int) -> None:
        self.clock = ManualClock()
        self.begin = self.clock.monotonic()
        self.told: list[tuple[float, int]] = []
        self.progress = Progress(self.clock, size_bytes, self._tell)
        self.progress.start()

    def _tell(self) -> None:
        self.told.append((round(self.clock.monotonic() - self.begin, 3), self.progress.bytes_done))


async def test_a_fast_flow_is_told_ten_times_a_second() -> None:
    case = Told(10_000)
    for done in range(0, 5_000, 10):
        case.progress.moved(done)
        await case.clock.advance(0.002)
    times = [at for at, _ in case.told]
    assert 9 <= len(times) <= 11
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.099


async def test_the_last_step_is_told_though_it_came_too_soon() -> None:
    case = Told(10_000)
    case.progress.moved(100)
    case.progress.moved(200)
    await case.clock.advance(0.1)
    assert case.told == [(0.0, 100), (0.1, 200)]


async def test_a_slow_flow_is_told_once_a_second() -> None:
    case = Told(1_000_000)
    for done in (100_000, 200_000):
        await case.clock.advance(2.5)
        case.progress.moved(done)
    await case.clock.advance(2.5)
    times = [at for at, _ in case.told]
    assert max(later - earlier for earlier, later in pairwise(times)) <= 1.001


async def test_a_stall_is_told_until_the_speed_is_zero_and_then_no_more() -> None:
    case = Told(1_000_000)
    await case.clock.advance(1)
    case.progress.moved(500_000)
    await case.clock.advance(60)
    assert case.progress.bytes_per_second == 0
    assert len(case.told) <= 6
    assert case.clock.waiting == []


async def test_the_end_is_told_once() -> None:
    case = Told(1_000)
    case.progress.moved(500)
    case.progress.moved(1_000)
    await case.clock.advance(1)
    case.progress.moved(1_000)
    case.progress.finish()
    await case.clock.advance(5)
    assert [done for _, done in case.told] == [500, 1_000]


async def test_an_end_that_was_never_reached_in_steps_is_told_too() -> None:
    case = Told(1_000)
    case.progress.moved(500)
    case.progress.finish()
    assert [done for _, done in case.told] == [500, 1_000]


async def test_nothing_is_told_while_nothing_may_flow() -> None:
    case = Told(1_000)
    case.progress.moved(100)
    case.progress.moved(150)
    case.progress.stop()
    case.progress.moved(200)
    await case.clock.advance(5)
    assert case.told == [(0.0, 100)]
    assert case.progress.bytes_done == 200
    assert case.progress.bytes_per_second == 0


async def test_less_may_come_than_was_offered() -> None:
    case = Told(10_000)
    case.progress.expect(4_000)
    case.progress.moved(4_000)
    assert case.told == [(0.0, 4_000)]
    assert case.progress.size_bytes == 4_000
