"""A network of hosts on one machine: two LANs with a router between them. Nothing leaves the machine.

LAN  10.77.0.0/24 fd77::/64   h1, h2, ... at .11, .12, ...   router at .1
FAR  10.77.1.0/24 fd78::/64   s1, s2, ... at .11, .12, ...   router at .1
"""

from enum import Enum, auto
from itertools import count

from tests.lab.firewall import Firewall, OneWay
from tests.lab.namespace import Namespace, remove_leftovers, run

_FIRST_HOST = 11
_ROUTER = 1


class Lab:
    """Makes hosts and changes what is between them. `close` removes everything."""

    def __init__(self) -> None:
        remove_leftovers()
        self._namespaces: list[Namespace] = []
        self._ports = count()
        self._silenced: set[str] = set()
        try:
            self._switch = self._add_namespace("switch")
            self.lan = Lan(self._switch, "lan", "h", "10.77.0", "fd77")
            self.far_lan = Lan(self._switch, "far", "s", "10.77.1", "fd78")
            self._router: Namespace | None = None
        except BaseException:
            self.close()
            raise

    def add_host(self, lan: "Lan | None" = None) -> "Host":
        """A host on *lan* (the near one unless told otherwise), with the router as its default route."""
        lan = lan or self.lan
        self._ensure_router()
        name, number = lan.take_number()
        host = Host(name, self._add_namespace(name))
        host.attach(self.plug(host.namespace, lan, "eth0", number))
        host.namespace.ip(
            f"route add default via {lan.address(_ROUTER)}", f"route add ::/0 via {lan.address6(_ROUTER)}"
        )
        return host

    def add_hosts(self, how_many: int) -> list["Host"]:
        """That many hosts on the near LAN."""
        return [self.add_host() for _ in range(how_many)]

    def add_bare_host(self) -> "Host":
        """A host with nothing but a loopback interface."""
        return Host("bare", self._add_namespace("bare"))

    def join(self, host: "Host", lan: "Lan") -> "Interface":
        """Plug one more interface of *host* into *lan*."""
        _, number = lan.take_number()
        interface = self.plug(host.namespace, lan, f"eth{len(host.interfaces)}", number)
        host.attach(interface)
        return interface

    def plug(self, namespace: Namespace, lan: "Lan", device: str, number: int) -> "Interface":
        """Put *device* with the LAN's address *number* into *namespace*."""
        port = f"port{next(self._ports)}"
        run(
            *("ip", "link", "add", port, "netns", self._switch.name, "type", "veth"),
            *("peer", "name", device, "netns", namespace.name),
        )
        self._switch.ip(f"link set {port} master {lan.bridge} up")
        interface = Interface(device, port, lan, lan.address(number), lan.address6(number))
        namespace.ip(
            f"link set {device} up",
            f"addr add {interface.address}/24 brd + dev {device}",
            f"addr add {interface.address6}/64 dev {device} nodad",
        )
        return interface

    def one_way(self, *, caller: "Host", called: "Host", kind: OneWay) -> None:
        """From now on *caller* reaches *called*, but *called* can't call *caller*."""
        caller.firewall.refuse_calls(called.all_addresses, kind)

    def cut(self, host: "Host", kind: "Cut") -> None:
        """Take *host* off the near or far LAN."""
        interface = host.interfaces[0]
        if kind is Cut.SILENT:
            self._switch.run("bridge", "link", "set", "dev", interface.port, "state", "0")
            self._silenced.add(interface.port)
        elif kind is Cut.CARRIER:
            self._switch.ip(f"link set {interface.port} down")
        else:
            host.namespace.ip(f"link set {interface.device} down")

    def restore(self, host: "Host") -> None:
        """Undo every cut of *host*."""
        interface = host.interfaces[0]
        host.namespace.ip(f"link set {interface.device} up")
        self._switch.ip(f"link set {interface.port} up")
        # A port that was down forwards by itself, but not before it sees a carrier.
        if interface.port in self._silenced:
            self._switch.run("bridge", "link", "set", "dev", interface.port, "state", "3")
            self._silenced.discard(interface.port)
        # The kernel forgets routes and IPv6 addresses of an interface that goes down.
        host.namespace.ip(f"addr replace {interface.address6}/64 dev {interface.device} nodad")
        self._route(host, interface.lan)

    def change_address(self, host: "Host") -> None:
        """Give *host* other addresses on its LAN: its lease ran out."""
        old = host.interfaces[0]
        _, number = old.lan.take_number()
        new = host.interfaces[0] = Interface(
            old.device, old.port, old.lan, old.lan.address(number), old.lan.address6(number)
        )
        host.namespace.ip(
            f"addr del {old.address}/24 dev {old.device}",
            f"addr del {old.address6}/64 dev {old.device}",
            f"addr add {new.address}/24 brd + dev {new.device}",
            f"addr add {new.address6}/64 dev {new.device} nodad",
        )
        self._route(host, new.lan)

    def close(self) -> list[str]:
        """Remove all hosts; the command lines of processes that still ran in them."""
        killed: list[str] = []
        while self._namespaces:
            killed += self._namespaces.pop().delete()
        return killed

    @staticmethod
    def _route(host: "Host", lan: "Lan") -> None:
        host.namespace.ip(
            f"route replace default via {lan.address(_ROUTER)}", f"route replace ::/0 via {lan.address6(_ROUTER)}"
        )

    def _ensure_router(self) -> None:
        if self._router is None:
            self._router = self._add_namespace("router")
            self._router.write_sysctl("ipv4/ip_forward", "1")
            self._router.write_sysctl("ipv6/conf/all/forwarding", "1")
            for index, lan in enumerate((self.lan, self.far_lan)):
                self.plug(self._router, lan, f"eth{index}", _ROUTER)

    def _add_namespace(self, label: str) -> Namespace:
        namespace = Namespace(label)
        self._namespaces.append(namespace)
        return namespace


class Host:
    """A machine of the lab."""

    def __init__(self, name: str, namespace: Namespace) -> None:
        self.name = name
        self.namespace = namespace
        self.firewall = Firewall(namespace)
        self.interfaces: list[Interface] = []

    def attach(self, interface: "Interface") -> None:
        """Note one more interface."""
        self.interfaces.append(interface)

    @property
    def address(self) -> str:
        """The IPv4 address on its LAN."""
        return self.interfaces[0].address

    @property
    def address6(self) -> str:
        """The IPv6 address on its LAN."""
        return self.interfaces[0].address6

    @property
    def all_addresses(self) -> list[str]:
        """Every address on a LAN, both families."""
        return [address for interface in self.interfaces for address in (interface.address, interface.address6)]

    def add_idle_interfaces(self, how_many: int) -> None:
        """Interfaces such as VPNs and containers leave behind: up, with an address, and nobody there."""
        for index in range(how_many):
            self.namespace.ip(
                f"link add idle{index} type bridge",
                f"addr add 172.{20 + index}.0.1/16 brd + dev idle{index}",
                f"link set idle{index} up",
            )

    def run(self, *argv: str, stdin: str = "") -> str:
        """Run *argv* here and give its output."""
        return self.namespace.run(*argv, stdin=stdin)


class Cut(Enum):
    """How a host goes off its LAN."""

    SILENT = auto()
    """Frames vanish and the interface notices nothing: bad Wi-Fi, a switch further on."""
    CARRIER = auto()
    """The cable is out."""
    INTERFACE_DOWN = auto()
    """Switched off: routes are gone and sending fails at once."""


class Interface:
    """One interface of a host and the switch port it is plugged into."""

    def __init__(self, device: str, port: str, lan: "Lan", address: str, address6: str) -> None:
        self.device = device
        self.port = port
        self.lan = lan
        self.address = address
        self.address6 = address6


class Lan:
    """One Ethernet: a bridge, its two subnets, and which addresses are taken."""

    def __init__(self, switch: Namespace, bridge: str, letter: str, subnet: str, subnet6: str) -> None:
        self.bridge = bridge
        self._letter = letter
        self._subnet = subnet
        self._subnet6 = subnet6
        self._numbers = count(_FIRST_HOST)
        # Without a querier a snooping bridge would drop the multicast that IPv6 lives on.
        switch.ip(f"link add {bridge} type bridge stp_state 0 mcast_snooping 0", f"link set {bridge} up")

    def take_number(self) -> tuple[str, int]:
        """The name and the number of the next host."""
        number = next(self._numbers)
        return f"{self._letter}{number - _FIRST_HOST + 1}", number

    def address(self, number: int) -> str:
        """The IPv4 address of that number."""
        return f"{self._subnet}.{number}"

    def address6(self, number: int) -> str:
        """The IPv6 address of that number."""
        return f"{self._subnet6}::{number:x}"
