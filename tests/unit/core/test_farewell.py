"""Drain, bye, acknowledgement; and a limit for each."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.farewell import Farewell
from peerdrop.core.supervisor import Supervisor
from tests.manual_clock import ManualClock, settle

LIMITS = ConnectionLimits(drain_s=2, closing_s=3)


class Leaving:
    """A farewell, what it did, and the queue that it waits for."""

    def __init__(self, supervisor: Supervisor) -> None:
        self.clock = ManualClock()
        self.drained = asyncio.Event()
        self.did: list[str] = []
        self.farewell = Farewell(
            self.clock,
            LIMITS,
            supervisor,
            drain=self._drain,
            say_bye=lambda: self.did.append("bye"),
            ended=lambda: self._end("ended"),
            timed_out=lambda: self._end("timed out"),
        )

    async def _drain(self) -> None:
        await self.drained.wait()

    def _end(self, how: str) -> None:
        self.did.append(how)
        self.farewell.stop()


@asynccontextmanager
async def leaving() -> AsyncIterator[Leaving]:
    supervisor = Supervisor("test")
    made = Leaving(supervisor)
    try:
        yield made
    finally:
        await supervisor.aclose()
        assert made.clock.waiting == []


async def test_bye_is_said_when_the_queue_is_empty_and_the_end_is_its_acknowledgement() -> None:
    async with leaving() as made:
        made.farewell.begin(answers=False, label="x")
        await settle()
        assert made.did == []
        made.drained.set()
        await settle()
        assert made.did == ["bye"]
        made.farewell.acknowledged()
        assert made.did == ["bye", "ended"]


async def test_a_queue_that_stays_full_does_not_keep_bye_for_ever() -> None:
    async with leaving() as made:
        made.farewell.begin(answers=False, label="x")
        await made.clock.advance(2)
        assert made.did == ["bye"]
        made.drained.set()
        await settle()
        assert made.did == ["bye"]
        made.farewell.acknowledged()
        assert made.did == ["bye", "ended"]


async def test_a_peer_that_does_not_acknowledge_is_left_all_the_same() -> None:
    async with leaving() as made:
        made.drained.set()
        made.farewell.begin(answers=False, label="x")
        await made.clock.advance(3)
        assert made.did == ["bye", "timed out"]


async def test_whoever_was_told_bye_leaves_when_its_acknowledgement_is_out() -> None:
    async with leaving() as made:
        made.farewell.begin(answers=True, label="x")
        await settle()
        assert made.did == []
        made.drained.set()
        await settle()
        assert made.did == ["ended"]


async def test_an_acknowledgement_of_nothing_is_nothing() -> None:
    async with leaving() as made:
        made.farewell.acknowledged()
        made.farewell.begin(answers=False, label="x")
        made.farewell.acknowledged()
        assert made.did == []
        made.farewell.stop()


async def test_a_link_that_is_gone_is_told_nothing() -> None:
    async with leaving() as made:
        made.farewell.begin(answers=False, label="x")
        made.farewell.stop()
        made.drained.set()
        await made.clock.advance(10)
        assert made.did == []
