"""HTTP by hand, to send what no client would."""

import asyncio
import contextlib
from dataclasses import dataclass

import msgspec

from peerdrop.wire.mailbox import Rejection
from tests.unit.server.hosts import Host
from tests.until import LIMIT_S

GOOD_HOST = "Host: 127.0.0.1:3001"
JSON = "Content-Type: application/json"


@dataclass(frozen=True)
class Reply:
    """What came back; *status* 0 when the connection was closed without a word."""

    status: int
    body: bytes

    @property
    def rejection(self) -> Rejection:
        return msgspec.json.decode(self.body, type=Rejection)

    @property
    def error(self) -> str:
        return self.rejection.error


async def exchange(host: Host, raw: bytes) -> Reply:
    """Send *raw* and read until the other side closes or the announced body is there."""
    reader, writer = await asyncio.open_connection("127.0.0.1", host.backend.port)
    try:
        writer.write(raw)
        async with asyncio.timeout(LIMIT_S):
            return await read_reply(reader)
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def read_reply(reader: asyncio.StreamReader) -> Reply:
    """One answer from *reader*."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return Reply(0, b"")
    lines = head.decode("latin-1").split("\r\n")
    length = next((int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length")), 0)
    return Reply(int(lines[0].split()[1]), await reader.readexactly(length))


def request(line: str, *headers: str, body: bytes = b"", length: int | None = None) -> bytes:
    """One request; Content-Length is that of *body* unless given."""
    lines = [f"{line} HTTP/1.1", *headers]
    if body or length is not None:
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def post(path: str, body: bytes, *headers: str) -> bytes:
    """A POST in good order but for *body* and what *headers* add."""
    return request(f"POST {path}", GOOD_HOST, JSON, *headers, body=body)
