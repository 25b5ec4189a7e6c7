"""A reader gets every event in order, from entering on."""

from peerdrop.core.bus import Bus
from peerdrop.core.event_stream import event_stream
from peerdrop.core.events import MessageDelivered
from peerdrop.wire.identifiers import DeviceId, MessageId


def delivered(number: int) -> MessageDelivered:
    return MessageDelivered(message_id=MessageId(f"{number:032x}"), device_id=DeviceId("A" * 52))


async def test_events_come_in_order_from_entering_on_and_none_after_leaving() -> None:
    bus = Bus()
    bus.publish(delivered(0))
    async with event_stream(bus) as events:
        for number in range(1, 4):
            bus.publish(delivered(number))
        assert [await anext(events) for _ in range(3)] == [delivered(1), delivered(2), delivered(3)]
    assert not bus._subscribers


async def test_two_readers_do_not_take_each_others_events() -> None:
    bus = Bus()
    async with event_stream(bus) as first, event_stream(bus) as second:
        bus.publish(delivered(1))
        assert await anext(first) == await anext(second) == delivered(1)
