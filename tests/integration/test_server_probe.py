"""STUN and TURN servers are tried before anything depends on them: against coturn, on loopback."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from peerdrop.clock import SystemClock
from peerdrop.link import ServerFailure, ServerReport
from peerdrop.transport.ice_server import IceServer
from peerdrop.transport.server_probe import probe_server
from tests.ports import free_port
from tests.until import LIMIT_S

COTURN = shutil.which("turnserver")
with_coturn = pytest.mark.skipif(COTURN is None, reason="coturn is not installed")
LOOPBACK = "127.0.0.1"


@asynccontextmanager
async def coturn(folder: Path) -> AsyncIterator[int]:
    """The port of a coturn that knows ana with the password secret."""
    assert COTURN is not None
    port = free_port(socket.SOCK_STREAM)
    options = {
        "listening-ip": LOOPBACK,
        "relay-ip": LOOPBACK,
        "listening-port": str(port),
        "user": "ana:secret",
        "realm": "example.org",
        "pidfile": str(folder / "turnserver.pid"),
        "log-file": "stdout",
    }
    switches = ("-n", "--lt-cred-mech", "--no-cli", "--no-tls", "--no-dtls", "--no-rfc5780", "--no-multicast-peers")
    process = await asyncio.create_subprocess_exec(
        COTURN,
        *switches,
        *(f"--{name}={value}" for name, value in options.items()),
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(LIMIT_S):
            while (await probe(f"stun:{LOOPBACK}:{port}", limit_s=0.5)).failure is not None:
                assert process.returncode is None, "coturn did not start"
                await asyncio.sleep(0.05)
        yield port
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def probe(
    url: str, username: str | None = None, credential: str | None = None, *, limit_s: float = 5.0
) -> ServerReport:
    server = IceServer(url=url, username=username, credential=credential)
    return await probe_server(server, clock=SystemClock(), limit_s=limit_s)


@with_coturn
async def test_servers_that_work_say_how_fast_and_at_which_address(tmp_path: Path) -> None:
    async with coturn(tmp_path) as port:
        for report in (
            await probe(f"stun:{LOOPBACK}:{port}"),
            await probe(f"turn:{LOOPBACK}:{port}", "ana", "secret"),
            await probe(f"turn:{LOOPBACK}:{port}?transport=tcp", "ana", "secret"),
        ):
            assert (report.failure, report.address) == (None, LOOPBACK)
            assert report.rtt_ms is not None
            assert 0 < report.rtt_ms < 5000


@with_coturn
@pytest.mark.parametrize("credentials", [("ana", "wrong"), ("ben", "secret"), (None, None)])
async def test_a_relay_that_wants_other_credentials_says_so(
    tmp_path: Path, credentials: tuple[str | None, str | None]
) -> None:
    async with coturn(tmp_path) as port:
        report = await probe(f"turn:{LOOPBACK}:{port}", *credentials)
        assert report == ServerReport(failure=ServerFailure.DENIED)


@pytest.mark.parametrize("scheme", ["stun", "turn"])
async def test_a_server_that_is_silent_is_given_up_in_time(scheme: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind((LOOPBACK, 0))
        report = await probe(f"{scheme}:{LOOPBACK}:{silent.getsockname()[1]}", "a", "b", limit_s=0.1)
        assert report == ServerReport(failure=ServerFailure.NO_ANSWER)


async def test_a_port_where_nothing_listens_is_told_from_silence() -> None:
    stun = await probe(f"stun:{LOOPBACK}:{free_port(socket.SOCK_DGRAM)}")
    turn = await probe(f"turn:{LOOPBACK}:{free_port(socket.SOCK_STREAM)}?transport=tcp", "a", "b")
    assert stun == turn == ServerReport(failure=ServerFailure.CLOSED)


async def test_a_name_that_nobody_knows_is_told() -> None:
    assert await probe("stun:nowhere.invalid") == ServerReport(failure=ServerFailure.UNKNOWN_NAME)
    assert await probe("stun:") == ServerReport(failure=ServerFailure.UNKNOWN_NAME)


async def test_what_answers_without_tls_has_no_certificate() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(hang_up, LOOPBACK, 0)
    async with server:
        report = await probe(f"turns:{LOOPBACK}:{server.sockets[0].getsockname()[1]}", "a", "b")
    assert report == ServerReport(failure=ServerFailure.CERTIFICATE)
