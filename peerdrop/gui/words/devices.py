"""How a device's row and header say what its connection does."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import ConnectionState, FailureReason, Quality, Trust
from peerdrop.gui.words.amounts import ago_text, rtt_text
from peerdrop.link import Path


class Section(Enum):
    """Where a device stands in the list, top to bottom."""

    CONNECTED = 0
    NEARBY = 1
    OFFLINE = 2

    @property
    def title(self) -> str:
        return self.name.capitalize()


class Dot(Enum):
    """The shape at the corner of a device's tile: never colour alone."""

    DISC = auto()
    """Connected."""
    ARC = auto()
    """Working on it."""
    RING = auto()
    """Not connected."""
    ALERT = auto()
    """Stopped."""


@dataclass(frozen=True, slots=True)
class DeviceLook:
    """A row's state line and dot; colours are token names. *header* is the line in the conversation's header."""

    line: str
    dot: Dot
    dot_colour: str
    header: str
    line_colour: str = "text2"


_CONNECTING: Final = {
    ConnectionState.SIGNALING: "Connecting… (calling)",
    ConnectionState.CONNECTING: "Connecting… (finding a path)",
    ConnectionState.AUTHENTICATING: "Connecting… (checking identity)",
}
_LIVE: Final = frozenset({*_CONNECTING, ConnectionState.CONNECTED, ConnectionState.DISCONNECTED})
_QUALITY: Final = {
    Quality.GOOD: ("Connected", "ok"),
    Quality.FAIR: ("Slow link", "warn"),
    Quality.POOR: ("Weak link", "bad"),
}
_PATH: Final = {Path.LAN: "LAN", Path.NAT: "NAT", Path.RELAY: "relay"}
_SPOKEN_PATH: Final = {Path.LAN: "local network", Path.NAT: "through a router", Path.RELAY: "through a relay"}
_KIND_ICONS: Final = {"desktop": "desktop", "laptop": "laptop", "server": "server", "browser": "browser"}


def section_of(peer: PeerSnapshot) -> Section:
    """The section a device belongs to."""
    if peer.state in _LIVE:
        return Section.CONNECTED
    return Section.NEARBY if peer.online else Section.OFFLINE


def device_look(peer: PeerSnapshot, now: float) -> DeviceLook:
    """What the row of *peer* says."""
    if peer.trust is Trust.BLOCKED:
        return DeviceLook("Blocked", Dot.RING, "text3", "Blocked")
    if peer.state in _CONNECTING:
        return DeviceLook(_CONNECTING[peer.state], Dot.ARC, "accent", "Connecting…")
    if peer.state is ConnectionState.CONNECTED:
        return _connected_look(peer)
    if peer.state is ConnectionState.DISCONNECTED:
        line = "Connection lost · trying again…"
        return DeviceLook(line, Dot.ARC, "accent", line, "warn")
    if peer.state is ConnectionState.FAILED:
        if peer.reason is FailureReason.IDENTITY:
            return DeviceLook("Identity changed · stopped", Dot.ALERT, "bad", "Not connected", "bad")
        return DeviceLook("Could not connect", Dot.ALERT, "bad", "Not connected", "bad")
    if peer.state is ConnectionState.CLOSING:
        return DeviceLook("Disconnecting…", Dot.RING, "text2", "Disconnecting…")
    if not peer.online:
        return DeviceLook(f"Offline · last seen {ago_text(peer.last_seen_at, now)}", Dot.RING, "text3", "Offline")
    line = "New · not verified yet" if peer.trust is Trust.SEEN else "Nearby · not connected"
    return DeviceLook(line, Dot.RING, "accent", "Not connected")


def path_text(peer: PeerSnapshot) -> str:
    """The pill in the header: "Direct · WebRTC"; "" while there is no connection."""
    if peer.state is not ConnectionState.CONNECTED or peer.path is None:
        return ""
    return {Path.LAN: "Direct · WebRTC", Path.NAT: "NAT · WebRTC", Path.RELAY: "Relay"}[peer.path]


def signal_bars(peer: PeerSnapshot) -> int:
    """0 while not connected, else 1 to 3."""
    if peer.state is not ConnectionState.CONNECTED:
        return 0
    return {Quality.GOOD: 3, Quality.FAIR: 2, Quality.POOR: 1, None: 3}[peer.quality]


def device_icon(peer: PeerSnapshot) -> str:
    """The picture in the tile."""
    if peer.trust is Trust.BLOCKED:
        return "blocked"
    if peer.trust is Trust.SEEN and peer.state in (ConnectionState.NEW, ConnectionState.CLOSED):
        return "unknown-device" if peer.kind == "unknown" else _KIND_ICONS.get(peer.kind, "desktop")
    return _KIND_ICONS.get(peer.kind, "desktop")


def spoken_device(name: str, peer: PeerSnapshot, unread: int, now: float) -> str:
    """A row for a screen reader: everything in words."""
    parts = [name]
    if peer.trust is Trust.VERIFIED:
        parts.append("verified")
    if peer.state is ConnectionState.CONNECTED:
        parts.append(_QUALITY[peer.quality or Quality.GOOD][0].lower())
        if peer.path is not None:
            parts.append(_SPOKEN_PATH[peer.path])
        if peer.rtt_ms is not None:
            parts.append(rtt_text(peer.rtt_ms).replace("ms", "milliseconds"))
    else:
        parts.append(device_look(peer, now).line.replace(" · ", ", "))
    if unread:
        parts.append(f"{unread} unread")
    return ", ".join(parts)


def _connected_look(peer: PeerSnapshot) -> DeviceLook:
    word, colour = _QUALITY[peer.quality or Quality.GOOD]
    rtt = f" {rtt_text(peer.rtt_ms)}" if peer.rtt_ms is not None else ""
    way = _PATH[peer.path] if peer.path is not None else ""
    tail = f"{way}{rtt}".strip()
    return DeviceLook(
        line=f"{word} · {tail}" if tail else word,
        dot=Dot.DISC,
        dot_colour=colour,
        header=f"{word} ·{rtt}" if rtt else word,
    )
