import socket

from server.discovery.broadcast import Broadcast
from server.discovery.interfaces import Interface
from tests.ports import free_port
from tests.unit.server.hosts import LOOPBACK
from tests.until import until

GONE = Interface(name="gone0", index=99, ip="192.0.2.77", prefix=24)
GONE_V6 = Interface(name="gone0", index=99, ip="2001:db8::77", prefix=64)


class Ear:
    def __init__(self, port: int) -> None:
        self.heard: list[tuple[bytes, str]] = []
        self.broadcast = Broadcast(port, lambda payload, host: self.heard.append((payload, host)))


def udp_port() -> int:
    return free_port(socket.SOCK_DGRAM)


async def test_every_instance_on_a_machine_hears_a_packet_the_sender_too() -> None:
    port = udp_port()
    ears = [Ear(port) for _ in range(3)]
    for ear in ears:
        await ear.broadcast.open((LOOPBACK,))
    assert ears[0].broadcast.send(b"hello") == 1
    await until(lambda: all(ear.heard == [(b"hello", "127.0.0.1")] for ear in ears))
    for ear in ears:
        ear.broadcast.close()


async def test_opening_again_neither_doubles_nor_loses_anything() -> None:
    ear = Ear(udp_port())
    for _ in range(3):
        await ear.broadcast.open((LOOPBACK,))
    ear.broadcast.send(b"once")
    ear.broadcast.send(b"last")
    await until(lambda: (b"last", "127.0.0.1") in ear.heard)
    assert ear.heard == [(b"once", "127.0.0.1"), (b"last", "127.0.0.1")]
    ear.broadcast.close()


async def test_an_address_that_is_gone_is_left_out_and_the_others_work() -> None:
    ear = Ear(udp_port())
    await ear.broadcast.open((GONE, GONE_V6, LOOPBACK))
    assert ear.broadcast.send(b"hello") == 1
    ear.broadcast.close()


async def test_a_host_is_told_alone() -> None:
    port = udp_port()
    ear = Ear(port)
    await ear.broadcast.open(())
    for host in ("127.0.0.1", "::1"):
        ear.broadcast.send_to(b"you", host)
        await until(lambda: (b"you", host) in ear.heard)  # noqa: B023
    ear.broadcast.send_to(b"you", "not an address")
    ear.broadcast.close()


async def test_a_port_that_another_program_keeps_leaves_the_rest_working() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ipv4,
        socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as ipv6,
    ):
        ipv4.bind(("0.0.0.0", 0))
        port = ipv4.getsockname()[1]
        ipv6.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        ipv6.bind(("::", port))
        ear = Ear(port)
        await ear.broadcast.open((LOOPBACK,))
        assert not ear.broadcast.heard
        assert set(ear.broadcast.refusals) == {socket.AF_INET, socket.AF_INET6}
        assert ear.broadcast.send(b"hello") == 1
        ear.broadcast.close()


async def test_only_loopback_is_sent_to_on_loopback_and_all_neighbours_elsewhere() -> None:
    broadcast = Ear(3001).broadcast
    lan = Interface(name="eth0", index=2, ip="10.0.0.5", prefix=24)
    tunnel = Interface(name="tun0", index=3, ip="10.8.0.2", prefix=32)
    ula = Interface(name="eth0", index=2, ip="fd00::5", prefix=64)
    link_local = Interface(name="eth0", index=2, ip="fe80::5", prefix=64)
    alone = Interface(name="eth1", index=4, ip="fe80::6", prefix=64)
    present = (lan, tunnel, ula, link_local, alone, LOOPBACK)
    hosts = {each.ip: [destination[0] for destination in broadcast._destinations(each, present)] for each in present}
    assert hosts == {
        "127.0.0.1": ["127.255.255.255"],
        "10.0.0.5": ["255.255.255.255", "10.0.0.255"],
        "10.8.0.2": [],
        "fd00::5": ["ff12::7064"],
        "fe80::5": [],
        "fe80::6": ["ff12::7064"],
    }
