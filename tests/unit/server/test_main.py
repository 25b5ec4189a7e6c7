"""python -m server, as its own process."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from peerdrop.identity.identity import KEY_FILE, Identity
from server.__main__ import _plain, main
from server.record import Endpoint
from server.signaling.client import Client
from tests.ports import free_port
from tests.until import LIMIT_S


@asynccontextmanager
async def backend_alone(*arguments: object) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "server",
        "--discovery-port",
        str(free_port(socket.SOCK_DGRAM)),
        *map(str, arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def read_until(process: asyncio.subprocess.Process, end: str) -> str:
    assert process.stdout is not None
    text = ""
    async with asyncio.timeout(LIMIT_S):
        while end not in text:
            line = (await process.stdout.readline()).decode()
            assert line, f"ended early: {text}"
            text += line
    return text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_says_who_and_where_it_is_and_ends_in_order(number: signal.Signals, tmp_path: Path) -> None:
    port = free_port()
    async with backend_alone("--home", tmp_path, "--port", port, "--name", "Attic") as process:
        text = await read_until(process, "Ctrl-C")
        assert "Attic" in text
        assert Identity.load_or_create(tmp_path).device_id in text
        assert f":{port}" in text
        client = Client()
        await client.start()
        assert (await client.health(Endpoint("127.0.0.1", port))).name == "Attic"
        await client.aclose()
        process.send_signal(number)
        async with asyncio.timeout(LIMIT_S):
            _, errors = await process.communicate()
        assert process.returncode == 0
        assert errors == b""


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["--home", str(tmp_path), "--port", str(port)]) == 1
    assert capsys.readouterr().err == (
        f"Could not start: port {port} is in use by another program. "
        "Choose another with --port, or stop the program that uses it.\n"
    )


def test_a_damaged_identity_is_said_and_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / KEY_FILE).write_text("{broken")
    assert main(["--home", str(tmp_path)]) == 1
    assert "damaged" in capsys.readouterr().err
    assert (tmp_path / KEY_FILE).read_text() == "{broken"


@pytest.mark.parametrize("port", ["0", "65536", "x", "-1", ""])
def test_a_port_that_is_none_is_a_usage_error(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--port", port])
    assert caught.value.code == 2
    assert "a port is a number" in capsys.readouterr().err


def test_a_strangers_name_cannot_steer_the_terminal() -> None:
    assert _plain("Zoë\x1b[2J\n") == "Zoë\ufffd[2J\ufffd"
