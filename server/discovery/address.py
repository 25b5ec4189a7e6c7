"""An address as the user types it."""

import asyncio
import contextlib
import ipaddress
import re
import socket
import threading
from dataclasses import dataclass
from typing import Final

from peerdrop.wire.limits import DEFAULT_PORT, PORT_WALK
from server.errors import AddressMalformed, NobodyAnswers
from server.record import Endpoint

_RESOLVE_LIMIT_S: Final = 5.0
_ADDRESSES_PER_NAME: Final = 8
_FAMILIES: Final = (socket.AF_INET, socket.AF_INET6)
_HOST_NAME: Final = re.compile(
    r"^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\.?$"
)
_ZONE: Final = re.compile(r"^[A-Za-z0-9_.-]{1,32}$")


@dataclass(frozen=True, slots=True)
class Address:
    """A host, as a literal or a name, and a port; None where the text names none."""

    host: str
    port: int | None

    @property
    def likely_port(self) -> int:
        """Where to ask first."""
        return DEFAULT_PORT if self.port is None else self.port

    @property
    def further_ports(self) -> tuple[int, ...]:
        """Where a backend that found the first port taken has walked to."""
        return tuple(range(DEFAULT_PORT + 1, DEFAULT_PORT + PORT_WALK)) if self.port is None else ()


def parse_address(text: str) -> Address:
    """*text* as `host`, `host:port`, `v6` or `[v6]:port`; raises AddressMalformed."""
    plain = text.strip()
    if is_literal(plain) and ":" in plain:
        return Address(plain, None)
    if plain.startswith("["):
        host, bracket, rest = plain[1:].partition("]")
        if not bracket or ":" not in host or not is_literal(host) or (rest and not rest.startswith(":")):
            raise _malformed(text)
        return Address(host, _port(rest[1:], text) if rest else None)
    host, colon, port = plain.partition(":")
    if not is_literal(host):
        try:
            ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
        except UnicodeError:
            raise _malformed(text) from None
        # A name of digits and dots only is a mistyped IPv4 address, or a legacy form like 2130706433.
        if not _HOST_NAME.match(ascii_host) or re.fullmatch(r"[0-9.]+", ascii_host):
            raise _malformed(text)
        host = ascii_host
    return Address(host, _port(port, text) if colon else None)


def is_literal(host: str) -> bool:
    """*host* is an IPv4 or IPv6 address, the latter perhaps with a %zone."""
    plain, percent, zone = host.partition("%")
    if percent and (":" not in plain or not _ZONE.match(zone)):
        return False
    try:
        ipaddress.ip_address(plain)
    except ValueError:
        return False
    return True


async def resolve(address: Address) -> tuple[Endpoint, ...]:
    """The literals behind *address*; raises NobodyAnswers if the name leads nowhere."""
    if is_literal(address.host):
        return (Endpoint(address.host, address.likely_port),)
    try:
        async with asyncio.timeout(_RESOLVE_LIMIT_S):
            hosts = await _look_up(address)
    except (OSError, UnicodeError, TimeoutError):
        raise NobodyAnswers(f"The name {address.host} leads to no address.") from None
    if not hosts:
        raise NobodyAnswers(f"The name {address.host} leads to no address.")
    return tuple(Endpoint(host, address.likely_port) for host in hosts[:_ADDRESSES_PER_NAME])


async def _look_up(address: Address) -> tuple[str, ...]:
    # In a thread of its own: a name server that is silent can keep it for half a minute, and the loop's executor would
    # make the whole program wait for it when it ends.
    loop = asyncio.get_running_loop()
    found: asyncio.Future[tuple[str, ...]] = loop.create_future()

    def finish(hosts: tuple[str, ...], failure: Exception | None) -> None:
        if found.done():
            return
        if failure is None:
            found.set_result(hosts)
        else:
            found.set_exception(failure)

    def work() -> None:
        hosts: tuple[str, ...] = ()
        failure: Exception | None = None
        try:
            hosts = _ask_system(address)
        except (OSError, UnicodeError) as exc:
            failure = exc
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(finish, hosts, failure)

    threading.Thread(target=work, name=f"resolve:{address.host}", daemon=True).start()
    return await found


def _ask_system(address: Address) -> tuple[str, ...]:
    found = socket.getaddrinfo(address.host, address.likely_port, type=socket.SOCK_STREAM)
    return tuple(
        dict.fromkeys(
            scoped_host(str(sockaddr[0]), sockaddr[3] if len(sockaddr) == 4 else 0)
            for family, _, _, _, sockaddr in found
            if family in _FAMILIES
        )
    )


def scoped_host(host: str, scope: object) -> str:
    """*host* with its zone, which a link-local IPv6 address is nothing without."""
    return f"{host}%{scope}" if scope and "%" not in host else host


def _port(text: str, whole: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        raise _malformed(whole)
    return int(text)


def _malformed(text: str) -> AddressMalformed:
    return AddressMalformed(f"{text.strip()[:80]!a} is not an address: write host, host:port or [IPv6]:port.")
