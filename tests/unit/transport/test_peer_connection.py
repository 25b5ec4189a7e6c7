import asyncio
import socket
from typing import Any

import pytest
from aioice import Candidate, mdns, turn
from aioice.ice import StunProtocol

from peerdrop.link import DescriptionRefused, LinkError
from peerdrop.transport.hooks import private
from peerdrop.transport.peer_connection import PeerConnection
from peerdrop.transport.sdp import CandidateType, SessionDescription, Setup, parse
from tests.until import until

LOOPBACK = ("127.0.0.1",)
CANDIDATE = "a=candidate:1 1 udp 100 {} 5000 typ host\r\n"


def make_connection(addresses: tuple[str, ...] = LOOPBACK) -> PeerConnection:
    return PeerConnection(
        labels=("control", "data"),
        addresses=addresses,
        ice_servers=(),
        channel_opened=lambda channel: None,
        received=lambda label, raw: None,
        packet_handled=lambda: None,
        failed=lambda failure, why: None,
    )


def ice_of(connection: PeerConnection) -> Any:
    return private(connection.sctp.transport.transport.iceGatherer, "_connection")


def with_candidates(description: SessionDescription, *addresses: str) -> SessionDescription:
    bare = "".join(line for line in description.render().splitlines(keepends=True) if "candidate" not in line)
    return parse(bare + "".join(CANDIDATE.format(address) for address in addresses))


async def test_only_the_addresses_that_were_chosen_are_offered() -> None:
    connection = make_connection()
    offer, channels = await connection.create_offer()
    assert [(each.address, each.type) for each in offer.candidates] == [("127.0.0.1", CandidateType.HOST)]
    assert list(channels) == ["control", "data"]
    await connection.aclose()


async def test_a_machine_without_an_address_says_so_instead_of_waiting_for_ever() -> None:
    connection = make_connection(("192.0.2.77",))
    with pytest.raises(LinkError, match="no address"):
        await connection.create_offer()
    await connection.aclose()


@pytest.mark.parametrize(("own", "kept"), [(LOOPBACK, ["10.9.9.9", "127.0.0.1"]), ((), ["10.9.9.9"])])
async def test_a_strangers_loopback_is_not_knocked_at(own: tuple[str, ...], kept: list[str]) -> None:
    caller, called = make_connection(), make_connection(own)
    offer, _ = await caller.create_offer()
    try:
        await called.create_answer(with_candidates(offer, "10.9.9.9", "127.0.0.1"))
    except LinkError:
        assert not own
    assert [candidate.host for candidate in ice_of(called).remote_candidates] == kept
    await asyncio.gather(caller.aclose(), called.aclose())


async def test_an_answer_that_does_not_fit_the_offer_is_refused() -> None:
    connection = make_connection()
    offer, _ = await connection.create_offer()
    with pytest.raises(DescriptionRefused, match="active or passive"):
        await connection.apply_answer(offer)
    answer = parse(offer.render().replace("actpass", "active").replace("mid:0", "mid:other"))
    assert answer.setup is Setup.ACTIVE
    with pytest.raises(DescriptionRefused, match="mid"):
        await connection.apply_answer(answer)
    await connection.aclose()


async def test_names_that_can_not_be_resolved_here_do_not_spoil_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_multicast() -> None:
        raise OSError("the port is taken")

    monkeypatch.setattr(mdns, "create_mdns_protocol", no_multicast)
    caller, called = make_connection(), make_connection()
    offer, _ = await caller.create_offer()
    await called.create_answer(with_candidates(offer, "name.local", "127.0.0.1"))
    assert [candidate.host for candidate in ice_of(called).remote_candidates] == ["127.0.0.1"]
    await asyncio.gather(caller.aclose(), called.aclose())


async def test_nothing_is_repeated_for_ever_by_an_association_that_ended_while_it_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection = make_connection()
    await connection.create_offer()
    await connection.aclose()
    sctp = connection.sctp
    sent = []

    async def transmit() -> None:
        sent.append(1)

    monkeypatch.setattr(sctp, "_transmit", transmit)
    monkeypatch.setattr(sctp, "_rto", 0.01)
    # As a sending that was under way when the association ended does.
    sctp._t3_start()
    await until(lambda: sctp._t3_handle is None)
    await asyncio.sleep(0)
    assert not sent


async def test_closing_does_not_wait_for_a_relay_that_is_silent() -> None:
    connection = make_connection()
    await connection.create_offer()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        allocation = await add_relay(connection, silent.getsockname())
        await asyncio.wait_for(connection.aclose(limit_s=0.05), 20)
        assert allocation.transport.is_closing()
        assert ice_of(connection)._protocols == []


async def add_relay(connection: PeerConnection, server: tuple[str, int]) -> turn.TurnClientUdpProtocol:
    """An allocation on *server*, as if it had been granted."""
    _, allocation = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: turn.TurnClientUdpProtocol(server, "peer", "drop", lifetime=600, channel_refresh_time=500),
        remote_addr=server,
    )
    ice = ice_of(connection)
    protocol = StunProtocol(ice)
    protocol.connection_made(turn.TurnTransport(allocation))  # type: ignore[arg-type]
    protocol.local_candidate = Candidate("1", 1, "udp", 1, "192.0.2.9", 9, "relay")
    allocation.receiver = protocol
    allocation.refresh_task = asyncio.create_task(allocation.refresh(600))
    ice._protocols.append(protocol)
    return allocation


async def test_closing_twice_at_once_is_harmless() -> None:
    connection = make_connection()
    await connection.create_offer()
    await asyncio.gather(connection.aclose(), connection.aclose())
