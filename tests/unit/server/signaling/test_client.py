"""Calls to backends, and to what only looks like one."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from peerdrop.wire.codec import encode
from peerdrop.wire.mailbox import MailAnswer, Rejection
from peerdrop.wire.signed import Context
from server.epochs import new_nonce
from server.record import Endpoint
from server.signaling.client import Client
from server.signaling.errors import AnswerMalformed, CallFailed, CallRejected
from tests.ports import free_port
from tests.unit.server.devices import make_device
from tests.unit.server.hosts import make_host, running

Answer = Callable[[bytes], bytes]


@asynccontextmanager
async def calling() -> AsyncIterator[Client]:
    client = Client()
    await client.start()
    try:
        yield client
    finally:
        await client.aclose()


@asynccontextmanager
async def impostor(answer: Answer | None, heads: list[bytes] | None = None) -> AsyncIterator[Endpoint]:
    """A server that answers each request with the bytes that *answer* makes of its head; None: with nothing, ever."""
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        if heads is not None:
            heads.append(head)
        if answer is not None:
            writer.write(answer(head))
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield Endpoint("127.0.0.1", server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for writer in writers:
            writer.close()
        await server.wait_closed()


def http(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Content-Type: application/json", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


async def failure(call: Awaitable[object]) -> Exception:
    with pytest.raises((CallFailed, AnswerMalformed, CallRejected)) as caught:
        await call
    return caught.value


async def test_a_backend_shows_its_card() -> None:
    host = make_host()
    async with running(host), calling() as client:
        assert (await client.health(host.endpoint)).device_id == host.device_id


async def test_an_ipv6_literal_is_called_by_its_literal() -> None:
    host = make_host()
    async with running(host), calling() as client:
        assert (await client.health(Endpoint("::1", host.backend.port))).device_id == host.device_id
        assert not host.backend.refusals


async def test_nothing_there_and_nobody_answering_are_told_apart() -> None:
    async with calling() as client, impostor(None) as silent:
        refused = await failure(client.health(Endpoint("127.0.0.1", free_port())))
        assert isinstance(refused, CallFailed)
        assert refused.refused
        waited = await failure(client.health(silent, limit_s=0.05))
        assert isinstance(waited, CallFailed)
        assert not waited.refused


async def test_a_request_carries_a_literal_host_no_cookies_and_no_hint_of_the_software() -> None:
    heads: list[bytes] = []
    async with calling() as client, impostor(lambda _: http(b"{}"), heads) as endpoint:
        await failure(client.health(endpoint))
    lines = heads[0].decode().split("\r\n")
    assert re.fullmatch(r"GET /api/health\?nonce=[0-9a-f]{32} HTTP/1.1", lines[0])
    assert f"Host: 127.0.0.1:{endpoint.port}" in lines
    names = {line.partition(":")[0].lower() for line in lines[1:] if line}
    assert names <= {"host", "accept", "connection"}


@pytest.mark.parametrize(
    "answer",
    [
        http(b"hello"),
        http(b"{}"),
        http(b"[" * 50_000),
        http(b"x" * 70_000),
        http(b"", "302 Found", "Location: http://127.0.0.1:1/"),
        http(b"\x1f\x8b\x08" * 10, "200 OK", "Content-Encoding: gzip"),
        http(b"<html>", "404 Not Found"),
        http(b"{}", "500 Internal Server Error"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + 3 * (b"8000\r\n" + b"x" * 0x8000 + b"\r\n"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"\x00\x01\x02\x03",
    ],
)
async def test_whatever_else_answers_is_no_backend(answer: bytes) -> None:
    async with calling() as client, impostor(lambda _: answer) as endpoint:
        assert isinstance(await failure(client.health(endpoint)), CallFailed | AnswerMalformed)


async def test_an_endless_answer_is_left() -> None:
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 100_000
    async with calling() as client, impostor(lambda _: endless) as endpoint:
        assert isinstance(await failure(client.health(endpoint)), AnswerMalformed)


async def test_a_recorded_card_is_refused() -> None:
    device = make_device()
    recording = http(encode(device.sign_card(new_nonce())))
    async with calling() as client, impostor(lambda _: recording) as endpoint:
        assert isinstance(await failure(client.health(endpoint)), AnswerMalformed)


async def test_a_rejection_brings_its_name_and_the_checked_card() -> None:
    device, nonce = make_device(), new_nonce()
    signed = device.sign(Context.POLL, device.card)
    for card in (None, device.sign_card(nonce)):
        body = encode(Rejection(error="wrong_epoch", message="", card=card))
        async with calling() as client, impostor(lambda _, body=body: http(body, "409 Conflict")) as endpoint:  # type: ignore[misc]
            rejected = await failure(client.post(endpoint, "/api/mailbox", signed, nonce))
        assert isinstance(rejected, CallRejected)
        assert (rejected.status, rejected.error) == (409, "wrong_epoch")
        assert rejected.card == (None if card is None else device.card)


async def test_a_rejection_with_a_card_over_another_nonce_is_worth_nothing() -> None:
    device = make_device()
    body = encode(Rejection(error="wrong_epoch", message="", card=device.sign_card(new_nonce())))
    async with calling() as client, impostor(lambda _: http(body, "409 Conflict")) as endpoint:
        call = client.post(endpoint, "/api/mailbox", device.sign(Context.POLL, device.card), new_nonce())
        assert isinstance(await failure(call), AnswerMalformed)


async def test_mail_is_taken_up_to_its_own_limit() -> None:
    device = make_device()
    signed = device.sign(Context.POLL, device.card)
    async with calling() as client, impostor(lambda _: http(encode(MailAnswer()))) as endpoint:
        assert await client.post(endpoint, "/api/mailbox", signed, new_nonce()) == MailAnswer()
    async with calling() as client, impostor(lambda _: http(b" " * 300_000)) as endpoint:
        assert isinstance(await failure(client.post(endpoint, "/api/mailbox", signed, new_nonce())), AnswerMalformed)


async def test_before_it_is_started_nothing_can_be_called() -> None:
    assert isinstance(await failure(Client().health(Endpoint("127.0.0.1", 1))), CallFailed)


async def test_whoever_calls_after_the_end_is_told_so() -> None:
    client = Client()
    await client.start()
    await client.aclose()
    await client.aclose()
    with pytest.raises(CallFailed):
        await client.health(Endpoint("127.0.0.1", 9))
