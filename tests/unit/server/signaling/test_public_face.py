"""The HTTP face, asked by hand."""

import msgspec
import pytest

from peerdrop.wire.codec import encode
from peerdrop.wire.limits import HTTP_BODY_BYTES
from peerdrop.wire.mailbox import MailAnswer, Poll
from peerdrop.wire.signed import Context, Signed
from server.epochs import new_nonce
from server.events import SignalArrived
from server.refusals import Refusal
from server.signaling.opening import open_card
from tests.conftest import ExpectedLog
from tests.unit.server.devices import envelope, make_device, tampered
from tests.unit.server.hosts import Host, make_host, running
from tests.unit.server.signaling.raw_http import GOOD_HOST, JSON, Reply, exchange, post, request

HEALTH = "GET /api/health?nonce=" + "a" * 32
PATHS = ("/api/contact", "/api/signals", "/api/mailbox")


async def asked(raw: bytes) -> tuple[Reply, Host]:
    host = make_host()
    async with running(host):
        return await exchange(host, raw), host


async def test_health_answers_with_the_card_over_the_nonce() -> None:
    reply, host = await asked(request(HEALTH, GOOD_HOST))
    assert reply.status == 200
    card = open_card(msgspec.json.decode(reply.body, type=Signed), "a" * 32)
    assert card.device_id == host.device_id
    assert card.port == host.backend.port


@pytest.mark.parametrize(
    "query", ["", "?nonce=", "?nonce=xyz", "?nonce=" + "a" * 33, "?nonce=" + "a" * 32 + "&nonce=1"]
)
async def test_health_without_a_nonce_is_malformed(query: str) -> None:
    reply, host = await asked(request(f"GET /api/health{query}", GOOD_HOST))
    assert (reply.status, reply.error) == (400, Refusal.MALFORMED)
    assert host.backend.refusals == {Refusal.MALFORMED: 1}


@pytest.mark.parametrize("name", ["127.0.0.1", "127.0.0.1:3001", "[::1]:3001", "[fd77::11]", "10.0.0.9:80"])
async def test_a_literal_is_a_good_host(name: str) -> None:
    reply, _ = await asked(request(HEALTH, f"Host: {name}"))
    assert reply.status == 200


@pytest.mark.parametrize(
    "name",
    [
        "evil.example",
        "localhost",
        "localhost.evil:3001",
        "127.0.0.1.nip.io",
        "0.0.0.0:3001",
        "[::]:3001",
        "127.1",
        "2130706433",
        "127.0.0.1:3001:1",
        "127.0.0.1:port",
        "[127.0.0.1]",
        "::1",
        "",
    ],
)
async def test_any_other_host_is_misdirected(name: str) -> None:
    reply, host = await asked(request(HEALTH, f"Host: {name}"))
    assert reply.status in (400, 421)
    if reply.status == 421:
        assert reply.error == Refusal.BAD_HOST
        assert host.backend.refusals == {Refusal.BAD_HOST: 1}


@pytest.mark.parametrize("headers", [(), (GOOD_HOST, "Host: 127.0.0.1")])
async def test_there_must_be_exactly_one_host(headers: tuple[str, ...]) -> None:
    reply, _ = await asked(request(HEALTH, *headers))
    assert reply.status in (400, 421)


async def test_a_configured_name_is_a_good_host() -> None:
    host = make_host(host_names=("Meeting.example",))
    async with running(host):
        assert (await exchange(host, request(HEALTH, "Host: meeting.EXAMPLE:3001"))).status == 200
        assert (await exchange(host, request(HEALTH, "Host: other.example"))).status == 421


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("origin", ["null", "http://127.0.0.1:3001", "https://evil.example", ""])
async def test_a_web_page_is_refused(path: str, origin: str) -> None:
    reply, _ = await asked(post(path, b"{}", f"Origin: {origin}"))
    assert (reply.status, reply.error) == (403, Refusal.ORIGIN)


@pytest.mark.parametrize(
    "header",
    [
        "Content-Type: text/plain",
        "Content-Type: application/json; charset=utf-8",
        "Content-Type: multipart/form-data",
        "",
    ],
)
async def test_only_the_exact_content_type_is_taken(header: str) -> None:
    headers = [GOOD_HOST, header] if header else [GOOD_HOST]
    reply, _ = await asked(request("POST /api/signals", *headers, body=b"{}"))
    assert (reply.status, reply.error) == (415, Refusal.CONTENT_TYPE)


async def test_a_second_content_type_is_refused() -> None:
    reply, _ = await asked(post("/api/signals", b"{}", JSON))
    assert reply.status in (400, 415)


async def test_a_compressed_body_is_refused_unread() -> None:
    reply, _ = await asked(post("/api/signals", b"\x1f\x8b" * 100, "Content-Encoding: gzip"))
    assert (reply.status, reply.error) == (415, Refusal.CONTENT_ENCODING)


async def test_a_body_that_says_it_is_too_long_is_refused_unread() -> None:
    reply, _ = await asked(request("POST /api/signals", GOOD_HOST, JSON, length=HTTP_BODY_BYTES + 1))
    assert (reply.status, reply.error) == (413, Refusal.TOO_LARGE)


async def test_a_chunked_body_that_becomes_too_long_is_refused() -> None:
    chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    head = request("POST /api/signals", GOOD_HOST, JSON, "Transfer-Encoding: chunked")
    reply, _ = await asked(head + 3 * chunk + b"0\r\n\r\n")
    assert (reply.status, reply.error) == (413, Refusal.TOO_LARGE)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"[" * 60_000,
        b'{"key": NaN}',
        b'{"key": "\\udc80", "payload": "", "signature": ""}',
        b"\xff\xfe",
        b'{"key": "AAAA", "payload": "AAAA", "signature": "AAAA"}',
    ],
)
async def test_a_malformed_body_is_refused(path: str, body: bytes) -> None:
    host = make_host()
    async with running(host):
        reply = await exchange(host, post(path, body, *([] if body else ["Content-Length: 0"])))
        assert (reply.status, reply.error) == (400, Refusal.MALFORMED)
        # And it still serves.
        assert (await exchange(host, request(HEALTH, GOOD_HOST))).status == 200


@pytest.mark.parametrize(
    ("line", "status", "error"),
    [
        ("GET /", 404, Refusal.NOT_FOUND),
        ("GET /api/health/", 404, Refusal.NOT_FOUND),
        ("GET /api/signals", 405, Refusal.METHOD),
        ("DELETE /api/mailbox", 405, Refusal.METHOD),
        ("OPTIONS /api/signals", 405, Refusal.METHOD),
        ("PUT /api/health?nonce=" + "a" * 32, 405, Refusal.METHOD),
    ],
)
async def test_there_is_nothing_else_here(line: str, status: int, error: str) -> None:
    host = make_host()
    async with running(host):
        reply = (
            await exchange(host, request(line, GOOD_HOST, "Connection: close")) if not line.startswith("HEAD") else None
        )
        if reply is not None:
            assert (reply.status, reply.error) == (status, error)


@pytest.mark.parametrize(
    "raw", [b"\x16\x03\x01\x02\x00\x01\x00", b"NOT HTTP\r\n\r\n", b"GET / HTTP/1.1\r\nBad Header\r\n\r\n"]
)
async def test_what_is_no_http_ends_neither_the_program_nor_fills_its_log(raw: bytes) -> None:
    host = make_host()
    async with running(host):
        assert (await exchange(host, raw + b"\r\n\r\n")).status in (0, 400)
        assert (await exchange(host, request(HEALTH, GOOD_HOST))).status == 200


async def test_one_changed_bit_of_an_envelope_is_refused_and_told_to_nobody() -> None:
    host, stranger = make_host(), make_device()
    async with running(host):
        signed = stranger.sign(Context.ENVELOPE, envelope(stranger, host.backend._own))
        reply = await exchange(host, post("/api/signals", encode(tampered(signed))))
        assert (reply.status, reply.error) == (401, Refusal.BAD_SIGNATURE)
        assert not host.of(SignalArrived)


async def test_a_stranger_is_shown_the_card_over_the_nonce_it_sent() -> None:
    host, stranger = make_host(), make_device()
    async with running(host):
        signed = stranger.sign(Context.ENVELOPE, envelope(stranger, host.backend._own, nonce="b" * 32))
        reply = await exchange(host, post("/api/signals", encode(signed)))
        assert (reply.status, reply.error) == (409, Refusal.UNKNOWN_SENDER)
        assert reply.rejection.card is not None
        assert open_card(reply.rejection.card, "b" * 32).device_id == host.device_id


async def test_a_replayed_envelope_is_refused_and_counted() -> None:
    sender, receiver = make_host(), make_host()
    async with running(sender, receiver):
        await sender.backend.add_address(receiver.address)
        signed = sender.backend._own.sign(Context.ENVELOPE, envelope(sender.backend._own, receiver.backend._own))
        raw = post("/api/signals", encode(signed))
        assert (await exchange(receiver, raw)).status == 200
        reply = await exchange(receiver, raw)
        assert (reply.status, reply.error) == (409, Refusal.REPLAYED)
        assert receiver.backend.refusals == {Refusal.REPLAYED: 1}
        assert len(receiver.of(SignalArrived)) == 1


def poll(reader: Host, owner: Host, **changes: object) -> Poll:
    fields = {
        "sender": reader.device_id,
        "receiver": owner.device_id,
        "epoch": owner.backend.card.epoch,
        "nonce": new_nonce(),
    }
    return Poll(**(fields | changes))  # type: ignore[arg-type]


async def test_a_poll_hands_out_only_the_signers_mail() -> None:
    owner, reader, thief = make_host(), make_host(), make_host()
    async with running(owner, reader, thief):
        for host in (reader, thief):
            await host.backend.add_address(owner.address)
        own = owner.backend._own
        owner.backend._mailbox.put(
            own.sign(Context.ENVELOPE, envelope(own, reader.backend._own)),
            sender=owner.device_id,
            receiver=reader.device_id,
            ttl_s=60,
            is_offer=False,
        )
        stolen = thief.backend._own.sign(Context.POLL, poll(reader, owner))
        reply = await exchange(owner, post("/api/mailbox", encode(stolen)))
        assert (reply.status, reply.error) == (403, Refusal.WRONG_SENDER)
        for host, count in ((thief, 0), (reader, 1)):
            signed = host.backend._own.sign(Context.POLL, poll(host, owner))
            reply = await exchange(owner, post("/api/mailbox", encode(signed)))
            assert len(msgspec.json.decode(reply.body, type=MailAnswer).mail) == count


async def test_a_poll_is_checked_like_an_envelope() -> None:
    owner, reader = make_host(), make_host()
    async with running(owner, reader):
        await reader.backend.add_address(owner.address)

        async def answer(**changes: object) -> Reply:
            signed = reader.backend._own.sign(Context.POLL, poll(reader, owner, **changes))
            return await exchange(owner, post("/api/mailbox", encode(signed)))

        assert (await answer(epoch="0" * 32)).error == Refusal.WRONG_EPOCH
        assert (await answer(receiver=reader.device_id)).error == Refusal.WRONG_RECEIVER
        assert (await answer(wait_s=21)).error == Refusal.MALFORMED
        assert (await answer(nonce="c" * 32)).status == 200
        assert (await answer(nonce="c" * 32)).error == Refusal.REPLAYED
        stranger = make_device()
        signed = stranger.sign(Context.POLL, poll(reader, owner, sender=stranger.device_id))
        assert (await exchange(owner, post("/api/mailbox", encode(signed)))).error == Refusal.UNKNOWN_SENDER


async def test_a_source_that_asks_too_much_is_slowed_down_before_its_signatures_are_looked_at() -> None:
    host = make_host(requests_per_second=1.0)
    async with running(host):
        statuses = [(await exchange(host, request(HEALTH, GOOD_HOST))).status for _ in range(6)]
        assert statuses.count(200) <= 4
        assert statuses[-1] == 429
        assert host.backend.refusals[Refusal.RATE_LIMITED] >= 2


async def test_our_own_fault_is_an_internal_error_and_is_logged(
    expected_log: ExpectedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_log("request failed")
    host = make_host()
    async with running(host):
        monkeypatch.setattr(host.backend._own, "sign_card", lambda nonce: 1 / 0)
        reply = await exchange(host, request(HEALTH, GOOD_HOST))
        assert (reply.status, reply.error) == (500, Refusal.INTERNAL)
        assert b"Zero" not in reply.body
