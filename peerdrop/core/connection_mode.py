"""How this device is connected, all in all: how many others it talks to and by which way."""

from collections.abc import Iterable
from dataclasses import dataclass

from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import ConnectionState
from peerdrop.link import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionMode:
    """Each device counts once. *nearby*: here and not connected; *away*: known of old, and not here."""

    lan: int = 0
    nat: int = 0
    relay: int = 0
    nearby: int = 0
    away: int = 0

    @property
    def direct(self) -> int:
        """Connected peer-to-peer, in the local network or through routers."""
        return self.lan + self.nat

    @property
    def connected(self) -> int:
        """Connected, whichever way."""
        return self.direct + self.relay

    @property
    def is_offline(self) -> bool:
        """Nobody is connected and nobody is here."""
        return not self.connected and not self.nearby


def connection_mode(peers: Iterable[PeerSnapshot]) -> ConnectionMode:
    """The counts of *peers*. A connection whose way is not known yet counts as local, one that was lost
    as none.
    """
    counts = dict.fromkeys(("lan", "nat", "relay", "nearby", "away"), 0)
    for peer in peers:
        if peer.state is ConnectionState.CONNECTED:
            counts[(peer.path or Path.LAN).value] += 1
        else:
            counts["nearby" if peer.online else "away"] += 1
    return ConnectionMode(**counts)
