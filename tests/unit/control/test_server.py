"""peerdrop/control/server.py: only this user's own processes get in, and what they hold ends with them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from peerdrop.control import commands
from peerdrop.control.codec import encode_value
from peerdrop.control.server import ControlServer
from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.states import AcceptMode
from peerdrop.home import ControlPoint, Home
from tests.conftest import ExpectedLog
from tests.fake_node import FakeNode
from tests.until import until

JSON = {"Content-Type": "application/json"}
BODY = encode_value(commands.Scan())


@asynccontextmanager
async def serving(folder: Path, node: FakeNode) -> AsyncIterator[tuple[ControlPoint, aiohttp.ClientSession]]:
    home = Home(folder)
    with home.hold():
        async with ControlServer(node, home), aiohttp.ClientSession() as session:
            point = home.read_control()
            assert point is not None
            yield point, session


def headers_of(point: ControlPoint) -> dict[str, str]:
    return JSON | {"Authorization": f"Bearer {point.token}"}


async def ask(session: aiohttp.ClientSession, point: ControlPoint, headers: dict[str, str], body: bytes = BODY) -> int:
    url = f"http://127.0.0.1:{point.port}/command"
    async with session.post(url, data=body, headers=headers) as response:
        return response.status


async def test_the_right_token_gets_in(tmp_path: Path) -> None:
    node = FakeNode()
    async with serving(tmp_path, node) as (point, session):
        assert await ask(session, point, headers_of(point)) == 200
    assert node.calls == [("scan",)]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Bearer \u00fc"}, 401),
        ({"Origin": "http://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "localhost"}, 421),
        ({"Host": "rebound.example"}, 421),
        ({"Content-Type": "text/plain"}, 415),
    ],
)
async def test_whoever_is_not_this_users_process_is_refused(
    tmp_path: Path, changed: dict[str, str], status: int
) -> None:
    node = FakeNode()
    async with serving(tmp_path, node) as (point, session):
        assert await ask(session, point, headers_of(point) | changed) == status
    assert node.calls == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b'{"command": "Nonsense"}', b'{"command": "Connect", "device_id": "x"}', b"[" * 100_000],
)
async def test_what_is_no_command_is_refused(tmp_path: Path, body: bytes) -> None:
    node = FakeNode()
    async with serving(tmp_path, node) as (point, session):
        assert await ask(session, point, headers_of(point), body) == 400
    assert node.calls == []


async def test_the_port_listens_on_loopback_only_and_its_file_goes_with_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    async with ControlServer(FakeNode(), home) as server:
        assert home.read_control() is not None
        _reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.close()
        await writer.wait_closed()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.2", server.port)
    assert home.read_control() is None


async def test_a_policy_ends_when_the_connection_that_holds_it_is_cut(tmp_path: Path) -> None:
    node = FakeNode()
    policy = AcceptPolicy(mode=AcceptMode.ALL)
    async with serving(tmp_path, node) as (point, session):
        url = f"http://127.0.0.1:{point.port}/policy"
        response = await session.post(url, data=encode_value(policy), headers=headers_of(point))
        await until(lambda: node.policies == [policy])
        response.close()
        await until(lambda: node.policies == [])


async def test_a_client_that_is_killed_before_its_stream_starts_is_no_fault(tmp_path: Path) -> None:
    class Late(FakeNode):
        @asynccontextmanager
        async def hold_policy(self, policy: AcceptPolicy) -> AsyncIterator[None]:
            raise ConnectionResetError("Cannot write to closing transport")
            yield

    async with serving(tmp_path, Late()) as (point, session):
        url = f"http://127.0.0.1:{point.port}/policy"
        async with session.post(url, data=encode_value(AcceptPolicy()), headers=headers_of(point)) as response:
            assert response.status == 503


async def test_closing_ends_streams_that_still_run(tmp_path: Path) -> None:
    node = FakeNode()
    async with aiohttp.ClientSession() as session:
        async with serving(tmp_path, node) as (point, _):
            url = f"http://127.0.0.1:{point.port}"
            events = await session.get(f"{url}/events", headers=headers_of(point))
            body = encode_value(AcceptPolicy())
            held = await session.post(f"{url}/policy", data=body, headers=headers_of(point))
            await until(lambda: node.policies)
        assert node.policies == []
        for response in (events, held):
            with pytest.raises(aiohttp.ClientPayloadError):
                await response.read()


async def test_a_fault_in_the_node_is_logged_and_does_not_end_the_port(
    tmp_path: Path, expected_log: ExpectedLog
) -> None:
    node = FakeNode()

    def fail() -> None:
        raise RuntimeError("broken")

    node.replies["scan"] = fail
    expected_log("command failed command=Scan")
    async with serving(tmp_path, node) as (point, session):
        assert await ask(session, point, headers_of(point)) == 500
        assert await ask(session, point, headers_of(point), encode_value(commands.Peers())) == 200
