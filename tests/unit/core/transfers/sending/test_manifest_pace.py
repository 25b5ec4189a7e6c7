"""A manifest is told no faster than it is taken."""

import asyncio

from peerdrop.core.transfers.sending.manifest_pace import PATIENCE_S, PIECES_AHEAD, ManifestPace
from tests.manual_clock import ManualClock, settle


async def fill(pace: ManifestPace) -> "asyncio.Task[None]":
    for number in range(PIECES_AHEAD):
        await pace.room()
        pace.told(10 * (number + 1))
    waiting = asyncio.get_running_loop().create_task(pace.room(), name="room")
    await settle()
    assert not waiting.done()
    return waiting


async def test_what_is_taken_makes_room() -> None:
    pace = ManifestPace(ManualClock())
    waiting = await fill(pace)
    pace.taken(10)
    await waiting
    pace.told(90)
    pace.taken(5)
    again = asyncio.get_running_loop().create_task(pace.room(), name="room")
    await settle()
    assert not again.done()
    pace.taken(90)
    await again


async def test_any_other_word_ends_the_waiting() -> None:
    pace = ManifestPace(ManualClock())
    waiting = await fill(pace)
    pace.heard()
    await waiting


async def test_a_receiver_that_says_nothing_gets_the_next_after_a_while() -> None:
    clock = ManualClock()
    pace = ManifestPace(clock)
    waiting = await fill(pace)
    await clock.advance(PATIENCE_S)
    await waiting
    await pace.room()
    assert clock.waiting == []
