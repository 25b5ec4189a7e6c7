"""Taking what we sign to the device it is for, and bringing its mail home."""

import asyncio
import hashlib
import itertools
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from peerdrop.clock import Clock
from peerdrop.wire.card import Card, common_version
from peerdrop.wire.contact import Reach
from peerdrop.wire.envelope import Envelope, Offer, Presence, SignalBody
from peerdrop.wire.identifiers import DeviceId, SessionId
from peerdrop.wire.limits import PROTOCOL_MAX
from peerdrop.wire.mailbox import MailAnswer, Poll
from peerdrop.wire.signed import Context, Signed
from server.config import BackendConfig
from server.discovery.registry import Registry
from server.epochs import new_nonce
from server.errors import (
    AnswersItself,
    DeviceUnknown,
    DeviceUnreachable,
    NobodyAnswers,
    NoCommonVersion,
    OtherDeviceAnswers,
)
from server.record import DeviceRecord, Endpoint
from server.refusals import Refusal, Refusals
from server.signaling.client import CALL_LIMIT_S, MAILBOX_PATH, Client
from server.signaling.contact import Contacts, version_error
from server.signaling.errors import CallError, CallRejected, Refused
from server.signaling.inbox import Inbox
from server.signaling.mailbox import Mailbox, MailboxFull
from server.tasks import Tasks
from server.this_device import ThisDevice

logger = logging.getLogger(__name__)

SIGNALS_PATH: Final = "/api/signals"
# All tries on all endpoints: an offer must leave room for its answer within the 15 s that signaling has.
_DELIVERY_LIMIT_S: Final = 8.0
_RETRY_AFTER_S: Final = (0.3, 0.9)
_ACKNOWLEDGEMENTS: Final = 256
_ACKNOWLEDGE_AFTER_S: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class SentEnvelope:
    """Where a signal went: to the device, or, if *via_mailbox*, into our own mailbox until the device polls.

    *payload_hash* is SHA-256 of the signed payload, hex.
    """

    via_mailbox: bool
    payload_hash: str


@dataclass(frozen=True, slots=True)
class _Letter:
    """A signed request and the card it was made for."""

    signed: Signed
    nonce: str


class Courier:
    """Signs for the receiver's present epoch, tries its endpoints in order, and re-signs once after a fresh contact."""

    def __init__(
        self,
        this_device: ThisDevice,
        registry: Registry,
        client: Client,
        contacts: Contacts,
        inbox: Inbox,
        mailbox: Mailbox,
        refusals: Refusals,
        tasks: Tasks,
        config: BackendConfig,
        clock: Clock,
        rng: random.Random,
    ) -> None:
        self._this_device = this_device
        self._registry = registry
        self._client = client
        self._contacts = contacts
        self._inbox = inbox
        self._mailbox = mailbox
        self._refusals = refusals
        self._tasks = tasks
        self._config = config
        self._clock = clock
        self._rng = rng
        self._to_acknowledge: dict[DeviceId, dict[str, None]] = {}

    async def send(self, to: DeviceId, *, session_id: SessionId, generation: int, body: SignalBody) -> SentEnvelope:
        """Deliver a signal, or store it for the device to fetch.

        Raises DeviceUnknown, DeviceUnreachable, OtherDeviceAnswers or NoCommonVersion.
        """
        record = self._known(to)
        if common_version(record.card) is None:
            raise version_error(record.card)

        def sign(card: Card) -> _Letter:
            return self._envelope(card, session_id, generation, body)

        if not self._waits_for_poll(record):
            try:
                async with asyncio.timeout(_DELIVERY_LIMIT_S):
                    letter, answer = await self._deliver(to, sign)
            except (DeviceUnreachable, TimeoutError):
                if not self._registry.polls_us(to):
                    raise DeviceUnreachable(f"{record.card.name} does not answer.") from None
                self._registry.unreachable(to)
            else:
                self._bring_home(to, answer)
                return SentEnvelope(via_mailbox=False, payload_hash=_payload_hash(letter.signed))
        letter = sign(self._known(to).card)
        try:
            self._mailbox.put(
                letter.signed,
                sender=self._this_device.device_id,
                receiver=to,
                ttl_s=self._ttl_s(body),
                is_offer=isinstance(body, Offer),
            )
        except MailboxFull:
            raise DeviceUnreachable(f"{record.card.name} does not fetch what waits for it here.") from None
        return SentEnvelope(via_mailbox=True, payload_hash=_payload_hash(letter.signed))

    async def poll(self, device_id: DeviceId, *, wait_s: int) -> bool:
        """Fetch what waits for us at *device_id*, held there up to *wait_s*; whether anything new came.

        Raises DeviceUnknown, DeviceUnreachable, OtherDeviceAnswers or NoCommonVersion.
        """
        self._known(device_id)
        acknowledged = tuple(itertools.islice(self._to_acknowledge.get(device_id, ()), _ACKNOWLEDGEMENTS))

        def sign(card: Card) -> _Letter:
            nonce = new_nonce()
            poll = Poll(
                sender=self._this_device.device_id,
                receiver=device_id,
                epoch=card.epoch,
                nonce=nonce,
                acknowledge=acknowledged,
                wait_s=wait_s,
            )
            return _Letter(self._this_device.sign(Context.POLL, poll), nonce)

        _, answer = await self._try_endpoints(device_id, MAILBOX_PATH, sign, None, CALL_LIMIT_S + wait_s)
        waiting = self._to_acknowledge.get(device_id, {})
        for mail_id in acknowledged:
            waiting.pop(mail_id, None)
        return self._bring_home(device_id, answer)

    async def _acknowledge(self, device_id: DeviceId) -> None:
        """Tell *device_id* what came, without waiting for more; what fails is told with the next poll."""
        # Not at once: a backend that always has more must not keep us busy.
        await self._clock.sleep(_ACKNOWLEDGE_AFTER_S)
        if not self._to_acknowledge.get(device_id):
            return
        try:
            await self.poll(device_id, wait_s=0)
        except (DeviceUnknown, DeviceUnreachable, OtherDeviceAnswers, NoCommonVersion) as exc:
            logger.debug("acknowledgement waits: %s", exc)

    def _known(self, device_id: DeviceId) -> DeviceRecord:
        record = self._registry.get(device_id)
        if record is None:
            raise DeviceUnknown("No device of that ID was met.")
        return record

    def _waits_for_poll(self, record: DeviceRecord) -> bool:
        """We were found unable to call it, and it comes to fetch."""
        return record.can_call is Reach.NO and self._registry.polls_us(record.device_id)

    def _ttl_s(self, body: SignalBody) -> int:
        return self._config.presence_ttl_s if isinstance(body, Presence) else self._config.offer_ttl_s

    def _envelope(self, card: Card, session_id: SessionId, generation: int, body: SignalBody) -> _Letter:
        nonce = new_nonce()
        envelope = Envelope(
            version=common_version(card) or PROTOCOL_MAX,
            sender=self._this_device.device_id,
            sender_instance=self._this_device.instance,
            receiver=card.device_id,
            receiver_instance=card.instance,
            epoch=card.epoch,
            nonce=nonce,
            session_id=session_id,
            generation=generation,
            ttl_s=self._ttl_s(body),
            body=body,
        )
        return _Letter(self._this_device.sign(Context.ENVELOPE, envelope), nonce)

    async def _deliver(self, to: DeviceId, sign: Callable[[Card], _Letter]) -> tuple[_Letter, MailAnswer]:
        # The same bytes each time: if only the answer was lost, the repetition is known by its nonce.
        letter: _Letter | None = None

        def keep(card: Card) -> _Letter:
            nonlocal letter
            letter = sign(card)
            return letter

        delays_s = _RETRY_AFTER_S[:1] if self._registry.polls_us(to) else _RETRY_AFTER_S
        for delay_s in delays_s:
            try:
                return await self._try_endpoints(to, SIGNALS_PATH, keep, letter, CALL_LIMIT_S)
            except DeviceUnreachable as exc:
                logger.debug("signal is repeated: %s", exc)
            await self._clock.sleep(delay_s * self._rng.uniform(0.8, 1.2))
        return await self._try_endpoints(to, SIGNALS_PATH, keep, letter, CALL_LIMIT_S)

    async def _try_endpoints(
        self,
        device_id: DeviceId,
        path: str,
        sign: Callable[[Card], _Letter],
        letter: _Letter | None,
        limit_s: float,
    ) -> tuple[_Letter, MailAnswer]:
        others_answered = False
        name = self._known(device_id).card.name
        for endpoint in self._known(device_id).endpoints:
            letter = letter or sign(self._known(device_id).card)
            try:
                answer = await self._call(endpoint, path, letter, limit_s)
            except CallRejected as exc:
                if exc.status == 426 and exc.card is not None:
                    raise version_error(exc.card) from exc
                if exc.status != 409:
                    continue
                answered_by = await self._meet_again(device_id, endpoint)
                others_answered |= answered_by not in (None, device_id)
                if answered_by != device_id:
                    continue
                letter = sign(self._known(device_id).card)
                try:
                    answer = await self._call(endpoint, path, letter, limit_s)
                except CallError as again:
                    logger.debug("re-signed and still refused: %s", again)
                    continue
            except CallError as exc:
                logger.debug("call failed: %s", exc)
                continue
            self._registry.worked(device_id, endpoint)
            return letter, answer
        if others_answered:
            raise OtherDeviceAnswers(f"Another device answers where {name} was.")
        raise DeviceUnreachable(f"{name} does not answer.")

    async def _call(self, endpoint: Endpoint, path: str, letter: _Letter, limit_s: float) -> MailAnswer:
        try:
            return await self._client.post(endpoint, path, letter.signed, letter.nonce, limit_s=limit_s)
        except CallRejected as exc:
            if exc.error == Refusal.REPLAYED:
                # It came the first time, and only the answer was lost.
                return MailAnswer()
            raise

    async def _meet_again(self, device_id: DeviceId, endpoint: Endpoint) -> DeviceId | None:
        """Make contact anew, which teaches both sides; who answers at *endpoint*, None if nobody does."""
        try:
            found = await self._contacts.meet(endpoint, self._known(device_id).source, device_id=device_id)
        except AnswersItself:
            return self._this_device.device_id
        except NobodyAnswers as exc:
            logger.debug("no contact again: %s", exc)
            return None
        if found.device_id != device_id:
            self._registry.moved_away(device_id, endpoint)
        return found.device_id

    def _bring_home(self, host: DeviceId, answer: MailAnswer) -> bool:
        """Take in the mail that came from *host*; whether any of it was new."""
        is_any_new = False
        waiting = self._to_acknowledge.setdefault(host, {})
        for mail in answer.mail:
            # Acknowledged whatever becomes of it: what is refused today would be refused again.
            waiting[mail.mail_id] = None
            try:
                self._inbox.take(mail.envelope, via_mailbox=True)
            except Refused as exc:
                self._refusals.count(exc.refusal)
                logger.debug("mail refused: %s", exc.message)
            else:
                is_any_new = True
        while len(waiting) > _ACKNOWLEDGEMENTS:
            # Of a backend that takes no acknowledgement; what is forgotten comes again and is known by its nonce.
            del waiting[next(iter(waiting))]
        if answer.mail:
            self._tasks.spawn(self._acknowledge(host), name=f"acknowledge:{host[:8]}")
        return is_any_new


def _payload_hash(signed: Signed) -> str:
    return hashlib.sha256(signed.payload).hexdigest()
