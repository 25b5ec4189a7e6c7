"""Text between two people (PROTOCOL.md 7.2)."""

from typing import Annotated

import msgspec

from peerdrop.wire.codec import Message
from peerdrop.wire.identifiers import MessageIdField
from peerdrop.wire.limits import TEXT_BYTES, TEXT_CHARS, TIME_MAX_S


class TextMessage(Message, frozen=True, tag="text"):
    """One message, unchanged. Sent again under the same ID until Delivered; shown once."""

    message_id: MessageIdField
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=TEXT_CHARS)]
    sent_at: Annotated[float, msgspec.Meta(ge=0, le=TIME_MAX_S)]
    """Unix seconds by the sender's clock; for showing only."""

    def __post_init__(self) -> None:
        if text_size_bytes(self.text) > TEXT_BYTES:
            raise ValueError(f"a text has at most {TEXT_BYTES} bytes")


def text_size_bytes(text: str) -> int:
    """How long *text* is on the wire, where a control character takes six bytes; UnicodeEncodeError if it is none."""
    return len(msgspec.json.encode(text)) - len('""')


class Delivered(Message, frozen=True, tag="delivered"):
    """The receiver has stored the message."""

    message_id: MessageIdField


CONVERSATION_MESSAGES: tuple[type[Message], ...] = (TextMessage, Delivered)
