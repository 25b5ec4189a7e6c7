import pytest

from peerdrop.link import Path
from peerdrop.transport.candidates import HOST_CANDIDATES, Pair, choose_addresses, path_of
from peerdrop.transport.sdp import CandidateType

HOST, SRFLX, PRFLX, RELAY = CandidateType.HOST, CandidateType.SRFLX, CandidateType.PRFLX, CandidateType.RELAY


def pair(local: str, remote: str, remote_type: CandidateType = HOST, *, hides: bool = False) -> Pair:
    return Pair(
        local_address=local, local_type=HOST, remote_address=remote, remote_type=remote_type, remote_hides=hides
    )


def test_the_order_of_our_addresses_is_kept() -> None:
    own = ["192.168.1.5", "10.0.0.5", "fd00::5"]
    assert choose_addresses(own, ()) == own


def test_addresses_in_the_peers_subnet_come_first() -> None:
    own = ["192.168.1.5", "10.0.0.5", "fd00::5", "2001:db8::5"]
    assert choose_addresses(own, ("10.0.0.77", "fd00::77")) == ["10.0.0.5", "fd00::5", "192.168.1.5", "2001:db8::5"]


def test_at_most_a_handful_of_addresses_is_offered_and_the_near_one_is_among_them() -> None:
    own = [f"172.{number}.0.1" for number in range(17, 30)]
    chosen = choose_addresses([*own, "192.168.1.5"], ("192.168.1.9",))
    assert len(chosen) == HOST_CANDIDATES
    assert chosen[0] == "192.168.1.5"


@pytest.mark.parametrize("own", [(), ("127.0.0.1",), ("::1",), ("fe80::1",), ("not an address",)])
def test_loopback_is_offered_when_there_is_nothing_else(own: tuple[str, ...]) -> None:
    assert choose_addresses(own, ()) == ["127.0.0.1"]


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.0.0.2", "::1", "10.0.0.5", "::ffff:127.0.0.1"])
def test_loopback_is_offered_beside_the_others_when_the_peer_is_this_machine(peer: str) -> None:
    assert choose_addresses(["10.0.0.5"], (peer,)) == ["127.0.0.1", "10.0.0.5"]


def test_an_address_is_offered_once() -> None:
    assert choose_addresses(["10.0.0.5", "10.0.0.5"], ("10.0.0.9",)) == ["10.0.0.5"]


@pytest.mark.parametrize(
    ("chosen", "path"),
    [
        (pair("192.168.1.5", "192.168.1.9"), Path.LAN),
        (pair("10.0.0.5", "172.16.3.9"), Path.LAN),
        (pair("127.0.0.1", "127.0.0.1"), Path.LAN),
        (pair("169.254.1.1", "169.254.9.9"), Path.LAN),
        (pair("fd00::1", "fd77::1"), Path.LAN),
        (pair("2001:db8:1:2::5", "2001:db8:1:2::9"), Path.LAN),
        (pair("9.9.9.5", "9.9.9.9"), Path.LAN),
        (pair("2600:1:1:2::5", "2600:1:1:3::9"), Path.NAT),
        (pair("192.168.1.5", "8.8.8.8"), Path.NAT),
        (pair("192.168.1.5", "8.8.8.8", SRFLX), Path.NAT),
        (pair("192.168.1.5", "192.168.1.9", SRFLX), Path.NAT),
        (pair("192.168.1.5", "192.168.1.9", PRFLX), Path.NAT),
        (pair("192.168.1.5", "192.168.1.9", PRFLX, hides=True), Path.LAN),
        (pair("192.168.1.5", "8.8.8.8", PRFLX, hides=True), Path.NAT),
        (pair("192.168.1.5", "192.168.1.9", RELAY), Path.RELAY),
    ],
)
def test_the_path_is_told_from_both_ends(chosen: Pair, path: Path) -> None:
    assert path_of(chosen) is path


def test_a_relay_of_our_own_is_a_relay() -> None:
    chosen = Pair(
        local_address="9.9.9.9", local_type=RELAY, remote_address="10.0.0.1", remote_type=HOST, remote_hides=False
    )
    assert path_of(chosen) is Path.RELAY
