"""The exchange of one offer and one answer, until both ends of a link know each other's description."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from peerdrop.core.hello import Channel
from peerdrop.core.no_link import LinkNotMade
from peerdrop.core.session_context import SessionContext
from peerdrop.core.signaling import IdentityRefused, Route, Signal, SignalingError, VersionRefused
from peerdrop.core.states import FailureReason, OlderSide
from peerdrop.link import Description, Link, LinkError
from peerdrop.wire.envelope import BUSY, Answer, IceScope, Offer, Refusal
from peerdrop.wire.identifiers import DeviceId, SessionId

logger = logging.getLogger(__name__)


class CallEvents(Protocol):
    """What a call tells its session."""

    def offer_stored(self) -> None:
        """Our offer waits in our mailbox until the peer polls."""

    def answer_received(self) -> None:
        """The peer answered our offer; the link is about to take its description."""

    def answer_sent(self, *, stored: bool) -> None:
        """Our answer is on its way, or *stored* in our mailbox."""

    def call_failed(self, reason: FailureReason, older: OlderSide | None = None) -> None:
        """No answer will come, or it is of no use; *older* comes with VERSION."""


class Call:
    """Carries descriptions between one link and the peer's; tells *events* until `stop`."""

    def __init__(
        self,
        context: SessionContext,
        link: Link,
        events: CallEvents,
        *,
        device_id: DeviceId,
        session_id: SessionId,
        generation: int,
        ice: IceScope,
    ) -> None:
        self._context = context
        self._link = link
        self._events = events
        self._device_id = device_id
        self.session_id = session_id
        self.generation = generation
        self._ice = ice
        self.offer_hash = ""
        """SHA-256 of the offer's signed payload, on both sides; "" before it is known."""
        self.via_mailbox = False
        self._early: Signal | None = None
        self._answered = False
        self._stopped = False
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def channel(self) -> Channel:
        """What both sides' HELLO must agree on."""
        return Channel(
            own=self._context.identity.device_id,
            peer=self._device_id,
            session_id=self.session_id,
            generation=self.generation,
            own_fingerprint=self._link.own_fingerprint,
            peer_fingerprint=self._link.peer_fingerprint,
            offer_hash=self.offer_hash,
        )

    def dial(self) -> None:
        """Make an offer and send it."""
        self._spawn(self._dial)

    def answer(self, offer: Signal) -> None:
        """Answer *offer*."""
        self.via_mailbox = offer.via_mailbox
        self.offer_hash = offer.payload_hash
        self._spawn(self._answer, offer)

    def signal_received(self, signal: Signal) -> None:
        """An answer or a refusal came; those of other offers are left alone."""
        body = signal.body
        if not isinstance(body, Answer | Refusal):
            return
        if not self.offer_hash:
            # The peer's backend can answer before our own POST has returned, and only its return says which
            # envelope (it may have been signed anew) the peer has got.
            self._early = signal
            return
        if body.offer_hash != self.offer_hash or self._answered or self._stopped:
            logger.debug("peer=%s signal for another offer", self._device_id[:8])
            return
        self._answered = True
        self.via_mailbox = self.via_mailbox or signal.via_mailbox
        if isinstance(body, Refusal):
            logger.info("peer=%s refused the offer: %s", self._device_id[:8], body.reason)
            self._events.call_failed(FailureReason.BUSY if body.reason == BUSY else FailureReason.SIGNALING)
            return
        self._events.answer_received()
        self._spawn(self._apply, body)

    def stop(self) -> None:
        """Tell nothing any more."""
        self._stopped = True
        for task in self._tasks:
            task.cancel()

    async def _dial(self) -> None:
        own = await self._link.create_offer()
        sent = await self._context.signaling.send(
            self._device_id,
            session_id=self.session_id,
            generation=self.generation,
            body=Offer(sdp=own.sdp, fingerprint=own.fingerprint, ice=self._ice),
        )
        self.offer_hash = sent.payload_hash
        if sent.route is Route.MAILBOX:
            self._events.offer_stored()
        if self._early is not None:
            self.signal_received(self._early)

    async def _answer(self, signal: Signal) -> None:
        offer = signal.body
        assert isinstance(offer, Offer)
        own = await self._link.create_answer(Description(sdp=offer.sdp, fingerprint=offer.fingerprint))
        sent = await self._context.signaling.send(
            self._device_id,
            session_id=self.session_id,
            generation=self.generation,
            body=Answer(sdp=own.sdp, fingerprint=own.fingerprint, offer_hash=signal.payload_hash),
        )
        self._events.answer_sent(stored=sent.route is Route.MAILBOX)

    async def _apply(self, answer: Answer) -> None:
        await self._link.apply_answer(Description(sdp=answer.sdp, fingerprint=answer.fingerprint))

    async def _to_its_end(self, work: Callable[..., Awaitable[None]], *arguments: object) -> None:
        try:
            await work(*arguments)
        except VersionRefused as exc:
            self._failed(FailureReason.VERSION, exc, exc.older)
        except IdentityRefused as exc:
            self._failed(FailureReason.IDENTITY, exc)
        except LinkNotMade as exc:
            self._failed(FailureReason.TRANSPORT, exc)
        except (SignalingError, LinkError) as exc:
            self._failed(FailureReason.SIGNALING, exc)
        except Exception as exc:
            # Neither seam may raise this. It is a bug of ours, and nobody shall wait for it.
            logger.exception("peer=%s call failed", self._device_id[:8])
            self._failed(FailureReason.SIGNALING, exc)

    def _failed(self, reason: FailureReason, failure: Exception, older: OlderSide | None = None) -> None:
        logger.debug("peer=%s call failed: %s", self._device_id[:8], failure)
        self._events.call_failed(reason, older)

    def _spawn(self, work: Callable[..., Awaitable[None]], *arguments: object) -> None:
        name = f"call:{self._device_id[:8]}:{self.generation}"
        self._tasks.append(self._context.supervisor.spawn(self._to_its_end(work, *arguments), name=name))
