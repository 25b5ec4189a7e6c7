"""peerdrop/cli/event_pump.py: events reach who prints them, to the last one."""

from collections.abc import AsyncIterator

import pytest

from peerdrop.cli.event_pump import EventPump
from peerdrop.core.events import Event, PeerFound
from tests.fake_node import FakeNode, make_peer
from tests.until import until

FOUND = PeerFound(peer=make_peer())


async def test_what_was_said_last_is_still_told_when_it_is_left() -> None:
    node, heard = FakeNode(), list[Event]()
    async with node.events() as events, EventPump(events, heard.append):
        node.push(FOUND)
    assert heard == [FOUND]


async def test_a_stream_that_breaks_ends_it_with_the_error() -> None:
    async def broken() -> AsyncIterator[Event]:
        yield FOUND
        raise RuntimeError("broken")

    heard: list[Event] = []
    async with EventPump(broken(), heard.append) as pump:
        await until(pump.task.done)
        with pytest.raises(RuntimeError, match="broken"):
            pump.task.result()
    assert heard == [FOUND]
