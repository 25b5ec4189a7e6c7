from server.token_buckets import TokenBuckets
from tests.manual_clock import ManualClock


def taken(buckets: TokenBuckets, source: str, tries: int) -> int:
    return sum(buckets.take(source) for _ in range(tries))


async def test_a_source_gets_its_burst_and_then_its_rate() -> None:
    clock = ManualClock()
    buckets = TokenBuckets(clock, rate=2, burst=5, total_rate=100, total_burst=100)
    assert taken(buckets, "a", 10) == 5
    await clock.advance(1)
    assert taken(buckets, "a", 10) == 2


async def test_what_one_source_wastes_is_not_taken_from_another() -> None:
    buckets = TokenBuckets(ManualClock(), rate=1, burst=3, total_rate=10, total_burst=10)
    taken(buckets, "loud", 1000)
    assert taken(buckets, "quiet", 3) == 3


async def test_all_sources_together_are_bounded() -> None:
    buckets = TokenBuckets(ManualClock(), rate=1, burst=3, total_rate=1, total_burst=10)
    assert sum(taken(buckets, str(number), 3) for number in range(100)) == 10


async def test_a_crowd_of_sources_does_not_grow_the_table_without_bound() -> None:
    buckets = TokenBuckets(ManualClock(), rate=1, burst=3, total_rate=1, total_burst=10)
    for number in range(5000):
        buckets.take(str(number))
    assert len(buckets._sources) == 1024
