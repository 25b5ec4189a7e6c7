"""The UDP sockets of discovery: one bound to each address sends, one per IP version receives."""

import asyncio
import contextlib
import logging
import socket
import struct
import sys
from collections.abc import Callable, Iterable
from typing import Final

from server.discovery.address import scoped_host
from server.discovery.interfaces import Interface

logger = logging.getLogger(__name__)

GROUP: Final = "ff12::7064"
_LIMITED: Final = "255.255.255.255"
_LOOPBACK: Final = "127.255.255.255"
_MULTICAST_HOPS: Final = 1

OnPacket = Callable[[bytes, str], None]
"""Called with a payload and the host it came from."""


class Broadcast:
    """Sends a packet to every neighbour on every interface, and hands over what neighbours send."""

    def __init__(self, port: int, on_packet: OnPacket) -> None:
        self._port = port
        self._on_packet = on_packet
        self._receivers: dict[socket.AddressFamily, asyncio.DatagramTransport] = {}
        self._senders: list[tuple[socket.socket, tuple[tuple[object, ...], ...]]] = []
        self._joined: set[int] = set()
        self._damaged = False
        self._refusals: dict[socket.AddressFamily, OSError] = {}

    @property
    def is_damaged(self) -> bool:
        """A send or a socket failed since the last `open`; opening again may help."""
        return self._damaged or any(transport.is_closing() for transport in self._receivers.values())

    @property
    def port(self) -> int:
        """Where it sends to, and listens if it can."""
        return self._port

    @property
    def heard(self) -> frozenset[socket.AddressFamily]:
        """The IP versions by which neighbours are heard."""
        return frozenset(family for family, transport in self._receivers.items() if not transport.is_closing())

    @property
    def refusals(self) -> dict[socket.AddressFamily, OSError]:
        """Why the last `open` could not listen by an IP version."""
        return dict(self._refusals)

    async def open(self, interfaces: Iterable[Interface]) -> None:
        """(Re)make the sockets for *interfaces*; what can't be opened is left out."""
        interfaces = tuple(interfaces)
        self._damaged = False
        self._refusals.clear()
        for family in (socket.AF_INET, socket.AF_INET6):
            await self._listen(family)
        self._join({interface.index for interface in interfaces if not interface.is_ipv4})
        self._close_senders()
        for interface in interfaces:
            self._add_sender(interface, interfaces)

    def send(self, payload: bytes) -> int:
        """Send to all neighbours; how many packets left this machine."""
        return sum(
            self._send(sender, payload, destination)
            for sender, destinations in tuple(self._senders)
            for destination in destinations
        )

    def send_to(self, payload: bytes, host: str) -> None:
        """Send to the discovery port of one *host* (an IP literal)."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            resolved = socket.getaddrinfo(host, self._port, family, socket.SOCK_DGRAM, 0, socket.AI_NUMERICHOST)
            sender.sendto(payload, resolved[0][4])

    def move(self, port: int) -> None:
        """Use another port from the next `open` on, which has to follow."""
        self.close()
        self._port = port

    def close(self) -> None:
        """Close every socket."""
        self._close_senders()
        for transport in self._receivers.values():
            transport.close()
        self._receivers.clear()
        self._joined.clear()

    async def _listen(self, family: socket.AddressFamily) -> None:
        present = self._receivers.get(family)
        if present is not None and not present.is_closing():
            return
        try:
            receiver = _receiving_socket(family, self._port)
        except OSError as exc:
            logger.info("discovery can't listen family=%s port=%d: %s", family.name, self._port, exc)
            self._refusals[family] = exc
            return
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Receiver(self._on_packet), sock=receiver
        )
        self._receivers[family] = transport
        if family == socket.AF_INET6:
            self._joined.clear()

    def _join(self, indexes: set[int]) -> None:
        transport = self._receivers.get(socket.AF_INET6)
        if transport is None:
            return
        receiver: socket.socket = transport.get_extra_info("socket")
        group = socket.inet_pton(socket.AF_INET6, GROUP)
        # An interface that went away took its membership along; forget it, so that it is joined when it is back.
        self._joined &= indexes
        for index in indexes - self._joined:
            with contextlib.suppress(OSError):
                receiver.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, group + struct.pack("@I", index))
            self._joined.add(index)

    def _add_sender(self, interface: Interface, interfaces: tuple[Interface, ...]) -> None:
        destinations = self._destinations(interface, interfaces)
        if not destinations:
            return
        family = socket.AF_INET if interface.is_ipv4 else socket.AF_INET6
        sender = socket.socket(family, socket.SOCK_DGRAM)
        try:
            sender.setblocking(False)
            if interface.is_ipv4:
                sender.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
                sender.bind((interface.ip, 0))
            else:
                sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, interface.index)
                sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, _MULTICAST_HOPS)
                sender.bind((interface.ip, 0, 0, interface.index if interface.is_link_local else 0))
        except OSError as exc:
            # The address went away between reading and binding; the next reading sees it.
            logger.debug("can't send from %s: %s", interface.ip, exc)
            sender.close()
            return
        self._senders.append((sender, destinations))

    def _destinations(self, interface: Interface, interfaces: tuple[Interface, ...]) -> tuple[tuple[object, ...], ...]:
        if interface.is_ipv4:
            if interface.is_loopback:
                return ((_LOOPBACK, self._port),)
            if interface.broadcast is None:
                return ()
            return ((_LIMITED, self._port), (interface.broadcast, self._port))
        if interface.is_loopback:
            return ()
        if interface.is_link_local and any(
            other.index == interface.index and not other.is_link_local for other in interfaces
        ):
            # WebRTC can't use a link-local address, so neighbours had better know us by the others.
            return ()
        return ((GROUP, self._port, 0, interface.index),)

    def _send(self, sender: socket.socket, payload: bytes, destination: tuple[object, ...]) -> bool:
        try:
            sender.sendto(payload, destination)
        except BlockingIOError:
            return False
        except OSError as exc:
            # No route, interface down, or not permitted (macOS asks the user first): the sockets are made anew later.
            logger.debug("announcement to %s failed: %s", destination[0], exc)
            self._damaged = True
            return False
        return True

    def _close_senders(self) -> None:
        for sender, _ in self._senders:
            sender.close()
        self._senders.clear()


class _Receiver(asyncio.DatagramProtocol):
    def __init__(self, on_packet: OnPacket) -> None:
        self._on_packet = on_packet

    def datagram_received(self, data: bytes, addr: tuple[object, ...]) -> None:
        self._on_packet(data, scoped_host(str(addr[0]), addr[3] if len(addr) == 4 else 0))

    def error_received(self, exc: Exception) -> None:
        # Windows reports another host's "port unreachable" here.
        logger.debug("discovery socket: %s", exc)


def _receiving_socket(family: socket.AddressFamily, port: int) -> socket.socket:
    receiver = socket.socket(family, socket.SOCK_DGRAM)
    try:
        receiver.setblocking(False)
        # With SO_REUSEADDR alone Linux hands each broadcast to every socket of the port (measured); BSD wants both.
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sys.platform == "darwin":
            receiver.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            receiver.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        receiver.bind(("::" if family == socket.AF_INET6 else "0.0.0.0", port))
    except OSError:
        receiver.close()
        raise
    return receiver
