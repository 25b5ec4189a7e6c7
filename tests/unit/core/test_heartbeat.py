"""Silence is asked about, counted, and forgiven."""

from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.heartbeat import Heartbeat
from tests.manual_clock import ManualClock


class Line:
    """A heartbeat and what it said."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.pings: list[int] = []
        self.said: list[str] = []
        self.measured: list[float | None] = []
        self.beat = Heartbeat(
            self.clock,
            ConnectionLimits(),
            ping=self.pings.append,
            missed=lambda: self.said.append("missed"),
            returned=lambda: self.said.append("returned"),
            measured=lambda: self.measured.append(self.beat.rtt_s),
        )


async def test_a_link_on_which_bytes_come_is_never_asked_again() -> None:
    line = Line()
    line.beat.start()
    for _ in range(20):
        await line.clock.advance(1)
        line.beat.bytes_received()
    assert line.pings == [1]
    line.beat.stop()


async def test_three_pings_without_an_answer_are_a_missed_link() -> None:
    line = Line()
    line.beat.start()
    line.beat.bytes_received()
    await line.clock.advance(5.9)
    assert line.said == []
    await line.clock.advance(3)
    assert line.said == ["missed"]


async def test_missed_pings_and_the_silence_are_counted_and_forgiven() -> None:
    line = Line()
    line.beat.start()
    assert (line.beat.missed, line.beat.silent_s) == (0, 0.0)
    await line.clock.advance(4.5)
    assert (line.beat.missed, line.beat.silent_s) == (2, 4.5)
    line.beat.bytes_received()
    line.beat.pong_received(3)
    assert (line.beat.missed, line.beat.silent_s) == (0, 0.0)
    line.beat.stop()


async def test_any_bytes_bring_a_missed_link_back_once() -> None:
    line = Line()
    line.beat.start()
    await line.clock.advance(10)
    line.beat.bytes_received()
    line.beat.bytes_received()
    assert line.said == ["missed", "returned"]
    line.beat.stop()


async def test_the_round_trip_is_measured_from_ping_to_pong() -> None:
    line = Line()
    line.beat.start()
    await line.clock.advance(0.25)
    line.beat.bytes_received()
    line.beat.pong_received(1)
    assert line.measured == [0.25]
    line.beat.stop()


async def test_a_pong_nobody_asked_for_measures_nothing() -> None:
    line = Line()
    line.beat.start()
    line.beat.pong_received(99)
    assert line.beat.rtt_s is None
    line.beat.stop()


async def test_a_stopped_heartbeat_is_silent() -> None:
    line = Line()
    line.beat.start()
    line.beat.stop()
    await line.clock.advance(60)
    line.beat.probe()
    assert (line.pings, line.said) == ([1], [])


async def test_a_probe_asks_at_once() -> None:
    line = Line()
    line.beat.start()
    line.beat.probe()
    assert line.pings == [1, 2]
    line.beat.stop()
