"""Which addresses a scan may ask: the networks that the user lists, and those this machine is on."""

import ipaddress
import itertools
from collections.abc import Iterable, Sequence
from typing import Final

from server.discovery.interfaces import Interface
from server.errors import NetworkMalformed

ADDRESSES_MAX: Final = 1024
# The neighbour table of a Linux machine holds 1,024 entries, and a switch takes more ARP for a port scan.
_OWN_PREFIX: Final = 24
_NO_NEIGHBOURS_PREFIX: Final = 31

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """*texts* in CIDR notation, such as 192.168.7.0/24; a bare address is a network of one.

    Raises NetworkMalformed, also when they hold more than 1,024 addresses together.
    """
    networks = tuple(dict.fromkeys(_parse(text) for text in texts))
    asked = sum(network.num_addresses for network in networks)
    if asked > ADDRESSES_MAX:
        raise NetworkMalformed(
            f"The networks to scan hold {asked} addresses and may hold {ADDRESSES_MAX}: list smaller ones."
        )
    return networks


def own_networks(interfaces: Iterable[Interface], *, asked: bool) -> tuple[Network, ...]:
    """The IPv4 networks of *interfaces*, each no larger than the /24 around the own address.

    Networks of VPNs, containers and virtual machines are left out: whoever wants them lists them. So are those of
    public addresses unless the user *asked*: their neighbours are strangers.
    """
    return tuple(
        dict.fromkeys(
            ipaddress.ip_network((interface.ip, max(interface.prefix, _OWN_PREFIX)), strict=False)
            for interface in interfaces
            if interface.is_ipv4
            and not (interface.is_loopback or interface.is_link_local or interface.is_virtual)
            and interface.prefix < _NO_NEIGHBOURS_PREFIX
            and (asked or interface.address.is_private)
        )
    )


def hosts_in(networks: Iterable[Network]) -> tuple[str, ...]:
    """Every address in *networks* that a machine can have, once."""
    return tuple(dict.fromkeys(str(host) for host in itertools.chain.from_iterable(each.hosts() for each in networks)))


def _parse(text: str) -> Network:
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        raise NetworkMalformed(f"{text.strip()[:80]!a} is not a network: write it like 192.168.7.0/24.") from None
