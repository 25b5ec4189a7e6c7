"""Nobody is asked whom the user would not expect to be."""

import pytest

from server.discovery.interfaces import Interface
from server.discovery.scan_networks import hosts_in, own_networks, parse_networks
from server.errors import NetworkMalformed


def interface(ip: str, prefix: int, name: str = "eth0") -> Interface:
    return Interface(name=name, index=2, ip=ip, prefix=prefix)


def own(*interfaces: Interface, asked: bool = False) -> list[str]:
    return [str(network) for network in own_networks(interfaces, asked=asked)]


def test_a_listed_network_may_be_written_by_any_of_its_addresses() -> None:
    assert [str(each) for each in parse_networks((" 192.168.7.9/24 ", "10.0.0.1", "fd00::1/126"))] == [
        "192.168.7.0/24",
        "10.0.0.1/32",
        "fd00::/126",
    ]


@pytest.mark.parametrize("text", ["", "x", "10.0.0.0/33", "10.0.0/24", "host.example/24", "10.0.0.0-10.0.0.9", "1/-1"])
def test_what_is_no_network_is_refused_by_name(text: str) -> None:
    with pytest.raises(NetworkMalformed, match="is not a network") as refusal:
        parse_networks(("10.0.0.0/24", text))
    assert repr(text) in str(refusal.value)


@pytest.mark.parametrize("texts", [("10.0.0.0/21",), ("10.0.0.0/22", "10.1.0.0/32"), ("::/0",)])
def test_more_than_1024_addresses_are_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(NetworkMalformed, match="1024"):
        parse_networks(texts)


def test_1024_addresses_are_taken_and_one_listed_twice_counts_once() -> None:
    assert len(hosts_in(parse_networks(("10.0.0.0/22", "10.0.1.1/22")))) == 1022


def test_of_a_wide_network_only_the_neighbours_around_the_own_address_are_asked() -> None:
    assert own(interface("10.20.30.40", 16)) == ["10.20.30.0/24"]
    assert own(interface("10.20.30.40", 28)) == ["10.20.30.32/28"]


@pytest.mark.parametrize(
    "left_out",
    [
        interface("172.17.0.1", 16, "docker0"),
        interface("10.8.0.2", 24, "tun0"),
        interface("10.8.0.2", 24, "wg0"),
        interface("127.0.0.1", 8, "lo"),
        interface("169.254.3.4", 16),
        interface("10.0.0.1", 32),
        interface("10.0.0.1", 31),
        interface("fd00::1", 64),
    ],
)
@pytest.mark.parametrize("asked", [False, True])
def test_networks_without_neighbours_or_of_others_are_left_out(left_out: Interface, asked: bool) -> None:
    assert own(left_out, asked=asked) == []


def test_strangers_with_public_addresses_are_asked_only_when_the_user_wants_it() -> None:
    public = interface("8.8.8.8", 24)
    assert own(public) == []
    assert own(public, asked=True) == ["8.8.8.0/24"]


def test_two_addresses_in_one_network_make_it_one() -> None:
    assert own(interface("10.0.0.1", 24), interface("10.0.0.2", 24, "wlan0")) == ["10.0.0.0/24"]


def test_network_and_broadcast_address_are_no_hosts() -> None:
    hosts = hosts_in(parse_networks(("10.0.0.0/24",)))
    assert (len(hosts), hosts[0], hosts[-1]) == (254, "10.0.0.1", "10.0.0.254")
