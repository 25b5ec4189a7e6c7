"""Networks are told apart by what the system says of their interface."""

from pathlib import Path

from server.discovery.interfaces import Interface
from server.discovery.network_kinds import NetworkKind, NetworkKinds


def test_addresses_have_the_kind_of_their_interface(tmp_path: Path) -> None:
    for name, kind in (
        ("wlan0", "1"),
        ("wlp3s0", "1"),
        ("eth0", "1"),
        ("docker0", "1"),
        ("tun0", "65534"),
        ("odd", "ä"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "type").write_text(f"{kind}\n", encoding="utf-8")
    (tmp_path / "wlan0" / "wireless").mkdir()
    (tmp_path / "wlp3s0" / "phy80211").mkdir()
    for name in ("wlan0", "eth0", "odd"):
        (tmp_path / name / "device").mkdir()
    names = ("wlan0", "wlp3s0", "eth0", "eth0:1", "docker0", "tun0", "odd", "gone", "..")
    present = [Interface(name=name, index=n, ip=f"10.0.{n}.2", prefix=24) for n, name in enumerate(names)]
    wireless, cable, other = NetworkKind.WIRELESS, NetworkKind.CABLE, NetworkKind.OTHER
    assert list(NetworkKinds(tmp_path, lambda: present).of_addresses().values()) == [
        *(wireless, wireless, cable, cable),
        *(other, other, other, other, other),
    ]


def test_this_machine_can_be_asked() -> None:
    assert NetworkKinds().of_addresses().get("127.0.0.1", NetworkKind.OTHER) is NetworkKind.OTHER
