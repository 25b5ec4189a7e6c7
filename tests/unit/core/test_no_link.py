"""A link that can't be made is a failure like another, told at once."""

import asyncio

import pytest

from peerdrop.core.errors import ConnectionFailed
from peerdrop.core.states import ConnectionState, FailureReason
from tests.conftest import ExpectedLog
from tests.manual_clock import settle
from tests.post_office import two_peers


def no_sockets(*_arguments: object, **_named: object) -> None:
    raise OSError(24, "Too many open files")


async def test_a_dialer_without_a_link_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog
) -> None:
    expected_log("no link could be made")
    async with two_peers() as pair:
        monkeypatch.setattr(pair.polite.links, "create", no_sockets)
        dialing = asyncio.get_running_loop().create_task(pair.polite.peer.connect(), name="test")
        await pair.clock.advance(0.1)
        with pytest.raises(ConnectionFailed) as caught:
            await dialing
        assert caught.value.failure == FailureReason.TRANSPORT
        assert pair.polite.shown[-1].reason is FailureReason.TRANSPORT


async def test_a_caller_can_call_again_after_the_called_side_had_no_link(
    monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog
) -> None:
    expected_log("no link could be made")
    async with two_peers() as pair:
        with monkeypatch.context() as patched:
            patched.setattr(pair.impolite.links, "create", no_sockets)
            dialing = asyncio.get_running_loop().create_task(pair.polite.peer.connect(), name="test")
            await pair.clock.advance(0.1)
            assert pair.impolite.shown[-1].reason is FailureReason.TRANSPORT
        pair.polite.peer.disconnect()
        with pytest.raises(ConnectionFailed):
            await dialing
        again = asyncio.get_running_loop().create_task(pair.polite.peer.connect(), name="test")
        await pair.clock.advance(1)
        await again
        assert pair.polite.shown[-1].state is ConnectionState.CONNECTED


async def test_a_glare_in_which_no_second_link_can_be_made_ends(
    monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog
) -> None:
    expected_log("no link could be made")
    async with two_peers() as pair:
        pair.office.holds = True
        dialing = [
            asyncio.get_running_loop().create_task(side.peer.connect(), name="test")
            for side in (pair.polite, pair.impolite)
        ]
        await settle()
        monkeypatch.setattr(pair.polite.links, "create", no_sockets)
        pair.office.release()
        await pair.clock.advance(0.1)
        with pytest.raises(ConnectionFailed) as caught:
            await dialing[0]
        assert caught.value.failure == FailureReason.TRANSPORT
        pair.impolite.peer.disconnect()
        with pytest.raises(ConnectionFailed):
            await dialing[1]
