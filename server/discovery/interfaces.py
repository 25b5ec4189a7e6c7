"""The addresses of this machine, best first."""

import contextlib
import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import ifaddr

_VIRTUAL_NAMES: Final = (
    "docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "vnic", "vethernet", "hyper-v", "virtualbox", "vmware",
    "tun", "tap", "utun", "wg", "ppp", "tailscale", "zt", "zerotier", "nordlynx", "ipsec", "lxc", "lxd", "podman",
    "cni", "flannel", "cali", "awdl", "llw", "anpi", "bridge",
)  # fmt: skip
# Documentation networks, so the route chosen is the default one. connect() on UDP sends nothing.
_FAR_AWAY: Final = ((socket.AF_INET, "203.0.113.1"), (socket.AF_INET6, "2001:db8::1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """One address of one network interface. *index* is the operating system's number of the interface."""

    name: str
    index: int
    ip: str
    prefix: int

    @property
    def address(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
        return ipaddress.ip_address(self.ip)

    @property
    def is_ipv4(self) -> bool:
        return ":" not in self.ip

    @property
    def is_loopback(self) -> bool:
        return self.address.is_loopback

    @property
    def is_link_local(self) -> bool:
        return self.address.is_link_local

    @property
    def is_virtual(self) -> bool:
        """By its name it belongs to a VPN, a container or a virtual machine."""
        return self.name.lower().startswith(_VIRTUAL_NAMES)

    @property
    def broadcast(self) -> str | None:
        """The directed broadcast address of its IPv4 network; None where there is none."""
        if not self.is_ipv4 or self.prefix >= 31:
            return None
        return str(ipaddress.IPv4Network((self.ip, self.prefix), strict=False).broadcast_address)


class Interfaces:
    """Reads the machine's interfaces anew each time it is asked; tests hand in their own *reader*."""

    def __init__(
        self,
        reader: Callable[[], Iterable[Interface]] | None = None,
        default_route: Callable[[], frozenset[str]] | None = None,
    ) -> None:
        self._reader = reader or read_interfaces
        self._default_route = default_route or read_default_route

    def read(self) -> tuple[Interface, ...]:
        """Every address, ranked: default route, physical, private, IPv4; link-local and loopback last."""
        preferred = self._default_route()
        return tuple(sorted(set(self._reader()), key=lambda interface: _rank(interface, preferred)))


def usable_addresses(interfaces: Iterable[Interface]) -> tuple[str, ...]:
    """The IP literals at which others may find this machine, in the order given; 127.0.0.1 if there is nothing else.

    Link-local IPv6 is left out: it means nothing without the other machine's interface.
    """
    found = tuple(
        interface.ip
        for interface in interfaces
        if not interface.is_loopback and (interface.is_ipv4 or not interface.is_link_local)
    )
    return found or ("127.0.0.1",)


def read_interfaces() -> tuple[Interface, ...]:
    """Every address that the operating system reports, unranked; none if it refuses."""
    try:
        adapters = tuple(ifaddr.get_adapters())
    except OSError:
        return ()
    return tuple(
        Interface(
            name=adapter.nice_name,
            index=adapter.index or 0,
            ip=ip.ip if isinstance(ip.ip, str) else ip.ip[0],
            prefix=ip.network_prefix,
        )
        for adapter in adapters
        for ip in adapter.ips
    )


def read_default_route() -> frozenset[str]:
    """The own addresses that traffic to far away leaves by; sends nothing."""
    found = set()
    for family, far_away in _FAR_AWAY:
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far_away, 9))
            found.add(str(probe.getsockname()[0]))
    return frozenset(found)


def _rank(interface: Interface, preferred: frozenset[str]) -> tuple[object, ...]:
    return (
        interface.is_loopback,
        interface.is_link_local,
        not interface.is_ipv4,
        interface.ip not in preferred,
        interface.is_virtual,
        not interface.address.is_private,
        interface.index,
        interface.ip,
    )
