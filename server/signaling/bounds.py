"""What a request must look like before anything of it is used."""

import asyncio
import ipaddress
from collections.abc import Iterable
from typing import Final

from aiohttp import hdrs, web

from peerdrop.wire.limits import HTTP_BODY_BYTES
from server.discovery.address import is_literal
from server.refusals import Refusal
from server.signaling.client import JSON_TYPE
from server.signaling.errors import Refused
from server.token_buckets import TokenBuckets

BODY_LIMIT_S: Final = 4.0
KEEPALIVE_S: Final = 5.0
_IPV6_SITE_BITS: Final = 64


class Bounds:
    """Refuses what no PeerDrop sends, and too much of what one may."""

    def __init__(self, host_names: Iterable[str], buckets: TokenBuckets) -> None:
        self._buckets = buckets
        self._host_names: frozenset[str] = frozenset()
        self.change_host_names(host_names)

    def change_host_names(self, host_names: Iterable[str]) -> None:
        """From the next request on, answer under these names, beside the addresses."""
        self._host_names = frozenset(name.lower().rstrip(".") for name in host_names)

    def check(self, request: web.Request) -> None:
        """Raise Refused unless rate, Host, Origin and the headers of the body are in order."""
        if not self._buckets.take(network_of(peer_host(request.transport))):
            raise Refused(429, Refusal.RATE_LIMITED, "Too many requests.")
        self._check_host(request.headers.getall(hdrs.HOST, []))
        if hdrs.ORIGIN in request.headers:
            raise Refused(403, Refusal.ORIGIN, "Web pages may not ask here.")
        if hdrs.CONTENT_ENCODING in request.headers:
            raise Refused(415, Refusal.CONTENT_ENCODING, "The body must not be compressed.")
        if request.method == hdrs.METH_POST:
            if request.headers.getall(hdrs.CONTENT_TYPE, []) != [JSON_TYPE]:
                raise Refused(415, Refusal.CONTENT_TYPE, f"The body must be {JSON_TYPE}.")
            if (request.content_length or 0) > HTTP_BODY_BYTES:
                raise Refused(413, Refusal.TOO_LARGE, f"The body is longer than {HTTP_BODY_BYTES} bytes.")

    def _check_host(self, hosts: list[str]) -> None:
        # A page that had its own name resolved to our address still sends that name.
        if len(hosts) == 1:
            host = _without_port(hosts[0])
            if is_literal(host) and "%" not in host and not ipaddress.ip_address(host).is_unspecified:
                return
            if host.lower().rstrip(".") in self._host_names:
                return
        raise Refused(421, Refusal.BAD_HOST, "Ask by address.")


async def read_body(request: web.Request) -> bytes:
    """The whole body, or Refused; a sender that drips is cut off."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_LIMIT_S):
            async for part in request.content.iter_any():
                body += part
                if len(body) > HTTP_BODY_BYTES:
                    raise Refused(413, Refusal.TOO_LARGE, f"The body is longer than {HTTP_BODY_BYTES} bytes.")
    except TimeoutError:
        if request.transport is not None:
            request.transport.abort()
        raise Refused(408, Refusal.TOO_SLOW, "The body did not come in time.") from None
    return bytes(body)


def network_of(host: str) -> str:
    """Whom *host* is counted for: itself, or its whole network where one machine has that many addresses (IPv6)."""
    address = host.partition("%")[0]
    if ":" not in address:
        return address
    parsed = ipaddress.IPv6Address(address)
    if parsed.is_link_local or parsed.is_loopback:
        return address
    return str(ipaddress.IPv6Network((parsed, _IPV6_SITE_BITS), strict=False))


def peer_host(transport: asyncio.BaseTransport | None) -> str:
    """The other end of *transport* as an IP literal (with %scope for link-local IPv6); "" if it is gone."""
    peer = None if transport is None else transport.get_extra_info("peername")
    if not peer:
        return ""
    return f"{peer[0]}%{peer[3]}" if len(peer) == 4 and peer[3] else str(peer[0])


def _without_port(host: str) -> str:
    if host.startswith("["):
        inner, bracket, port = host[1:].partition("]")
        return inner if bracket and ":" in inner and _is_port(port) else ""
    name, colon, port = host.partition(":")
    return name if _is_port(colon + port) else ""


def _is_port(text: str) -> bool:
    return not text or (text[0] == ":" and text[1:].isascii() and text[1:].isdigit() and len(text) <= 6)
