"""Mail that waits in a backend for a device that cannot be called (PROTOCOL.md 5)."""

from typing import Annotated

import msgspec

from peerdrop.wire.identifiers import HEX_ID_PATTERN, DeviceIdField, EpochField, NonceField
from peerdrop.wire.limits import POLL_WAIT_S
from peerdrop.wire.signed import Signed

MailId = Annotated[str, msgspec.Meta(pattern=HEX_ID_PATTERN)]


class Poll(msgspec.Struct, frozen=True, kw_only=True):
    """ "I am *sender*: these came, give me what else waits." Context: POLL."""

    sender: DeviceIdField = msgspec.field(name="from")
    receiver: DeviceIdField = msgspec.field(name="to")
    epoch: EpochField
    nonce: NonceField
    acknowledge: Annotated[tuple[MailId, ...], msgspec.Meta(max_length=256)] = ()
    wait_s: Annotated[int, msgspec.Meta(ge=0, le=POLL_WAIT_S)] = 0


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One waiting envelope; it is handed out until *mail_id* is acknowledged or its time is over."""

    mail_id: MailId
    envelope: Signed


class MailAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to every signed request: what waits for its signer."""

    mail: Annotated[tuple[Mail, ...], msgspec.Meta(max_length=64)] = ()


class Rejection(msgspec.Struct, frozen=True, kw_only=True):
    """The JSON body of every HTTP error; *card* (Context: CARD, over the request's nonce) helps the caller re-sign."""

    error: Annotated[str, msgspec.Meta(max_length=64)]
    message: Annotated[str, msgspec.Meta(max_length=512)]
    card: Signed | None = None
