"""Texts to and from every device."""

import asyncio
import logging
import secrets
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import msgspec

from peerdrop.clock import Clock
from peerdrop.core.bus import Bus
from peerdrop.core.errors import HistoryError, TextTooLong, UsageError
from peerdrop.core.events import MessageDelivered, MessageFailed, MessageReceived, MessageSent
from peerdrop.core.feature import FeatureSession, SessionClosed
from peerdrop.core.history.entries import OutboxItem, OutboxKind
from peerdrop.core.supervisor import Supervisor
from peerdrop.wire.codec import Message
from peerdrop.wire.conversation import CONVERSATION_MESSAGES, Delivered, TextMessage, text_size_bytes
from peerdrop.wire.identifiers import DeviceId, MessageId
from peerdrop.wire.limits import NONCE_BYTES, TEXT_BYTES, TEXT_CHARS

logger = logging.getLogger(__name__)

_REMEMBERED: Final = 10_000
# Below what a link takes of control messages before it holds the other side for dead (4 MiB).
_UNCONFIRMED_BYTES: Final = 1024 * 1024
_UNCONFIRMED_TEXTS: Final = 256
# Of one device, in memory, while the disk is slow. Above what any sender has unconfirmed.
_UNSTORED_BYTES: Final = 16 * 1024 * 1024

Keep = Callable[[MessageReceived], Awaitable[bool]]
"""Returns once the text is stored: True if it came for the first time. Raises HistoryError if it can't be."""
_Key = tuple[DeviceId, MessageId]
_CHARACTER_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class _Waiting:
    device_id: DeviceId
    message: TextMessage


@dataclass(slots=True)
class _Delivery:
    """What goes over one session."""

    session: FeatureSession
    unsent: deque[MessageId]
    unconfirmed: dict[MessageId, int] = field(default_factory=dict)
    """How many bytes each has."""

    @property
    def has_room(self) -> bool:
        sizes = self.unconfirmed.values()
        return len(sizes) < _UNCONFIRMED_TEXTS and sum(sizes) < _UNCONFIRMED_BYTES


class Conversations:
    """Sends each text until the other side has stored it, and shows each that comes once.

    *keep* stores a text before its sender is told that it was delivered; without it nothing outlives this run, and
    each is confirmed at once. Texts go in order; at most 256 of them and some 1 MiB are unconfirmed at any time.
    """

    message_types = CONVERSATION_MESSAGES

    def __init__(self, bus: Bus, clock: Clock, *, keep: Keep | None = None) -> None:
        self._bus = bus
        self._clock = clock
        self._keep = keep
        self._deliveries: dict[DeviceId, _Delivery] = {}
        self._waiting: dict[MessageId, _Waiting] = {}
        self._settled: dict[MessageId, asyncio.Event] = {}
        self._seen: OrderedDict[_Key, bool] = OrderedDict()
        """Texts that were shown: True if they are stored too."""
        self._storing: dict[_Key, int] = {}
        """Texts that are being stored, and how many bytes each has."""
        self._supervisor = Supervisor("conversations")

    async def aclose(self) -> None:
        """End what is under way; a text that was not confirmed comes again."""
        await self._supervisor.aclose()

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
        self._add_unsent(device_id, message.message_id)
        return message.message_id

    def restore(self, items: Iterable[OutboxItem]) -> None:
        """Take back the texts that waited when the program ended, under their IDs; nothing is told on the bus."""
        for item in items:
            if item.kind is not OutboxKind.TEXT or MessageId(item.item_id) in self._waiting:
                continue
            try:
                fields = {"message_id": item.item_id, "text": item.text, "sent_at": item.created_at}
                message = msgspec.convert(fields, TextMessage)
            except msgspec.ValidationError as exc:
                # Of a damaged file. Any peer would end the session over it, and over each that follows.
                logger.info("peer=%s a text in the outbox can't be sent: %s", item.device_id[:8], exc)
                continue
            self._waiting[message.message_id] = _Waiting(item.device_id, message)
            self._add_unsent(item.device_id, message.message_id)

    def withdraw(self, message_id: MessageId, reason: str) -> None:
        """Try no more; MessageFailed unless it was delivered already."""
        waiting = self._take(message_id)
        if waiting is not None:
            self._bus.publish(MessageFailed(message_id=message_id, device_id=waiting.device_id, reason=reason))

    async def delivered(self, message_id: MessageId) -> None:
        """Return when the text was delivered or withdrawn."""
        if message_id in self._waiting:
            await self._settled.setdefault(message_id, asyncio.Event()).wait()

    def has_work_for(self, device_id: DeviceId) -> bool:
        """A text waits for *device_id*."""
        return any(waiting.device_id == device_id for waiting in self._waiting.values())

    def session_opened(self, session: FeatureSession) -> None:
        unsent = deque(
            message_id for message_id, waiting in self._waiting.items() if waiting.device_id == session.device_id
        )
        self._deliveries[session.device_id] = _Delivery(session, unsent)
        self._go_on(session.device_id)

    def session_closed(self, session: FeatureSession) -> None:
        delivery = self._deliveries.get(session.device_id)
        if delivery is not None and delivery.session is session:
            del self._deliveries[session.device_id]

    def message_received(self, session: FeatureSession, message: Message) -> None:
        match message:
            case TextMessage():
                self._received(session, message)
            case Delivered(message_id=message_id):
                self._delivered(session.device_id, message_id)

    # Texts of theirs

    def _received(self, session: FeatureSession, message: TextMessage) -> None:
        key = (session.device_id, message.message_id)
        if self._seen.get(key, False):
            # Also for one that was shown before: its first Delivered may have gone down with the link.
            self._confirm(session, message.message_id)
            return
        event = MessageReceived(
            message_id=message.message_id,
            device_id=session.device_id,
            name=session.peer_name,
            text=message.text,
            at=self._clock.wall(),
        )
        if self._keep is None:
            self._show(event, stored=True)
            self._confirm(session, message.message_id)
        elif key not in self._storing:
            size_bytes = len(message.text) * _CHARACTER_BYTES
            unstored = sum(size for (device_id, _), size in self._storing.items() if device_id == session.device_id)
            if unstored + size_bytes > _UNSTORED_BYTES:
                # Not confirmed, so that it comes again over the next session.
                logger.info("peer=%s sends texts faster than they can be stored", session.device_id[:8])
                return
            self._storing[key] = size_bytes
            self._supervisor.spawn(self._store(self._keep, session, event), name="store a text")

    async def _store(self, keep: Keep, session: FeatureSession, event: MessageReceived) -> None:
        key = (event.device_id, event.message_id)
        try:
            is_first = await keep(event)
        except HistoryError as exc:
            # Shown now, and confirmed when it comes again and the disk takes it: confirmed and lost would be worse.
            logger.info("peer=%s a text is not stored: %s", event.device_id[:8], exc)
            if key not in self._seen:
                self._show(event, stored=False)
            return
        finally:
            del self._storing[key]
        if is_first and key not in self._seen:
            self._show(event, stored=True)
        else:
            self._remember(key, stored=True)
        # The session it came over may have ended meanwhile.
        delivery = self._deliveries.get(event.device_id)
        self._confirm(session if delivery is None else delivery.session, event.message_id)

    def _show(self, event: MessageReceived, *, stored: bool) -> None:
        self._remember((event.device_id, event.message_id), stored=stored)
        self._bus.publish(event)

    def _remember(self, key: _Key, *, stored: bool) -> None:
        self._seen[key] = stored
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)

    def _confirm(self, session: FeatureSession, message_id: MessageId) -> None:
        self._send(session, Delivered(message_id=message_id))

    # Texts of ours

    def _delivered(self, device_id: DeviceId, message_id: MessageId) -> None:
        waiting = self._waiting.get(message_id)
        if waiting is None or waiting.device_id != device_id:
            return
        self._take(message_id)
        self._bus.publish(MessageDelivered(message_id=message_id, device_id=device_id))

    def _take(self, message_id: MessageId) -> _Waiting | None:
        if (settled := self._settled.pop(message_id, None)) is not None:
            settled.set()
        waiting = self._waiting.pop(message_id, None)
        if waiting is not None and (delivery := self._deliveries.get(waiting.device_id)) is not None:
            delivery.unconfirmed.pop(message_id, None)
            self._go_on(waiting.device_id)
        return waiting

    def _add_unsent(self, device_id: DeviceId, message_id: MessageId) -> None:
        if (delivery := self._deliveries.get(device_id)) is not None:
            delivery.unsent.append(message_id)
            self._go_on(device_id)

    def _go_on(self, device_id: DeviceId) -> None:
        delivery = self._deliveries[device_id]
        while delivery.unsent and delivery.has_room:
            message_id = delivery.unsent.popleft()
            waiting = self._waiting.get(message_id)
            if waiting is None:
                continue  # Withdrawn before its turn.
            delivery.unconfirmed[message_id] = text_size_bytes(waiting.message.text)
            self._send(delivery.session, waiting.message)

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
