"""Signaling between peers in one process, and a roster of one peer for each side: what a session needs, no sockets."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.facts import PeerFacts
from peerdrop.core.feature import FeatureSession
from peerdrop.core.features import FeatureSet
from peerdrop.core.peer import Peer
from peerdrop.core.session_context import SessionContext
from peerdrop.core.shown import Shown
from peerdrop.core.signaling import PeerUnreachable, Route, SentSignal, Signal, SignalingError
from peerdrop.core.states import ConnectionState, FoundBy, Quality
from peerdrop.core.supervisor import Supervisor
from peerdrop.identity.identity import Identity
from peerdrop.transport.memory import MemoryLinkFactory, MemoryNetwork
from peerdrop.wire.codec import Message, encode
from peerdrop.wire.contact import Reach
from peerdrop.wire.envelope import SignalBody
from peerdrop.wire.identifiers import DeviceId, InstanceId, SessionId
from tests.manual_clock import ManualClock, settle


class PostOffice:
    """Hands signals over at once, unless told to keep, store or refuse them."""

    def __init__(self) -> None:
        self.boxes: dict[DeviceId, Callable[[Signal], None]] = {}
        self.held: list[tuple[DeviceId, Signal]] = []
        self.holds = False
        self.refuses = False
        self.refuses_with: SignalingError = PeerUnreachable("nobody answers")
        self.stores = False
        self.tampers: Callable[[SignalBody], SignalBody] = lambda body: body
        self.sent: list[SignalBody] = []

    def release(self) -> None:
        """Hand over what was held, in order."""
        self.holds = False
        held, self.held = self.held, []
        for to, signal in held:
            self.boxes[to](signal)


class PostBox:
    """The Signaling of one device."""

    def __init__(self, office: PostOffice, device_id: DeviceId) -> None:
        self._office = office
        self._device_id = device_id
        self.watched: set[DeviceId] = set()

    async def send(self, to: DeviceId, *, session_id: SessionId, generation: int, body: SignalBody) -> SentSignal:
        await asyncio.sleep(0)
        if self._office.refuses:
            raise self._office.refuses_with
        self._office.sent.append(body)
        payload_hash = hashlib.sha256(encode(body) + session_id.encode() + str(generation).encode()).hexdigest()
        signal = Signal(
            sender=self._device_id,
            sender_instance=InstanceId("0" * 32),
            session_id=session_id,
            generation=generation,
            body=self._office.tampers(body),
            payload_hash=payload_hash,
            via_mailbox=self._office.stores,
        )
        if self._office.holds:
            self._office.held.append((to, signal))
        else:
            self._office.boxes[to](signal)
        return SentSignal(route=Route.MAILBOX if self._office.stores else Route.DIRECT, payload_hash=payload_hash)

    def watch(self, device_id: DeviceId) -> None:
        self.watched.add(device_id)

    def unwatch(self, device_id: DeviceId) -> None:
        self.watched.discard(device_id)


class Witness:
    """A feature without messages that keeps what it is told."""

    message_types: tuple[type[Message], ...] = ()

    def __init__(self) -> None:
        self.open: list[FeatureSession] = []
        self.opened = 0
        self.frames: list[bytes] = []

    def session_opened(self, session: FeatureSession) -> None:
        self.open.append(session)
        self.opened += 1

    def session_closed(self, session: FeatureSession) -> None:
        self.open.remove(session)

    def message_received(self, session: FeatureSession, message: Message) -> None:
        raise AssertionError("it has no messages")

    def frame_received(self, session: FeatureSession, raw: bytes) -> None:
        self.frames.append(raw)


@dataclass
class Side:
    """One device's view of the other."""

    identity: Identity
    peer: Peer
    witness: Witness
    signaling: PostBox
    links: MemoryLinkFactory
    supervisor: Supervisor
    context: SessionContext
    shown: list[Shown] = field(default_factory=list)
    qualities: list[Quality | None] = field(default_factory=list)
    retries: list[float | None] = field(default_factory=list)
    """Each `retry_at` that was told."""
    work: bool = False
    has_place: bool = True
    turned_away: int = 0

    @property
    def states(self) -> list[ConnectionState]:
        return [shown.state for shown in self.shown]


class _Roster:
    def __init__(self) -> None:
        self.side: Side | None = None
        self._retry_at: float | None = None

    def peer_state_changed(self, peer: Peer, previous: Shown) -> None:
        assert self.side is not None
        self.side.shown.append(peer.shown)

    def peer_figures_changed(self, peer: Peer) -> None:
        if peer.retry_at != self._retry_at:
            self._retry_at = peer.retry_at
            self._side.retries.append(peer.retry_at)
        else:
            assert peer.live is not None
            self._side.qualities.append(peer.live.heartbeat.quality)

    def peer_sessions_changed(self, peer: Peer) -> None:
        pass

    def make_room_for(self, peer: Peer) -> bool:
        return self._side.has_place

    def has_place_for(self, peer: Peer) -> bool:
        return self._side.has_place

    def turned_away(self, peer: Peer, *, called: bool) -> None:
        self._side.turned_away += 1

    @property
    def _side(self) -> Side:
        assert self.side is not None
        return self.side

    def work_waits(self, device_id: DeviceId) -> bool:
        assert self.side is not None
        return self.side.work


@dataclass
class Pair:
    """Two devices that know of each other; *polite* has the larger device ID."""

    impolite: Side
    polite: Side
    office: PostOffice
    network: MemoryNetwork
    clock: ManualClock


@asynccontextmanager
async def two_peers(limits: ConnectionLimits | None = None, *, impostor: Identity | None = None) -> AsyncIterator[Pair]:
    """Two peers over a memory network and a post office; everything of them has ended on leaving.

    An *impostor* sits where the impolite one should, with its own key.
    """
    clock = ManualClock()
    network = MemoryNetwork(clock)
    office = PostOffice()
    first, second = sorted((Identity.generate(), Identity.generate()), key=lambda identity: identity.device_id)
    pair = Pair(
        impolite=_side(first, impostor or first, second, office, network, clock, limits),
        polite=_side(second, second, first, office, network, clock, limits),
        office=office,
        network=network,
        clock=clock,
    )
    sides = (pair.impolite, pair.polite)
    try:
        yield pair
    finally:
        for side in sides:
            side.peer.discard()
        await settle()
        for side in sides:
            await side.supervisor.aclose()
            await side.links.aclose()
            assert side.links.links == ()
            assert side.witness.open == []
            assert side.signaling.watched == set()
        await clock.advance(network.delay_s)
        assert clock.waiting == []


def facts_about(identity: Identity, name: str = "Other") -> PeerFacts:
    """What a backend would tell of a device with *identity*."""
    return PeerFacts(
        device_id=identity.device_id,
        name=name,
        kind="desktop",
        instance=InstanceId("0" * 32),
        addresses=("127.0.0.1",),
        port=3001,
        found_by=FoundBy.BROADCAST,
        can_call=Reach.YES,
        called_by=Reach.YES,
        online=True,
        last_seen_at=0.0,
    )


def _side(
    own: Identity,
    signs_as: Identity,
    other: Identity,
    office: PostOffice,
    network: MemoryNetwork,
    clock: ManualClock,
    limits: ConnectionLimits | None,
) -> Side:
    witness = Witness()
    signaling = PostBox(office, own.device_id)
    links = network.factory()
    supervisor = Supervisor(own.device_id[:8])
    context = SessionContext(
        identity=signs_as,
        name=lambda: own.device_id[:8],
        protocol_features=("text",),
        features=FeatureSet((), witness),
        links=links,
        signaling=signaling,
        clock=clock,
        supervisor=supervisor,
        limits=limits or ConnectionLimits(),
    )
    roster = _Roster()
    peer = Peer(context, roster, facts_about(other), random=lambda: 0.5)
    side = Side(own, peer, witness, signaling, links, supervisor, context)
    roster.side = side
    office.boxes[own.device_id] = peer.signal_received
    return side
