"""Proof, before the first link, that the guards hold on the WebRTC library that is installed.

Each check builds a connection without sockets, lets in what must be refused, the way it would come from the network,
and looks whether it was. What is let in is harmless: a library without the guard takes it and goes on.
"""

import asyncio
import struct
from collections.abc import Sequence
from typing import Any, Final

from aioice import Candidate
from aioice.ice import StunProtocol
from aiortc.rtcsctptransport import Chunk, DataChunk, HeartbeatChunk, serialize_packet
from OpenSSL import SSL

from peerdrop.link import LinkFailure, TransportUnfit
from peerdrop.transport.guards import PARSER_ERRORS
from peerdrop.transport.hooks import private
from peerdrop.transport.peer_connection import PeerConnection
from peerdrop.transport.sdp import CandidateType

_LABEL: Final = "control"
_PEER: Final = ("192.0.2.1", 9)
_STRANGER: Final = ("192.0.2.2", 9)
_PORT: Final = 5000
_FRAGMENTS: Final = 3
_FRAGMENT_BYTES: Final = 1000
FIRST_FRAGMENT: Final = 2
WHOLE: Final = 3
_DCEP: Final = 50


async def self_test() -> None:
    """Raise TransportUnfit unless every guard holds; takes some milliseconds."""
    try:
        for check in (_check_datagrams, _check_parameters, _check_reassembly, _check_channels):
            bench = Bench()
            try:
                await check(bench)
            finally:
                await bench.aclose()
    except PARSER_ERRORS as exc:
        raise TransportUnfit(f"The guards don't fit the installed WebRTC library ({exc!r}).") from exc


async def _check_datagrams(bench: "Bench") -> None:
    bench.protocol.datagram_received(b"", _PEER)
    bench.protocol.datagram_received(b"\x17stranger", _STRANGER)
    bench.protocol.datagram_received(b"\x80media", _PEER)
    _require(bench.waiting == 0, "takes datagrams from anybody")
    bench.protocol.datagram_received(b"\x17peer", _PEER)
    _require(bench.waiting == 1, "does not take the peer's datagrams")


async def _check_parameters(bench: "Bench") -> None:
    await bench.receive(bench.raw_chunk(HeartbeatChunk.type, struct.pack("!HH", 1, 3)))
    _require(bench.failures == [LinkFailure.PROTOCOL], "takes parameters of a wrong length")


async def _check_reassembly(bench: "Bench") -> None:
    bench.connection.association.held_bytes_max = (_FRAGMENTS - 1) * _FRAGMENT_BYTES
    for tsn in range(1, _FRAGMENTS + 1):
        _require(not bench.failures, "refuses fragments that are in order")
        await bench.receive(bench.fragment(tsn, bytes(_FRAGMENT_BYTES), FIRST_FRAGMENT if tsn == 1 else 0))
    _require(bench.failures == [LinkFailure.PROTOCOL], "holds any number of fragments")


async def _check_channels(bench: "Bench") -> None:
    opening = struct.pack("!BBHLHH", 3, 0, 0, 0, len(b"other"), 0) + b"other"
    await bench.receive(bench.fragment(1, opening))
    _require(bench.failures == [LinkFailure.PROTOCOL], "takes any channel")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise TransportUnfit(
            f"The installed WebRTC library {otherwise} in spite of PeerDrop's guards. "
            "Install the version that PeerDrop asks for."
        )


class Bench:
    """A guarded connection that is called by its peer, with a stub for the cipher and one for a socket."""

    def __init__(self, labels: Sequence[str] = (_LABEL,)) -> None:
        self.failures: list[LinkFailure] = []
        self.opened: list[str] = []
        self.received: list[tuple[str, bytes]] = []
        self.connection = PeerConnection(
            labels=labels,
            addresses=(),
            ice_servers=(),
            channel_opened=lambda channel: self.opened.append(channel.label),
            received=lambda label, raw: self.received.append((label, raw)),
            packet_handled=lambda: None,
            failed=lambda failure, why: self.failures.append(failure),
        )
        self._sctp: Any = self.connection.sctp
        self._dtls: Any = private(self._sctp, "transport")
        self._ice: Any = private(self._dtls.transport.iceGatherer, "_connection")
        self._ice._nominated[1] = None
        self._ice._remote_candidates.append(_candidate(_PEER))
        self.protocol = StunProtocol(self._ice)
        self.protocol.local_candidate = _candidate(_PEER)
        self._ice._protocols.append(self.protocol)
        self.connection.sockets.fit()
        self._dtls._ssl = _NoCipher()
        self._dtls.encrypted = True
        self._dtls._register_data_receiver(self._sctp)
        self._sctp._remote_port = _PORT
        self._sctp._last_received_tsn = 0

    @property
    def waiting(self) -> int:
        """Datagrams on their way to DTLS."""
        return int(self._ice._queue.qsize())

    async def receive(self, packet: bytes) -> None:
        """Let an SCTP *packet* come in by the socket and go through everything behind it."""
        self.protocol.datagram_received(_NoCipher.RECORD + packet, _PEER)
        async with asyncio.timeout(1):
            await self._dtls._recv_next()

    def fragment(
        self, tsn: int, data: bytes, flags: int = WHOLE, *, protocol: int = _DCEP, stream: int = 1, sequence: int = 0
    ) -> bytes:
        """A packet with one DATA chunk."""
        chunk = DataChunk(flags=flags)
        chunk.tsn, chunk.protocol, chunk.user_data = tsn, protocol, data
        chunk.stream_id, chunk.stream_seq = stream, sequence
        return self._packet(chunk)

    def raw_chunk(self, kind: int, body: bytes) -> bytes:
        """A packet with one chunk whose *body* is taken as it is."""
        chunk = Chunk(body=body)
        chunk.type = kind
        return self._packet(chunk)

    def _packet(self, chunk: Chunk) -> bytes:
        return serialize_packet(_PORT, _PORT, int(self._sctp._local_verification_tag), chunk)

    async def aclose(self) -> None:
        self._ice._nominated.clear()
        self._ice._protocols.clear()
        self._dtls._ssl = None
        await self.connection.aclose()


class _NoCipher:
    """Stands in for DTLS: what was written is read unchanged, and nothing goes out."""

    RECORD: Final = b"\x17"

    def __init__(self) -> None:
        self._datagram = b""

    def bio_write(self, datagram: bytes) -> None:
        self._datagram = datagram

    def recv(self, size: int) -> bytes:
        return self._datagram.removeprefix(self.RECORD)

    def bio_read(self, size: int) -> bytes:
        raise SSL.WantReadError

    def DTLSv1_get_timeout(self) -> None:
        return None


def _candidate(address: tuple[str, int]) -> Candidate:
    return Candidate(
        foundation="1",
        component=1,
        transport="udp",
        priority=1,
        host=address[0],
        port=address[1],
        type=CandidateType.HOST,
    )
