"""Every device this node knows, and the connections with them."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from typing import Final

from peerdrop.core.bus import Bus
from peerdrop.core.connection_table import FINAL
from peerdrop.core.errors import ConnectionFailed, NoSuchPeer
from peerdrop.core.events import PeerFound, PeerLost, PeerStateChanged, PeerUpdated
from peerdrop.core.facts import PeerFacts
from peerdrop.core.peer import Peer
from peerdrop.core.places import Places
from peerdrop.core.session_context import SessionContext
from peerdrop.core.shown import Shown
from peerdrop.core.signaling import Signal, SignalingError
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import FailureReason, Trust
from peerdrop.wire.envelope import BUSY, Offer, Presence, Refusal, SignalBody
from peerdrop.wire.identifiers import DeviceId, SessionId
from peerdrop.wire.limits import NONCE_BYTES

logger = logging.getLogger(__name__)

PEERS_MAX: Final = 1024
"""Beyond it, strangers that went away are forgotten: names cost their owner nothing."""


class Peers:
    """Takes what the backend tells of devices, and routes commands and signals to the right one."""

    def __init__(
        self,
        context: SessionContext,
        bus: Bus,
        *,
        trust_of: Callable[[DeviceId], Trust],
        work_waits: Callable[[DeviceId], bool],
        random: Callable[[], float],
        max_connections: Callable[[], int],
    ) -> None:
        self._context = context
        self._bus = bus
        self._trust_of = trust_of
        self._work_waits = work_waits
        self._random = random
        self._peers: dict[DeviceId, Peer] = {}
        self._places = Places(
            max_connections, self._peers.values, context.clock, work_waits=work_waits, invite=self._invite
        )
        self._changed = asyncio.Event()
        self._closing = False
        self.refused_offers = 0

    # Commands

    async def connect(self, device_id: DeviceId, *, anyway: bool = False) -> None:
        """Return once CONNECTED; raises NoSuchPeer or ConnectionFailed. *anyway*: also beyond the limit."""
        peer = self._known(device_id)
        if self._closing:
            raise ConnectionFailed("PeerDrop is closing.", failure=FailureReason.LOST)
        await peer.connect(anyway=anyway)

    async def disconnect(self, device_id: DeviceId) -> None:
        """Say bye and close; returns when CLOSED. Raises NoSuchPeer."""
        peer = self._known(device_id)
        leaving = peer.live
        peer.disconnect()
        # This session, not the peer: the device may call again before its old one is closed.
        await self._until(lambda: leaving is None or leaving.state in FINAL)

    def wake(self, device_id: DeviceId) -> None:
        """Dial silently if the device is known."""
        if (peer := self._peers.get(device_id)) is not None and not self._closing:
            peer.wake()

    def probe_all(self) -> None:
        """Ask every connected device at once whether it is still there: the machine slept."""
        for peer in self._peers.values():
            peer.probe()

    def close_all(self) -> None:
        """Say bye to every device, and take and make no call any more."""
        self._closing = True
        for peer in self._peers.values():
            peer.disconnect()

    def discard_all(self) -> None:
        """End everything without a word, for good."""
        self._closing = True
        for peer in self._peers.values():
            peer.discard()

    def forget(self, device_id: DeviceId) -> bool:
        """Show the device no more until it is heard anew; False if it is connected, and stays."""
        peer = self._peers.get(device_id)
        if peer is not None and peer.is_connected:
            return False
        self._places.forget(device_id)
        if peer is not None:
            peer.discard()
            del self._peers[device_id]
        return True

    def name_of(self, device_id: DeviceId) -> str:
        """What the device calls itself; the start of its ID before it told."""
        peer = self._peers.get(device_id)
        return peer.facts.name if peer is not None else device_id[:8]

    async def all_closed(self) -> None:
        """Return when every session is at its end."""
        await self._until(lambda: not any(peer.is_open for peer in self._peers.values()))

    def knows(self, device_id: DeviceId) -> bool:
        """The device was found in this run."""
        return device_id in self._peers

    def snapshots(self) -> tuple[PeerSnapshot, ...]:
        """Every device, in the order they were found."""
        return tuple(self._snapshot(peer) for peer in self._peers.values())

    def snapshot(self, device_id: DeviceId) -> PeerSnapshot:
        """One device; raises NoSuchPeer."""
        return self._snapshot(self._known(device_id))

    # What the backend tells

    def found(self, facts: PeerFacts) -> None:
        """A device is here, for the first time or again."""
        peer = self._peers.get(facts.device_id)
        if peer is None:
            self._make_room()
            peer = self._peers[facts.device_id] = Peer(self._context, self, facts, random=self._random)
        peer.facts = facts
        self._bus.publish(PeerFound(peer=self._snapshot(peer)))
        if self.work_waits(facts.device_id):
            peer.wake()

    def updated(self, facts: PeerFacts) -> None:
        """Something of a known device changed."""
        peer = self._peers.get(facts.device_id)
        if peer is None:
            self.found(facts)
        else:
            peer.facts = facts
            self._bus.publish(PeerUpdated(peer=self._snapshot(peer)))

    def restarted(self, facts: PeerFacts) -> None:
        """A known device runs anew; what was open to it is LOST."""
        self.updated(facts)
        peer = self._peers[facts.device_id]
        peer.restarted()
        if self.work_waits(facts.device_id):
            peer.wake()

    def lost(self, facts: PeerFacts) -> None:
        """A device went away; a live link, if there still is one, has its own heartbeat."""
        peer = self._peers.get(facts.device_id)
        if peer is not None:
            peer.facts = facts
            self._bus.publish(PeerLost(peer=self._snapshot(peer)))

    def signal_received(self, signal: Signal) -> None:
        """A checked signal came."""
        peer = self._peers.get(signal.sender)
        if peer is None or self._closing or self._trust_of(signal.sender) is Trust.BLOCKED:
            self.refused_offers += 1
            return
        if isinstance(signal.body, Offer) and peer.attempt is None and self._is_full(peer):
            self.refused_offers += 1
            logger.info("peer=%s offer refused: too many connections", signal.sender[:8])
            self._places.turned_away(signal.sender, called=True)
            self._context.supervisor.spawn(self._refuse(signal), name=f"refuse:{signal.sender[:8]}")
            return
        peer.signal_received(signal)

    # PeerObserver

    def peer_figures_changed(self, peer: Peer) -> None:
        self._bus.publish(PeerUpdated(peer=self._snapshot(peer)))

    def peer_sessions_changed(self, peer: Peer) -> None:
        self._changed.set()
        if not self._closing:
            self._places.changed()

    def make_room_for(self, peer: Peer) -> bool:
        return self._places.make_room_for(peer)

    def has_place_for(self, peer: Peer) -> bool:
        return self._places.has_place_for(peer)

    def turned_away(self, peer: Peer, *, called: bool) -> None:
        self._places.turned_away(peer.device_id, called=called)

    def peer_state_changed(self, peer: Peer, previous: Shown) -> None:
        self._bus.publish(
            PeerStateChanged(
                device_id=peer.device_id,
                state=peer.shown.state,
                previous=previous.state,
                reason=peer.shown.reason,
                path=peer.live.path if peer.live is not None else None,
                via_mailbox=peer.via_mailbox,
                older=peer.shown.older,
            )
        )

    def work_waits(self, device_id: DeviceId) -> bool:
        return not self._closing and self._work_waits(device_id)

    async def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._changed.clear()
            await self._changed.wait()

    async def _refuse(self, offer: Signal) -> None:
        """Without a word the caller would wait for its time to run out, twice."""
        refusal = Refusal(reason=BUSY, offer_hash=offer.payload_hash)
        await self._send(offer.sender, offer.session_id, offer.generation, refusal)

    def _invite(self, device_id: DeviceId) -> None:
        session_id = SessionId(secrets.token_hex(NONCE_BYTES))
        self._context.supervisor.spawn(self._send(device_id, session_id, 0, Presence()), name=f"invite:{device_id[:8]}")

    async def _send(self, to: DeviceId, session_id: SessionId, generation: int, body: SignalBody) -> None:
        try:
            await self._context.signaling.send(to, session_id=session_id, generation=generation, body=body)
        except SignalingError as exc:
            logger.debug("peer=%s %s not sent: %s", to[:8], type(body).__name__, exc)

    def _known(self, device_id: DeviceId) -> Peer:
        peer = self._peers.get(device_id)
        if peer is None:
            raise NoSuchPeer(
                f"No device {device_id[:8]} was found.", next_step="Check that PeerDrop runs there, or add its address."
            )
        return peer

    def _is_full(self, peer: Peer) -> bool:
        attempts = sum(other.attempt is not None for other in self._peers.values())
        return attempts >= self._context.limits.attempts_at_once or not self._places.make_room_for(peer)

    def _make_room(self) -> None:
        if len(self._peers) < PEERS_MAX:
            return
        for device_id, peer in self._peers.items():
            if self._is_forgettable(peer):
                del self._peers[device_id]
                return

    def _is_forgettable(self, peer: Peer) -> bool:
        return not (
            peer.facts.online
            or peer.is_busy
            or self._work_waits(peer.device_id)
            or self._trust_of(peer.device_id) is not Trust.SEEN
        )

    def _snapshot(self, peer: Peer) -> PeerSnapshot:
        facts = peer.facts
        heartbeat = peer.live.heartbeat if peer.live is not None else None
        rtt_s = heartbeat.rtt_s if heartbeat is not None else None
        return PeerSnapshot(
            device_id=facts.device_id,
            name=facts.name,
            kind=facts.kind,
            address=facts.addresses[0] if facts.addresses else "",
            port=facts.port,
            found_by=facts.found_by,
            can_call=facts.can_call,
            called_by=facts.called_by,
            online=facts.online,
            last_seen_at=facts.last_seen_at,
            trust=self._trust_of(facts.device_id),
            state=peer.shown.state,
            reason=peer.shown.reason,
            older=peer.shown.older,
            retry_at=peer.retry_at,
            path=peer.live.path if peer.live is not None else None,
            quality=heartbeat.quality if heartbeat is not None else None,
            rtt_ms=None if rtt_s is None else rtt_s * 1000.0,
            missed_pings=heartbeat.missed if heartbeat is not None else 0,
            silent_s=heartbeat.silent_s if heartbeat is not None else 0.0,
        )
