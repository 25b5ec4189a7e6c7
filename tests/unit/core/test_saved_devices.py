"""Where devices were outlives a restart, in bounds, and a damaged file takes nothing else with it."""

import json
from pathlib import Path as FilePath

import pytest

from peerdrop.core.facts import PeerEndpoint
from peerdrop.core.saved_devices import (
    CONNECTIONS_MAX,
    DEVICES_MAX,
    ENDPOINTS_MAX,
    SAVED_FILE,
    PastConnection,
    SavedDevices,
)
from peerdrop.core.states import Trust
from peerdrop.core.trust import TrustStore
from peerdrop.link import Path
from peerdrop.wire.identifiers import DeviceId

DEVICE = DeviceId("A" * 52)


def endpoint(number: int) -> PeerEndpoint:
    return PeerEndpoint(f"192.0.2.{number}", 3001)


def see(saved: SavedDevices, *numbers: int, device_id: DeviceId = DEVICE, name: str = "Ana", at: float = 1.0) -> bool:
    return saved.seen(device_id, name=name, kind="desktop", endpoints=map(endpoint, numbers), at=at)


def test_what_was_saved_is_there_after_a_restart(tmp_path: FilePath) -> None:
    saved = SavedDevices(tmp_path)
    see(saved, 1, 2)
    saved.connected(DEVICE, path=Path.LAN, address="192.0.2.1", at=2.0)
    saved.disconnected(DEVICE, reason="LOST", at=3.0)
    saved.save()
    again = SavedDevices(tmp_path)
    assert again.all() == saved.all()
    device = again.get(DEVICE)
    assert device is not None
    past = PastConnection(connected_at=2.0, ended_at=3.0, path=Path.LAN, reason="LOST", address="192.0.2.1")
    assert device.connections == (past,)
    assert (device.name, device.kind, device.last_seen_at, device.last_connected_at) == ("Ana", "desktop", 3.0, 2.0)
    assert (tmp_path / SAVED_FILE).stat().st_mode & 0o077 == 0


def test_connections_that_were_kept_without_an_address_are_still_there(tmp_path: FilePath) -> None:
    past = {"connected_at": 2.0, "ended_at": 3.0, "path": "lan"}
    device = {"name": "Ana", "kind": "desktop", "last_seen_at": 3.0, "connections": [past]}
    (tmp_path / SAVED_FILE).write_text(json.dumps({DEVICE: device}))
    saved = SavedDevices(tmp_path)
    assert saved.damaged is None
    kept = saved.get(DEVICE)
    assert kept is not None
    assert kept.connections == (PastConnection(connected_at=2.0, ended_at=3.0, path=Path.LAN, address=""),)


def test_the_endpoint_that_worked_last_leads_and_the_others_stay(tmp_path: FilePath) -> None:
    saved = SavedDevices(tmp_path)
    see(saved, 1, 2)
    see(saved, 3)
    see(saved, 2, 3)
    device = saved.get(DEVICE)
    assert device is not None
    assert device.endpoints == (endpoint(2), endpoint(3), endpoint(1))


def test_seeing_again_is_news_only_if_more_than_the_time_changed(tmp_path: FilePath) -> None:
    saved = SavedDevices(tmp_path)
    assert see(saved, 1)
    assert not see(saved, 1, at=9.0)
    assert not see(saved, at=10.0)
    assert see(saved, 2)
    assert see(saved, 2, name="Anna")


def test_everything_is_bounded(tmp_path: FilePath) -> None:
    saved = SavedDevices(tmp_path)
    for number in range(DEVICES_MAX + 20):
        see(saved, 1, device_id=DeviceId(f"{number:052}"), at=float(number))
    assert len(saved.all()) == DEVICES_MAX
    assert saved.get(DeviceId(f"{19:052}")) is None
    see(saved, *range(200), name="x" * 9999, at=1e9)
    for number in range(CONNECTIONS_MAX + 5):
        saved.connected(DEVICE, path=None, address="", at=float(number))
        saved.disconnected(DEVICE, reason=None, at=number + 0.5)
    device = saved.get(DEVICE)
    assert device is not None
    assert (len(device.endpoints), len(device.connections), len(device.name)) == (ENDPOINTS_MAX, CONNECTIONS_MAX, 256)
    assert device.connections[0].connected_at == CONNECTIONS_MAX + 4
    saved.save()
    assert SavedDevices(tmp_path).damaged is None


def test_what_ended_once_is_not_ended_again_and_strangers_have_no_connections(tmp_path: FilePath) -> None:
    saved = SavedDevices(tmp_path)
    saved.connected(DEVICE, path=None, address="", at=1.0)
    saved.disconnected(DEVICE, reason=None, at=1.0)
    assert saved.get(DEVICE) is None
    see(saved, 1)
    saved.disconnected(DEVICE, reason="LOST", at=2.0)
    saved.connected(DEVICE, path=None, address="", at=3.0)
    saved.disconnected(DEVICE, reason=None, at=4.0)
    saved.disconnected(DEVICE, reason="LOST", at=5.0)
    device = saved.get(DEVICE)
    assert device is not None
    assert device.connections == (PastConnection(connected_at=3.0, ended_at=4.0),)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"A":{"name":"x"}}',
        b'{"A":{"name":"x","kind":"","last_seen_at":1,"endpoints":[{"host":"192.0.2.1","port":0}]}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_set_aside_and_trust_is_not_lost_with_it(tmp_path: FilePath, raw: bytes) -> None:
    trust = TrustStore(tmp_path)
    trust.met(DEVICE, "Ana", 1.0)
    trust.save()
    (tmp_path / SAVED_FILE).write_bytes(raw)
    saved = SavedDevices(tmp_path)
    assert saved.all() == {}
    assert saved.damaged is not None
    assert saved.damaged.read_bytes() == raw
    assert TrustStore(tmp_path).of(DEVICE) is Trust.KNOWN


def test_fields_of_a_later_version_are_ignored(tmp_path: FilePath) -> None:
    (tmp_path / SAVED_FILE).write_text(
        json.dumps({DEVICE: {"name": "Ana", "kind": "", "last_seen_at": 1, "later": []}})
    )
    saved = SavedDevices(tmp_path)
    assert saved.damaged is None
    assert saved.get(DEVICE) is not None


def test_a_forgotten_device_is_gone_for_good(tmp_path: FilePath) -> None:
    saved = SavedDevices(tmp_path)
    see(saved, 1)
    saved.forget(DEVICE)
    saved.save()
    assert SavedDevices(tmp_path).all() == {}
