"""The exchange of HELLO on a channel that has just opened: who is there, and whether they may stay."""

import logging
from collections.abc import Callable
from typing import Final, Protocol

from peerdrop.core.feature import SessionClosed
from peerdrop.core.hello import Channel, HelloRejected, HelloVersion, check_hello, say_hello
from peerdrop.core.session_context import SessionContext
from peerdrop.core.states import FailureReason, OlderSide
from peerdrop.wire.codec import Codec, encode
from peerdrop.wire.control import Hello, HelloRejection
from peerdrop.wire.errors import WireError
from peerdrop.wire.limits import HELLO_BYTES, PROTOCOL_MAX, PROTOCOL_MIN

logger = logging.getLogger(__name__)

_REJECTIONS: Final = Codec((HelloRejection,))
_TOLD_REASONS: Final = {
    "IDENTITY": FailureReason.IDENTITY,
    "VERSION": FailureReason.VERSION,
    "BUSY": FailureReason.BUSY,
}


class HandshakeEvents(Protocol):
    """What a handshake tells its session."""

    def hello_verified(self, hello: Hello) -> None:
        """The peer is who it should be, on this very channel."""

    def hello_rejected(self, reason: FailureReason, older: OlderSide | None) -> None:
        """There will be no connection. If it was we who rejected, the peer has been told, and closes."""

    def protocol_broken(self, rule: str) -> None:
        """The peer did what no PeerDrop does."""


class Handshake:
    """Says HELLO and checks the peer's; *send* raises SessionClosed."""

    def __init__(self, context: SessionContext, send: Callable[[bytes], None], events: HandshakeEvents) -> None:
        self._context = context
        self._send = send
        self._events = events
        self._channel: Channel | None = None
        self._raw: bytes | None = None
        self.rejects: FailureReason | None = None
        """Why we rejected the peer; it is to close the channel now."""

    def begin(self, channel: Channel, *, has_place: bool) -> None:
        """The channel is open: say HELLO, or that there is no place for another device."""
        self._channel = channel
        if not has_place:
            self._reject(FailureReason.LIMIT)
            return
        context = self._context
        try:
            self._send(say_hello(context.identity, channel, name=context.name(), features=context.protocol_features))
        except SessionClosed:
            self._events.hello_rejected(FailureReason.HELLO_TIMEOUT, None)
            return
        if self._raw is not None:
            self._check(channel, self._raw)

    def received(self, raw: bytes) -> None:
        """A message came before the peer was verified; the first one is kept until `begin`."""
        if self.rejects is not None:
            return
        if self._raw is not None:
            self._events.protocol_broken("spoke before its HELLO was checked")
            return
        self._raw = raw
        if self._channel is not None:
            self._check(self._channel, raw)

    def rejection_received(self, rejection: HelloRejection) -> None:
        """The peer will not be connected with us."""
        reason = _TOLD_REASONS.get(rejection.reason, FailureReason.HELLO_TIMEOUT)
        logger.info("peer=%s rejected our HELLO: %s", self._peer, rejection.reason)
        self._events.hello_rejected(reason, _older_side(rejection) if reason is FailureReason.VERSION else None)

    def _check(self, channel: Channel, raw: bytes) -> None:
        if (rejection := _as_rejection(raw)) is not None:
            self.rejection_received(rejection)
            return
        try:
            hello = check_hello(raw, channel)
        except HelloRejected as exc:
            logger.warning("peer=%s HELLO rejected: %s", self._peer, exc)
            self._reject(FailureReason.IDENTITY)
        except HelloVersion as exc:
            self._reject(FailureReason.VERSION, exc.older)
        else:
            self._events.hello_verified(hello)

    def _reject(self, reason: FailureReason, older: OlderSide | None = None) -> None:
        self.rejects = reason
        told = "BUSY" if reason is FailureReason.LIMIT else reason.name
        rejection = HelloRejection(reason=told, protocol_min=PROTOCOL_MIN, protocol_max=PROTOCOL_MAX)
        try:
            self._send(encode(rejection))
        except SessionClosed:
            logger.debug("peer=%s the link closed under our rejection", self._peer)
        self._events.hello_rejected(reason, older)

    @property
    def _peer(self) -> str:
        return "" if self._channel is None else self._channel.peer[:8]


def _as_rejection(raw: bytes) -> HelloRejection | None:
    try:
        message = _REJECTIONS.decode(raw, limit_bytes=HELLO_BYTES)
    except WireError:
        return None
    assert isinstance(message, HelloRejection)
    return message


def _older_side(rejection: HelloRejection) -> OlderSide | None:
    """Which of us is to be updated, by the versions that the peer speaks."""
    if rejection.protocol_min > PROTOCOL_MAX:
        return OlderSide.OWN
    return OlderSide.PEER if rejection.protocol_max < PROTOCOL_MIN else None
