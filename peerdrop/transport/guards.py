"""Guards around one connection of the library: what reaches its parsers, and how much it may be made to hold.

They sit on the instances of that connection; nothing outside it changes. A peer that breaks a rule is reported once,
by `violated`, and nothing of it is parsed any more.
"""

import logging
import struct
from collections.abc import Callable, Sequence
from typing import Any, Final

from aiortc import RTCSctpTransport
from OpenSSL import SSL

from peerdrop.transport.hooks import private, replace_method
from peerdrop.transport.packets import PacketRefused, check_packet
from peerdrop.transport.sdp import MESSAGE_BYTES
from peerdrop.wire.limits import MIB, SDP_CANDIDATES

logger = logging.getLogger(__name__)

HELD_BYTES_MAX: Final = 8 * MIB
"""Of messages whose beginning or end is missing. As much as one bulk stream has on its way (CREDIT_WINDOW_BYTES)."""
HELD_CHUNKS_MAX: Final = 8192
REMOTE_CANDIDATES_MAX: Final = 2 * SDP_CANDIDATES
"""Addresses from the description and those learned from the peer's own checks."""
DATAGRAMS_WAITING_MAX: Final = 4096

_DCEP: Final = 50
_STRING: Final = 51
_BINARY: Final = 53
_STRING_EMPTY: Final = 56
_BINARY_EMPTY: Final = 57
_DCEP_ACK: Final = 2
_DCEP_OPEN: Final = 3
_OPEN: Final = struct.Struct("!BBHLHH")
_RELIABLE_ORDERED: Final = 0

# What the library's parsers raise on input that their authors did not think of.
PARSER_ERRORS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NameError,
    TypeError,
    ValueError,
    struct.error,
)


class AssociationGuard:
    """Stands between DTLS and SCTP, and between SCTP and the channels, of one connection.

    Messages of an open channel go to *received* with the channel's label; *packet_handled* is called after each
    packet. Only the offerer opens channels, only those of *labels*, each once.
    """

    def __init__(
        self,
        sctp: RTCSctpTransport,
        *,
        labels: Sequence[str],
        violated: Callable[[str], None],
        received: Callable[[str, bytes], None],
        packet_handled: Callable[[], None],
    ) -> None:
        self._sctp: Any = sctp
        self._labels = tuple(labels)
        self._violated = violated
        self._received = received
        self._packet_handled = packet_handled
        self._broken = False
        self.held_bytes_max = HELD_BYTES_MAX
        self.peer_opens = True
        """The peer is the offerer."""
        self._full_window_bytes = int(private(sctp, "_advertised_rwnd"))
        for name in ("_data_channels", "_inbound_streams", "_last_sacked_tsn", "_sent_queue"):
            private(sctp, name)
        # Channels are reliable: without this extension nobody may skip a part of them.
        private(sctp, "_local_partial_reliability")
        self._sctp._local_partial_reliability = False
        self._handle_packet = replace_method(sctp, "_handle_data", self._packet_received)
        self._handle_message = replace_method(sctp, "_data_channel_receive", self._message_received)
        self._send_packet = replace_method(sctp.transport, "_send_data", self._packet_sent)

    @property
    def held_bytes(self) -> int:
        """User data of messages that are not complete or not in order yet."""
        return self._full_window_bytes - int(self._sctp._advertised_rwnd)

    async def _packet_received(self, packet: bytes) -> None:
        if self._broken:
            return
        try:
            check_packet(packet, last_sent_tsn=self._last_sent_tsn())
            await self._handle_packet(packet)
        except PacketRefused as exc:
            self._violate(str(exc))
            return
        except PARSER_ERRORS as exc:
            self._violate(f"the library can't parse a packet ({type(exc).__name__}: {exc})")
            return
        self._check_held()
        self._packet_handled()

    async def _message_received(self, stream_id: int, protocol: int, raw: bytes) -> None:
        if protocol == _DCEP:
            self._check_dcep(stream_id, raw)
            await self._handle_message(stream_id, protocol, raw)
            return
        channel = self._sctp._data_channels.get(stream_id)
        if channel is None:
            # Its channel was closed while it was on its way.
            return
        if len(raw) > MESSAGE_BYTES:
            raise PacketRefused(f"a message has at most {MESSAGE_BYTES} bytes")
        if protocol == _STRING:
            raw.decode()
        elif protocol in (_STRING_EMPTY, _BINARY_EMPTY):
            raw = b""
        elif protocol != _BINARY:
            raise PacketRefused("a message is binary or text")
        self._received(channel.label, raw)

    async def _packet_sent(self, packet: bytes) -> None:
        # The library sends from tasks and timers that nobody waits for. To them a connection that is gone is a
        # network that loses packets; that it is gone is seen where it is watched.
        try:
            await self._send_packet(packet)
        except (ConnectionError, SSL.Error) as exc:
            logger.debug("packet not sent: %r", exc)

    def _check_dcep(self, stream_id: int, raw: bytes) -> None:
        kind = raw[0] if raw else None
        if kind == _DCEP_ACK:
            if stream_id not in self._sctp._data_channels:
                raise PacketRefused("only a channel that was opened is acknowledged")
            return
        if kind != _DCEP_OPEN or len(raw) < _OPEN.size:
            raise PacketRefused("a channel is opened or acknowledged")
        _, reliability, _, _, label_bytes, protocol_bytes = _OPEN.unpack_from(raw)
        if not self.peer_opens:
            raise PacketRefused("only the offerer opens channels")
        if reliability != _RELIABLE_ORDERED:
            raise PacketRefused("a channel is reliable and ordered")
        if _OPEN.size + label_bytes + protocol_bytes != len(raw):
            raise PacketRefused("a channel's label and protocol fill the message that opens it")
        label = raw[_OPEN.size : _OPEN.size + label_bytes].decode(errors="replace")
        if label not in self._labels:
            raise PacketRefused(f"a channel is called {' or '.join(self._labels)}")
        if stream_id in self._sctp._data_channels or any(
            channel.label == label for channel in self._sctp._data_channels.values()
        ):
            raise PacketRefused("a channel is opened once")

    def _check_held(self) -> None:
        streams = self._sctp._inbound_streams
        chunks = 0
        for stream in streams.values():
            chunks += len(stream.reassembly)
        if len(streams) > len(self._labels):
            self._violate("there are no more streams than channels")
        elif chunks > HELD_CHUNKS_MAX:
            self._violate(f"at most {HELD_CHUNKS_MAX} chunks wait for what is missing before them")
        elif chunks and self.held_bytes > self.held_bytes_max:
            self._violate(f"at most {self.held_bytes_max} bytes wait for what is missing before them")

    def _last_sent_tsn(self) -> int:
        sent = self._sctp._sent_queue
        return int(sent[-1].tsn if sent else self._sctp._last_sacked_tsn)

    def _violate(self, rule: str) -> None:
        if not self._broken:
            self._broken = True
            self._violated(rule)


class SocketGuard:
    """Stands between the UDP sockets and DTLS of one ICE connection: lets in what its peer may send.

    DTLS only from addresses that ICE knows, STUN from anybody, nothing else; empty datagrams never.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.refused = 0
        """Datagrams that were dropped."""
        for name in ("_remote_candidates", "_protocols", "_queue"):
            private(connection, name)
        self._accept = replace_method(connection, "data_received", self._refuse)
        self._request = replace_method(connection, "request_received", self._request_received)

    def fit(self) -> None:
        """Guard every socket that was opened; until then nothing but STUN passes it."""
        for protocol in self._connection._protocols:
            self._fit(protocol)

    def _fit(self, protocol: Any) -> None:
        component: int = private(protocol, "local_candidate").component
        known: set[tuple[str, int]] = set()

        def datagram_received(datagram: bytes, address: tuple[Any, ...]) -> None:
            kind = datagram[0] if datagram else -1
            if 20 <= kind < 64:
                source = (address[0], address[1])
                if source not in known:
                    if not self._knows(source):
                        self.refused += 1
                        return
                    known.add(source)
                if self._connection._queue.qsize() < DATAGRAMS_WAITING_MAX:
                    self._accept(datagram, component)
            elif 0 <= kind < 4:
                try:
                    original(datagram, address)
                except PARSER_ERRORS:
                    self.refused += 1
            else:
                self.refused += 1

        original = replace_method(protocol, "datagram_received", datagram_received)

    def _refuse(self, datagram: bytes, component: int) -> None:
        self.refused += 1

    def _request_received(self, message: Any, address: tuple[str, int], protocol: Any) -> None:
        full = len(self._connection._remote_candidates) >= REMOTE_CANDIDATES_MAX
        # A check without a priority would end the library's own loop over the checks that came early.
        if "PRIORITY" not in message.attributes or (full and not self._knows(address)):
            self.refused += 1
        else:
            self._request(message, address, protocol)

    def _knows(self, source: tuple[str, int]) -> bool:
        return any(
            candidate._network_host == source[0] and candidate.port == source[1]
            for candidate in self._connection._remote_candidates
        )
