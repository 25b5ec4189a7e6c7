"""Texts to and from every device."""

import asyncio
import logging
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from peerdrop.clock import Clock
from peerdrop.core.bus import Bus
from peerdrop.core.errors import TextTooLong, UsageError
from peerdrop.core.events import MessageDelivered, MessageFailed, MessageReceived, MessageSent
from peerdrop.core.feature import FeatureSession, SessionClosed
from peerdrop.wire.codec import Message
from peerdrop.wire.conversation import CONVERSATION_MESSAGES, Delivered, TextMessage, text_size_bytes
from peerdrop.wire.identifiers import DeviceId, MessageId
from peerdrop.wire.limits import NONCE_BYTES, TEXT_BYTES, TEXT_CHARS

logger = logging.getLogger(__name__)

_REMEMBERED: Final = 10_000
# Unacknowledged at a time and device: the longest texts together stay far below what a link lets wait.
_IN_FLIGHT: Final = 8


@dataclass(frozen=True, slots=True)
class _Waiting:
    device_id: DeviceId
    message: TextMessage


class Conversations:
    """Sends each text until the other side has stored it, and shows each that comes once."""

    message_types = CONVERSATION_MESSAGES

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._sessions: dict[DeviceId, FeatureSession] = {}
        self._in_flight: dict[DeviceId, set[MessageId]] = {}
        self._waiting: dict[MessageId, _Waiting] = {}
        self._settled: dict[MessageId, asyncio.Event] = {}
        self._seen: OrderedDict[tuple[DeviceId, MessageId], None] = OrderedDict()

    def post(self, device_id: DeviceId, text: str) -> MessageId:
        """Send *text*, now or when a session opens; raises UsageError or TextTooLong."""
        check_text(text)
        message = TextMessage(
            message_id=MessageId(secrets.token_hex(NONCE_BYTES)), text=text, sent_at=self._clock.wall()
        )
        self._waiting[message.message_id] = _Waiting(device_id, message)
        self._bus.publish(
            MessageSent(message_id=message.message_id, device_id=device_id, text=text, at=message.sent_at)
        )
        self._send_on(device_id)
        return message.message_id

    def withdraw(self, message_id: MessageId, reason: str) -> None:
        """Try no more; MessageFailed unless it was delivered already."""
        waiting = self._take(message_id)
        if waiting is not None:
            self._bus.publish(MessageFailed(message_id=message_id, device_id=waiting.device_id, reason=reason))
            self._send_on(waiting.device_id)

    async def delivered(self, message_id: MessageId) -> None:
        """Return when the text was delivered or withdrawn."""
        if message_id in self._waiting:
            await self._settled.setdefault(message_id, asyncio.Event()).wait()

    def has_work_for(self, device_id: DeviceId) -> bool:
        """A text waits for *device_id*."""
        return any(waiting.device_id == device_id for waiting in self._waiting.values())

    def session_opened(self, session: FeatureSession) -> None:
        self._sessions[session.device_id] = session
        self._in_flight[session.device_id] = set()
        self._send_on(session.device_id)

    def session_closed(self, session: FeatureSession) -> None:
        if self._sessions.get(session.device_id) is session:
            del self._sessions[session.device_id]
            del self._in_flight[session.device_id]

    def message_received(self, session: FeatureSession, message: Message) -> None:
        match message:
            case TextMessage():
                self._received(session, message)
            case Delivered(message_id=message_id):
                self._delivered(session.device_id, message_id)

    def _received(self, session: FeatureSession, message: TextMessage) -> None:
        key = (session.device_id, message.message_id)
        if key not in self._seen:
            self._seen[key] = None
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
            self._bus.publish(
                MessageReceived(
                    message_id=message.message_id,
                    device_id=session.device_id,
                    name=session.peer_name,
                    text=message.text,
                    at=self._clock.wall(),
                )
            )
        # Also for one that was shown before: its first Delivered may have gone down with the link.
        self._send(session, Delivered(message_id=message.message_id))

    def _delivered(self, device_id: DeviceId, message_id: MessageId) -> None:
        waiting = self._waiting.get(message_id)
        if waiting is None or waiting.device_id != device_id:
            return
        self._take(message_id)
        self._bus.publish(MessageDelivered(message_id=message_id, device_id=device_id))
        self._send_on(device_id)

    def _take(self, message_id: MessageId) -> _Waiting | None:
        if (settled := self._settled.pop(message_id, None)) is not None:
            settled.set()
        waiting = self._waiting.pop(message_id, None)
        if waiting is not None and (in_flight := self._in_flight.get(waiting.device_id)) is not None:
            in_flight.discard(message_id)
        return waiting

    def _send_on(self, device_id: DeviceId) -> None:
        """Send what waits for *device_id*, oldest first, as far as there is room."""
        for message_id, waiting in tuple(self._waiting.items()):
            session = self._sessions.get(device_id)
            if session is None or len(self._in_flight[device_id]) >= _IN_FLIGHT:
                return
            if waiting.device_id == device_id and message_id not in self._in_flight[device_id]:
                self._in_flight[device_id].add(message_id)
                self._send(session, waiting.message)

    def _send(self, session: FeatureSession, message: Message) -> None:
        try:
            session.send(message)
        except SessionClosed:
            logger.debug("peer=%s text waits for the next session", session.device_id[:8])


def check_text(text: str) -> None:
    """Raise unless *text* can be sent as one message."""
    if not text:
        raise UsageError("There is nothing to send: the message is empty.", next_step="Write something.")
    try:
        size_bytes = text_size_bytes(text)
    except UnicodeEncodeError as exc:
        raise UsageError("The message holds bytes that are no text.", next_step="Send it as a file.") from exc
    if len(text) > TEXT_CHARS or size_bytes > TEXT_BYTES:
        raise TextTooLong(
            f"Too long for a message: {len(text):,} characters, the limit is {TEXT_CHARS:,}.",
            next_step="Send as a file.",
        )
