import dataclasses

import pytest

from server.discovery.interfaces import Interface, Interfaces, read_default_route, read_interfaces, usable_addresses


def interface(name: str, ip: str, prefix: int = 24, index: int = 2) -> Interface:
    return Interface(name=name, index=index, ip=ip, prefix=prefix)


LOOPBACK = interface("lo", "127.0.0.1", 8, 1)


def ranked(*present: Interface, default_route: str = "") -> list[str]:
    return [each.ip for each in Interfaces(lambda: present, lambda: frozenset({default_route})).read()]


def test_the_default_route_comes_first_then_physical_then_private_then_the_rest() -> None:
    present = (
        LOOPBACK,
        interface("docker0", "172.17.0.1", 16),
        interface("eth1", "8.8.4.4"),
        interface("eth2", "169.254.3.4", 16),
        interface("wlan0", "192.168.1.5"),
        interface("eth0", "10.0.0.5", index=9),
        interface("eth0", "fd00::5", 64, 9),
        interface("eth0", "fe80::5", 64, 9),
    )
    assert ranked(*present, default_route="10.0.0.5") == [
        "10.0.0.5",
        "192.168.1.5",
        "8.8.4.4",
        "172.17.0.1",
        "fd00::5",
        "169.254.3.4",
        "fe80::5",
        "127.0.0.1",
    ]


def test_an_address_that_is_reported_twice_is_there_once() -> None:
    assert ranked(LOOPBACK, LOOPBACK) == ["127.0.0.1"]


def test_loopback_is_an_address_only_when_there_is_no_other() -> None:
    assert usable_addresses((LOOPBACK, interface("eth0", "fe80::5", 64))) == ("127.0.0.1",)
    assert usable_addresses((interface("eth0", "10.0.0.5"), LOOPBACK)) == ("10.0.0.5",)


@pytest.mark.parametrize(
    ("ip", "prefix", "broadcast"),
    [
        ("10.77.0.11", 24, "10.77.0.255"),
        ("10.77.0.11", 22, "10.77.3.255"),
        ("10.8.0.2", 31, None),
        ("10.8.0.2", 32, None),
        ("fd00::5", 64, None),
    ],
)
def test_the_directed_broadcast_follows_the_prefix(ip: str, prefix: int, broadcast: str | None) -> None:
    assert interface("eth0", ip, prefix).broadcast == broadcast


@pytest.mark.parametrize("name", ["docker0", "br-12ab", "veth9", "virbr0", "tun0", "wg0", "tailscale0", "utun3"])
def test_virtual_interfaces_are_known_by_name(name: str) -> None:
    assert interface(name, "10.0.0.5").is_virtual
    assert not interface("eth0", "10.0.0.5").is_virtual


def test_this_machine_can_be_read() -> None:
    assert any(each.is_loopback for each in read_interfaces())
    own = {each.ip for each in read_interfaces()}
    assert read_default_route() <= own


def test_an_interface_is_equal_to_the_same_one_read_later() -> None:
    assert dataclasses.replace(LOOPBACK) == LOOPBACK
