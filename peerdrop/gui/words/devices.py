"""How a device's row and header say what its connection does."""

import math
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import ConnectionState, FailureReason, Quality, Trust
from peerdrop.gui.words.amounts import ago_text, rtt_text, seconds_text
from peerdrop.gui.words.phrase import Phrase, translate
from peerdrop.link import Path


class Section(Enum):
    """Where a device stands in the list, top to bottom."""

    CONNECTED = 0
    NEARBY = 1
    OFFLINE = 2

    @property
    def title(self) -> str:
        return _SECTIONS[self].translated()


_SECTIONS: Final = {
    Section.CONNECTED: Phrase("Devices", "Connected", "head of a section"),
    Section.NEARBY: Phrase("Devices", "Nearby"),
    Section.OFFLINE: Phrase("Devices", "Offline"),
}


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
    ConnectionState.SIGNALING: Phrase("Devices", "Connecting… (calling)"),
    ConnectionState.CONNECTING: Phrase("Devices", "Connecting… (finding a path)"),
    ConnectionState.AUTHENTICATING: Phrase("Devices", "Connecting… (checking identity)"),
}
_AT_REST: Final = frozenset({ConnectionState.NEW, ConnectionState.CLOSED})
_LIVE: Final = frozenset({*_CONNECTING, ConnectionState.CONNECTED, ConnectionState.DISCONNECTED})
_QUALITY: Final = {
    Quality.GOOD: (Phrase("Devices", "Connected"), "ok"),
    Quality.FAIR: (Phrase("Devices", "Slow link"), "warn"),
    Quality.POOR: (Phrase("Devices", "Weak link"), "bad"),
}
_SILENT: Final = {
    #: {time}: "6 s".
    Quality.FAIR: Phrase("Devices", "Slow link · no answer for {time}"),
    #: {time}: "6 s".
    Quality.POOR: Phrase("Devices", "Weak link · no answer for {time}"),
}
PATHS: Final = {
    Path.LAN: Phrase("Devices", "LAN"),
    Path.NAT: Phrase("Devices", "NAT"),
    Path.RELAY: Phrase("Devices", "relay"),
}
_SPOKEN_PATH: Final = {
    Path.LAN: Phrase("Devices", "local network"),
    Path.NAT: Phrase("Devices", "through a router"),
    Path.RELAY: Phrase("Devices", "through a relay"),
}
_PILL: Final = {
    Path.LAN: Phrase("Header", "Direct · WebRTC"),
    Path.NAT: Phrase("Header", "NAT · WebRTC"),
    Path.RELAY: Phrase("Header", "Relay"),
}
_KIND_ICONS: Final = {"desktop": "desktop", "laptop": "laptop", "server": "server", "browser": "browser"}


def section_of(peer: PeerSnapshot) -> Section:
    """The section a device belongs to."""
    if peer.state in _LIVE:
        return Section.CONNECTED
    return Section.NEARBY if peer.online else Section.OFFLINE


def is_over_the_limit(peer: PeerSnapshot) -> bool:
    """*peer* is not connected because as many devices as the settings allow are."""
    return peer.state is ConnectionState.FAILED and peer.reason is FailureReason.LIMIT


def is_tried_again(peer: PeerSnapshot) -> bool:
    """*peer* is not connected, and is dialed by itself in a while, or, after a failure, right now.

    Whoever is away is no failure: then it counts what waits for it.
    """
    if peer.retry_at is None or peer.trust is Trust.BLOCKED:
        return False
    return peer.state is ConnectionState.FAILED or (peer.state in _AT_REST and peer.online)


def device_look(peer: PeerSnapshot, now: float, *, waiting: int = 0, connected: int = 0) -> DeviceLook:
    """What the row of *peer* says; *waiting*: what is in the outbox for it, *connected*: how many devices are."""
    if peer.trust is Trust.BLOCKED:
        blocked = translate("Devices", "Blocked")
        return DeviceLook(blocked, Dot.RING, "text3", blocked)
    if peer.state in _CONNECTING:
        line = _CONNECTING[peer.state].translated()
        return DeviceLook(line, Dot.ARC, "accent", translate("Devices", "Connecting…"))
    if peer.state is ConnectionState.CONNECTED:
        return _connected_look(peer)
    if peer.state is ConnectionState.DISCONNECTED:
        line = translate("Devices", "Connection lost · trying again…")
        return DeviceLook(line, Dot.ARC, "accent", line, "warn")
    if peer.state is ConnectionState.CLOSING:
        line = translate("Devices", "Disconnecting…")
        return DeviceLook(line, Dot.RING, "text2", line)
    if is_tried_again(peer):
        return _again_look(peer, now)
    if peer.state is ConnectionState.FAILED and not is_over_the_limit(peer):
        return _failed_look(peer)
    if not peer.online:
        line = _away_line(ago_text(peer.last_seen_at, now), waiting)
        return DeviceLook(line, Dot.RING, "text3", translate("Devices", "Offline"))
    return _nearby_look(peer, connected)


def path_text(peer: PeerSnapshot) -> str:
    """The pill in the header: "Direct · WebRTC"; "" while there is no connection."""
    if peer.state is not ConnectionState.CONNECTED or peer.path is None:
        return ""
    return _PILL[peer.path].translated()


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


def spoken_device(name: str, peer: PeerSnapshot, unread: int, look: DeviceLook) -> str:
    """A row for a screen reader: everything in words."""
    parts = [name]
    if peer.trust is Trust.VERIFIED:
        parts.append(translate("Devices", "verified"))
    is_connected = peer.state is ConnectionState.CONNECTED and peer.trust is not Trust.BLOCKED
    if is_connected and not peer.missed_pings:
        parts.append(_QUALITY[peer.quality or Quality.GOOD][0].translated().lower())
        if peer.path is not None:
            parts.append(_SPOKEN_PATH[peer.path].translated())
        if peer.rtt_ms is not None:
            parts.append(rtt_text(peer.rtt_ms).replace("ms", translate("Devices", "milliseconds")))
    else:
        parts.append(look.line.replace(" · ", ", "))
    if unread:
        parts.append(translate("Devices", "%Ln unread", n=unread))
    return ", ".join(parts)


def _again_look(peer: PeerSnapshot, now: float) -> DeviceLook:
    left_s = 0.0 if peer.retry_at is None else peer.retry_at - now
    if left_s > 0.0:
        #: {time}: "5 s".
        line = translate("Devices", "Trying again in {time}").format(time=seconds_text(math.ceil(left_s)))
    else:
        line = translate("Devices", "Trying again…")
    return DeviceLook(line, Dot.ARC, "accent", translate("Devices", "Not connected"))


def _failed_look(peer: PeerSnapshot) -> DeviceLook:
    if peer.reason is FailureReason.IDENTITY:
        line = translate("Devices", "Identity changed · stopped")
    else:
        line = translate("Devices", "Could not connect")
    return DeviceLook(line, Dot.ALERT, "bad", translate("Devices", "Not connected"), "bad")


def _nearby_look(peer: PeerSnapshot, connected: int) -> DeviceLook:
    header = translate("Devices", "Not connected")
    if is_over_the_limit(peer):
        return DeviceLook(_full_line(connected), Dot.RING, "text3", header)
    if peer.trust is Trust.SEEN:
        return DeviceLook(
            translate("Devices", "New", "a device nobody here has dealt with"), Dot.RING, "accent", header
        )
    return DeviceLook(translate("Devices", "Nearby · not connected"), Dot.RING, "accent", header)


def _away_line(ago: str, waiting: int) -> str:
    if waiting:
        #: {ago} is "just now", "2 h" or a day; the number is what waits in the outbox.
        return translate("Devices", "Offline · last seen {ago} · %Ln waiting", n=waiting).format(ago=ago)
    return translate("Devices", "Offline · last seen {ago}").format(ago=ago)


def _full_line(connected: int) -> str:
    if connected > 1:
        return translate("Devices", "Nearby · %Ln devices connected already", n=connected)
    return translate("Devices", "Nearby · no more connections at once")


def _connected_look(peer: PeerSnapshot) -> DeviceLook:
    if peer.missed_pings:
        return _silent_look(peer)
    quality, colour = _QUALITY[peer.quality or Quality.GOOD]
    word = quality.translated()
    rtt = f" {rtt_text(peer.rtt_ms)}" if peer.rtt_ms is not None else ""
    way = PATHS[peer.path].translated() if peer.path is not None else ""
    tail = f"{way}{rtt}".strip()
    return DeviceLook(
        line=f"{word} · {tail}" if tail else word,
        dot=Dot.DISC,
        dot_colour=colour,
        header=f"{word} ·{rtt}" if rtt else word,
    )


def _silent_look(peer: PeerSnapshot) -> DeviceLook:
    """The round trip is that of the last answer: beside a link that is silent now it would say the contrary."""
    quality = peer.quality if peer.quality in _SILENT else Quality.FAIR
    line = _SILENT[quality].translated(time=seconds_text(peer.silent_s))
    return DeviceLook(line, Dot.DISC, _QUALITY[quality][1], line)
