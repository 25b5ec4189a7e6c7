"""An unmodified aiortc at the other end of a link: any WebRTC program, or one that means harm."""

import asyncio
import socket
import struct
from typing import Any

from aiortc import RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.rtcsctptransport import Chunk, DataChunk, serialize_packet, tsn_plus_one

from peerdrop.link import Description, Link
from peerdrop.transport.sdp import parse
from tests.until import LIMIT_S


class PlainPeer:
    """Calls a link, or is called by one, with nothing of ours but the signaling."""

    def __init__(self) -> None:
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.channels: dict[str, RTCDataChannel] = {}
        self.received: list[tuple[str, Any]] = []
        self.pc.on("datachannel", self._take)

    async def call(self, link: Link, labels: tuple[str, ...] = ("control", "data")) -> None:
        """Offer *labels* to *link*."""
        for label in labels:
            self._take(self.pc.createDataChannel(label))
        self._stay_on_loopback()
        await self.pc.setLocalDescription(await self.pc.createOffer())
        answer = await link.create_answer(self._own_description())
        await self.pc.setRemoteDescription(RTCSessionDescription(sdp=answer.sdp, type="answer"))

    async def be_called(self, link: Link) -> None:
        """Answer the offer of *link*."""
        offer = await link.create_offer()
        await self.pc.setRemoteDescription(RTCSessionDescription(sdp=offer.sdp, type="offer"))
        self._stay_on_loopback()
        await self.pc.setLocalDescription(await self.pc.createAnswer())
        await link.apply_answer(self._own_description())

    async def send_chunk(self, kind: int, body: bytes) -> None:
        """One SCTP packet with one chunk, whose *body* is taken as it is."""
        chunk = Chunk(body=body)
        chunk.type = kind
        await self._send(chunk)

    async def send_data(
        self, data: bytes, *, flags: int = 3, protocol: int = 53, stream: int | None = None, skip: int = 0
    ) -> None:
        """One DATA chunk that nobody will retransmit; *skip* leaves out numbers before it."""
        chunk = DataChunk(flags=flags)
        for _ in range(1 + skip):
            chunk.tsn, self._sctp._local_tsn = self._sctp._local_tsn, tsn_plus_one(self._sctp._local_tsn)
        chunk.stream_id = self.channels["control"].id if stream is None else stream
        chunk.stream_seq = self._sctp._outbound_stream_seq.get(chunk.stream_id, 0)
        chunk.protocol, chunk.user_data = protocol, data
        await self._send(chunk)

    async def open_again(self, label: str) -> None:
        """Open *label* once more, on the stream that it has."""
        raw = struct.pack("!BBHLHH", 3, 0, 0, 0, len(label), 0) + label.encode()
        await self.send_data(raw, protocol=50, stream=self.channels[label].id)

    async def aclose(self) -> None:
        await asyncio.wait_for(self.pc.close(), LIMIT_S)

    @property
    def _sctp(self) -> Any:
        return self.pc.sctp

    def _stay_on_loopback(self) -> None:
        ice = self._sctp.transport.transport.iceGatherer._connection
        gather = ice.get_component_candidates
        ice.get_component_candidates = lambda component, addresses: gather(component, ["127.0.0.1"])

    async def _send(self, chunk: Chunk) -> None:
        packet = serialize_packet(5000, 5000, self._sctp._remote_verification_tag, chunk)
        await self._sctp.transport._send_data(packet)

    def _take(self, channel: RTCDataChannel) -> None:
        self.channels[channel.label] = channel
        channel.on("message", lambda raw: self.received.append((channel.label, raw)))

    def _own_description(self) -> Description:
        sdp = self.pc.localDescription.sdp
        return Description(sdp=sdp, fingerprint=parse(sdp).fingerprint)


def throw_at(port: int, *datagrams: bytes) -> None:
    """Send *datagrams* to a port of this machine from an address that nobody knows."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for datagram in datagrams:
            stranger.sendto(datagram, ("127.0.0.1", port))
