import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from aiortc import RTCSctpTransport

from peerdrop.link import DescriptionRefused, LinkClosed, LinkError, TransportUnfit
from peerdrop.transport import peer_connection, webrtc
from peerdrop.transport.hooks import private
from peerdrop.transport.ice_server import IceServer
from peerdrop.transport.sdp import parse
from peerdrop.transport.webrtc import WebRtcFactory
from peerdrop.wire.envelope import IceScope
from tests.conftest import ExpectedLog
from tests.link_witness import WitnessedLink
from tests.manual_clock import ManualClock


@asynccontextmanager
async def opened_factory(
    addresses: Sequence[str] = (), ice_servers: Sequence[IceServer] = ()
) -> AsyncIterator[WebRtcFactory]:
    factory = WebRtcFactory(lambda: addresses, clock=ManualClock(), ice_servers=lambda: ice_servers)
    try:
        yield factory
    finally:
        await factory.aclose()


def servers_of(link: WitnessedLink) -> tuple[object, object]:
    """The STUN and the TURN server that the library will ask."""
    connection = private(private(link.link, "_connection"), "_connection")
    return connection.stun_server, connection.turn_server


async def test_nobody_outside_is_asked_unless_the_user_named_a_server() -> None:
    async with opened_factory() as factory:
        for ice in IceScope:
            link = WitnessedLink(factory, ice=ice)
            await link.link.create_offer()
            assert servers_of(link) == (None, None)


async def test_servers_are_asked_in_full_scope_only_and_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer_connection, "GATHER_LIMIT_S", 0.05)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        servers = (
            IceServer(url=f"stun:127.0.0.1:{port}"),
            IceServer(url=f"turn:127.0.0.1:{port}", username="peer", credential="drop"),
        )
        async with opened_factory(ice_servers=servers) as factory:
            host, full = WitnessedLink(factory), WitnessedLink(factory, ice=IceScope.FULL)
            await host.link.create_offer()
            offer = await asyncio.wait_for(full.link.create_offer(), 4)
            assert servers_of(host) == (None, None)
            assert servers_of(full) == (("127.0.0.1", port), ("127.0.0.1", port))
            assert len(parse(offer.sdp).candidates) == 1


async def test_what_is_no_server_is_left_out_with_a_warning(expected_log: ExpectedLog) -> None:
    expected_log("'http://example.org' is no STUN or TURN server")
    async with opened_factory(ice_servers=[IceServer(url="http://example.org")]) as factory:
        link = WitnessedLink(factory, ice=IceScope.FULL)
        await link.link.create_offer()
        assert servers_of(link) == (None, None)


async def test_a_library_that_can_not_be_guarded_makes_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(RTCSctpTransport, "_handle_data")
    async with opened_factory() as factory:
        with pytest.raises(TransportUnfit):
            await factory.check()
        link = WitnessedLink(factory).link
        with pytest.raises(LinkError):
            await link.create_offer()


async def test_the_library_is_tested_once_for_all_links(monkeypatch: pytest.MonkeyPatch) -> None:
    tests = 0

    async def count() -> None:
        nonlocal tests
        tests += 1

    monkeypatch.setattr(webrtc, "self_test", count)
    async with opened_factory() as factory:
        for _ in range(3):
            await WitnessedLink(factory).link.create_offer()
    assert tests == 1


async def test_the_description_holds_only_what_the_grammar_knows() -> None:
    async with opened_factory() as factory:
        link = WitnessedLink(factory).link
        offer = await link.create_offer()
        assert parse(offer.sdp).render() == offer.sdp
        assert offer.fingerprint == link.own_fingerprint == parse(offer.sdp).fingerprint


async def test_a_link_describes_itself_once() -> None:
    async with opened_factory() as factory:
        link, other = WitnessedLink(factory).link, WitnessedLink(factory).link
        offer = await link.create_offer()
        with pytest.raises(LinkClosed):
            await link.create_offer()
        answer = await other.create_answer(offer)
        with pytest.raises(LinkClosed):
            await other.create_answer(offer)
        await link.apply_answer(answer)
        with pytest.raises(DescriptionRefused, match="one answer"):
            await link.apply_answer(answer)


async def test_an_answer_without_an_offer_is_refused() -> None:
    async with opened_factory() as factory:
        offer = await WitnessedLink(factory).link.create_offer()
        with pytest.raises(LinkClosed):
            await WitnessedLink(factory).link.apply_answer(offer)


async def test_closing_while_a_peers_name_is_being_resolved_ends_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving = asyncio.Event()
    never = asyncio.Event()

    async def stuck(candidate: object) -> None:
        resolving.set()
        await never.wait()

    async with opened_factory() as factory:
        offer = await WitnessedLink(factory).link.create_offer()
        link = WitnessedLink(factory).link
        monkeypatch.setattr("aioice.Connection.add_remote_candidate", lambda self, candidate: stuck(candidate))
        answering = asyncio.ensure_future(link.create_answer(offer))
        await resolving.wait()
        link.close()
        await factory.aclose()
        never.set()
        with pytest.raises(LinkClosed):
            await answering
