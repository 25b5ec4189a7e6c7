"""Where the backend's words become the core's: its events, its records and its errors."""

import logging
from collections.abc import Iterable

from peerdrop.core.bus import Bus
from peerdrop.core.device_memory import DeviceMemory
from peerdrop.core.errors import (
    AddressInvalid,
    NetworkError,
    NothingAnswers,
    OwnAddress,
    PeerDropError,
    PortTaken,
    SameIdentity,
    TransportRefused,
)
from peerdrop.core.events import Event, ScanEnded, ScanProgressed, WarningRaised
from peerdrop.core.facts import PeerEndpoint, PeerFacts
from peerdrop.core.peers import Peers
from peerdrop.core.signaling import (
    IdentityRefused,
    PeerUnreachable,
    Route,
    SentSignal,
    Signal,
    VersionRefused,
)
from peerdrop.core.states import FoundBy, OlderSide
from peerdrop.link import TransportUnfit
from peerdrop.wire.envelope import SignalBody
from peerdrop.wire.identifiers import DeviceId, SessionId
from server import events as backend_events
from server.backend import Backend
from server.errors import (
    AddressMalformed,
    AnswersItself,
    BackendError,
    CloneAnswers,
    NobodyAnswers,
    NoCommonVersion,
    OtherDeviceAnswers,
    PortsTaken,
)
from server.events import (
    BackendEvent,
    CloneHeard,
    DeviceFound,
    DeviceLost,
    DeviceRestarted,
    DeviceUpdated,
    NetworkChanged,
    SignalArrived,
)
from server.record import DeviceRecord, Endpoint

logger = logging.getLogger(__name__)


class BackendAdapter:
    """A core Signaling and Finder over a Backend; tells *peers* what the backend tells, by way of *memory*.

    Made before the backend, which wants `event_happened`; `attach` joins them. What the backend tells before
    `begin` waits: a neighbour can make contact while we start, and NodeStarted is the first event.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._backend: Backend | None = None
        self._peers: Peers | None = None
        self._memory: DeviceMemory | None = None
        self._early: list[BackendEvent] | None = []

    def begin(self) -> None:
        """Tell what was held back, and hold back no more."""
        early, self._early = self._early or [], None
        for event in early:
            self.event_happened(event)

    def attach(self, backend: Backend, peers: Peers, memory: DeviceMemory | None = None) -> None:
        """From now on, carry signals over *backend* and hand those that come to *peers*; *memory* names devices."""
        self._backend = backend
        self._peers = peers
        self._memory = memory

    # Signaling

    async def send(self, to: DeviceId, *, session_id: SessionId, generation: int, body: SignalBody) -> SentSignal:
        assert self._backend is not None
        try:
            sent = await self._backend.send_signal(to, session_id=session_id, generation=generation, body=body)
        except OtherDeviceAnswers as exc:
            raise IdentityRefused(str(exc)) from exc
        except NoCommonVersion as exc:
            older = OlderSide.PEER if exc.peer_is_older else OlderSide.OWN
            raise VersionRefused(str(exc), older=older) from exc
        except BackendError as exc:
            raise PeerUnreachable(str(exc)) from exc
        return SentSignal(route=Route.MAILBOX if sent.via_mailbox else Route.DIRECT, payload_hash=sent.payload_hash)

    def watch(self, device_id: DeviceId) -> None:
        assert self._backend is not None
        self._backend.watch(device_id)

    def unwatch(self, device_id: DeviceId) -> None:
        assert self._backend is not None
        self._backend.unwatch(device_id)

    # Finder

    def remember(self, device_id: DeviceId, endpoints: tuple[PeerEndpoint, ...]) -> None:
        assert self._backend is not None
        self._backend.remember(device_id, endpoints_of(endpoints))

    def forget(self, device_id: DeviceId) -> None:
        assert self._backend is not None
        self._backend.forget(device_id)

    def lose(self, device_id: DeviceId) -> None:
        assert self._backend is not None
        self._backend.forget(device_id, though_online=True)

    # What the backend tells

    def event_happened(self, event: BackendEvent) -> None:
        """Take one event of the backend."""
        assert self._peers is not None
        if self._early is not None:
            self._early.append(event)
            return
        match event:
            case DeviceFound(record=record):
                self._peers.found(self._remembered(record))
            case DeviceUpdated(record=record):
                self._peers.updated(self._remembered(record))
            case DeviceRestarted(record=record):
                self._peers.restarted(self._remembered(record))
            case DeviceLost(record=record):
                self._peers.lost(self._remembered(record))
            case SignalArrived():
                self._peers.signal_received(_signal_of(event))
            case NetworkChanged():
                # After sleep, or under another address, an old link may be dead without a word.
                self._peers.probe_all()
            case backend_events.ScanProgressed() | backend_events.ScanEnded():
                self._bus.publish(_scan_event(event))
            case CloneHeard(host=host):
                self._bus.publish(
                    WarningRaised(
                        reason="CLONE",
                        message=f"Another machine, at {host}, uses the same identity: probably a copied disk.",
                        next_step="On one of the two, move identity.json and its backup away and start it again.",
                    )
                )

    def _remembered(self, record: DeviceRecord) -> PeerFacts:
        facts = facts_of(record)
        return facts if self._memory is None else self._memory.told(facts)


def endpoints_of(endpoints: Iterable[PeerEndpoint]) -> tuple[Endpoint, ...]:
    """*endpoints* in the backend's words."""
    return tuple(Endpoint(endpoint.host, endpoint.port) for endpoint in endpoints)


def facts_of(record: DeviceRecord) -> PeerFacts:
    """What the core wants to know of *record*."""
    return PeerFacts(
        device_id=record.device_id,
        name=record.card.name,
        kind=record.card.kind,
        instance=record.card.instance,
        addresses=tuple(endpoint.host for endpoint in record.endpoints),
        port=record.endpoints[0].port if record.endpoints else record.card.port,
        found_by=FoundBy(record.source),
        can_call=record.can_call,
        called_by=record.called_by,
        online=record.online,
        last_seen_at=record.last_seen,
        features=frozenset(record.card.features),
        endpoints=tuple(PeerEndpoint(endpoint.host, endpoint.port) for endpoint in record.endpoints),
    )


def start_error(failure: PortsTaken | TransportUnfit | ImportError | OSError, port: int) -> PeerDropError:
    """The user's sentence for a node that could not start; *port* is what was asked for, 0 for any."""
    match failure:
        case TransportUnfit() | ImportError():
            return TransportRefused(
                f"The installed WebRTC library can't be used safely: {failure}.",
                next_step="Install PeerDrop anew, with the library versions it names.",
            )
        case OSError():
            return NetworkError(
                f"Could not start: this machine gives no network sockets ({failure.strerror or failure}).",
                next_step="Close other programs, or start this machine anew.",
            )
    step = (
        "Choose another with --port, or stop the program that uses it."
        if port
        else "Choose another port with --port, or stop what uses these."
    )
    return PortTaken(f"Could not start: {failure}", next_step=step)


def moving_error(failure: PortsTaken) -> PortTaken:
    """The user's sentence for a node that runs and could not move to another port."""
    why = str(failure)
    return PortTaken(why[:1].upper() + why[1:], next_step="Choose another one.")


def address_error(failure: Exception, text: str) -> PeerDropError:
    """The user's sentence for an address that could not be added."""
    match failure:
        case AddressMalformed():
            return AddressInvalid(
                "That is not an address.", next_step="Write a name, 192.168.1.20 or 192.168.1.20:3001."
            )
        case CloneAnswers():
            return SameIdentity(
                f"At {text} is another machine with the same identity as this one: probably a copied disk.",
                next_step="On one of the two, move identity.json and its backup away and start it again.",
            )
        case AnswersItself():
            return OwnAddress("This is this device.", next_step="Write the address of the other one.")
        case NobodyAnswers():
            return NothingAnswers(
                f"Nothing answers at {text}.", next_step="Is PeerDrop running there? Start it and try again."
            )
        case NoCommonVersion():
            return NothingAnswers(str(failure), next_step="Update the older PeerDrop of the two.")
    return NothingAnswers(str(failure), next_step="Try again.")


def _scan_event(event: backend_events.ScanProgressed | backend_events.ScanEnded) -> Event:
    if isinstance(event, backend_events.ScanEnded):
        return ScanEnded(asked=event.asked, found=event.found, in_background=event.in_background)
    return ScanProgressed(done=event.done, total=event.total, in_background=event.in_background)


def _signal_of(event: SignalArrived) -> Signal:
    envelope = event.envelope
    return Signal(
        sender=envelope.sender,
        sender_instance=envelope.sender_instance,
        session_id=envelope.session_id,
        generation=envelope.generation,
        body=envelope.body,
        payload_hash=event.payload_hash,
        via_mailbox=event.via_mailbox,
    )
