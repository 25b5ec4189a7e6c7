"""The tests' ear: hears what came before it was asked, gives each event once, and says what it heard instead."""

import asyncio

import pytest

from peerdrop.core.bus import Bus
from peerdrop.core.events import MessageDelivered, WarningRaised
from peerdrop.wire.identifiers import DeviceId, MessageId
from tests.recorder import Recorder


def warning(reason: str) -> WarningRaised:
    return WarningRaised(reason=reason, message="", next_step="")


async def test_it_gives_what_came_before_and_what_comes_later_each_once() -> None:
    bus = Bus()
    recorder = Recorder(bus)
    bus.publish(warning("A"))
    asyncio.get_running_loop().call_soon(bus.publish, warning("B"))
    assert (await recorder.expect(WarningRaised)).reason == "A"
    assert (await recorder.expect(WarningRaised)).reason == "B"
    assert [event.reason for event in recorder.of(WarningRaised)] == ["A", "B"]


async def test_it_passes_over_what_does_not_fit() -> None:
    bus = Bus()
    recorder = Recorder(bus)
    for reason in ("A", "B"):
        bus.publish(warning(reason))
    assert (await recorder.expect(WarningRaised, where=lambda event: event.reason == "B")).reason == "B"
    assert (await recorder.expect(WarningRaised)).reason == "A"


async def test_it_says_what_came_instead() -> None:
    bus = Bus()
    recorder = Recorder(bus)
    bus.publish(MessageDelivered(message_id=MessageId("m"), device_id=DeviceId("d")))
    with pytest.raises(AssertionError, match=r"(?s)no WarningRaised within 0.*MessageDelivered\(message_id='m'"):
        await recorder.expect(WarningRaised, within_s=0)


def test_it_hears_nothing_after_it_was_closed() -> None:
    bus = Bus()
    recorder = Recorder(bus)
    recorder.close()
    bus.publish(warning("A"))
    assert recorder.events == []
