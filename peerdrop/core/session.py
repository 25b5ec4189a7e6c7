"""One attempt at a connection with one peer, and the connection it becomes."""

import logging
from typing import Protocol

from peerdrop.core.alarm import Alarm
from peerdrop.core.call import Call
from peerdrop.core.connection_table import (
    CONNECTION_TABLE,
    FINAL,
    LIVE,
    ONGOING,
    UNDERWAY,
    WHEN_LINK_FAILED,
    WHEN_TIMED_OUT,
    ConnectionEvent,
)
from peerdrop.core.control_channel import ControlChannel
from peerdrop.core.facts import PeerFacts
from peerdrop.core.farewell import Farewell
from peerdrop.core.feature import SessionClosed
from peerdrop.core.handshake import Handshake
from peerdrop.core.heartbeat import Heartbeat
from peerdrop.core.machine import Machine
from peerdrop.core.no_link import make_link
from peerdrop.core.session_context import SessionContext
from peerdrop.core.signaling import Signal
from peerdrop.core.states import ConnectionState, FailureReason, OlderSide
from peerdrop.link import Link, LinkError, LinkFailure, Path
from peerdrop.wire.codec import Message, encode
from peerdrop.wire.control import Bye, Hello, HelloRejection, Ping
from peerdrop.wire.envelope import IceScope
from peerdrop.wire.identifiers import DeviceId, SessionId

logger = logging.getLogger(__name__)

E = ConnectionEvent
S = ConnectionState


class SessionObserver(Protocol):
    """The peer that a session belongs to."""

    def session_changed(self, session: "Session", previous: ConnectionState) -> None:
        """The session's state is another than *previous*."""

    def has_place_for(self, session: "Session") -> bool:
        """Another connection is allowed, and this one would be it; or it takes the place of one with the same peer."""

    def session_measured(self, session: "Session") -> None:
        """The session's round trip was measured anew, or a ping stays unanswered."""


class Session:
    """Runs one attempt by CONNECTION_TABLE; once CONNECTED it is a FeatureSession.

    `dial` or `answer` starts it. It ends in FAILED, with a `reason`, or in CLOSED, and is not used again.
    """

    def __init__(
        self,
        context: SessionContext,
        observer: SessionObserver,
        peer: PeerFacts,
        *,
        session_id: SessionId,
        generation: int,
        ice: IceScope,
    ) -> None:
        self._context = context
        self._observer = observer
        self._device_id = peer.device_id
        self._peer_addresses = peer.addresses
        self.dialed = False
        self.reason: FailureReason | None = None
        self.older: OlderSide | None = None
        self.peer_name = ""
        self.peer_features: frozenset[str] = frozenset()
        self.used_at = context.clock.monotonic()
        """When a feature said or heard something last."""
        self._deadline = Alarm(context.clock)
        self._opened = False
        self._open_to_features = False
        self._answer_stored = False
        self._machine: Machine[S, E] = Machine(
            CONNECTION_TABLE, S.NEW, self._changed, label=f"peer={peer.device_id[:8]} gen={generation}"
        )
        # A glare changes the link under the channel, so the link is looked up at each message.
        self._control = ControlChannel(context.features.codec, lambda raw: self._link.send_control(raw), self)
        self._handshake = Handshake(context, self._control.send, self)
        self.heartbeat = Heartbeat(
            context.clock,
            context.limits,
            ping=lambda serial: self._control.say(Ping(serial=serial)),
            missed=lambda: self._machine.handle(E.KEEPALIVE_MISSED),
            returned=lambda: self._machine.handle(E.KEEPALIVE_OK),
            measured=lambda: self._observer.session_measured(self),
        )
        self._farewell = Farewell(
            context.clock,
            context.limits,
            context.supervisor,
            drain=lambda: self._link.drain(),
            say_bye=lambda: self._control.say(Bye()),
            ended=lambda: self._machine.handle(E.TRANSPORT_CLOSED),
            timed_out=lambda: self._machine.handle(E.TIMEOUT),
        )
        self._link, self._call = self._new_call(session_id, generation, ice)

    @property
    def device_id(self) -> DeviceId:
        return self._device_id

    @property
    def session_id(self) -> SessionId:
        return self._call.session_id

    @property
    def generation(self) -> int:
        return self._call.generation

    @property
    def state(self) -> ConnectionState:
        return self._machine.state

    @property
    def path(self) -> Path | None:
        return self._link.path

    @property
    def via_mailbox(self) -> bool:
        """An envelope of this attempt was collected by polling."""
        return self._call.via_mailbox

    @property
    def awaits_answer(self) -> bool:
        """We called and nobody has answered yet: the case in which two offers can cross."""
        return self.state is S.SIGNALING and self.dialed

    def is_of(self, signal: Signal) -> bool:
        """*signal* belongs to this very attempt."""
        return (signal.session_id, signal.generation) == (self.session_id, self.generation)

    def outdates(self, offer: Signal) -> bool:
        """*offer* is the one that this session came of, or an earlier one of its caller's."""
        return offer.session_id == self.session_id and offer.generation <= self.generation

    # Commands

    def dial(self) -> None:
        """Call the peer."""
        self.dialed = True
        self._machine.handle(E.DIAL, own=True)
        self._call.dial()

    def answer(self, offer: Signal) -> None:
        """Answer the peer's *offer*."""
        self._machine.handle(E.OFFER_RECEIVED, own=True)
        self._call.answer(offer)

    def insist(self) -> None:
        """Both called and we are impolite: theirs is ignored."""
        self._machine.handle(E.GLARE_IMPOLITE, own=True)

    def yield_to(self, offer: Signal, ice: IceScope) -> None:
        """Both called and we are polite: our offer is thrown away and theirs answered.

        aiortc has no rollback, so the link goes with the offer.
        """
        self._machine.handle(E.GLARE_POLITE, own=True)
        self._call.stop()
        self._link.close()
        self.dialed = False
        self._link, self._call = self._new_call(offer.session_id, offer.generation, ice)
        self._limit(self._context.limits.signaling_s)
        self._call.answer(offer)

    def signal_received(self, signal: Signal) -> None:
        """An answer or a refusal of this session came."""
        if self.awaits_answer:
            self._call.signal_received(signal)

    def close(self) -> None:
        """Say bye if there is anybody to say it to, and end in CLOSED."""
        if self._machine.knows(E.CLOSE):
            self._machine.handle(E.CLOSE, own=True)

    def discard(self, reason: FailureReason | None = None) -> None:
        """End at once without a word; a live session in FAILED if there is a *reason*, any other in CLOSED."""
        if self.state in FINAL:
            return
        self._stop()
        if reason is not None and self.state in ONGOING:
            self._break(reason)
            return
        self.close()
        self._machine.handle(E.TRANSPORT_CLOSED)

    def expire(self) -> None:
        """The state's time is over, early: whoever waits for this attempt has waited long enough."""
        if self.state in UNDERWAY:
            self._timed_out()

    def probe(self) -> None:
        """Ask at once whether the other side is still there."""
        if self.state in LIVE:
            self.heartbeat.probe()

    # FeatureSession

    def send(self, message: Message) -> None:
        """Queue *message* on the control channel; raises SessionClosed."""
        if self.state not in LIVE:
            raise SessionClosed("the session is not connected")
        self._used()
        self._control.send(encode(message))

    async def send_frame(self, raw: bytes) -> None:
        """Queue *raw* on the data channel when there is room; raises SessionClosed."""
        if self.state not in LIVE:
            raise SessionClosed("the session is not connected")
        self._used()
        try:
            await self._link.send_frame(raw)
        except LinkError as exc:
            raise SessionClosed(str(exc)) from exc

    def _used(self) -> None:
        self.used_at = self._context.clock.monotonic()

    # CallEvents

    def offer_stored(self) -> None:
        if self.state is S.SIGNALING:
            self._limit(self._context.limits.mailbox_s)

    def answer_received(self) -> None:
        self._machine.handle(E.ANSWER_RECEIVED)

    def answer_sent(self, *, stored: bool) -> None:
        self._answer_stored = stored
        self._machine.handle(E.ANSWER_SENT)

    def call_failed(self, reason: FailureReason, older: OlderSide | None = None) -> None:
        # What fails once the link is open is the word that our answer came, and the caller is here.
        if not self._opened:
            self.older = older
            self._break(reason)

    # LinkEvents

    def link_opened(self) -> None:
        self._opened = True
        if not self.dialed:
            # Whoever opens the channel has our answer, though its POST may still be on its way back to us.
            self._machine.handle(E.ANSWER_SENT)
        self._machine.handle(E.CHANNEL_OPEN)

    def control_received(self, raw: bytes) -> None:
        if self.state in LIVE or self.state is S.CLOSING:
            self.heartbeat.bytes_received()
            self._control.received(raw)
        else:
            self._handshake.received(raw)

    def frame_received(self, raw: bytes) -> None:
        if self.state in LIVE:
            self._used()
            self.heartbeat.bytes_received()
            self._context.features.frame_received(self, raw)

    def link_failed(self, failure: LinkFailure) -> None:
        if self.state is S.CLOSING:
            self._machine.handle(E.TRANSPORT_CLOSED)
        else:
            self._break(self._handshake.rejects or WHEN_LINK_FAILED.get(self.state, FailureReason.SIGNALING))

    # HandshakeEvents

    def hello_verified(self, hello: Hello) -> None:
        self.peer_name = hello.name
        self.peer_features = frozenset(hello.features)
        self._machine.handle(E.HELLO_VERIFIED)

    def hello_rejected(self, reason: FailureReason, older: OlderSide | None) -> None:
        self.older = older
        if self._handshake.rejects is None:
            self._fail(E.HELLO_REJECTED, reason)
        else:
            # What closes now throws its queue away: the peer closes, when it has read why.
            self.reason = reason
            self._limit(self._context.limits.closing_s)

    # ControlEvents

    def pong_received(self, serial: int) -> None:
        self.heartbeat.pong_received(serial)

    def rejection_received(self, rejection: HelloRejection) -> None:
        self._handshake.rejection_received(rejection)

    def bye_received(self) -> None:
        self._machine.handle(E.BYE_RECEIVED)

    def bye_acknowledged(self) -> None:
        self._farewell.acknowledged()

    def feature_message_received(self, message: Message) -> None:
        if self.state in LIVE:
            self._used()
            self._context.features.message_received(self, message)

    def protocol_broken(self, rule: str) -> None:
        logger.info("peer=%s broke the protocol: %s", self._device_id[:8], rule)
        self.link_failed(LinkFailure.PROTOCOL)

    # States

    def _break(self, reason: FailureReason) -> None:
        self._fail(E.SIGNALING_FAILED if self.state is S.SIGNALING else E.TRANSPORT_FAILED, reason)

    def _fail(self, event: E, reason: FailureReason) -> None:
        if self._machine.knows(event):
            self.reason = reason
        self._machine.handle(event)

    def _changed(self, previous: S, state: S, event: E) -> None:
        if state is not previous:
            self._deadline.cancel()
            self._entered(state, previous, event)
            self._observer.session_changed(self, previous)

    def _entered(self, state: S, previous: S, event: E) -> None:
        limits = self._context.limits
        if state is S.SIGNALING:
            self._limit(limits.signaling_s)
        elif state is S.CONNECTING:
            waiting_s = limits.mailbox_s if self._answer_stored else 0.0
            self._limit(waiting_s + (limits.host_s if self.ice is IceScope.HOST else limits.full_s))
        elif state is S.AUTHENTICATING:
            self._limit(limits.hello_s)
            self._handshake.begin(self._call.channel, has_place=self._observer.has_place_for(self))
        elif state is S.CONNECTED and previous is S.AUTHENTICATING:
            self.heartbeat.start()
        elif state is S.DISCONNECTED:
            self._limit(limits.disconnected_s)
        elif state is S.CLOSING:
            self._begin_closing(previous, event)
        elif state in FINAL:
            self._stop()

    def open_to_features(self) -> None:
        """Let the features use this session; the peer calls it once it has put it in place."""
        self._open_to_features = True
        self._context.features.session_opened(self)

    def _begin_closing(self, previous: S, event: E) -> None:
        self.heartbeat.stop()
        self._close_to_features()
        if previous in LIVE:
            self._farewell.begin(answers=event is E.BYE_RECEIVED, label=f"{self._device_id[:8]}:{self.generation}")
        else:
            self._stop()
            self._machine.handle(E.TRANSPORT_CLOSED)

    def _limit(self, delay_s: float) -> None:
        self._deadline.set(delay_s, self._timed_out)

    def _timed_out(self) -> None:
        self.reason = self._handshake.rejects or WHEN_TIMED_OUT.get(self.state, self.reason)
        self._machine.handle(E.TIMEOUT)

    def _stop(self) -> None:
        self.heartbeat.stop()
        self._farewell.stop()
        self._deadline.cancel()
        self._close_to_features()
        self._call.stop()
        self._link.close()

    def _close_to_features(self) -> None:
        if self._open_to_features:
            self._open_to_features = False
            self._context.features.session_closed(self)

    def _new_call(self, session_id: SessionId, generation: int, ice: IceScope) -> tuple[Link, Call]:
        self.ice = ice
        link = make_link(self._context.links, self, ice=ice, peer_addresses=self._peer_addresses)
        call = Call(
            self._context,
            link,
            self,
            device_id=self._device_id,
            session_id=session_id,
            generation=generation,
            ice=ice,
        )
        return link, call
