"""The messages of one session's control channel: its own are understood here, the others handed on."""

import logging
from collections.abc import Callable
from typing import Protocol

from peerdrop.core.feature import SessionClosed
from peerdrop.link import LinkCongested, LinkError
from peerdrop.wire.codec import Codec, Message, encode
from peerdrop.wire.control import Bye, ByeAck, HelloRejection, Ping, Pong
from peerdrop.wire.errors import UnknownMessage, WireError
from peerdrop.wire.limits import CONTROL_BYTES

logger = logging.getLogger(__name__)


class ControlEvents(Protocol):
    """What the session is told."""

    def pong_received(self, serial: int) -> None:
        """A ping of ours was answered."""

    def rejection_received(self, rejection: HelloRejection) -> None:
        """The peer has checked our HELLO, and will not be connected with us."""

    def bye_received(self) -> None:
        """The peer leaves."""

    def bye_acknowledged(self) -> None:
        """The peer knows that we leave."""

    def feature_message_received(self, message: Message) -> None:
        """A message of one of the features came."""

    def protocol_broken(self, rule: str) -> None:
        """The peer did what no PeerDrop does."""


class ControlChannel:
    """Encodes, decodes, and answers what needs no thought."""

    def __init__(self, codec: Codec, send_raw: Callable[[bytes], None], events: ControlEvents) -> None:
        self._codec = codec
        self._send_raw = send_raw
        self._events = events
        self.ignored = 0
        """Messages of types this version does not know."""

    def send(self, raw: bytes) -> None:
        """Queue one encoded message; raises SessionClosed."""
        try:
            self._send_raw(raw)
        except LinkCongested as exc:
            self._events.protocol_broken("does not read its control channel")
            raise SessionClosed(str(exc)) from exc
        except LinkError as exc:
            raise SessionClosed(str(exc)) from exc

    def say(self, message: Message) -> None:
        """Queue one of the session's own messages; of no interest to anybody if the link is gone."""
        try:
            self.send(encode(message))
        except SessionClosed:
            logger.debug("link closed under a %s", type(message).__name__)

    def received(self, raw: bytes) -> None:
        """One message came."""
        try:
            message = self._codec.decode(raw, limit_bytes=CONTROL_BYTES)
        except UnknownMessage as exc:
            self.ignored += 1
            if exc.critical:
                self._events.protocol_broken(str(exc))
            return
        except WireError as exc:
            self._events.protocol_broken(str(exc))
            return
        match message:
            case Ping(serial=serial):
                self.say(Pong(serial=serial))
            case Pong(serial=serial):
                self._events.pong_received(serial)
            case HelloRejection():
                self._events.rejection_received(message)
            case Bye():
                self.say(ByeAck())
                self._events.bye_received()
            case ByeAck():
                self._events.bye_acknowledged()
            case _:
                self._events.feature_message_received(message)
