"""Whoever waits for a connection gets it or is told why not, whatever happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.errors import ConnectionFailed
from peerdrop.core.signaling import SentSignal, Signal
from peerdrop.core.states import ConnectionState as S
from peerdrop.core.states import FailureReason
from peerdrop.wire.envelope import Answer, Offer
from tests.conftest import ExpectedLog
from tests.manual_clock import settle
from tests.post_office import Pair, Side, two_peers


def wish(side: Side) -> asyncio.Task[None]:
    return asyncio.get_running_loop().create_task(side.peer.connect(), name="test:wish")


async def outcome(task: asyncio.Task[None]) -> str | None:
    """None if it came true, else the reason told; fails if it still waits."""
    await settle()
    if not task.done():
        task.cancel()
        pytest.fail("it still waits")
    failure = task.exception()
    assert failure is None or isinstance(failure, ConnectionFailed)
    return None if failure is None else failure.failure


@asynccontextmanager
async def connected() -> AsyncIterator[Pair]:
    async with two_peers() as pair:
        task = wish(pair.polite)
        await pair.clock.advance(1)
        assert await outcome(task) is None
        yield pair


async def silenced(pair: Pair) -> None:
    """The link is DISCONNECTED on both sides, and nothing passes any more."""
    pair.network.cut()
    pair.office.holds = True
    await pair.clock.advance(9)
    assert pair.polite.peer.shown.state is S.DISCONNECTED


async def test_disconnecting_tells_whoever_waits() -> None:
    async with two_peers() as pair:
        pair.office.holds = True
        task = wish(pair.polite)
        await settle()
        pair.polite.peer.disconnect()
        assert await outcome(task) is not None
        assert pair.polite.states == [S.SIGNALING, S.CLOSED]
        assert pair.clock.waiting == []


async def test_disconnecting_between_two_attempts_tells_whoever_waits() -> None:
    async with two_peers() as pair:
        pair.network.refuses = True
        task = wish(pair.polite)
        await settle()
        assert pair.polite.peer.attempt is None
        assert pair.polite.peer.shown.state is S.SIGNALING
        pair.polite.peer.disconnect()
        assert await outcome(task) is not None
        assert pair.clock.waiting == []


async def test_a_closing_node_tells_whoever_waits() -> None:
    async with two_peers() as pair:
        pair.office.holds = True
        task = wish(pair.polite)
        await settle()
        pair.polite.peer.discard()
        assert await outcome(task) == FailureReason.LOST
        assert pair.clock.waiting == []


async def test_a_device_that_restarts_under_our_offer_is_called_again() -> None:
    async with two_peers() as pair:
        pair.office.holds = True
        task = wish(pair.polite)
        await pair.clock.advance(1)
        pair.office.held.clear()
        pair.office.holds = False
        pair.polite.peer.restarted()
        await pair.clock.advance(1)
        assert await outcome(task) is None
        assert pair.polite.peer.shown.state is S.CONNECTED


async def test_a_device_that_restarts_and_stays_silent_is_told_of() -> None:
    async with two_peers() as pair:
        pair.office.holds = True
        task = wish(pair.polite)
        await pair.clock.advance(1)
        pair.polite.peer.restarted()
        await pair.clock.advance(16)
        assert await outcome(task) == FailureReason.SIGNALING_TIMEOUT


async def test_a_link_that_heals_is_what_was_wished_for() -> None:
    async with connected() as pair:
        await silenced(pair)
        task = wish(pair.polite)
        await pair.clock.advance(1)
        pair.network.heal()
        await pair.clock.advance(0.1)
        assert await outcome(task) is None
        assert pair.polite.peer.shown.state is S.CONNECTED


async def test_a_restart_under_a_silent_link_does_not_forget_who_waits() -> None:
    async with connected() as pair:
        await silenced(pair)
        task = wish(pair.polite)
        await pair.clock.advance(1)
        pair.polite.peer.restarted()
        await pair.clock.advance(40)
        assert await outcome(task) == FailureReason.SIGNALING_TIMEOUT


async def test_a_link_lost_for_good_does_not_forget_who_waits_for_the_next() -> None:
    async with connected() as pair:
        await silenced(pair)
        await pair.clock.advance(2)
        task = wish(pair.polite)
        await pair.clock.advance(40)
        assert await outcome(task) == FailureReason.SIGNALING_TIMEOUT


async def test_a_wish_while_the_link_closes_outlives_it() -> None:
    async with connected() as pair:
        pair.network.cut()
        pair.office.holds = True
        pair.polite.peer.disconnect()
        task = wish(pair.polite)
        await pair.clock.advance(1)
        assert pair.polite.shown[-1].state is S.CLOSING
        await pair.clock.advance(40)
        assert await outcome(task) == FailureReason.SIGNALING_TIMEOUT
        assert pair.polite.states[-1] is S.FAILED


async def test_a_wish_while_the_link_closes_comes_true() -> None:
    async with connected() as pair:
        pair.polite.peer.disconnect()
        task = wish(pair.polite)
        await pair.clock.advance(10)
        assert await outcome(task) is None
        assert pair.polite.states[-1] is S.CONNECTED
        assert pair.impolite.states[-1] is S.CONNECTED


async def test_whoever_waits_is_told_within_a_minute_even_if_the_other_calls_all_the_time() -> None:
    """Each offer of the other side takes the place of an attempt, with a new time limit."""
    async with two_peers() as pair:
        pair.office.holds = True
        task = wish(pair.polite)
        await pair.clock.advance(1)
        for _ in range(12):
            assert not task.done()
            pair.office.held.clear()
            theirs = wish(pair.impolite)
            await pair.clock.advance(1)
            (_, offer) = pair.office.held[0]
            pair.polite.peer.signal_received(offer)
            await pair.clock.advance(4)
            pair.impolite.peer.disconnect()
            await outcome(theirs)
        assert await outcome(task) is not None
        assert pair.polite.peer.shown.state is not S.SIGNALING


async def test_an_answer_that_goes_wrong_is_told_to_whoever_waits() -> None:
    async with two_peers() as pair:
        pair.office.holds = True
        calling, task = wish(pair.impolite), wish(pair.polite)
        await settle()
        pair.network.refuses = True
        pair.office.release()
        await pair.clock.advance(61)
        assert await outcome(task) == FailureReason.ICE
        assert await outcome(calling) == FailureReason.ICE


async def test_the_second_of_two_wishes_has_its_whole_time() -> None:
    """The first one's deadline must not end it."""
    async with two_peers() as pair:
        pair.office.stores = pair.office.holds = True
        first = wish(pair.polite)
        await pair.clock.advance(30)
        pair.polite.peer.disconnect()
        assert await outcome(first) is not None
        second = wish(pair.polite)
        await pair.clock.advance(40)
        assert not second.done()
        pair.office.release()
        await pair.clock.advance(1)
        assert await outcome(second) is None


async def test_signaling_that_breaks_is_told_at_once(expected_log: ExpectedLog) -> None:
    expected_log("call failed")
    async with two_peers() as pair:

        async def send(*arguments: object, **named: object) -> None:
            raise RuntimeError("a bug")

        pair.polite.signaling.send = send  # type: ignore[method-assign, assignment]
        task = wish(pair.polite)
        await pair.clock.advance(1)
        assert await outcome(task) == FailureReason.SIGNALING


async def test_an_old_answer_does_not_hide_the_right_one() -> None:
    """Both come while the second offer's own POST is still under way, the old one last."""
    async with two_peers(ConnectionLimits(signaling_s=3)) as pair:
        pair.office.holds = True
        task = wish(pair.polite)
        await settle()
        pair.office.release()
        pair.office.holds = True
        await settle()
        ((_, stale),) = pair.office.held
        assert isinstance(stale.body, Answer)
        pair.office.held.clear()
        take = pair.office.boxes[pair.polite.identity.device_id]
        send = pair.polite.signaling.send

        def with_the_old_one_after_it(signal: Signal) -> None:
            take(signal)
            take(stale)

        async def slow(*arguments: Any, **named: Any) -> SentSignal:
            sent = await send(*arguments, **named)
            await settle()
            return sent

        pair.office.boxes[pair.polite.identity.device_id] = with_the_old_one_after_it
        pair.polite.signaling.send = slow  # type: ignore[method-assign]
        pair.office.holds = False
        await pair.clock.advance(4)
        assert await outcome(task) is None
        assert pair.polite.peer.live is not None
        assert pair.polite.peer.live.generation == 2


@pytest.mark.parametrize("moment", range(0, 60, 3))
@pytest.mark.parametrize("happens", ["disconnect", "restarted", "break", "cut", "offer", "discard"])
async def test_at_no_moment_anything_leaves_somebody_waiting(moment: int, happens: str) -> None:
    async with two_peers() as pair:
        task = wish(pair.polite)
        for _ in range(moment):
            await asyncio.sleep(0)
        other: asyncio.Task[None] | None = None
        interrupt: dict[str, Callable[[], None]] = {
            "disconnect": pair.polite.peer.disconnect,
            "restarted": pair.polite.peer.restarted,
            "break": pair.network.break_links,
            "cut": pair.network.cut,
            "discard": pair.polite.peer.discard,
            "offer": lambda: None,
        }
        interrupt[happens]()
        if happens == "offer":
            other = wish(pair.impolite)
        await pair.clock.advance(61)
        await outcome(task)
        if other is not None:
            await outcome(other)


async def test_an_offer_is_not_shown_as_an_end_of_the_one_before() -> None:
    async with two_peers() as pair:
        pair.office.holds = True
        task = wish(pair.polite)
        await settle()
        (_, ours) = pair.office.held[0]
        assert isinstance(ours.body, Offer)
        before = len(pair.impolite.shown)
        for generation in (1, 2):
            pair.impolite.peer.signal_received(replace(ours, generation=generation))
            await settle()
        assert {shown.state for shown in pair.impolite.shown[before:]} <= {S.SIGNALING, S.CONNECTING}
        pair.polite.peer.disconnect()
        await outcome(task)
