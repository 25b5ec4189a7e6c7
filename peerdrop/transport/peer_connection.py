"""One RTCPeerConnection with our candidates, our guards, and an end that always comes."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from aioice.ice import unref_mdns_protocol
from aiortc import RTCConfiguration, RTCDataChannel, RTCIceServer, RTCPeerConnection, RTCSessionDescription
from aiortc.exceptions import InvalidStateError
from OpenSSL import SSL

from peerdrop.link import DescriptionRefused, LinkClosed, LinkError, LinkFailure
from peerdrop.transport.candidates import LOOPBACK, Pair
from peerdrop.transport.guards import PARSER_ERRORS, AssociationGuard, SocketGuard
from peerdrop.transport.hooks import private, replace_method
from peerdrop.transport.ice_server import IceServer
from peerdrop.transport.sdp import Candidate, CandidateType, SessionDescription, Setup, parse

logger = logging.getLogger(__name__)

GATHER_LIMIT_S: Final = 2.0
"""How long STUN and TURN servers may take; aioice's own 5 s would be waited for on both sides, one after the other."""
CLOSE_LIMIT_S: Final = 5.0
_FORCED_CLOSE_LIMIT_S: Final = 1.0


class PeerConnection:
    """aiortc's connection, guarded. Of its states only *failed* tells anything, once, and whatever aiortc claims.

    *received* gets the messages of open channels; *channel_opened* is called for each channel of *labels* that the
    peer has opened. *packet_handled* is called after every packet.
    """

    def __init__(
        self,
        *,
        labels: Sequence[str],
        addresses: Sequence[str],
        ice_servers: Sequence[IceServer],
        channel_opened: Callable[[RTCDataChannel], None],
        received: Callable[[str, bytes], None],
        packet_handled: Callable[[], None],
        failed: Callable[[LinkFailure, str], None],
    ) -> None:
        # Never without a configuration: aiortc would then ask a public STUN server.
        servers = [
            RTCIceServer(urls=each.url, username=each.username, credential=each.credential) for each in ice_servers
        ]
        self._pc = RTCPeerConnection(RTCConfiguration(iceServers=servers))
        self._labels = tuple(labels)
        self._addresses = list(addresses)
        self._failed = failed
        self._gathering: set[asyncio.Task[Any]] = set()
        self._connecting: set[asyncio.Task[Any]] = set()
        self._closing = False
        self._pair: Pair | None = None
        self._remote_hides = False
        private(self._pc, "_RTCPeerConnection__createSctpTransport")()
        # A faster RTCSctpTransport takes the place of this one here, before the guard is fitted to it.
        sctp = self._pc.sctp
        if sctp is None:
            raise LinkError("the WebRTC library made no SCTP transport")
        self.sctp = sctp
        self._dtls = sctp.transport
        self._ice = self._dtls.transport
        self._connection: Any = private(self._ice.iceGatherer, "_connection")
        self.sockets = SocketGuard(self._connection)
        self.association = AssociationGuard(
            sctp,
            labels=labels,
            violated=lambda rule: self._fail(LinkFailure.PROTOCOL, rule),
            received=received,
            packet_handled=packet_handled,
        )
        self._gather = replace_method(self._connection, "get_component_candidates", self._gather_candidates)
        self._add_remote = replace_method(self._connection, "add_remote_candidate", self._add_remote_candidate)
        self._connect = replace_method(self._pc, "_RTCPeerConnection__connect", self._connect_guarded)
        self._set_sctp_state = replace_method(sctp, "_set_state", self._sctp_state_set)
        self._retransmit = replace_method(sctp, "_t3_expired", self._retransmission_due)
        # Plain functions: of a coroutine function the library would make a task for each event.
        self._ice.on("statechange", self._state_changed)
        self._dtls.on("statechange", self._state_changed)
        self._pc.on("datachannel", channel_opened)

    @property
    def pair(self) -> Pair | None:
        """The way that ICE chose; the last one once there is none any more."""
        nominated = self._connection._nominated.get(1)
        if nominated is not None:
            self._pair = Pair(
                local_address=nominated.local_addr[0],
                local_type=CandidateType(nominated.local_candidate.type),
                remote_address=nominated.remote_addr[0],
                remote_type=CandidateType(nominated.remote_candidate.type),
                remote_hides=self._remote_hides,
            )
        return self._pair

    async def create_offer(self) -> tuple[SessionDescription, dict[str, RTCDataChannel]]:
        """Our description and our channels, which are not open yet."""
        self.association.peer_opens = False
        with _closed_meanwhile():
            channels = {label: self._pc.createDataChannel(label) for label in self._labels}
            await self._set_local(await self._pc.createOffer())
        return self._local_description(), channels

    async def create_answer(self, offer: SessionDescription) -> SessionDescription:
        """Our description for the *offer* of the other side."""
        with _closed_meanwhile():
            await self._set_remote(offer, "offer")
            await self._set_local(await self._pc.createAnswer())
        return self._local_description()

    async def apply_answer(self, answer: SessionDescription) -> None:
        """Take the description of the other side and connect."""
        if answer.setup is Setup.ACTPASS:
            raise DescriptionRefused("an answer is active or passive")
        if answer.mid != self.sctp.mid:
            raise DescriptionRefused("an answer has the mid of its offer")
        with _closed_meanwhile():
            await self._set_remote(answer, "answer")

    async def aclose(self, limit_s: float = CLOSE_LIMIT_S) -> None:
        """Close everything within about *limit_s*; what the library still waits for then is taken from it."""
        self._closing = True
        clock = asyncio.get_running_loop().time
        deadline_s = clock() + limit_s
        if self._gathering:
            # A gathering that went on would add its sockets after all others were closed.
            await asyncio.wait(self._gathering, timeout=limit_s)
        pump = private(self._dtls, "_task")
        closing = asyncio.create_task(self._pc.close(), name="link:library close")
        await asyncio.wait({closing}, timeout=max(0.0, deadline_s - clock()))
        if not closing.done():
            await self._close_by_force(closing)
        ended = {task for task in (*self._gathering, *self._connecting, pump, closing) if task is not None}
        _, late = await asyncio.wait(ended, timeout=_FORCED_CLOSE_LIMIT_S)
        for task in late:
            task.cancel()
        for outcome in await asyncio.gather(*ended, return_exceptions=True):
            if isinstance(outcome, Exception):
                logger.debug("the WebRTC library ended with %r", outcome)

    async def _close_by_force(self, closing: "asyncio.Task[None]") -> None:
        """Take its sockets and tasks from the library: it deletes a relay's allocation for 63 s if nobody answers."""
        await _cancel(closing, private(self._pc, "_RTCPeerConnection__closeTask"))
        for protocol in list(self._connection._protocols):
            transport = protocol.transport
            allocation = getattr(transport, "_TurnTransport__inner_protocol", None)
            if allocation is not None:
                sending = private(transport, "_TurnTransport__send_tasks")
                await _cancel(private(transport, "_TurnTransport__close_task"), allocation.refresh_task, *sending)
                transport = allocation.transport
            transport.abort()
        await _cancel(
            private(self._connection, "_query_consent_task"),
            private(self._ice, "_RTCIceTransport__monitor_task"),
            *(pair.task for pair in self._connection._check_list),
        )
        self._connection._nominated.clear()
        self._connection._protocols.clear()
        self._connection._queue.put_nowait(None)
        await unref_mdns_protocol(self._connection)

    async def _set_local(self, description: RTCSessionDescription) -> None:
        await self._pc.setLocalDescription(description)
        if not self._connection.local_candidates:
            # The library would stay in its first state for ever, without a word.
            raise LinkError("this machine has no address that a connection could use")

    async def _set_remote(self, description: SessionDescription, kind: str) -> None:
        usable = tuple(candidate for candidate in description.candidates if self._can_use(candidate))
        self._remote_hides = all(candidate.is_local_name for candidate in description.candidates)
        rendered = replace(description, candidates=usable).render()
        try:
            await self._pc.setRemoteDescription(RTCSessionDescription(sdp=rendered, type=kind))
        except PARSER_ERRORS as exc:
            raise DescriptionRefused(f"the WebRTC library does not take it ({exc})") from exc

    def _can_use(self, candidate: Candidate) -> bool:
        # Only from 127.0.0.1 can the peer's 127.0.0.1 be reached, and only if it is this machine: else it would be
        # us who knock at our own ports, on a stranger's word.
        if candidate.is_loopback and LOOPBACK not in self._addresses:
            return False
        return candidate.type is not CandidateType.PRFLX

    def _local_description(self) -> SessionDescription:
        return parse(self._pc.localDescription.sdp)

    async def _gather_candidates(self, component: int, addresses: object, timeout: float = 0) -> Any:  # noqa: ASYNC109
        """In place of aioice's own, which takes every address of the machine in any order."""
        task = asyncio.create_task(self._gather_chosen(component), name="link:gather")
        self._gathering.add(task)
        task.add_done_callback(self._gathering.discard)
        # Whoever waits for our description may be canceled; half a gathering would leave its sockets to nobody.
        return await asyncio.shield(task)

    async def _gather_chosen(self, component: int) -> Any:
        candidates = await self._gather(component=component, addresses=self._addresses, timeout=GATHER_LIMIT_S)
        self.sockets.fit()
        return candidates

    async def _add_remote_candidate(self, candidate: object) -> None:
        try:
            await self._add_remote(candidate)
        except OSError as exc:
            logger.debug("a .local candidate can't be resolved: %s", exc)

    async def _connect_guarded(self) -> None:
        """In place of the library's own, which runs in a task that nobody asks how it ended."""
        task = asyncio.current_task()
        if task is not None:
            self._connecting.add(task)
            task.add_done_callback(self._connecting.discard)
        try:
            await self._connect()
        except (ConnectionError, InvalidStateError) as exc:
            self._fail(LinkFailure.ICE, f"connecting ended with {exc!r}")
        except (*PARSER_ERRORS, SSL.Error) as exc:
            self._fail(LinkFailure.PROTOCOL, f"connecting ended with {exc!r}")

    def _state_changed(self) -> None:
        ice, dtls = self._ice.state, self._dtls.state
        if dtls == "failed" and ice == "completed":
            self._fail(LinkFailure.PROTOCOL, "the DTLS handshake failed")
        elif "failed" in (ice, dtls):
            self._fail(LinkFailure.ICE, "no way through was found, or it is gone")
        elif "closed" in (ice, dtls):
            self._fail(LinkFailure.CLOSED, "the other side closed the connection")

    def _sctp_state_set(self, state: object) -> None:
        self._set_sctp_state(state)
        if state is self.sctp.State.CLOSED:
            self._fail(LinkFailure.CLOSED, "the other side ended the association")

    def _retransmission_due(self) -> None:
        """The library stops its timer when the association ends, and a sending under way then starts it once more:

        what was never acknowledged would be sent into a closed socket each second, for as long as the program runs.
        """
        if private(self.sctp, "_association_state") is self.sctp.State.CLOSED:
            private(self.sctp, "_t3_cancel")()
        else:
            self._retransmit()

    def _fail(self, failure: LinkFailure, why: str) -> None:
        if not self._closing:
            self._failed(failure, why)


@contextmanager
def _closed_meanwhile() -> Iterator[None]:
    try:
        yield
    except InvalidStateError as exc:
        raise LinkClosed("the link is closed") from exc


async def _cancel(*tasks: "asyncio.Task[Any] | None") -> None:
    """Cancel *tasks* and wait until they have ended."""
    running = [task for task in tasks if task is not None]
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
