"""One device: its live link, the attempt beside it, and when to dial."""

import logging
import secrets
from collections.abc import Callable
from typing import Protocol

from peerdrop.core.alarm import Alarm
from peerdrop.core.connection_table import LIVE
from peerdrop.core.dial_plan import DialPlan, NextDial
from peerdrop.core.errors import ConnectionFailed
from peerdrop.core.facts import PeerFacts
from peerdrop.core.quality import Figures
from peerdrop.core.sentences import connection_failure
from peerdrop.core.session import Session
from peerdrop.core.session_context import SessionContext
from peerdrop.core.shown import Shown, to_show
from peerdrop.core.signaling import Signal
from peerdrop.core.states import ConnectionState, FailureReason, OlderSide
from peerdrop.core.wish import Wish
from peerdrop.wire.envelope import Answer, IceScope, Offer, Presence, Refusal
from peerdrop.wire.identifiers import DeviceId, SessionId
from peerdrop.wire.limits import NONCE_BYTES

logger = logging.getLogger(__name__)

S = ConnectionState


class PeerObserver(Protocol):
    """The roster that a peer belongs to."""

    def peer_state_changed(self, peer: "Peer", previous: Shown) -> None:
        """What is shown of *peer* is another than *previous*."""

    def peer_sessions_changed(self, peer: "Peer") -> None:
        """A session of *peer* changed its state, shown or not."""

    def peer_figures_changed(self, peer: "Peer") -> None:
        """The live link of *peer* feels better or worse than before, or its figures or `retry_at` are others."""

    def work_waits(self, device_id: DeviceId) -> bool:
        """Something would be sent to the device if it were connected."""

    def make_room_for(self, peer: "Peer") -> bool:
        """*peer* may be dialed; an idle connection may be closed for it."""

    def has_place_for(self, peer: "Peer") -> bool:
        """*peer* may be connected now."""

    def turned_away(self, peer: "Peer", *, called: bool) -> None:
        """There was no place for *peer*, who *called* or was to be dialed."""


class Peer:
    """Holds at most one live session and one attempt; an attempt that is CONNECTED takes the live one's place."""

    def __init__(
        self,
        context: SessionContext,
        observer: PeerObserver,
        facts: PeerFacts,
        *,
        random: Callable[[], float],
    ) -> None:
        self._context = context
        self._observer = observer
        self.facts = facts
        self.live: Session | None = None
        self.attempt: Session | None = None
        self._plan = DialPlan(context.limits, random)
        self._wish = Wish(context.clock, context.limits.visible_s, self._too_late)
        self._dialing = False
        self._anyway = False
        self._session_id = SessionId("")
        self._generation = 0
        self._retry = Alarm(context.clock)
        self._ended = Shown(state=S.NEW)
        self.shown = self._ended
        self.retry_at: float | None = None
        """As in PeerSnapshot."""
        self.via_mailbox = False
        self._figures: Figures | None = None
        self._connected_at = 0.0

    @property
    def device_id(self) -> DeviceId:
        return self.facts.device_id

    @property
    def is_polite(self) -> bool:
        """We give way when both call at once: ours is the larger device ID."""
        return self._context.identity.device_id > self.device_id

    # Commands

    async def connect(self, *, anyway: bool = False) -> None:
        """Return once CONNECTED; raises ConnectionFailed when both attempts have failed.

        *anyway*: also where as many devices are connected as may be.
        """
        if self.live is not None and self.live.state is S.CONNECTED:
            return
        waiter = self._wish.join()
        try:
            self._anyway = self._anyway or anyway
            if not self._wish.is_open:
                self._begin()
            await waiter
        finally:
            waiter.cancel()

    def disconnect(self) -> None:
        """Say bye, and dial no more."""
        if self._wish.is_open:
            self._ended = Shown(state=S.CLOSED)
        self._give_up(
            ConnectionFailed(f"The connection to {self.facts.name} was called off.", failure=FailureReason.LOST)
        )
        if self.attempt is not None:
            self.attempt.discard()
        if self.live is not None:
            self.live.close()
        self._show()

    def wake(self) -> None:
        """The device is here and work waits for it: dial at once, without a word to the user before it succeeds."""
        if self._wish.is_open or self.attempt is not None or (self.live is not None and self.live.state is S.CONNECTED):
            return
        self._schedule(self._plan.begin_silently())
        self._show()

    def place_freed(self) -> bool:
        """There is a place that there was not before; True if it is dialed, as work waits."""
        if self._ended.reason is FailureReason.LIMIT:
            self._ended = Shown(state=S.NEW)
            self._show()
        waits = self._observer.work_waits(self.device_id)
        if waits:
            self.wake()
        return waits

    def restarted(self) -> None:
        """The device runs anew: what was open to its previous instance is gone."""
        for session in (self.attempt, self.live):
            if session is not None:
                session.discard(FailureReason.LOST)

    def discard(self) -> None:
        """End everything at once, without a word: the node closes."""
        self._give_up(ConnectionFailed("PeerDrop is closing.", failure=FailureReason.LOST))
        for session in (self.attempt, self.live):
            if session is not None:
                session.discard()

    def probe(self) -> None:
        """Ask at once whether the other side is still there."""
        if self.live is not None:
            self.live.probe()

    # Signals

    def signal_received(self, signal: Signal) -> None:
        """A checked signal of this device came."""
        match signal.body:
            case Offer():
                self._offer_received(signal, signal.body.ice)
            case Answer() | Refusal():
                if self.attempt is not None and self.attempt.is_of(signal):
                    self.attempt.signal_received(signal)
                elif isinstance(signal.body, Answer) and self._observer.work_waits(self.device_id):
                    # The answer to an attempt that has ended: the device is there after all.
                    self.wake()
            case Presence():
                if self._observer.work_waits(self.device_id):
                    self.wake()

    def _offer_received(self, signal: Signal, ice: IceScope) -> None:
        if any(session is not None and session.outdates(signal) for session in (self.attempt, self.live)):
            return
        replaced = self.attempt
        if replaced is not None and replaced.awaits_answer:
            if self.is_polite:
                replaced.yield_to(signal, ice)
            else:
                replaced.insist()
            return
        self._retry.cancel()
        self.attempt = self._new_session(signal.session_id, signal.generation, ice)
        self.attempt.answer(signal)
        if replaced is not None:
            replaced.discard()

    # Dialing

    def _begin(self) -> None:
        """A user's wish, which may meet an attempt that runs already: then it only becomes visible."""
        self._retry.cancel()
        self._dialing = True
        self._wish.begin()
        ice = self._plan.begin()
        self._session_id = SessionId(secrets.token_hex(NONCE_BYTES))
        self._context.signaling.watch(self.device_id)
        if self.attempt is None:
            self._dial(ice)
        else:
            self._show()

    def _dial(self, ice: IceScope) -> None:
        if self.attempt is not None:
            return
        if not self._wish.is_open and not self._plan.goes_on(work_waits=self._observer.work_waits(self.device_id)):
            # What waited was withdrawn when whoever sent it was told of the failure.
            self._give_up()
            self._show()
            return
        if not (self._anyway or self._observer.make_room_for(self)):
            self._ended = Shown(state=S.FAILED, reason=FailureReason.LIMIT)
            self._attempt_failed(FailureReason.LIMIT, None)
            self._show()
            return
        self._generation += 1
        self.attempt = self._new_session(self._session_id, self._generation, ice)
        self.attempt.dial()

    def _schedule(self, following: NextDial) -> None:
        if not self._dialing:
            self._dialing = True
            self._session_id = SessionId(secrets.token_hex(NONCE_BYTES))
            self._context.signaling.watch(self.device_id)
        self._retry.set(following.delay_s, lambda: self._dial(following.ice))

    def _too_late(self) -> None:
        """The visible attempts have had their time, whatever they still wait for."""
        self._plan.give_up_visibly()
        if self.attempt is not None:
            self.attempt.expire()
        else:
            self._attempt_failed(FailureReason.SIGNALING_TIMEOUT, None)

    def _give_up(self, failure: ConnectionFailed | None = None) -> None:
        """Dial no more; whoever waits is told *failure*, or that it came true."""
        self._retry.cancel()
        if self._dialing:
            self._dialing = False
            self._context.signaling.unwatch(self.device_id)
        self._anyway = False
        if failure is None:
            self._wish.grant()
        else:
            self._wish.fail(failure)

    def _new_session(self, session_id: SessionId, generation: int, ice: IceScope) -> Session:
        return Session(
            self._context,
            self,
            self.facts,
            session_id=session_id,
            generation=generation,
            ice=ice,
        )

    # SessionObserver

    def session_changed(self, session: Session, previous: ConnectionState) -> None:
        if session is self.attempt:
            self._attempt_changed(session)
        elif session is self.live:
            self._live_changed(session)
        self._show()
        self._observer.peer_sessions_changed(self)

    def has_place_for(self, session: Session) -> bool:
        if self._anyway or self._observer.has_place_for(self):
            return True
        self._observer.turned_away(self, called=not session.dialed)
        return False

    def session_measured(self, session: Session) -> None:
        if session is self.live and (figures := session.heartbeat.figures).differ_from(self._figures):
            self._figures = figures
            self._observer.peer_figures_changed(self)

    def _attempt_changed(self, session: Session) -> None:
        self.via_mailbox = session.via_mailbox
        if session.state is S.CONNECTED:
            self._put_in_place(session)
        elif session.state is S.FAILED:
            self.attempt = None
            if not self._hides(session):
                self._ended = Shown(state=S.FAILED, reason=session.reason, older=session.older)
            self._attempt_failed(session.reason or FailureReason.LOST, session.older)
        elif session.state is S.CLOSED:
            self.attempt = None
            if self._ended.state is not S.FAILED:
                self._ended = Shown(state=S.CLOSED)

    def _put_in_place(self, session: Session) -> None:
        replaced, self.live, self.attempt = self.live, session, None
        self._figures = None
        self._connected_at = self._context.clock.monotonic()
        if replaced is not None:
            replaced.discard()
        self._plan.connected(session.ice)
        self._ended = Shown(state=S.NEW)
        self._give_up()
        session.open_to_features()

    def _attempt_failed(self, reason: FailureReason, older: OlderSide | None) -> None:
        if not self._dialing:
            if self.live is not None and self.live.state is not S.DISCONNECTED:
                return
            # What waits here would have gone over the peer's call; its own retries end when it has no work.
            self._plan.begin_after_theirs()
        if reason is FailureReason.LIMIT:
            self._observer.turned_away(self, called=False)
        following = self._plan.after_failure(reason, work_waits=self._observer.work_waits(self.device_id))
        if following is None or following.silent:
            message, next_step = connection_failure(reason, self.facts.name, older)
            self._wish.fail(ConnectionFailed(message, next_step=next_step, failure=reason))
        if following is not None:
            self._schedule(following)
        else:
            self._give_up()

    def _live_changed(self, session: Session) -> None:
        if session.state is S.DISCONNECTED:
            if not self._dialing:
                self._retry.set(self._context.limits.parallel_after_s, self._dial_beside)
        elif session.state is S.CONNECTED:
            self._give_up()
        elif session.state is S.CLOSING:
            self._leave()
        elif session.state is S.FAILED:
            self.live = None
            self._ended = Shown(state=S.FAILED, reason=session.reason, older=session.older)
            if not self._wish.is_open and not (self._dialing and self.attempt is not None):
                self._link_lost()
        elif session.state is S.CLOSED:
            self.live = None
            self._ended = Shown(state=S.CLOSED)

    def _leave(self) -> None:
        """One side said bye: nobody is called but by a wish that came after it."""
        if self._wish.is_open:
            return
        self._give_up()
        if self.attempt is not None and self.attempt.dialed:
            self.attempt.discard()

    def _dial_beside(self) -> None:
        """The old link may still heal by itself; the new attempt takes its place if it is the quicker one."""
        if self.attempt is None:
            self._schedule(self._plan.link_lost(lived_s=self._lived_s))

    def _link_lost(self) -> None:
        following = self._plan.link_lost(lived_s=self._lived_s)
        delay_s = following.delay_s + (self._context.limits.polite_delay_s if self.is_polite else 0.0)
        self._schedule(NextDial(delay_s=delay_s, ice=following.ice, silent=True))

    @property
    def _lived_s(self) -> float:
        return self._context.clock.monotonic() - self._connected_at

    # What is shown

    def _show(self) -> None:
        previous = self.shown
        self.shown = to_show(self.live, self.attempt, is_wanted=self._wish.is_open, ended=self._ended)
        retry_at_before = self.retry_at
        self.retry_at = self._retry.due_at if self._dialing and not self._wish.is_open else None
        if self.shown != previous:
            self._observer.peer_state_changed(self, previous)
        if self.retry_at != retry_at_before:
            self._observer.peer_figures_changed(self)

    def _hides(self, attempt: Session) -> bool:
        return attempt.dialed and not self._wish.is_open

    @property
    def is_open(self) -> bool:
        """A session is not at its end yet."""
        return self.live is not None or self.attempt is not None

    @property
    def is_busy(self) -> bool:
        """Something is open, or somebody dials or waits."""
        return self.is_open or self._dialing or self._retry.is_set

    @property
    def used_at(self) -> float:
        """When something was said over the live link last, on the clock's monotonic time; 0 without one."""
        return 0.0 if self.live is None else self.live.used_at

    @property
    def is_connected(self) -> bool:
        return self.live is not None and self.live.state in LIVE
