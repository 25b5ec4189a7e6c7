"""The TCP port of the public face, and who may hold connections to it."""

import asyncio
import contextlib
import errno
import logging
import socket
import sys
from collections import Counter
from typing import Any, Final

from aiohttp import web

from peerdrop.wire.limits import DEFAULT_PORT, PORT_WALK
from server.errors import PortsTaken
from server.refusals import Refusal, Refusals
from server.signaling.bounds import network_of, peer_host
from server.tasks import Tasks

logger = logging.getLogger(__name__)

_BACKLOG: Final = 64
_OUT_OF_FILES_PAUSE_S: Final = 0.5
_NO_SUCH_FAMILY: Final = frozenset({errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT})


class Listener:
    """Accepts connections on 0.0.0.0 and [::] for an aiohttp server, within bounds per address and in all."""

    def __init__(self, refusals: Refusals, *, per_address: int, total: int) -> None:
        self._refusals = refusals
        self._per_address = per_address
        self._total = total
        self._sockets: tuple[socket.socket, ...] = ()
        self._tasks = Tasks()

    def bind(self, port: int) -> int:
        """Open *port*, or the first free one of 3001 to 3010 if it is 0; the port. Raises PortsTaken."""
        ports = (port,) if port else range(DEFAULT_PORT, DEFAULT_PORT + PORT_WALK)
        reason: OSError | None = None
        for tried in ports:
            try:
                self._sockets = _listening_sockets(tried)
            except OSError as exc:
                reason = exc
                continue
            return tried
        walk = f"ports {DEFAULT_PORT} to {DEFAULT_PORT + PORT_WALK - 1} are all in use."
        raise PortsTaken.of(f"port {port or DEFAULT_PORT}", reason, taken=None if port else walk)

    def accept_for(self, server: web.Server) -> None:
        """Hand every connection to *server* from now on."""
        for listening in self._sockets:
            self._tasks.spawn(self._accept(listening, server), name=f"accept:{listening.family.name}")

    async def move(self, port: int, server: web.Server) -> int:
        """Accept for *server* on *port* in place of the one until now, as `bind` takes it; the new port.

        Connections that exist go on. Raises PortsTaken, and the old one stays open.
        """
        held = self._sockets
        try:
            moved = self.bind(port)
        except PortsTaken:
            self._sockets = held
            raise
        tasks, self._tasks = self._tasks, Tasks()
        self.accept_for(server)
        await tasks.aclose()
        for listening in held:
            listening.close()
        return moved

    async def aclose(self) -> None:
        """Accept no more; connections that exist go on."""
        await self._tasks.aclose()
        for listening in self._sockets:
            listening.close()
        self._sockets = ()

    async def _accept(self, listening: socket.socket, server: web.Server) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, peer = await _next_connection(listening)
            except OSError as exc:
                # Too many open files, or the connection was gone before it was accepted.
                logger.debug("accept failed: %s", exc)
                await asyncio.sleep(_OUT_OF_FILES_PAUSE_S if exc.errno in (errno.EMFILE, errno.ENFILE) else 0)
                continue
            if self._has_room(server, str(peer[0])):
                with contextlib.suppress(OSError):
                    await loop.connect_accepted_socket(server, connection)
            else:
                self._refusals.count(Refusal.TOO_MANY_CONNECTIONS)
                connection.close()

    def _has_room(self, server: web.Server, host: str) -> bool:
        held = Counter(
            network_of(peer_host(handler.transport)) for handler in server.connections if handler.transport is not None
        )
        return held.total() < self._total and held[network_of(host)] < self._per_address


async def _next_connection(listening: socket.socket) -> tuple[socket.socket, Any]:
    """The next connection to *listening*; OSError as `sock_accept`.

    A cancelled `sock_accept` drops a connection that it had accepted in that very turn, and its socket stays open
    until it is collected. So it runs as a task of its own, which is stopped only when nothing can come any more.
    """
    loop = asyncio.get_running_loop()
    accepting = loop.create_task(loop.sock_accept(listening), name="accept:one")
    try:
        return await asyncio.shield(accepting)
    except asyncio.CancelledError:
        with contextlib.suppress(NotImplementedError):
            loop.remove_reader(listening)
        await asyncio.sleep(0)
        accepting.cancel()
        await asyncio.wait({accepting})
        if not accepting.cancelled() and accepting.exception() is None:
            accepting.result()[0].close()
        raise


def _listening_sockets(port: int) -> tuple[socket.socket, ...]:
    sockets: list[socket.socket] = []
    try:
        for family, host in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
            try:
                sockets.append(_listening_socket(family, host, port))
            except OSError as exc:
                # A machine without IPv6, or without IPv4, is no reason not to start.
                if exc.errno not in _NO_SUCH_FAMILY:
                    raise
    except OSError:
        for listening in sockets:
            listening.close()
        raise
    if not sockets:
        raise OSError(errno.EADDRNOTAVAIL, "neither IPv4 nor IPv6")
    return tuple(sockets)


def _listening_socket(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setblocking(False)
        if sys.platform == "win32":
            # There, SO_REUSEADDR would let another program steal the port.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening
