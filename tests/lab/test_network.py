"""The lab itself: what the other tests here rely on."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.lab.firewall import OneWay
from tests.lab.namespace import LabError, Namespace
from tests.lab.network import Cut, Host, Lab
from tests.lab.stuck_disk import StuckDisk

pytestmark = pytest.mark.lab

_PORT = 3001

# Answers every TCP connection with "tcp" and every datagram with "udp", and says "ready" once it can.
_ANSWER = f"""
import contextlib, selectors, socket
waiting = selectors.DefaultSelector()
tcp = socket.create_server(("::", {_PORT}), family=socket.AF_INET6, dualstack_ipv6=True)
udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
udp.bind(("::", {_PORT}))
waiting.register(tcp, selectors.EVENT_READ)
waiting.register(udp, selectors.EVENT_READ)
print("ready", flush=True)
while True:
    for key, _ in waiting.select():
        if key.fileobj is tcp:
            with tcp.accept()[0] as stream:
                stream.sendall(b"tcp")
        else:
            with contextlib.suppress(OSError):
                udp.sendto(b"udp", udp.recvfrom(100)[1])
"""

# Asks all addresses in both ways at once and prints those that answered.
_ASK = f"""
import socket, sys
from concurrent.futures import ThreadPoolExecutor

def ask(kind, address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM) as asking:
        asking.settimeout(2)
        try:
            asking.connect((address, {_PORT}))
            if kind == "udp":
                asking.send(b"?")
            return asking.recv(100).decode() == kind
        except OSError:
            return False

pairs = [(kind, address) for kind in ("tcp", "udp") for address in sys.argv[1:]]
with ThreadPoolExecutor(len(pairs)) as pool:
    answered = pool.map(lambda pair: ask(*pair), pairs)
print(*(f"{{kind}}{{6 if ':' in address else 4}}" for (kind, address), yes in zip(pairs, answered) if yes))
"""

_TCP = {"tcp4", "tcp6"}
_UDP = {"udp4", "udp6"}


class Answering:
    """A host that answers on TCP and UDP for as long as the context is open."""

    def __init__(self, host: Host) -> None:
        self._argv = host.namespace.command(sys.executable, "-c", _ANSWER)

    def __enter__(self) -> None:
        self._process = subprocess.Popen(self._argv, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"

    def __exit__(self, *_exc: object) -> None:
        self._process.kill()
        self._process.communicate()


def ways(asking: Host, asked: Host) -> set[str]:
    """How *asked* answers to *asking*: any of tcp4, tcp6, udp4, udp6."""
    return set(asking.run(sys.executable, "-c", _ASK, *asked.all_addresses).split())


def test_hosts_reach_each_other_on_the_lan_and_across_the_router(lab: Lab) -> None:
    h1, h2, s1 = lab.add_host(), lab.add_host(), lab.add_host(lab.far_lan)
    with Answering(h1):
        assert ways(h2, h1) == _TCP | _UDP
        assert ways(s1, h1) == _TCP | _UDP


@pytest.mark.parametrize(
    ("kind", "there", "back"),
    [(OneWay.TCP, _TCP | _UDP, _UDP), (OneWay.NEW, _TCP | _UDP, set()), (OneWay.ALL, _TCP, set())],
)
def test_a_one_way_pair_is_open_in_one_direction_only(lab: Lab, kind: OneWay, there: set[str], back: set[str]) -> None:
    caller, called = lab.add_hosts(2)
    lab.one_way(caller=caller, called=called, kind=kind)
    with Answering(caller), Answering(called):
        assert ways(caller, called) == there
        assert ways(called, caller) == back


def test_a_dropped_port_is_dead_in_both_directions_until_the_firewall_opens(lab: Lab) -> None:
    h1, h2 = lab.add_hosts(2)
    with Answering(h1), Answering(h2):
        h1.firewall.drop_port(_PORT)
        assert ways(h2, h1) == ways(h1, h2) == set()
        h1.firewall.open()
        assert ways(h2, h1) == ways(h1, h2) == _TCP | _UDP


def test_counters_count_both_directions_of_their_port_only(lab: Lab) -> None:
    h1, h2 = lab.add_hosts(2)
    tcp, udp, other = h1.firewall.count_tcp_port(_PORT), h1.firewall.count_udp(), h1.firewall.count_tcp_port(_PORT + 1)
    coming = h1.firewall.count_udp_from(h2.all_addresses)
    with Answering(h1):
        assert ways(h2, h1) == _TCP | _UDP
    # SYN, SYN+ACK, ACK, "tcp", its ACK and the two FINs at least, of 40 or 60 bytes and more.
    assert tcp.read_packets() >= 2 * 6
    assert tcp.read_bytes() >= 6 * 40 + 6 * 60 + 2 * len("tcp")
    assert udp.read_packets() == 4
    assert udp.read_bytes() == 2 * (20 + 8) + 2 * (40 + 8) + 2 * len("?" + "udp")
    assert coming.read_packets() == 2
    assert other.read_bytes() == 0


@pytest.mark.parametrize("kind", list(Cut))
def test_a_cut_host_is_away_and_comes_back_whole(lab: Lab, kind: Cut) -> None:
    h1, s1 = lab.add_host(), lab.add_host(lab.far_lan)
    with Answering(h1):
        lab.cut(h1, kind)
        assert ways(s1, h1) == set()
        lab.restore(h1)
        # The router asks for a neighbor that was away only once a second.
        assert any(ways(s1, h1) == _TCP | _UDP for _ in range(10))


def test_closing_removes_every_namespace_and_names_what_still_ran(lab: Lab) -> None:
    other = Lab()
    host = other.add_host()
    with Answering(host):
        assert Path("/run/netns", host.namespace.name).exists()
        (killed,) = other.close()
    assert sys.executable in killed
    assert not Path("/run/netns", host.namespace.name).exists()
    assert other.close() == []


def test_namespaces_of_a_dead_test_run_are_removed_and_those_of_a_living_one_are_not() -> None:
    make = "from tests.lab.namespace import Namespace; print(Namespace('left').name, flush=True); input()"
    root = Path(__file__).parents[2]
    run = subprocess.Popen([sys.executable, "-c", make], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert run.stdout is not None
    name = run.stdout.readline().decode().strip()
    Lab().close()
    assert Path("/run/netns", name).exists()
    run.kill()
    run.communicate()
    Lab().close()
    assert not Path("/run/netns", name).exists()


def test_a_command_that_fails_says_which_and_why(lab: Lab) -> None:
    namespace = Namespace("errors")
    try:
        with pytest.raises(LabError, match=r"ip -n .*Cannot find device"):
            namespace.ip("link set nothing up")
    finally:
        namespace.delete()


def test_a_frozen_disk_holds_a_write_until_it_is_thawed(tmp_path: Path) -> None:
    write = "import sys; open(sys.argv[1], 'wb').write(b'x' * 100_000); print('written', flush=True)"
    with StuckDisk(tmp_path, size_bytes=16 << 20) as disk:
        with disk.frozen():
            writing = subprocess.Popen([sys.executable, "-c", write, str(disk.path / "file")], stdout=subprocess.PIPE)
            with pytest.raises(subprocess.TimeoutExpired):
                writing.wait(timeout=0.5)
        assert writing.communicate(timeout=10)[0] == b"written\n"
        assert (disk.path / "file").stat().st_size == 100_000
    assert not disk.path.is_mount()


def test_a_disk_does_not_stay_frozen_when_the_test_run_is_killed(tmp_path: Path) -> None:
    freeze = """
import sys
from pathlib import Path
from tests.lab.stuck_disk import StuckDisk
disk = StuckDisk(Path(sys.argv[1]), size_bytes=16 << 20)
with disk, disk.frozen():
    print(disk.path, flush=True)
    input()
"""
    root = Path(__file__).parents[2]
    argv = [sys.executable, "-c", freeze, str(tmp_path)]
    with subprocess.Popen(argv, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None
        disk = Path(killed.stdout.readline().decode().strip())
        killed.kill()
    subprocess.run(["touch", str(disk / "file")], check=True, timeout=10)
    subprocess.run(["umount", str(disk)], check=True)
