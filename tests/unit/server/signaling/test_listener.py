import asyncio
import gc
import socket

import pytest

from peerdrop.wire.limits import DEFAULT_PORT, PORT_WALK
from server.errors import PortsTaken
from server.refusals import Refusal, Refusals
from server.signaling.listener import Listener
from tests.ports import free_port
from tests.unit.server.hosts import make_host, running
from tests.until import LIMIT_S, until


def make_listener() -> Listener:
    return Listener(Refusals(), per_address=16, total=256)


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
async def test_a_port_that_is_taken_for_one_ip_version_is_taken(family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family, socket.SOCK_STREAM) as other:
        if family == socket.AF_INET6:
            other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        other.bind((host, free_port()))
        other.listen()
        port = other.getsockname()[1]
        listener = make_listener()
        with pytest.raises(PortsTaken, match=f"port {port} is in use"):
            listener.bind(port)
        await listener.aclose()


async def test_without_a_port_the_next_free_one_is_walked_to() -> None:
    listeners = [make_listener() for _ in range(3)]
    try:
        ports = [listener.bind(0) for listener in listeners]
    finally:
        for listener in listeners:
            await listener.aclose()
    assert ports == sorted(set(ports))
    assert all(DEFAULT_PORT <= port < DEFAULT_PORT + PORT_WALK for port in ports)


async def test_both_ip_versions_are_served() -> None:
    host = make_host()
    async with running(host):
        for address in ("127.0.0.1", "::1"):
            _, writer = await asyncio.open_connection(address, host.backend.port)
            writer.close()
            await writer.wait_closed()


async def test_one_address_may_hold_so_many_connections_and_no_more() -> None:
    host = make_host(connections_per_address=3)
    async with running(host):
        held = [await asyncio.open_connection("127.0.0.1", host.backend.port) for _ in range(4)]
        async with asyncio.timeout(LIMIT_S):
            assert await held[3][0].read() == b""
        assert host.backend.refusals == {Refusal.TOO_MANY_CONNECTIONS: 1}
        held[0][1].close()
        await held[0][1].wait_closed()
        await until(lambda: _has_room(host.backend._face._runner.server))  # type: ignore[union-attr]
        again = await asyncio.open_connection("127.0.0.1", host.backend.port)
        again[1].write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        async with asyncio.timeout(LIMIT_S):
            assert (await again[0].readline()).startswith(b"HTTP/1.1 404")
        for _, writer in (*held[1:], again):
            writer.close()


async def test_all_together_may_hold_so_many() -> None:
    host = make_host(connections_total=2)
    async with running(host):
        held = [await asyncio.open_connection(address, host.backend.port) for address in ("127.0.0.1", "::1", "::1")]
        async with asyncio.timeout(LIMIT_S):
            assert await held[2][0].read() == b""
        for _, writer in held:
            writer.close()


async def test_when_it_is_closed_nobody_answers() -> None:
    host = make_host()
    async with running(host):
        await host.backend._face.stop_accepting()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", host.backend.port)


def _has_room(server: object) -> bool:
    connections = server.connections  # type: ignore[attr-defined]
    return sum(handler.transport is not None for handler in connections) < 3


async def test_a_connection_that_comes_in_the_moment_of_closing_is_closed_too() -> None:
    """An unclosed socket would fail this test as a ResourceWarning."""
    for turns in range(6):
        host = make_host()
        async with running(host):
            with socket.socket() as caller:
                caller.setblocking(False)
                caller.connect_ex(("127.0.0.1", host.backend.port))
                for _ in range(turns):
                    await asyncio.sleep(0)
                await host.backend.stop()
        gc.collect()
