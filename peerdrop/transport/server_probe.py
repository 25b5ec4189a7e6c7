"""Trying a STUN or TURN server before anything depends on it."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Mapping
from typing import Any, Final, cast

from aioice import stun, turn
from aiortc.rtcicetransport import parse_stun_turn_uri

from peerdrop.clock import Clock
from peerdrop.link import ServerFailure, ServerReport
from peerdrop.transport.ice_server import IceServer

logger = logging.getLogger(__name__)

LIMIT_S: Final = 5.0
_LIFETIME_S: Final = 60
_CHANNEL_REFRESH_S: Final = 500
_BAD_REQUEST: Final = 400
_UNAUTHORIZED: Final = 401
_WRONG_CREDENTIALS: Final = 441
_DENIED: Final = frozenset({_BAD_REQUEST, _UNAUTHORIZED, _WRONG_CREDENTIALS})


async def probe_server(server: IceServer, *, clock: Clock, limit_s: float = LIMIT_S) -> ServerReport:
    """Ask a STUN server what it sees of us, or a TURN server for an allocation, given back at once."""
    try:
        address = parse_stun_turn_uri(server.url)
    except ValueError:
        return ServerReport(failure=ServerFailure.UNKNOWN_NAME)
    try:
        async with asyncio.timeout(limit_s):
            if address["scheme"].startswith("stun"):
                return await _ask_stun(address, clock)
            return await _ask_turn(address, server, clock)
    except (TimeoutError, stun.TransactionTimeout):
        failure = ServerFailure.NO_ANSWER
    except stun.TransactionFailed as exc:
        failure = ServerFailure.DENIED if exc.response.error_code in _DENIED else ServerFailure.REFUSED
    except socket.gaierror:
        failure = ServerFailure.UNKNOWN_NAME
    except ssl.SSLError:
        failure = ServerFailure.CERTIFICATE
    except ConnectionRefusedError:
        failure = ServerFailure.CLOSED
    except OSError as exc:
        logger.info("a server could not be asked: %s", exc)
        failure = ServerFailure.NO_ANSWER
    return ServerReport(failure=failure)


async def _ask_stun(address: Mapping[str, Any], clock: Clock) -> ServerReport:
    server = (address["host"].strip("[]"), address["port"])
    transport, client = await asyncio.get_running_loop().create_datagram_endpoint(_StunClient, remote_addr=server)
    try:
        began_at = clock.monotonic()
        response = await client.ask(server)
        rtt_s = clock.monotonic() - began_at
    finally:
        transport.close()
    seen = response.attributes.get("XOR-MAPPED-ADDRESS") or response.attributes.get("MAPPED-ADDRESS")
    if seen is None:
        return ServerReport(failure=ServerFailure.REFUSED)
    return ServerReport(rtt_ms=rtt_s * 1000.0, address=str(seen[0]))


async def _ask_turn(address: Mapping[str, Any], server: IceServer, clock: Clock) -> ServerReport:
    host, port = address["host"].strip("[]"), address["port"]

    def arguments() -> dict[str, Any]:
        return {
            "server": (host, port),
            # Without a name and a password the library does not ask a second time with the realm.
            "username": server.username or "",
            "password": server.credential or "",
            "lifetime": _LIFETIME_S,
            "channel_refresh_time": _CHANNEL_REFRESH_S,
        }

    loop = asyncio.get_running_loop()
    client: turn.TurnClientProtocol
    transport: asyncio.BaseTransport
    if address["transport"] == "tcp":
        tls = ssl.create_default_context() if address["scheme"] == "turns" else None
        transport, client = await loop.create_connection(
            lambda: turn.TurnClientTcpProtocol(**arguments()), host=host, port=port, ssl=tls
        )
    else:
        transport, client = await loop.create_datagram_endpoint(
            lambda: turn.TurnClientUdpProtocol(**arguments()), remote_addr=(host, port)
        )
    try:
        relayed_at = await client.connect()
        began_at = clock.monotonic()
        # Giving the allocation back is one round trip; making it took two, and the server's work.
        await client.delete()
        rtt_s = clock.monotonic() - began_at
    except ConnectionError as exc:
        if isinstance(exc, ConnectionRefusedError):
            raise
        return ServerReport(failure=ServerFailure.REFUSED)
    finally:
        if client.refresh_task is not None:
            client.refresh_task.cancel()
        transport.close()
    return ServerReport(rtt_ms=rtt_s * 1000.0, address=str(relayed_at[0]))


class _StunClient(asyncio.DatagramProtocol):
    """One binding request over a connected socket."""

    def __init__(self) -> None:
        self._transport: asyncio.DatagramTransport | None = None
        self._request = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
        self._transaction: stun.Transaction | None = None
        self._refused: asyncio.Future[stun.Message] = asyncio.get_running_loop().create_future()

    async def ask(self, server: tuple[str, int]) -> stun.Message:
        """What the server answers; raises stun.TransactionError or OSError."""
        asking = asyncio.create_task(self._answered(server), name="stun")
        try:
            await asyncio.wait({asking, self._refused}, return_when=asyncio.FIRST_COMPLETED)
            return self._refused.result() if self._refused.done() else asking.result()
        finally:
            asking.cancel()
            self._refused.cancel()
            await asyncio.gather(asking, self._refused, return_exceptions=True)

    async def _answered(self, server: tuple[str, int]) -> stun.Message:
        self._transaction = stun.Transaction(self._request, server, self)
        message, _ = await self._transaction.run()
        return message

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def send_stun(self, message: stun.Message, addr: tuple[str, int]) -> None:
        assert self._transport is not None
        self._transport.sendto(bytes(message))

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        try:
            message = stun.parse_message(data)
        except ValueError:
            return
        is_answer = message.message_class in (stun.Class.RESPONSE, stun.Class.ERROR)
        if self._transaction is not None and is_answer and message.transaction_id == self._request.transaction_id:
            self._transaction.response_received(message, addr)

    def error_received(self, exc: Exception) -> None:
        if not self._refused.done():
            self._refused.set_exception(exc)
