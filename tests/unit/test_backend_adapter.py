"""Every word of the backend has one of the core's."""

import errno
from dataclasses import dataclass, field
from typing import Any, cast, get_args

import pytest

from peerdrop.backend_adapter import BackendAdapter, address_error, facts_of, moving_error, start_error
from peerdrop.core.bus import Bus
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
from peerdrop.core.events import Event, WarningRaised
from peerdrop.core.facts import PeerEndpoint, PeerFacts
from peerdrop.core.peers import Peers
from peerdrop.core.signaling import IdentityRefused, PeerUnreachable, Route, Signal, SignalingError, VersionRefused
from peerdrop.core.states import FoundBy, OlderSide
from peerdrop.identity.identity import Identity
from peerdrop.link import TransportUnfit
from peerdrop.wire.card import Card
from peerdrop.wire.contact import Reach
from peerdrop.wire.envelope import Envelope, Presence
from peerdrop.wire.identifiers import DeviceId, Epoch, InstanceId, SessionId
from server.backend import Backend, SentEnvelope
from server.errors import (
    AddressMalformed,
    AnswersItself,
    BackendError,
    CloneAnswers,
    DeviceUnknown,
    DeviceUnreachable,
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
    ScanEnded,
    ScanProgressed,
    SignalArrived,
)
from server.record import DeviceRecord, Endpoint, Source

DEVICE = Identity.generate().device_id
SESSION = SessionId("1" * 32)
NOW = InstanceId("2" * 32)


class Backends:
    """A backend that answers as it is told."""

    def __init__(self) -> None:
        self.answer: SentEnvelope | BackendError = SentEnvelope(via_mailbox=False, payload_hash="0" * 64)
        self.watched: list[str] = []

    async def send_signal(self, to: DeviceId, **named: Any) -> SentEnvelope:
        if isinstance(self.answer, BackendError):
            raise self.answer
        return self.answer

    def watch(self, device_id: DeviceId) -> None:
        self.watched.append(f"watch {device_id}")

    def unwatch(self, device_id: DeviceId) -> None:
        self.watched.append(f"unwatch {device_id}")


class Roster:
    """Peers that keep what they are told."""

    def __init__(self, log: list[tuple[str, object]]) -> None:
        self._log = log

    def found(self, facts: PeerFacts) -> None:
        self._log.append(("found", facts))

    def updated(self, facts: PeerFacts) -> None:
        self._log.append(("updated", facts))

    def restarted(self, facts: PeerFacts) -> None:
        self._log.append(("restarted", facts))

    def lost(self, facts: PeerFacts) -> None:
        self._log.append(("lost", facts))

    def signal_received(self, signal: Signal) -> None:
        self._log.append(("signal_received", signal))

    def probe_all(self) -> None:
        self._log.append(("probe_all", None))


@dataclass
class Joined:
    """An adapter between a backend and peers, and what came through."""

    backend: Backends = field(default_factory=Backends)
    told: list[tuple[str, object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        bus = Bus()
        bus.subscribe(self._said)
        self.adapter = BackendAdapter(bus)
        self.adapter.attach(cast(Backend, self.backend), cast(Peers, Roster(self.told)))

    def _said(self, event: Event) -> None:
        self.told.append(("said", event))


def begun() -> Joined:
    joined = Joined()
    joined.adapter.begin()
    return joined


def record(*, source: Source = Source.BROADCAST, endpoints: tuple[Endpoint, ...] | None = None) -> DeviceRecord:
    card = Card(
        protocol_min=1,
        protocol_max=1,
        device_id=DEVICE,
        sealing_key=bytes(32),
        sealing_signature=bytes(64),
        name="Ana",
        kind="laptop",
        instance=NOW,
        epoch=Epoch("3" * 32),
        port=3001,
        features=("text", "files"),
    )
    return DeviceRecord(
        device_id=DEVICE,
        card=card,
        endpoints=(Endpoint("192.0.2.7", 3005), Endpoint("2001:db8::7", 3001)) if endpoints is None else endpoints,
        source=source,
        can_call=Reach.YES,
        called_by=Reach.NO,
        online=True,
        last_seen=12.5,
    )


def envelope() -> Envelope:
    return Envelope(
        version=1,
        sender=DEVICE,
        sender_instance=NOW,
        receiver=DeviceId("A" * 52),
        receiver_instance=InstanceId("4" * 32),
        epoch=Epoch("3" * 32),
        nonce="5" * 32,
        session_id=SESSION,
        generation=3,
        ttl_s=60,
        body=Presence(),
    )


FACTS = PeerFacts(
    device_id=DEVICE,
    name="Ana",
    kind="laptop",
    instance=NOW,
    addresses=("192.0.2.7", "2001:db8::7"),
    port=3005,
    found_by=FoundBy.BROADCAST,
    can_call=Reach.YES,
    called_by=Reach.NO,
    online=True,
    last_seen_at=12.5,
    features=frozenset({"text", "files"}),
    endpoints=tuple(PeerEndpoint(endpoint.host, endpoint.port) for endpoint in record().endpoints),
)
SIGNAL = Signal(
    sender=DEVICE,
    sender_instance=NOW,
    session_id=SESSION,
    generation=3,
    body=Presence(),
    payload_hash="6" * 64,
    via_mailbox=True,
)
EVENTS: list[tuple[BackendEvent, str, object]] = [
    (DeviceFound(record=record()), "found", FACTS),
    (DeviceUpdated(record=record()), "updated", FACTS),
    (DeviceRestarted(record=record(), previous=InstanceId("7" * 32)), "restarted", FACTS),
    (DeviceLost(record=record()), "lost", FACTS),
    (SignalArrived(envelope=envelope(), payload_hash="6" * 64, via_mailbox=True), "signal_received", SIGNAL),
    (NetworkChanged(addresses=("192.0.2.1",), after_sleep=True), "probe_all", None),
]


@pytest.mark.parametrize(("event", "call", "argument"), EVENTS, ids=lambda value: type(value).__name__)
def test_what_the_backend_tells_reaches_the_peers_in_their_words(
    event: BackendEvent, call: str, argument: object
) -> None:
    joined = begun()
    joined.adapter.event_happened(event)
    assert joined.told == [(call, argument)]


def test_a_clone_is_a_warning_that_says_where_it_is() -> None:
    joined = begun()
    joined.adapter.event_happened(CloneHeard(host="192.0.2.9"))
    ((kind, warning),) = joined.told
    assert kind == "said"
    assert isinstance(warning, WarningRaised)
    assert warning.reason == "CLONE"
    assert "192.0.2.9" in warning.message
    assert warning.next_step


def test_these_tests_know_every_event() -> None:
    told_elsewhere = {CloneHeard, ScanProgressed, ScanEnded}  # the scan's: test_backend_adapter_memory
    assert {type(event) for event, _, _ in EVENTS} | told_elsewhere == set(get_args(BackendEvent))


def test_what_came_before_the_start_is_told_after_it_in_order() -> None:
    joined = Joined()
    for event, _, _ in EVENTS:
        joined.adapter.event_happened(event)
    assert joined.told == []
    joined.adapter.begin()
    joined.adapter.event_happened(EVENTS[0][0])
    assert [call for call, _ in joined.told] == [call for _, call, _ in EVENTS] + ["found"]


@pytest.mark.parametrize("source", Source)
def test_every_way_of_finding_has_a_name(source: Source) -> None:
    assert facts_of(record(source=source)).found_by.name == source.name


def test_a_device_without_a_known_address_has_its_cards_port() -> None:
    facts = facts_of(record(endpoints=()))
    assert (facts.addresses, facts.port) == ((), 3001)


@pytest.mark.parametrize(("via_mailbox", "route"), [(False, Route.DIRECT), (True, Route.MAILBOX)])
async def test_a_sent_signal_says_which_way_it_went(via_mailbox: bool, route: Route) -> None:
    joined = begun()
    joined.backend.answer = SentEnvelope(via_mailbox=via_mailbox, payload_hash="8" * 64)
    sent = await joined.adapter.send(DEVICE, session_id=SESSION, generation=1, body=Presence())
    assert (sent.route, sent.payload_hash) == (route, "8" * 64)


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (DeviceUnknown("text"), PeerUnreachable),
        (DeviceUnreachable("text"), PeerUnreachable),
        (OtherDeviceAnswers("text"), IdentityRefused),
        (NoCommonVersion("text", peer_is_older=True), VersionRefused),
        (NobodyAnswers("text"), PeerUnreachable),
        (AnswersItself("text"), PeerUnreachable),
        (BackendError("text"), PeerUnreachable),
    ],
)
async def test_a_signal_that_could_not_be_sent_says_why(failure: BackendError, expected: type[SignalingError]) -> None:
    joined = begun()
    joined.backend.answer = failure
    with pytest.raises(expected, match="text") as caught:
        await joined.adapter.send(DEVICE, session_id=SESSION, generation=1, body=Presence())
    assert type(caught.value) is expected


@pytest.mark.parametrize(("peer_is_older", "older"), [(True, OlderSide.PEER), (False, OlderSide.OWN)])
async def test_which_side_is_older_is_kept(peer_is_older: bool, older: OlderSide) -> None:
    joined = begun()
    joined.backend.answer = NoCommonVersion("text", peer_is_older=peer_is_older)
    with pytest.raises(VersionRefused) as caught:
        await joined.adapter.send(DEVICE, session_id=SESSION, generation=1, body=Presence())
    assert caught.value.older is older


def test_watching_is_handed_on() -> None:
    joined = begun()
    joined.adapter.watch(DEVICE)
    joined.adapter.unwatch(DEVICE)
    assert joined.backend.watched == [f"watch {DEVICE}", f"unwatch {DEVICE}"]


@pytest.mark.parametrize(
    ("failure", "port", "expected", "said"),
    [
        (PortsTaken("ports 3001 to 3010 are in use"), 0, PortTaken, "3001 to 3010"),
        (PortsTaken("port 3005 is in use"), 3005, PortTaken, "port 3005"),
        (TransportUnfit("its packets"), 0, TransportRefused, "its packets"),
        (ImportError("libopus"), 0, TransportRefused, "libopus"),
        (OSError(24, "Too many open files"), 0, NetworkError, "Too many open files"),
        (OSError("odd"), 0, NetworkError, "odd"),
    ],
)
def test_a_start_that_failed_is_told_with_a_next_step(
    failure: PortsTaken | TransportUnfit | ImportError | OSError, port: int, expected: type[PeerDropError], said: str
) -> None:
    error = start_error(failure, port)
    assert type(error) is expected
    assert said in error.message
    assert error.next_step


def test_a_move_that_failed_is_told_with_why() -> None:
    forbidden = PortsTaken.of("UDP port 80", PermissionError(errno.EACCES, "Permission denied"))
    assert moving_error(forbidden).message == "UDP port 80 may not be opened by this user."
    taken = PortsTaken.of("port 3005", OSError(errno.EADDRINUSE, "Address already in use"))
    assert moving_error(taken).message == "Port 3005 is in use by another program."


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (AddressMalformed("x"), AddressInvalid),
        (AnswersItself("x"), OwnAddress),
        (CloneAnswers("x"), SameIdentity),
        (NobodyAnswers("x"), NothingAnswers),
        (NoCommonVersion("x", peer_is_older=True), NothingAnswers),
        (OtherDeviceAnswers("x"), NothingAnswers),
        (DeviceUnreachable("x"), NothingAnswers),
    ],
)
def test_an_address_that_could_not_be_added_is_told_with_a_next_step(
    failure: BackendError, expected: type[PeerDropError]
) -> None:
    error = address_error(failure, "192.0.2.7")
    assert type(error) is expected
    assert error.message
    assert error.next_step


def test_only_a_version_is_mended_by_an_update() -> None:
    assert "Update" in address_error(NoCommonVersion("x", peer_is_older=True), "host").next_step
    assert "Update" not in address_error(OtherDeviceAnswers("x"), "host").next_step
