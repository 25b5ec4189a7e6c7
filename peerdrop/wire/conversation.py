"""Text between two people (PROTOCOL.md 7.2)."""

from typing import Annotated

import msgspec

from peerdrop.wire.codec import Message
from peerdrop.wire.identifiers import MessageIdField
from peerdrop.wire.limits import TEXT_CHARS


class TextMessage(Message, frozen=True, tag="text"):
    """One message, unchanged. Sent again under the same ID until Delivered; shown once."""

    message_id: MessageIdField
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_CHARS)]
    sent_at: float


class Delivered(Message, frozen=True, tag="delivered"):
    """The receiver has stored the message."""

    message_id: MessageIdField


CONVERSATION_MESSAGES: tuple[type[Message], ...] = (TextMessage, Delivered)
