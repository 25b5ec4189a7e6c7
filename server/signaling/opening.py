"""Opening what another machine signed: the signature is checked before the payload is parsed."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from peerdrop.identity.errors import BadSignature
from peerdrop.identity.identity import sealing_key_is_signed
from peerdrop.identity.signature import verify
from peerdrop.wire.card import Card, CardAnswer
from peerdrop.wire.codec import decode
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import HTTP_BODY_BYTES
from peerdrop.wire.signed import Context, Signed

MessageT = TypeVar("MessageT", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Opened(Generic[MessageT]):
    """A message, who signed it, and the SHA-256 of the signed payload in hex."""

    signer: DeviceId
    message: MessageT
    payload_hash: str


def open_signed(signed: Signed, context: Context, message_type: type[MessageT]) -> Opened[MessageT]:
    """The message in *signed*; raises BadSignature or a WireError."""
    verified = verify(signed, context)
    message = decode(verified.payload, message_type, limit_bytes=HTTP_BODY_BYTES)
    return Opened(verified.signer, message, verified.hash)


def check_card(card: Card, signed: Signed, signer: DeviceId) -> None:
    """*card* is the signer's own and its sealing key is vouched for; raises BadSignature."""
    if card.device_id != signer:
        raise BadSignature("the card is another device's")
    sealing_key_is_signed(signed.key, card.sealing_key, card.sealing_signature)


def open_card(signed: Signed, nonce: str) -> Card:
    """The card in a CardAnswer over *nonce*; raises BadSignature or a WireError."""
    opened = open_signed(signed, Context.CARD, CardAnswer)
    if opened.message.nonce != nonce:
        raise MalformedMessage("the card is signed over another nonce")
    check_card(opened.message.card, signed, opened.signer)
    return opened.message.card
