"""How strangers meet: who is called asks for a card, hands in the own one, and learns who reaches whom."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from peerdrop.identity.errors import BadSignature
from peerdrop.wire.card import Card, common_version
from peerdrop.wire.contact import Contact, ContactAnswer, Reach
from peerdrop.wire.identifiers import DeviceId, Epoch
from peerdrop.wire.limits import PROTOCOL_MIN
from peerdrop.wire.mailbox import Poll
from peerdrop.wire.signed import Context, Signed
from server.discovery.registry import InstanceRetired, Registry, TableFull
from server.discovery.visibility import Visibility
from server.epochs import new_nonce
from server.errors import AnswersItself, CloneAnswers, NobodyAnswers, NoCommonVersion
from server.record import DeviceRecord, Endpoint, Source
from server.refusals import Refusal
from server.signaling.client import HEALTH_LIMIT_S, MAILBOX_PATH, Client
from server.signaling.errors import CallError, CallFailed, CallRejected, Refused
from server.signaling.opening import Opened, check_card
from server.signaling.replay_guard import GuardFull, ReplayGuard
from server.tasks import Tasks
from server.this_device import ThisDevice

logger = logging.getLogger(__name__)

_CALL_BACK_LIMIT_S: Final = 1.0
_CALL_BACKS_AT_ONCE: Final = 32
# Nobody's: the refusal that it brings shows in which epoch the device is.
_NO_EPOCH: Final = Epoch("0" * 32)

# Returned, not raised, by a task that may have lost everyone who waits for it.
_Outcome = DeviceRecord | NobodyAnswers | AnswersItself | NoCommonVersion


class Contacts:
    """Makes contact with others, and answers those who make contact with us."""

    def __init__(
        self,
        this_device: ThisDevice,
        registry: Registry,
        client: Client,
        guard: ReplayGuard,
        tasks: Tasks,
        on_clone: Callable[[str], None],
        visibility: Visibility,
    ) -> None:
        self._this_device = this_device
        self._registry = registry
        self._client = client
        self._guard = guard
        self._tasks = tasks
        self._on_clone = on_clone
        self._visibility = visibility
        self._under_way: dict[Endpoint, asyncio.Task[_Outcome]] = {}
        self._calling_back = 0

    async def meet(
        self,
        endpoint: Endpoint,
        source: Source,
        *,
        lead: bool = False,
        reveal: bool = True,
        device_id: DeviceId | None = None,
    ) -> DeviceRecord:
        """Make contact with whoever answers at *endpoint*; two calls for one endpoint share one contact.

        Without *reveal* only their card is asked for and ours stays here. *device_id*: who should be there; it is
        asked as `card_of` does. Raises NobodyAnswers, AnswersItself or NoCommonVersion.
        """
        task = self._under_way.get(endpoint)
        if task is None:
            task = self._tasks.spawn(
                self._outcome(endpoint, source, lead, reveal, device_id), name=f"contact:{endpoint.host}"
            )
            if task is None:
                raise NobodyAnswers("The backend is stopping.")
            self._under_way[endpoint] = task
            task.add_done_callback(lambda _: self._under_way.pop(endpoint, None))
        outcome = await asyncio.shield(task)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def card_of(self, device_id: DeviceId, endpoint: Endpoint, *, limit_s: float = HEALTH_LIMIT_S) -> Card:
        """The card of whoever answers at *endpoint*, where *device_id* should be; raises a CallError.

        If it is that device and hides from strangers, it is told by our signature who asks. Our own card stays here.
        """
        try:
            return await self._client.health(endpoint, limit_s=limit_s)
        except CallFailed:
            raise
        except CallError:
            nonce, own = new_nonce(), self._this_device
            poll = Poll(sender=own.device_id, receiver=device_id, epoch=_NO_EPOCH, nonce=nonce)
            try:
                await self._client.post(endpoint, MAILBOX_PATH, own.sign(Context.POLL, poll), nonce, limit_s=limit_s)
            except CallRejected as exc:
                if exc.card is not None:
                    return exc.card
            raise

    async def answer(self, signed: Signed, opened: Opened[Contact], host: str) -> Signed:
        """Our ContactAnswer to a contact that came from *host*; raises Refused."""
        contact, nonce = opened.message, opened.message.nonce
        own = self._this_device
        self._check(signed, opened, host)
        endpoint = Endpoint(host, contact.card.port)
        reach = await self._call_back(endpoint, contact.card)
        try:
            record = self._registry.learn(
                contact.card, source=Source.CONTACT, endpoint=endpoint, can_call=reach, called_by=Reach.YES
            )
        except InstanceRetired:
            raise Refused(409, Refusal.OLD_INSTANCE, "That instance has ended.", nonce=nonce) from None
        except TableFull:
            raise Refused(503, Refusal.FULL, "No room for more devices.") from None
        if common_version(contact.card) is None:
            raise Refused(426, Refusal.VERSION, "No common protocol version.", nonce=nonce)
        return own.sign(Context.CONTACT, ContactAnswer(nonce=nonce, card=own.card, can_call_you=record.can_call))

    def _check(self, signed: Signed, opened: Opened[Contact], host: str) -> None:
        contact, nonce = opened.message, opened.message.nonce
        own = self._this_device
        try:
            check_card(contact.card, signed, opened.signer)
        except BadSignature as exc:
            raise Refused(401, Refusal.BAD_SIGNATURE, str(exc)) from None
        if opened.signer == own.device_id:
            if contact.card.instance != own.instance:
                self._on_clone(host)
            raise Refused(409, Refusal.WRONG_SENDER, "This is the same device.", nonce=nonce)
        if contact.to != own.device_id:
            raise Refused(409, Refusal.WRONG_RECEIVER, "This is another device.", nonce=nonce)
        if not own.accepts_epoch(contact.epoch):
            raise Refused(409, Refusal.WRONG_EPOCH, "The contact was made for an earlier epoch.", nonce=nonce)
        try:
            if not self._guard.is_new(opened.signer, nonce, contact.epoch):
                raise Refused(409, Refusal.REPLAYED, "This contact came before.", nonce=nonce)
        except GuardFull:
            raise Refused(429, Refusal.FULL, "Too many contacts in this hour.") from None

    async def _call_back(self, endpoint: Endpoint, card: Card) -> Reach:
        """One try, to the address that the request came from and the card's port, never another."""
        if self._calling_back >= _CALL_BACKS_AT_ONCE:
            return Reach.UNKNOWN
        self._calling_back += 1
        try:
            found = await self._client.health(endpoint, limit_s=_CALL_BACK_LIMIT_S)
        except CallError as exc:
            logger.debug("call back to %s failed: %s", endpoint.host, exc)
            return Reach.NO
        finally:
            self._calling_back -= 1
        return Reach.YES if (found.device_id, found.instance) == (card.device_id, card.instance) else Reach.NO

    async def _outcome(
        self, endpoint: Endpoint, source: Source, lead: bool, reveal: bool, device_id: DeviceId | None
    ) -> _Outcome:
        try:
            return await self._make_contact(endpoint, source, lead, reveal, device_id)
        except (NobodyAnswers, AnswersItself, NoCommonVersion) as exc:
            return exc

    async def _make_contact(
        self, endpoint: Endpoint, source: Source, lead: bool, reveal: bool, device_id: DeviceId | None
    ) -> DeviceRecord:
        try:
            if device_id is None:
                card = await self._client.health(endpoint)
            else:
                card = await self.card_of(device_id, endpoint)
        except CallError as exc:
            raise NobodyAnswers(f"No PeerDrop answers at {endpoint.host}, port {endpoint.port}.") from exc
        self._check_other(card, endpoint)
        reach = Reach.UNKNOWN
        if reveal and common_version(card) is not None:
            card, reach = await self._introduce(endpoint, card)
        try:
            record = self._registry.learn(
                card, source=source, endpoint=endpoint, can_call=Reach.YES, called_by=reach, lead=lead
            )
        except (InstanceRetired, TableFull) as exc:
            raise NobodyAnswers(f"What answers at {endpoint.host} can't be listed.") from exc
        if common_version(card) is None:
            raise version_error(card)
        return record

    async def _introduce(self, endpoint: Endpoint, card: Card) -> tuple[Card, Reach]:
        """Hand in our card; theirs, and whether they reach us. A refusal leaves that unknown."""
        # It calls back.
        self._visibility.reveal_to(card.device_id, endpoint.host)
        for _ in range(2):
            nonce = new_nonce()
            contact = Contact(nonce=nonce, to=card.device_id, epoch=card.epoch, card=self._this_device.card)
            try:
                answer = await self._client.contact(
                    endpoint, self._this_device.sign(Context.CONTACT, contact), nonce, card.device_id
                )
            except CallRejected as exc:
                logger.debug("contact refused by %s: %s", endpoint.host, exc)
                if exc.card is None or exc.card.device_id != card.device_id or exc.card.epoch == card.epoch:
                    return card, Reach.UNKNOWN
                # Its epoch turned, or it restarted, between our two requests.
                card = exc.card
            except CallError as exc:
                logger.debug("contact with %s failed: %s", endpoint.host, exc)
                return card, Reach.UNKNOWN
            else:
                return answer.card, answer.can_call_you
        return card, Reach.UNKNOWN

    def _check_other(self, card: Card, endpoint: Endpoint) -> None:
        if card.device_id != self._this_device.device_id:
            return
        if card.instance != self._this_device.instance:
            self._on_clone(endpoint.host)
            raise CloneAnswers(f"Another machine with this device's identity answers at {endpoint.host}.")
        raise AnswersItself(f"{endpoint.host} is this device.")


def version_error(card: Card) -> NoCommonVersion:
    """Why nothing can be sent to the device of *card*, and which side to update."""
    older = card.protocol_max < PROTOCOL_MIN
    side = card.name if older else "this device"
    return NoCommonVersion(f"{card.name} speaks another version of PeerDrop. Update {side}.", peer_is_older=older)
