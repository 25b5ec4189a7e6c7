"""Whose bytes go next."""

import asyncio
from collections import Counter

from peerdrop.core.transfers.flow.pacing import JobPace, Pacing
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES, CREDIT_WINDOW_MIN_BYTES, FRAME_PAYLOAD_BYTES
from tests.manual_clock import ManualClock

NEAR, FAR = DeviceId("N" * 52), DeviceId("F" * 52)


class Movers:
    """Jobs that would move without end."""

    def __init__(self) -> None:
        self.moved: Counter[str] = Counter()
        self._tasks: list[asyncio.Task[None]] = []

    def add(self, name: str, pace: JobPace, size_bytes: int) -> None:
        self._tasks.append(asyncio.create_task(self._move(name, pace, size_bytes)))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _move(self, name: str, pace: JobPace, size_bytes: int) -> None:
        while True:
            async with pace.turn(size_bytes):
                await asyncio.sleep(0)
                self.moved[name] += size_bytes


async def test_a_limit_of_all_is_shared_between_devices_and_there_between_jobs() -> None:
    clock = ManualClock()
    pacing = Pacing(clock)
    pacing.total.change(1_000_000)
    movers = Movers()
    for number in range(3):
        movers.add(f"near {number}", pacing.pace(NEAR), 10_000)
    movers.add("far", pacing.pace(FAR), 10_000)
    await clock.advance(6)
    await movers.stop()
    assert abs(movers.moved.total() - 6_000_000) <= 100_000
    assert abs(movers.moved["far"] - 3_000_000) <= 100_000
    for number in range(3):
        assert abs(movers.moved[f"near {number}"] - 1_000_000) <= 50_000


async def test_jobs_with_one_device_have_turns_of_equal_size() -> None:
    pacing = Pacing(ManualClock())
    movers = Movers()
    for name in "abc":
        movers.add(name, pacing.pace(NEAR), FRAME_PAYLOAD_BYTES)
    for _ in range(1000):
        await asyncio.sleep(0)
    await movers.stop()
    assert max(movers.moved.values()) - min(movers.moved.values()) <= FRAME_PAYLOAD_BYTES


async def test_a_job_with_a_limit_of_its_own_does_not_keep_others_back() -> None:
    clock = ManualClock()
    pacing = Pacing(clock)
    slow, fast = pacing.pace(NEAR), pacing.pace(NEAR)
    slow.own.change(100_000)
    pacing.total.change(1_000_000)
    movers = Movers()
    movers.add("slow", slow, 5000)
    movers.add("fast", fast, 5000)
    await clock.advance(5)
    await movers.stop()
    assert abs(movers.moved["slow"] - 500_000) <= 30_000
    assert abs(movers.moved["fast"] - 4_500_000) <= 100_000


async def test_a_slow_device_does_not_keep_another_back() -> None:
    pacing = Pacing(ManualClock())
    async with pacing.pace(NEAR).turn(1), pacing.pace(FAR).turn(1):
        pass


async def test_what_moves_at_a_time_follows_the_lower_limit() -> None:
    pacing = Pacing(ManualClock())
    pace = pacing.pace(NEAR)
    assert pace.bytes_per_second == 0
    assert (pace.piece_bytes, pace.window_bytes) == (FRAME_PAYLOAD_BYTES, CREDIT_WINDOW_BYTES)
    pacing.total.change(1_000_000)
    assert pace.bytes_per_second == 1_000_000
    assert pace.piece_bytes <= 100_000, "no burst of more than 100 ms"
    pace.own.change(100_000)
    assert pace.bytes_per_second == 100_000
    assert pace.piece_bytes <= 10_000
    assert pace.window_bytes == 50_000
    pace.own.change(10_000)
    assert pace.piece_bytes <= 1000
    assert pace.window_bytes == CREDIT_WINDOW_MIN_BYTES
    pace.own.change(10**12)
    pacing.total.change(0)
    assert (pace.piece_bytes, pace.window_bytes) == (FRAME_PAYLOAD_BYTES, CREDIT_WINDOW_BYTES)
