"""Every subscriber hears everything, in order, whatever the others do."""

from collections.abc import Callable

from peerdrop.core.bus import Bus
from peerdrop.core.events import Event, WarningRaised
from tests.conftest import ExpectedLog


def event(reason: str) -> Event:
    return WarningRaised(reason=reason, message="", next_step="")


def test_all_subscribers_hear_each_event_in_order() -> None:
    bus, first, second = Bus(), list[Event](), list[Event]()
    bus.subscribe(first.append)
    bus.subscribe(second.append)
    events = [event("A"), event("B"), event("C")]
    for each in events:
        bus.publish(each)
    assert first == second == events


def test_an_event_without_subscribers_is_gone() -> None:
    bus, heard = Bus(), list[Event]()
    bus.publish(event("A"))
    bus.subscribe(heard.append)
    assert heard == []


def test_who_unsubscribed_hears_nothing_more_and_may_say_so_twice() -> None:
    bus, heard = Bus(), list[Event]()
    unsubscribe = bus.subscribe(heard.append)
    unsubscribe()
    unsubscribe()
    bus.publish(event("A"))
    assert heard == []


def test_one_subscription_of_two_ends_alone() -> None:
    bus, heard = Bus(), list[Event]()
    bus.subscribe(heard.append)
    unsubscribe = bus.subscribe(heard.append)
    unsubscribe()
    unsubscribe()
    bus.publish(event("A"))
    assert heard == [event("A")]


def test_a_subscriber_that_fails_stops_neither_publisher_nor_others(expected_log: ExpectedLog) -> None:
    expected_log("subscriber failed event=WarningRaised")

    def fail(_: Event) -> None:
        raise RuntimeError("subscriber")

    bus, heard = Bus(), list[Event]()
    bus.subscribe(fail)
    bus.subscribe(heard.append)
    bus.publish(event("A"))
    assert heard == [event("A")]


def test_who_comes_or_goes_during_an_event_does_so_after_it() -> None:
    bus, late = Bus(), list[Event]()
    unsubscribes: list[Callable[[], None]] = []

    def change(_: Event) -> None:
        bus.subscribe(late.append)
        unsubscribes.pop()()

    unsubscribes.append(bus.subscribe(change))
    bus.publish(event("A"))
    assert late == []
    bus.publish(event("B"))
    assert late == [event("B")]
