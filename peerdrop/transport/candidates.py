"""Which of this machine's addresses are offered to a peer, and what a chosen pair says about the way."""

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from peerdrop.link import Path
from peerdrop.transport.sdp import CandidateType

HOST_CANDIDATES: Final = 6
"""Each address more costs a socket and, paired with all of the other side's, 20 ms a pair in a bad order."""
LOOPBACK: Final = "127.0.0.1"
_SUBNET_BITS: Final = {4: 24, 6: 64}
"""What counts as one subnet where only the address is known."""

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The two ends of the way that ICE chose."""

    local_address: str
    local_type: CandidateType
    remote_address: str
    remote_type: CandidateType
    remote_hides: bool
    """The peer's description held only `.local` names, so that any address of it comes as a surprise."""


def choose_addresses(own: Sequence[str], peer: Sequence[str]) -> list[str]:
    """At most HOST_CANDIDATES of our *own* addresses (best first), those in a subnet of the *peer* before others.

    127.0.0.1 is among them only if the peer is this machine, or if there is nothing else.
    """
    ours = [address for address in _parsed(own) if not address.is_loopback and not _needs_scope(address)]
    theirs = _parsed(peer)
    near = [address for address in ours if any(same_subnet(address, other) for other in theirs)]
    chosen = [str(address) for address in dict.fromkeys([*near, *ours])]
    # An address of ours that the peer has as well may be a bridge of the same name (172.17.0.1) on another machine:
    # so the others stay beside 127.0.0.1.
    if not chosen or any(address.is_loopback or address in ours for address in theirs):
        chosen.insert(0, LOOPBACK)
    return chosen[:HOST_CANDIDATES]


def path_of(pair: Pair) -> Path:
    """RELAY if either end is a relay, LAN if the two reach each other without anything that translates addresses."""
    if CandidateType.RELAY in (pair.local_type, pair.remote_type):
        return Path.RELAY
    surprising = pair.remote_type is CandidateType.PRFLX and not pair.remote_hides
    if surprising or pair.remote_type is CandidateType.SRFLX:
        return Path.NAT
    local, remote = ipaddress.ip_address(pair.local_address), ipaddress.ip_address(pair.remote_address)
    both_local = _is_local(local) and _is_local(remote)
    return Path.LAN if both_local or same_subnet(local, remote) else Path.NAT


def same_subnet(one: IpAddress, other: IpAddress) -> bool:
    """Both are in one /24 (IPv6: /64)."""
    if one.version != other.version:
        return False
    shift = one.max_prefixlen - _SUBNET_BITS[one.version]
    return int(one) >> shift == int(other) >> shift


def _is_local(address: IpAddress) -> bool:
    return address.is_private or address.is_link_local or address.is_loopback


def _needs_scope(address: IpAddress) -> bool:
    """Link-local IPv6 says nothing without its interface, which no candidate carries."""
    return isinstance(address, ipaddress.IPv6Address) and address.is_link_local


def _parsed(texts: Iterable[str]) -> list[IpAddress]:
    addresses: list[IpAddress] = []
    for text in texts:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            continue
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        addresses.append(address)
    return addresses
