"""Bounds that take time: the limits are shortened, the order of events is what is tested."""

import asyncio

import pytest

from server.refusals import Refusal
from server.signaling import bounds, public_face
from server.signaling.bounds import _without_port, network_of
from tests.unit.server.hosts import make_host, running
from tests.unit.server.signaling.raw_http import GOOD_HOST, JSON, read_reply, request
from tests.until import LIMIT_S


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("10.0.0.1:3001", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.1"),
        ("[::1]:3001", "::1"),
        ("[::1]", "::1"),
        ("[::1]x", ""),
        ("[::1", ""),
        ("[10.0.0.1]", ""),
        ("a:b", ""),
        ("a:", ""),
        ("::1", ""),
        ("a:123456", ""),
    ],
)
def test_the_port_is_taken_off(host: str, name: str) -> None:
    assert _without_port(host) == name


def test_an_ipv6_network_counts_as_one_source_and_an_ipv4_address_too() -> None:
    assert network_of("fd77::1") == network_of("fd77::ffff:1") != network_of("fd78::1")
    assert network_of("10.0.0.1") != network_of("10.0.0.2")
    assert network_of("fe80::1%2") != network_of("fe80::2%2")
    assert network_of("::1") == "::1"
    assert network_of("") == ""


async def test_a_body_that_drips_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "BODY_LIMIT_S", 0.05)
    host = make_host()
    async with running(host):
        reader, writer = await asyncio.open_connection("127.0.0.1", host.backend.port)
        writer.write(request("POST /api/signals", GOOD_HOST, JSON, length=100) + b"{")
        async with asyncio.timeout(LIMIT_S):
            assert (await read_reply(reader)).status in (0, 408)
            with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
                await reader.readexactly(1)
        writer.close()
        assert host.backend.refusals == {Refusal.TOO_SLOW: 1}


@pytest.mark.parametrize("sent", [b"", b"GET /api/health HTTP/1.1\r\nHost: 127."])
async def test_a_connection_that_says_nothing_or_half_a_header_is_closed(
    sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_face, "KEEPALIVE_S", 0.05)
    host = make_host()
    async with running(host):
        reader, writer = await asyncio.open_connection("127.0.0.1", host.backend.port)
        writer.write(sent)
        async with asyncio.timeout(LIMIT_S):
            assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
