"""Envelopes that wait here until their receiver comes to fetch them."""

import asyncio
import contextlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from peerdrop.clock import Clock
from peerdrop.wire.codec import encode
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import KIB, MAIL_ANSWER_BYTES, MIB
from peerdrop.wire.mailbox import Mail, MailAnswer
from peerdrop.wire.signed import Signed

PER_SENDER: Final = 64
PER_SENDER_BYTES: Final = MIB
TOTAL: Final = 1000
TOTAL_BYTES: Final = 16 * MIB
_MAIL_PER_ANSWER: Final = 64
_ANSWER_FRAME_BYTES: Final = KIB


class MailboxFull(Exception):
    """The sender's share, or the whole mailbox, is used up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    mail: Mail
    sender: DeviceId
    receiver: DeviceId
    is_offer: bool
    size_bytes: int
    ends_at: float


class Mailbox:
    """Keeps each envelope until it is acknowledged or its time is over; reading removes nothing.

    It belongs to device IDs, never to addresses. Ends are wall clock, so that they outlive sleep.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        per_sender: int = PER_SENDER,
        per_sender_bytes: int = PER_SENDER_BYTES,
        total: int = TOTAL,
        total_bytes: int = TOTAL_BYTES,
    ) -> None:
        self._clock = clock
        self._per_sender = per_sender
        self._per_sender_bytes = per_sender_bytes
        self._total = total
        self._total_bytes = total_bytes
        self._waiting: dict[str, _Waiting] = {}
        self._held: dict[DeviceId, asyncio.Future[None]] = {}

    def put(self, envelope: Signed, *, sender: DeviceId, receiver: DeviceId, ttl_s: float, is_offer: bool) -> str:
        """Keep *envelope* for *ttl_s*; the ID it is acknowledged by. An offer replaces the older one of the same two.

        Raises MailboxFull; what waits already is never given up for it.
        """
        self._expire()
        mail = Mail(mail_id=secrets.token_hex(16), envelope=envelope)
        size_bytes = len(encode(mail))
        replaced = [
            mail_id
            for mail_id, other in self._waiting.items()
            if is_offer and other.is_offer and other.sender == sender and other.receiver == receiver
        ]
        kept = [other for mail_id, other in self._waiting.items() if mail_id not in replaced]
        own = [other for other in kept if other.sender == sender]
        if (
            len(kept) >= self._total
            or len(own) >= self._per_sender
            or sum(other.size_bytes for other in own) + size_bytes > self._per_sender_bytes
            or sum(other.size_bytes for other in kept) + size_bytes > self._total_bytes
        ):
            raise MailboxFull
        for mail_id in replaced:
            del self._waiting[mail_id]
        self._waiting[mail.mail_id] = _Waiting(
            mail=mail,
            sender=sender,
            receiver=receiver,
            is_offer=is_offer,
            size_bytes=size_bytes,
            ends_at=self._clock.wall() + ttl_s,
        )
        self._wake(receiver)
        return mail.mail_id

    def answer(self, receiver: DeviceId) -> MailAnswer:
        """What waits for *receiver*, oldest first, as much as one answer may hold."""
        self._expire()
        chosen: list[Mail] = []
        room = MAIL_ANSWER_BYTES - _ANSWER_FRAME_BYTES
        for waiting in self._waiting.values():
            if waiting.receiver != receiver:
                continue
            room -= waiting.size_bytes + 1
            if room < 0 or len(chosen) == _MAIL_PER_ANSWER:
                break
            chosen.append(waiting.mail)
        return MailAnswer(mail=tuple(chosen))

    def acknowledge(self, receiver: DeviceId, mail_ids: Iterable[str]) -> None:
        """*receiver* has these; IDs that are unknown or another's are passed over."""
        for mail_id in mail_ids:
            waiting = self._waiting.get(mail_id)
            if waiting is not None and waiting.receiver == receiver:
                del self._waiting[mail_id]

    async def hold(self, receiver: DeviceId, wait_s: float) -> None:
        """Return when something waits for *receiver*, at the latest in *wait_s*.

        A device is held once: a newer call, or `release`, lets the older one go.
        """
        if self.answer(receiver).mail:
            return
        self._wake(receiver)
        held: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._held[receiver] = held
        timer = self._clock.call_later(wait_s, lambda: _finish(held))
        try:
            await held
        finally:
            timer.cancel()
            if self._held.get(receiver) is held:
                del self._held[receiver]

    def is_holding(self, receiver: DeviceId) -> bool:
        """A call of *receiver* is held right now."""
        return receiver in self._held

    def release(self) -> None:
        """Let every held call go."""
        for receiver in tuple(self._held):
            self._wake(receiver)

    def _wake(self, receiver: DeviceId) -> None:
        if (held := self._held.get(receiver)) is not None:
            _finish(held)

    def _expire(self) -> None:
        now = self._clock.wall()
        for mail_id in [mail_id for mail_id, waiting in self._waiting.items() if waiting.ends_at <= now]:
            del self._waiting[mail_id]


def _finish(held: "asyncio.Future[None]") -> None:
    with contextlib.suppress(asyncio.InvalidStateError):
        held.set_result(None)
