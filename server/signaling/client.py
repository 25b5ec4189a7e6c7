"""Asking another backend, by HTTP."""

import asyncio
import logging
from typing import Final

import aiohttp
from yarl import URL

from peerdrop.identity.errors import BadSignature
from peerdrop.wire.card import Card
from peerdrop.wire.codec import decode, encode
from peerdrop.wire.contact import ContactAnswer
from peerdrop.wire.errors import WireError
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import HTTP_BODY_BYTES, MAIL_ANSWER_BYTES
from peerdrop.wire.mailbox import MailAnswer, Rejection
from peerdrop.wire.signed import Context, Signed
from server.epochs import new_nonce
from server.record import Endpoint
from server.signaling.errors import AnswerMalformed, CallFailed, CallRejected
from server.signaling.opening import check_card, open_card, open_signed

logger = logging.getLogger(__name__)

# One repeated SYN (after 1 s on Linux) and a sleepy Wi-Fi fit in.
_CONNECT_LIMIT_S: Final = 2.5
HEALTH_LIMIT_S: Final = 3.0
CALL_LIMIT_S: Final = 5.0
_AT_ONCE: Final = 128
MAILBOX_PATH: Final = "/api/mailbox"
JSON_TYPE: Final = "application/json"


class Client:
    """Calls backends at IP literals. Follows no redirects, asks no proxy, keeps no cookies, reads no endless answer."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        # A connection per request: they are few, and none can be found dead when an offer needs it.
        connector = aiohttp.TCPConnector(limit=_AT_ONCE, force_close=True, use_dns_cache=False)
        self._session = aiohttp.ClientSession(
            connector=connector,
            trust_env=False,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("Accept-Encoding", "User-Agent"),
        )

    async def aclose(self) -> None:
        """Drop every request under way."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def health(self, endpoint: Endpoint, *, limit_s: float = HEALTH_LIMIT_S) -> Card:
        """The card of whoever answers at *endpoint*, proven to be fresh; raises a CallError."""
        nonce = new_nonce()
        raw = await self._call("GET", endpoint, f"/api/health?nonce={nonce}", None, nonce, limit_s, HTTP_BODY_BYTES)
        try:
            return open_card(decode(raw, Signed, limit_bytes=HTTP_BODY_BYTES), nonce)
        except (WireError, BadSignature) as exc:
            raise AnswerMalformed(str(exc)) from exc

    async def contact(self, endpoint: Endpoint, contact: Signed, nonce: str, callee: DeviceId) -> ContactAnswer:
        """Hand in our signed *contact*; the checked answer of *callee*. Raises a CallError."""
        raw = await self._call("POST", endpoint, "/api/contact", contact, nonce, CALL_LIMIT_S, HTTP_BODY_BYTES)
        try:
            signed = decode(raw, Signed, limit_bytes=HTTP_BODY_BYTES)
            opened = open_signed(signed, Context.CONTACT, ContactAnswer)
            check_card(opened.message.card, signed, opened.signer)
        except (WireError, BadSignature) as exc:
            raise AnswerMalformed(str(exc)) from exc
        if opened.signer != callee or opened.message.nonce != nonce:
            raise AnswerMalformed("the contact was answered by another device, or by a recording")
        return opened.message

    async def post(
        self, endpoint: Endpoint, path: str, signed: Signed, nonce: str, *, limit_s: float = CALL_LIMIT_S
    ) -> MailAnswer:
        """Hand in a signed envelope or poll; what waits for us there. Raises a CallError."""
        raw = await self._call("POST", endpoint, path, signed, nonce, limit_s, MAIL_ANSWER_BYTES)
        try:
            return decode(raw, MailAnswer, limit_bytes=MAIL_ANSWER_BYTES)
        except WireError as exc:
            raise AnswerMalformed(str(exc)) from exc

    async def _call(
        self,
        method: str,
        endpoint: Endpoint,
        target: str,
        body: Signed | None,
        nonce: str,
        limit_s: float,
        limit_bytes: int,
    ) -> bytes:
        if self._session is None:
            raise CallFailed("the client is not started, or closed")
        host = endpoint.host.partition("%")[0]
        literal = f"[{host}]" if ":" in host else host
        # A zone means nothing to the other side: it dials by it, the Host header goes without.
        headers = {"Host": f"{literal}:{endpoint.port}"}
        if body is not None:
            headers["Content-Type"] = JSON_TYPE
        authority = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
        url = URL(f"http://{authority}:{endpoint.port}{target}", encoded=True)
        try:
            async with (
                asyncio.timeout(limit_s),
                self._session.request(
                    method,
                    url,
                    data=None if body is None else encode(body),
                    headers=headers,
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(total=None, sock_connect=min(_CONNECT_LIMIT_S, limit_s)),
                ) as response,
            ):
                raw = await _read(response, limit_bytes)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as exc:
            raise CallFailed(f"{endpoint.host}: {type(exc).__name__}", refused=_is_refusal(exc)) from exc
        if response.status == 200:
            return raw
        raise _rejection(response.status, raw, nonce)


async def _read(response: aiohttp.ClientResponse, limit_bytes: int) -> bytes:
    if response.headers.get("Content-Encoding"):
        raise AnswerMalformed("a compressed answer")
    if response.content_length is not None and response.content_length > limit_bytes:
        raise AnswerMalformed("the answer is too long")
    parts = bytearray()
    async for part in response.content.iter_any():
        parts += part
        if len(parts) > limit_bytes:
            raise AnswerMalformed("the answer is too long")
    return bytes(parts)


def _rejection(status: int, raw: bytes, nonce: str) -> CallRejected | AnswerMalformed:
    try:
        rejection = decode(raw, Rejection, limit_bytes=HTTP_BODY_BYTES)
        card = None if rejection.card is None else open_card(rejection.card, nonce)
    except (WireError, BadSignature) as exc:
        return AnswerMalformed(f"status {status}: {exc}")
    return CallRejected(status, rejection.error, card)


def _is_refusal(exc: BaseException) -> bool:
    if isinstance(exc, aiohttp.ClientConnectorError):
        exc = exc.os_error
    return isinstance(exc, ConnectionRefusedError)
