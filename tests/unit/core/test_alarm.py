"""One call that is due, at most."""

from peerdrop.core.alarm import Alarm
from tests.manual_clock import ManualClock


async def test_it_rings_once_at_its_time() -> None:
    clock, rung = ManualClock(), []
    alarm = Alarm(clock)
    alarm.set(2, lambda: rung.append(alarm.is_set))
    await clock.advance(1.9)
    assert alarm.is_set
    await clock.advance(10)
    assert rung == [False]
    assert not alarm.is_set


async def test_setting_it_anew_takes_the_one_before_back() -> None:
    clock, rung = ManualClock(), []
    alarm = Alarm(clock)
    alarm.set(1, lambda: rung.append("first"))
    alarm.set(2, lambda: rung.append("second"))
    assert clock.waiting == [2.0]
    await clock.advance(3)
    assert rung == ["second"]


async def test_one_that_was_canceled_does_not_ring() -> None:
    clock, rung = ManualClock(), []
    alarm = Alarm(clock)
    alarm.cancel()
    alarm.set(1, lambda: rung.append("first"))
    alarm.cancel()
    assert not alarm.is_set
    await clock.advance(3)
    assert rung == []


async def test_it_can_be_set_while_it_rings() -> None:
    clock, rung = ManualClock(), []
    alarm = Alarm(clock)

    def ring() -> None:
        rung.append(clock.monotonic())
        alarm.set(1, ring)

    alarm.set(1, ring)
    await clock.advance(3)
    assert len(rung) == 3
    assert alarm.is_set


async def test_it_says_when_it_rings_until_it_is_taken_back() -> None:
    clock = ManualClock()
    alarm = Alarm(clock)
    assert alarm.due_at is None
    alarm.set(2, lambda: None)
    due_at = clock.wall() + 2
    assert alarm.due_at == due_at
    await clock.advance(5)
    assert alarm.due_at == due_at, "it was made then"
    alarm.cancel()
    assert alarm.due_at is None
