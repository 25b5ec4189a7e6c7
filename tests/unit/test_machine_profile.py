"""What this machine says of itself."""

import platform
import socket
from pathlib import Path

import pytest

from peerdrop.machine_profile import machine_kind, machine_name
from peerdrop.wire.card import DeviceKind
from peerdrop.wire.limits import NAME_CHARS


@pytest.mark.parametrize(
    ("host", "name"), [("ana.example.org", "ana"), ("", "PeerDrop"), ("x" * 200, "x" * NAME_CHARS)]
)
def test_the_name_is_the_hosts_without_its_domain(host: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: host)
    assert machine_name() == name


@pytest.mark.skipif(platform.system() != "Linux", reason="reads Linux's list of power supplies")
def test_a_battery_makes_a_laptop(tmp_path: Path) -> None:
    assert machine_kind(tmp_path) is DeviceKind.DESKTOP
    (tmp_path / "BAT0").mkdir()
    assert machine_kind(tmp_path) is DeviceKind.LAPTOP
    assert machine_kind(tmp_path / "none") is DeviceKind.UNKNOWN
