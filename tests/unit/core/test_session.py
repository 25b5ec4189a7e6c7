"""Every row of the connection table, reached by what two peers and their network do."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import pytest

from peerdrop.core import session as session_module
from peerdrop.core.connection_table import CONNECTION_TABLE
from peerdrop.core.connection_table import ConnectionEvent as E
from peerdrop.core.machine import Machine
from peerdrop.core.session import Session
from peerdrop.core.signaling import PeerUnreachable
from peerdrop.core.states import ConnectionState as S
from peerdrop.core.states import FailureReason, OlderSide
from peerdrop.identity.identity import Identity
from peerdrop.transport.memory import Stream
from peerdrop.wire.codec import encode
from peerdrop.wire.control import HelloRejection
from peerdrop.wire.envelope import IceScope
from peerdrop.wire.identifiers import SessionId
from tests.conftest import ExpectedLog
from tests.manual_clock import settle
from tests.post_office import Pair, Side, facts_about, two_peers

Row = tuple[S, E]
Scenario = Callable[[Pair], Awaitable[None]]


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> set[Row]:
    """The rows that sessions have taken so far."""
    rows: set[Row] = set()

    class Watched(Machine[S, E]):
        def __init__(
            self, table: Mapping[Row, S], initial: S, changed: Callable[[S, S, E], None], *, label: str
        ) -> None:
            def watch(previous: S, state: S, event: E) -> None:
                rows.add((previous, event))
                changed(previous, state, event)

            super().__init__(table, initial, watch, label=label)

    monkeypatch.setattr(session_module, "Machine", Watched)
    return rows


async def dial(side: Side) -> Session:
    """The attempt that a user's wish begins; how the wish ends is not of interest here."""
    task = asyncio.get_running_loop().create_task(side.peer.connect(), name="test:dial")
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    await asyncio.sleep(0)
    attempt = side.peer.attempt
    assert attempt is not None
    return attempt


async def connected(pair: Pair) -> tuple[Session, Session]:
    """Both ends of one live link."""
    await dial(pair.polite)
    await pair.clock.advance(1)
    ours, theirs = pair.polite.peer.live, pair.impolite.peer.live
    assert ours is not None
    assert theirs is not None
    return ours, theirs


async def disconnected(pair: Pair) -> Session:
    session, _ = await connected(pair)
    pair.office.holds = True
    pair.network.cut()
    await pair.clock.advance(9)
    assert session.state is S.DISCONNECTED
    return session


async def connecting(pair: Pair) -> Session:
    pair.network.cut()
    session = await dial(pair.polite)
    await settle()
    assert session.state is S.CONNECTING
    return session


async def authenticating(pair: Pair) -> Session:
    pair.network.hold(Stream.CONTROL)
    session = await dial(pair.polite)
    await settle()
    assert session.state is S.AUTHENTICATING
    return session


async def failed(pair: Pair, session: Session, reason: FailureReason, *, within_s: float = 0.0) -> None:
    await pair.clock.advance(within_s)
    assert (session.state, session.reason) == (S.FAILED, reason)


async def they_connect(pair: Pair) -> None:
    ours, theirs = await connected(pair)
    assert ours.state is theirs.state is S.CONNECTED


async def a_session_is_closed_before_it_began(pair: Pair) -> None:
    session = Session(
        pair.polite.context,
        pair.polite.peer,
        facts_about(pair.impolite.identity),
        session_id=SessionId("1" * 32),
        generation=1,
        ice=IceScope.HOST,
    )
    session.close()
    assert session.state is S.CLOSED


async def both_call_at_once(pair: Pair) -> None:
    pair.office.holds = True
    await dial(pair.polite)
    await dial(pair.impolite)
    await settle()
    pair.office.release()
    await pair.clock.advance(1)
    assert pair.polite.peer.is_connected


async def nobody_takes_the_offer(pair: Pair) -> None:
    pair.office.refuses = True
    await failed(pair, await dial(pair.polite), FailureReason.SIGNALING)


async def nobody_answers_the_offer(pair: Pair) -> None:
    pair.office.holds = True
    await failed(pair, await dial(pair.polite), FailureReason.SIGNALING_TIMEOUT, within_s=15)


async def the_user_changes_their_mind_while_signaling(pair: Pair) -> None:
    pair.office.holds = True
    session = await dial(pair.polite)
    pair.polite.peer.disconnect()
    assert session.state is S.CLOSED


async def there_is_no_way_through(pair: Pair) -> None:
    pair.network.refuses = True
    await failed(pair, await dial(pair.polite), FailureReason.ICE)


async def the_channel_does_not_open(pair: Pair) -> None:
    await failed(pair, await connecting(pair), FailureReason.CONNECT_TIMEOUT, within_s=8)


async def the_user_changes_their_mind_while_connecting(pair: Pair) -> None:
    session = await connecting(pair)
    pair.polite.peer.disconnect()
    assert session.state is S.CLOSED


async def the_link_breaks_before_hello(pair: Pair) -> None:
    session = await authenticating(pair)
    pair.network.break_links()
    await failed(pair, session, FailureReason.HELLO_TIMEOUT)


async def hello_does_not_come(pair: Pair) -> None:
    await failed(pair, await authenticating(pair), FailureReason.HELLO_TIMEOUT, within_s=5)


async def there_is_no_place(pair: Pair) -> None:
    pair.impolite.has_place = False
    await failed(pair, await dial(pair.polite), FailureReason.BUSY, within_s=0.1)


async def they_reject_hello_after_we_took_theirs(pair: Pair) -> None:
    session, _ = await connected(pair)
    session.control_received(encode(HelloRejection(reason="VERSION", protocol_min=7, protocol_max=8)))
    assert (session.state, session.reason, session.older) == (S.FAILED, FailureReason.VERSION, OlderSide.OWN)


async def the_user_changes_their_mind_while_authenticating(pair: Pair) -> None:
    session = await authenticating(pair)
    pair.polite.peer.disconnect()
    assert session.state is S.CLOSED


async def a_link_is_silent_for_a_while(pair: Pair) -> None:
    session = await disconnected(pair)
    pair.network.heal()
    await pair.clock.advance(0.1)
    assert session.state is S.CONNECTED


async def a_link_breaks(pair: Pair) -> None:
    session, _ = await connected(pair)
    pair.network.break_links()
    await failed(pair, session, FailureReason.LOST)


async def a_silent_link_breaks(pair: Pair) -> None:
    session = await disconnected(pair)
    pair.network.break_links()
    await failed(pair, session, FailureReason.LOST)


async def a_link_stays_silent(pair: Pair) -> None:
    await failed(pair, await disconnected(pair), FailureReason.LOST, within_s=18)


async def a_silent_link_is_closed(pair: Pair) -> None:
    session = await disconnected(pair)
    pair.polite.peer.disconnect()
    await pair.clock.advance(3.9)
    assert pair.polite.states[-1] is S.CLOSING
    await pair.clock.advance(0.1)
    assert session.state is S.CLOSED


async def one_says_bye(pair: Pair) -> None:
    ours, theirs = await connected(pair)
    pair.polite.peer.disconnect()
    await pair.clock.advance(1)
    assert ours.state is theirs.state is S.CLOSED


async def a_failed_session_is_closed(pair: Pair) -> None:
    session, _ = await connected(pair)
    pair.network.break_links()
    await settle()
    session.close()
    assert session.state is S.CLOSED
    assert session.reason is FailureReason.LOST


_CONNECTS: Final = {
    (S.NEW, E.DIAL),
    (S.NEW, E.OFFER_RECEIVED),
    (S.SIGNALING, E.ANSWER_RECEIVED),
    (S.SIGNALING, E.ANSWER_SENT),
    (S.CONNECTING, E.CHANNEL_OPEN),
    (S.AUTHENTICATING, E.HELLO_VERIFIED),
}
SCENARIOS: Final[Mapping[Scenario, set[Row]]] = {
    they_connect: _CONNECTS,
    a_session_is_closed_before_it_began: {(S.NEW, E.CLOSE)},
    both_call_at_once: {(S.SIGNALING, E.GLARE_POLITE), (S.SIGNALING, E.GLARE_IMPOLITE)},
    nobody_takes_the_offer: {(S.SIGNALING, E.SIGNALING_FAILED)},
    nobody_answers_the_offer: {(S.SIGNALING, E.TIMEOUT)},
    the_user_changes_their_mind_while_signaling: {(S.SIGNALING, E.CLOSE), (S.CLOSING, E.TRANSPORT_CLOSED)},
    there_is_no_way_through: {(S.CONNECTING, E.TRANSPORT_FAILED)},
    the_channel_does_not_open: {(S.CONNECTING, E.TIMEOUT)},
    the_user_changes_their_mind_while_connecting: {(S.CONNECTING, E.CLOSE)},
    the_link_breaks_before_hello: {(S.AUTHENTICATING, E.TRANSPORT_FAILED)},
    hello_does_not_come: {(S.AUTHENTICATING, E.TIMEOUT)},
    there_is_no_place: {(S.AUTHENTICATING, E.HELLO_REJECTED), (S.AUTHENTICATING, E.TRANSPORT_FAILED)},
    they_reject_hello_after_we_took_theirs: {(S.CONNECTED, E.HELLO_REJECTED)},
    the_user_changes_their_mind_while_authenticating: {(S.AUTHENTICATING, E.CLOSE)},
    a_link_is_silent_for_a_while: {(S.CONNECTED, E.KEEPALIVE_MISSED), (S.DISCONNECTED, E.KEEPALIVE_OK)},
    a_link_breaks: {(S.CONNECTED, E.TRANSPORT_FAILED)},
    a_silent_link_breaks: {(S.DISCONNECTED, E.TRANSPORT_FAILED)},
    a_link_stays_silent: {(S.DISCONNECTED, E.TIMEOUT)},
    a_silent_link_is_closed: {(S.DISCONNECTED, E.CLOSE), (S.CLOSING, E.TIMEOUT)},
    one_says_bye: {(S.CONNECTED, E.CLOSE), (S.CONNECTED, E.BYE_RECEIVED), (S.CLOSING, E.TRANSPORT_CLOSED)},
    a_failed_session_is_closed: {(S.FAILED, E.CLOSE)},
}
# Any bytes heal a silent link before they are understood, so a bye finds it CONNECTED.
NEVER: Final = {(S.DISCONNECTED, E.BYE_RECEIVED)}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
async def test_rows_are_taken(scenario: Scenario, taken: set[Row]) -> None:
    async with two_peers() as pair:
        await scenario(pair)
        assert SCENARIOS[scenario] <= taken


async def test_an_impostor_is_rejected(expected_log: ExpectedLog) -> None:
    expected_log("HELLO rejected")
    async with two_peers(impostor=Identity.generate()) as pair:
        session = await dial(pair.polite)
        await failed(pair, session, FailureReason.IDENTITY, within_s=2)


async def test_who_sends_a_device_away_knows_why_too() -> None:
    async with two_peers() as pair:
        pair.impolite.has_place = False
        await dial(pair.polite)
        await pair.clock.advance(0.1)
        assert pair.impolite.shown[-1].reason is FailureReason.LIMIT
        assert pair.impolite.turned_away >= 1


def test_every_row_has_a_scenario() -> None:
    covered = set[Row]().union(NEVER, *SCENARIOS.values())
    assert covered == set(CONNECTION_TABLE)


async def test_a_message_after_bye_reaches_no_feature() -> None:
    async with two_peers() as pair:
        _, theirs = await connected(pair)
        session = pair.polite.witness.open[0]
        pair.impolite.peer.disconnect()
        await session.send_frame(b"late")
        await pair.clock.advance(1)
        assert pair.impolite.witness.frames == []
        assert theirs.state is S.CLOSED


async def test_hello_that_comes_before_our_own_channel_is_known_to_be_open_is_kept() -> None:
    """The caller's HELLO can be here before our answer's POST has returned: the state is SIGNALING then."""
    async with two_peers() as pair:
        send = pair.impolite.signaling.send

        async def slow(*arguments: Any, **named: Any) -> Any:
            sent = await send(*arguments, **named)
            await settle()
            return sent

        pair.impolite.signaling.send = slow  # type: ignore[method-assign]
        ours, theirs = await connected(pair)
        assert ours.state is theirs.state is S.CONNECTED


async def test_whoever_speaks_before_hello_was_checked_is_left() -> None:
    async with two_peers() as pair:
        session = await connecting(pair)
        for raw in (b"first", b"second"):
            session.control_received(raw)
        assert session.state is S.FAILED
        pair.network.heal()


async def test_a_link_that_opens_needs_no_word_that_the_answer_came() -> None:
    """The POST that carried the answer may hang or fail after it was read: the caller is there all the same."""
    async with two_peers() as pair:
        send = pair.impolite.signaling.send
        goes_on = asyncio.Event()

        async def lose_the_word(*arguments: Any, **named: Any) -> Any:
            await send(*arguments, **named)
            await goes_on.wait()
            raise PeerUnreachable("no answer")

        pair.impolite.signaling.send = lose_the_word  # type: ignore[method-assign]
        ours, theirs = await connected(pair)
        goes_on.set()
        await pair.clock.advance(30)
        assert ours.state is theirs.state is S.CONNECTED
