"""The packet filter of one host: what it drops and what it counts."""

import json
from collections.abc import Sequence
from enum import Enum, auto
from typing import Any

from tests.lab.namespace import Namespace

_TABLE = "peerdrop_lab"
# Counted before anything is dropped: what a host sends in vain counts too.
_COUNT_PRIORITY = -300
_DROP_PRIORITY = -10


class Firewall:
    """Drops and counts packets of IPv4 and IPv6 alike: a test that blocks one of them only proves nothing."""

    def __init__(self, namespace: Namespace) -> None:
        self._namespace = namespace
        self._counters = 0
        self._load(
            f"table inet {_TABLE} {{",
            f"  chain count_in {{ type filter hook input priority {_COUNT_PRIORITY}; }}",
            f"  chain count_out {{ type filter hook output priority {_COUNT_PRIORITY}; }}",
            f"  chain drop_in {{ type filter hook input priority {_DROP_PRIORITY}; }}",
            f"  chain drop_out {{ type filter hook output priority {_DROP_PRIORITY}; }}",
            "}",
        )

    def drop_port(self, port: int) -> None:
        """From now on no TCP segment or UDP datagram from or to *port* comes in or goes out."""
        self._add(
            *(f"{chain} {protocol} {side} {port} drop" for chain in ("drop_in", "drop_out")
              for protocol in ("tcp", "udp") for side in ("sport", "dport"))
        )  # fmt: skip

    def drop_udp_port(self, port: int) -> None:
        """From now on no UDP datagram from or to *port* comes in or goes out."""
        self._add(
            *(f"{chain} udp {side} {port} drop" for chain in ("drop_in", "drop_out") for side in ("sport", "dport"))
        )

    def refuse_calls(self, addresses: Sequence[str], kind: "OneWay") -> None:
        """Keep the host with *addresses* from calling this one; this one may go on calling it."""
        for address in addresses:
            source, destination = _match("saddr", address), _match("daddr", address)
            if kind is OneWay.TCP:
                self._add(f"drop_in {source} tcp flags & (syn | ack) == syn drop")
                continue
            if kind is OneWay.ALL:
                self._add(f"drop_in {source} meta l4proto udp drop", f"drop_out {destination} meta l4proto udp drop")
            self._add(
                # Without neighbor discovery IPv6 would be cut both ways.
                "drop_in meta l4proto icmpv6 accept",
                f"drop_in {source} ct state established,related accept",
                f"drop_in {source} drop",
            )

    def open(self) -> None:
        """Drop nothing any more; counters go on."""
        self._load(f"flush chain inet {_TABLE} drop_in", f"flush chain inet {_TABLE} drop_out")

    def count(self, *matches: str) -> "ByteCounter":
        """Count packets in and out that fit any of *matches*, such as `tcp dport 3001`, from now on."""
        self._counters += 1
        name = f"counter{self._counters}"
        self._load(f"add counter inet {_TABLE} {name}")
        self._add(*(f"{chain} {match} counter name {name}" for chain in ("count_in", "count_out") for match in matches))
        return ByteCounter(self._namespace, name)

    def count_tcp_port(self, port: int) -> "ByteCounter":
        """Count the TCP segments from and to *port*."""
        return self.count(f"tcp sport {port}", f"tcp dport {port}")

    def count_udp(self) -> "ByteCounter":
        """Count all datagrams."""
        return self.count("meta l4proto udp")

    def count_udp_from(self, addresses: Sequence[str]) -> "ByteCounter":
        """Count the datagrams that come from *addresses*."""
        return self.count(*(f"meta l4proto udp {_match('saddr', address)}" for address in addresses))

    def _add(self, *rules: str) -> None:
        self._load(*(f"add rule inet {_TABLE} {rule}" for rule in rules))

    def _load(self, *lines: str) -> None:
        self._namespace.run("nft", "-f", "-", stdin="\n".join(lines) + "\n")


class OneWay(Enum):
    """What a host that refuses calls drops of the other's packets."""

    TCP = auto()
    """New TCP connections only."""
    NEW = auto()
    """All that is no answer: the usual stateful firewall."""
    ALL = auto()
    """As NEW, and UDP in both directions: nothing but TCP in the open direction is left."""


class ByteCounter:
    """The IP bytes of the packets that fitted."""

    def __init__(self, namespace: Namespace, name: str) -> None:
        self._namespace = namespace
        self._name = name

    def read_bytes(self) -> int:
        """Bytes up to now, headers included, both directions."""
        return int(self._read()["bytes"])

    def read_packets(self) -> int:
        """Packets up to now, both directions."""
        return int(self._read()["packets"])

    def _read(self) -> dict[str, Any]:
        raw = self._namespace.run("nft", "-j", "list", "counter", "inet", _TABLE, self._name)
        counters = [entry["counter"] for entry in json.loads(raw)["nftables"] if "counter" in entry]
        (counter,) = counters
        return dict(counter)


def _match(side: str, address: str) -> str:
    return f"{'ip6' if ':' in address else 'ip'} {side} {address}"
