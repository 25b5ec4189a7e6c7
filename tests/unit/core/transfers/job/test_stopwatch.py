from peerdrop.core.transfers.job.stopwatch import Stopwatch
from tests.manual_clock import ManualClock


async def test_breaks_are_not_counted() -> None:
    clock = ManualClock()
    watch = Stopwatch(clock)
    await clock.advance(5)
    assert watch.seconds == 0
    watch.run(True)
    await clock.advance(2)
    watch.run(True)
    watch.run(False)
    await clock.advance(100)
    watch.run(False)
    watch.run(True)
    await clock.advance(3)
    assert watch.seconds == 5
