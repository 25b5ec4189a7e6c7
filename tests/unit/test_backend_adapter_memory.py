"""What the backend says reaches the core in its own words, under the user's names."""

from pathlib import Path
from typing import Any

from peerdrop.backend_adapter import BackendAdapter
from peerdrop.core.bus import Bus
from peerdrop.core.device_memory import DeviceMemory
from peerdrop.core.events import ScanEnded, ScanProgressed
from peerdrop.core.facts import PeerEndpoint, PeerFacts
from peerdrop.core.saved_devices import SavedDevices
from peerdrop.core.supervisor import Supervisor
from peerdrop.core.trust import TrustStore
from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import DeviceId
from server import events
from server.record import DeviceRecord, Endpoint, Source
from tests.manual_clock import ManualClock
from tests.recorder import Recorder
from tests.unit.server.devices import make_device


class Parts:
    """The backend and the peers of an adapter."""

    def __init__(self) -> None:
        self.remembered: list[tuple[DeviceId, tuple[Endpoint, ...]]] = []
        self.forgotten: list[DeviceId] = []
        self.lost: list[DeviceId] = []
        self.told: list[tuple[str, PeerFacts]] = []

    def remember(self, device_id: DeviceId, endpoints: tuple[Endpoint, ...]) -> None:
        self.remembered.append((device_id, endpoints))

    def forget(self, device_id: DeviceId, *, though_online: bool = False) -> None:
        (self.lost if though_online else self.forgotten).append(device_id)

    def __getattr__(self, name: str) -> Any:
        return lambda facts: self.told.append((name, facts))


def record(source: Source = Source.SAVED) -> DeviceRecord:
    card = make_device(name="Ana").card
    return DeviceRecord(
        device_id=card.device_id,
        card=card,
        endpoints=(Endpoint("192.0.2.1", 3002), Endpoint("fd00::1", 3001)),
        source=source,
        can_call=Reach.YES,
        called_by=Reach.UNKNOWN,
        online=True,
        last_seen=9.0,
    )


def joined(memory: DeviceMemory | None = None, bus: Bus | None = None) -> tuple[BackendAdapter, Parts, Bus]:
    bus, parts = bus or Bus(), Parts()
    adapter = BackendAdapter(bus)
    adapter.attach(parts, parts, memory)  # type: ignore[arg-type]
    adapter.begin()
    return adapter, parts, bus


async def test_a_record_becomes_facts_with_every_endpoint_and_how_it_was_found() -> None:
    adapter, parts, _ = joined()
    adapter.event_happened(events.DeviceFound(record=record()))
    ((name, facts),) = parts.told
    assert (name, facts.name, facts.found_by, facts.port) == ("found", "Ana", "saved", 3002)
    assert facts.endpoints == (PeerEndpoint("192.0.2.1", 3002), PeerEndpoint("fd00::1", 3001))


async def test_a_scan_is_told_on_the_bus() -> None:
    adapter, _, bus = joined()
    said = Recorder(bus)
    adapter.event_happened(events.ScanProgressed(done=16, total=253, in_background=False))
    adapter.event_happened(events.ScanEnded(asked=253, found=2, in_background=True))
    assert said.events == [
        ScanProgressed(done=16, total=253, in_background=False),
        ScanEnded(asked=253, found=2, in_background=True),
    ]


async def test_a_device_is_told_under_the_name_the_user_gave_it_and_looked_for_where_it_was(tmp_path: Path) -> None:
    bus, clock, supervisor = Bus(), ManualClock(), Supervisor("test")
    trust, found = TrustStore(tmp_path), record(Source.ADDRESS)
    trust.rename(found.device_id, "Laptop", "Ana", 1.0)
    memory = DeviceMemory(trust, SavedDevices(tmp_path), bus, clock, supervisor)
    adapter, parts, _ = joined(memory, bus)
    memory.attach(adapter, lambda _: None)
    adapter.event_happened(events.DeviceUpdated(record=found))
    ((name, facts),) = parts.told
    assert (name, facts.name) == ("updated", "Laptop")
    assert parts.remembered == [(found.device_id, found.endpoints)]
    await memory.forget(found.device_id, stays=True)
    assert (parts.forgotten, parts.lost) == ([found.device_id], [])
    adapter.event_happened(events.DeviceUpdated(record=found))
    await memory.forget(found.device_id)
    assert parts.lost == [found.device_id]
    await memory.aclose()
    await supervisor.aclose()
