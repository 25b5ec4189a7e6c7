"""How devices are connected, in words for people."""

from typing import Final

from peerdrop.core.connection_mode import ConnectionMode
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import ConnectionState, FailureReason
from peerdrop.link import Path

PATHS: Final = {Path.LAN: "LAN", Path.NAT: "NAT", Path.RELAY: "relay"}
_STATES: Final = {
    ConnectionState.NEW: "not connected",
    ConnectionState.SIGNALING: "calling",
    ConnectionState.CONNECTING: "connecting",
    ConnectionState.AUTHENTICATING: "connecting",
    ConnectionState.CONNECTED: "connected",
    ConnectionState.DISCONNECTED: "does not answer",
    ConnectionState.FAILED: "failed",
    ConnectionState.CLOSING: "disconnecting",
    ConnectionState.CLOSED: "not connected",
}
_FAILURES: Final = {
    FailureReason.SIGNALING: "not reached",
    FailureReason.SIGNALING_TIMEOUT: "no answer",
    FailureReason.ICE: "no direct way",
    FailureReason.CONNECT_TIMEOUT: "did not open in time",
    FailureReason.IDENTITY: "it is another device",
    FailureReason.VERSION: "one of the two PeerDrops is too old",
    FailureReason.HELLO_TIMEOUT: "did not prove who it is",
    FailureReason.LOST: "the connection was lost",
    FailureReason.LIMIT: "too many devices are connected here",
    FailureReason.BUSY: "too many devices are connected there",
    FailureReason.TRANSPORT: "could not be prepared here",
}


def connection_words(peer: PeerSnapshot) -> str:
    """The state of the connection; of a live one its way, and its quality with the figures behind it."""
    words = [_STATES[peer.state]]
    if peer.state is ConnectionState.FAILED and peer.reason is not None:
        words = [f"failed: {_FAILURES[peer.reason]}"]
    if peer.path is not None:
        words.append(PATHS[peer.path])
    if peer.quality is not None:
        words.append(peer.quality.value)
    if peer.rtt_ms is not None:
        words.append(f"{peer.rtt_ms:.1f} ms" if peer.rtt_ms < 10 else f"{peer.rtt_ms:.0f} ms")
    if peer.missed_pings:
        words.append(f"{peer.missed_pings} missed {'ping' if peer.missed_pings == 1 else 'pings'}")
        words.append(f"silent for {peer.silent_s:.0f} s")
    return ", ".join(words)


def mode_words(mode: ConnectionMode) -> str:
    """The counts of all devices in one line."""
    ways = f" ({mode.lan} LAN, {mode.nat} NAT)" if mode.direct else ""
    return f"{mode.direct} peer-to-peer{ways}, {mode.relay} by relay, {mode.nearby} nearby, {mode.away} away"
