"""What this backend does with each signed request. Knows nothing of HTTP but the status of a refusal."""

from typing import TypeVar

import msgspec

from peerdrop.identity.errors import BadSignature
from peerdrop.wire.codec import decode
from peerdrop.wire.contact import Contact
from peerdrop.wire.envelope import Envelope
from peerdrop.wire.errors import MessageTooLarge, WireError
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import HTTP_BODY_BYTES
from peerdrop.wire.mailbox import MailAnswer, Poll
from peerdrop.wire.signed import Context, Signed
from server.discovery.registry import Registry
from server.discovery.visibility import Visibility
from server.refusals import Refusal
from server.signaling.contact import Contacts
from server.signaling.errors import Refused
from server.signaling.inbox import Inbox
from server.signaling.mailbox import Mailbox
from server.signaling.opening import Opened, open_signed
from server.signaling.replay_guard import GuardFull, ReplayGuard
from server.this_device import ThisDevice

MessageT = TypeVar("MessageT", bound=msgspec.Struct)


class Reception:
    """Answers contacts, signals and polls; every method raises Refused."""

    def __init__(
        self,
        this_device: ThisDevice,
        registry: Registry,
        contacts: Contacts,
        inbox: Inbox,
        mailbox: Mailbox,
        guard: ReplayGuard,
        visibility: Visibility,
    ) -> None:
        self._this_device = this_device
        self._registry = registry
        self._contacts = contacts
        self._inbox = inbox
        self._mailbox = mailbox
        self._guard = guard
        self._visibility = visibility

    async def contact(self, body: bytes, host: str) -> Signed:
        """The answer to a Contact that came from *host*."""
        signed = _signed(body)
        opened = _opened(signed, Context.CONTACT, Contact)
        self._admit(opened.signer, host)
        return await self._contacts.answer(signed, opened, host)

    def signal(self, body: bytes, host: str) -> MailAnswer:
        """Take an Envelope for this device; what waits for its signer."""
        signed = _signed(body)
        if not self._visibility.discoverable:
            self._admit(_opened(signed, Context.ENVELOPE, Envelope).signer, host)
        sender = self._inbox.take(signed, via_mailbox=False)
        self._registry.sign_of_life(sender)
        return self._mailbox.answer(sender)

    async def poll(self, body: bytes, host: str) -> MailAnswer:
        """Acknowledge what a Poll says has come; what waits for its signer, held back for as long as it asks."""
        opened = _opened(_signed(body), Context.POLL, Poll)
        poll, signer, own = opened.message, opened.signer, self._this_device
        self._admit(signer, host)
        if poll.sender != signer:
            raise Refused(403, Refusal.WRONG_SENDER, "The poll is signed by another device than it is from.")
        if poll.receiver != own.device_id:
            raise Refused(409, Refusal.WRONG_RECEIVER, "This is another device.", nonce=poll.nonce)
        if not own.accepts_epoch(poll.epoch):
            raise Refused(409, Refusal.WRONG_EPOCH, "The poll was made for an earlier epoch.", nonce=poll.nonce)
        if self._registry.get(signer) is None:
            raise Refused(409, Refusal.UNKNOWN_SENDER, "Make contact first.", nonce=poll.nonce)
        try:
            if not self._guard.is_new(signer, poll.nonce, poll.epoch):
                raise Refused(409, Refusal.REPLAYED, "This poll came before.", nonce=poll.nonce)
        except GuardFull:
            raise Refused(429, Refusal.FULL, "Too many polls in this hour.") from None
        self._registry.polled(signer)
        self._mailbox.acknowledge(signer, poll.acknowledge)
        if poll.wait_s:
            await self._mailbox.hold(signer, poll.wait_s)
            self._registry.polled(signer)
        return self._mailbox.answer(signer)

    def _admit(self, signer: DeviceId, host: str) -> None:
        """Raise Refused, before anything of us is shown, if we hide from *signer*."""
        if not self._visibility.admits(signer, host):
            raise Refused(404, Refusal.NOT_FOUND, "Nothing here.")


def _signed(body: bytes) -> Signed:
    try:
        return decode(body, Signed, limit_bytes=HTTP_BODY_BYTES)
    except MessageTooLarge as exc:
        raise Refused(413, Refusal.TOO_LARGE, str(exc)) from None
    except WireError as exc:
        raise Refused(400, Refusal.MALFORMED, str(exc)[:200]) from None


def _opened(signed: Signed, context: Context, message_type: type[MessageT]) -> Opened[MessageT]:
    try:
        return open_signed(signed, context, message_type)
    except BadSignature:
        raise Refused(401, Refusal.BAD_SIGNATURE, "The signature does not fit.") from None
    except WireError as exc:
        raise Refused(400, Refusal.MALFORMED, str(exc)[:200]) from None
