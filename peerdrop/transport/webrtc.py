"""Links over WebRTC: two data channels of one aiortc connection.

Importing this takes 0.3 s (aiortc, PyAV); whoever builds the node imports it when the node starts, not before.
A link over TLS will stand beside this file and implement the same seam (peerdrop.link).
"""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from aiortc import RTCDataChannel
from aiortc.rtcicetransport import parse_stun_turn_uri

from peerdrop.clock import Clock
from peerdrop.link import Description, DescriptionRefused, LinkClosed, LinkEvents, LinkFailure, Path
from peerdrop.transport.candidates import choose_addresses, path_of
from peerdrop.transport.ice_server import IceServer
from peerdrop.transport.peer_connection import CLOSE_LIMIT_S, PeerConnection
from peerdrop.transport.sdp import SessionDescription, parse
from peerdrop.transport.self_test import self_test
from peerdrop.transport.send_queue import SendQueue
from peerdrop.wire.envelope import IceScope

logger = logging.getLogger(__name__)

CONTROL: Final = "control"
DATA: Final = "data"
_LABELS: Final = (CONTROL, DATA)
_EARLY_MESSAGES_MAX: Final = 16


class WebRtcFactory:
    """Makes WebRTC links, for each of which it asks anew: *addresses* gives this machine's IP literals, best first, and
    *ice_servers* the servers that help.
    """

    def __init__(
        self,
        addresses: Callable[[], Sequence[str]],
        *,
        clock: Clock,
        ice_servers: Callable[[], Sequence[IceServer]] = tuple,
    ) -> None:
        self._addresses = addresses
        self._clock = clock
        self._ice_servers = ice_servers
        self._numbers = itertools.count(1)
        self._links: set[WebRtcLink] = set()
        self._closings: set[asyncio.Task[None]] = set()
        self._is_fit = False

    async def check(self) -> None:
        """Prove once that the guards fit the installed library; raises TransportUnfit. Every link asks for it."""
        if not self._is_fit:
            await self_test()
            self._is_fit = True

    def create(self, events: LinkEvents, *, ice: IceScope, peer_addresses: Sequence[str]) -> "WebRtcLink":
        """A new link that is not open yet; STUN and TURN servers are used only if *ice* is FULL."""
        link = WebRtcLink(
            events,
            addresses=choose_addresses(self._addresses(), peer_addresses),
            ice_servers=tuple(filter(_is_valid, self._ice_servers())) if ice is IceScope.FULL else (),
            clock=self._clock,
            check=self.check,
            ended=self._finish,
            number=next(self._numbers),
        )
        self._links.add(link)
        return link

    async def aclose(self) -> None:
        """Close all links and wait until nothing of them runs, some CLOSE_LIMIT_S at most."""
        for link in tuple(self._links):
            link.close()
        while self._closings:
            await asyncio.wait(self._closings)

    def _finish(self, link: "WebRtcLink", connection: PeerConnection | None) -> None:
        self._links.discard(link)
        if connection is not None:
            task = asyncio.create_task(connection.aclose(CLOSE_LIMIT_S), name=f"link:close:{link.number}")
            self._closings.add(task)
            task.add_done_callback(self._closed)

    def _closed(self, task: asyncio.Task[None]) -> None:
        self._closings.discard(task)
        if not task.cancelled() and (exc := task.exception()) is not None:
            logger.error("a link did not close cleanly", exc_info=exc)


class WebRtcLink:
    """One link over WebRTC; made by WebRtcFactory."""

    def __init__(
        self,
        events: LinkEvents,
        *,
        addresses: Sequence[str],
        ice_servers: Sequence[IceServer],
        clock: Clock,
        check: Callable[[], Awaitable[None]],
        ended: "Callable[[WebRtcLink, PeerConnection | None], None]",
        number: int,
    ) -> None:
        self.number = number
        self._events = events
        self._addresses = addresses
        self._ice_servers = ice_servers
        self._clock = clock
        self._check = check
        self._ended = ended
        self._connection: PeerConnection | None = None
        self._channels: dict[str, RTCDataChannel] = {}
        self._queue: SendQueue | None = None
        self._early: list[tuple[str, bytes]] = []
        self._own: SessionDescription | None = None
        self._peer: SessionDescription | None = None
        self._path: Path | None = None
        self._closed = False

    def __repr__(self) -> str:
        return f"<WebRtcLink {self.number}>"

    @property
    def own_fingerprint(self) -> str:
        return self._own.fingerprint if self._own is not None else ""

    @property
    def peer_fingerprint(self) -> str:
        return self._peer.fingerprint if self._peer is not None else ""

    @property
    def path(self) -> Path | None:
        if self._queue is not None and self._connection is not None and self._connection.pair is not None:
            self._path = path_of(self._connection.pair)
        return self._path

    @property
    def waiting_bytes(self) -> int:
        """What was given to the library and has not gone out for the first time."""
        return self._queue.waiting_bytes if self._queue is not None else 0

    async def create_offer(self) -> Description:
        connection = await self._connect()
        own, channels = await connection.create_offer()
        for channel in channels.values():
            self._watch(channel)
        return self._describe(own)

    async def create_answer(self, offer: Description) -> Description:
        peer = _read(offer)
        connection = await self._connect()
        self._peer = peer
        return self._describe(await connection.create_answer(peer))

    async def apply_answer(self, answer: Description) -> None:
        peer = _read(answer)
        if self._closed or self._connection is None:
            raise LinkClosed("the link is closed, or has made no offer")
        if self._peer is not None:
            raise DescriptionRefused("one answer to an offer")
        self._peer = peer
        await self._connection.apply_answer(peer)

    def send_control(self, raw: bytes) -> None:
        self._open_queue().send_control(raw)

    async def send_frame(self, raw: bytes) -> None:
        await self._open_queue().send_frame(raw)

    async def drain(self) -> None:
        if self._queue is not None:
            await self._queue.drain()

    def close(self) -> None:
        if self._closed:
            return
        self._path = self.path
        self._closed = True
        if self._queue is not None:
            self._queue.close()
        self._ended(self, self._connection)

    async def _connect(self) -> PeerConnection:
        await self._check()
        if self._closed or self._connection is not None:
            raise LinkClosed("the link is closed, or has a description already")
        self._connection = PeerConnection(
            labels=_LABELS,
            addresses=self._addresses,
            ice_servers=self._ice_servers,
            channel_opened=self._watch,
            received=self._received,
            packet_handled=self._packet_handled,
            failed=self._fail,
        )
        return self._connection

    def _describe(self, own: SessionDescription) -> Description:
        if self._closed:
            raise LinkClosed("the link was closed meanwhile")
        self._own = own
        return Description(sdp=own.render(), fingerprint=own.fingerprint)

    def _watch(self, channel: RTCDataChannel) -> None:
        """Take one channel, open or about to be; its handlers are plain functions, or each event would be a task."""
        self._channels[channel.label] = channel
        channel.on("open", self._check_open)
        channel.on("close", self._channel_closed)
        self._check_open()

    def _check_open(self) -> None:
        if self._closed or self._queue is not None or self._connection is None:
            return
        if any(label not in self._channels or self._channels[label].readyState != "open" for label in _LABELS):
            return
        self._queue = SendQueue(
            control=self._channels[CONTROL],
            data=self._channels[DATA],
            sctp=self._connection.sctp,
            clock=self._clock,
        )
        logger.debug("%r opened: %s", self, self._connection.pair)
        self._tell(self._events.link_opened)
        early, self._early = self._early, []
        for label, raw in early:
            self._received(label, raw)

    def _received(self, label: str, raw: bytes) -> None:
        if self._closed:
            return
        if self._queue is None:
            # The streams are independent: the peer's first message on one can be quicker than the word that the
            # other is open.
            self._early.append((label, raw))
            if len(self._early) > _EARLY_MESSAGES_MAX:
                self._fail(LinkFailure.PROTOCOL, "a peer that may not send yet sends little")
        elif label == CONTROL:
            self._tell(self._events.control_received, raw)
        else:
            self._tell(self._events.frame_received, raw)

    def _packet_handled(self) -> None:
        if self._queue is not None:
            self._queue.packet_handled()

    def _channel_closed(self) -> None:
        self._fail(LinkFailure.CLOSED, "the other side closed a channel")

    def _fail(self, failure: LinkFailure, why: str) -> None:
        if self._closed:
            return
        if failure is LinkFailure.ICE and self._queue is not None:
            failure = LinkFailure.CLOSED
        logger.info("%r failed (%s): %s", self, failure.name, why)
        self.close()
        self._tell(self._events.link_failed, failure)

    def _open_queue(self) -> SendQueue:
        if self._closed or self._queue is None:
            raise LinkClosed("the link is closed" if self._closed else "the link is not open yet")
        return self._queue

    def _tell(self, listener: Callable[..., None], *arguments: object) -> None:
        # The library would take what a listener raises for the peer's fault.
        try:
            listener(*arguments)
        except Exception:
            logger.exception("%r: %s failed", self, listener)


def _read(description: Description) -> SessionDescription:
    parsed = parse(description.sdp)
    if parsed.fingerprint != description.fingerprint:
        raise DescriptionRefused("the fingerprint is not the one in the description")
    return parsed


def _is_valid(server: IceServer) -> bool:
    try:
        parse_stun_turn_uri(server.url)
    except ValueError:
        logger.warning("%r is no STUN or TURN server and is left out", server.url)
        return False
    return True
