"""What is said of a connection: of one that is open, why it feels as it does; of past ones, how they went."""

from typing import Final

from PySide6.QtCore import QDateTime, QLocale

from peerdrop.core.connection_mode import ConnectionMode
from peerdrop.core.saved_devices import PastConnection
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import ConnectionState, FailureReason, Quality
from peerdrop.gui.safe_text import figure
from peerdrop.gui.words.amounts import clock_text, day_text, rtt_text, seconds_text
from peerdrop.gui.words.devices import PATHS, device_look
from peerdrop.gui.words.phrase import Phrase, translate
from peerdrop.link import Path

_WAY: Final = {
    Path.LAN: Phrase("Connections", "Direct, on this network"),
    Path.NAT: Phrase("Connections", "Direct, through a router"),
    Path.RELAY: Phrase("Connections", "Through a relay"),
}
_FEELS: Final = {
    Quality.GOOD: Phrase("Connections", "Good: answers come in under 50 ms."),
    Quality.FAIR: Phrase("Connections", "Slow: answers take 50 to 150 ms, or one was missed."),
    Quality.POOR: Phrase("Connections", "Weak: answers take over 150 ms, or several were missed."),
}
_ADVICE: Final = {
    Path.LAN: Phrase("Connections", "A weak Wi-Fi or a busy network is the usual cause. Come closer, or use a cable."),
    Path.NAT: Phrase("Connections", "The way leads through the internet. On one network it would be faster."),
    Path.RELAY: Phrase("Connections", "All goes through a relay server. On one network it would go straight."),
}
_ENDS: Final = {
    FailureReason.LOST: Phrase("Connections", "The connection was lost"),
    FailureReason.IDENTITY: Phrase("Connections", "Its identity was another one"),
}


def way_text(path: Path | None) -> str:
    """The way the bytes of a connection take; "" while it is not known."""
    return "" if path is None else _WAY[path].translated()


def short_way(path: Path | None) -> str:
    """ "LAN", "NAT" or "relay", for a table."""
    return "" if path is None else PATHS[path].translated()


def why_facts(peer: PeerSnapshot, now: float) -> tuple[tuple[str, str], ...]:
    """What is known of the connection with *peer*: names and values."""
    facts = [(translate("Connections", "State"), device_look(peer, now).header)]
    if peer.state is ConnectionState.CONNECTED:
        facts.append((translate("Connections", "Path"), way_text(peer.path) or translate("Connections", "Not known")))
        answered = translate("Connections", "Not measured yet") if peer.rtt_ms is None else rtt_text(peer.rtt_ms)
        facts.append((translate("Connections", "Round trip"), answered))
        missed = translate("Connections", "None")
        if peer.missed_pings:
            #: {time}: how long nothing has come: "6 s".
            silent = translate("Connections", "%Ln, nothing heard for {time}", n=peer.missed_pings)
            missed = silent.format(time=seconds_text(peer.silent_s))
        facts.append((translate("Connections", "Missed answers"), missed))
    port = f":{peer.port}" if ":" not in peer.address else ""
    facts.append((translate("Connections", "Address"), figure(f"{peer.address}{port}")))
    return tuple(facts)


def why_line(peer: PeerSnapshot) -> str:
    """How the connection feels, and what could be done about it."""
    if peer.state is not ConnectionState.CONNECTED or peer.quality is None:
        return ""
    feels = _FEELS[peer.quality].translated()
    if peer.quality is Quality.GOOD or peer.path is None:
        return feels
    return f"{feels} {_ADVICE[peer.path].translated()}"


def mode_line(mode: ConnectionMode) -> str:
    """How this device is connected: "2 peer-to-peer · 1 by relay", "Not connected · 3 nearby"; "" where nobody is."""
    parts = []
    if mode.direct:
        parts.append(translate("Connections", "%Ln peer-to-peer", n=mode.direct))
    if mode.relay:
        parts.append(translate("Connections", "%Ln by relay", n=mode.relay))
    if parts:
        return " · ".join(parts)
    if mode.nearby:
        return translate("Connections", "Not connected · %Ln nearby", n=mode.nearby)
    return translate("Connections", "Offline: nobody is here") if mode.away else ""


def mode_help(mode: ConnectionMode) -> str:
    """What `mode_line` means, in full sentences."""
    sentences = [
        translate("Connections", "Peer-to-peer, straight from machine to machine: %Ln.", n=mode.direct),
        translate("Connections", "Through a relay, which sees only encrypted data: %Ln.", n=mode.relay),
        translate("Connections", "Here but not connected: %Ln.", n=mode.nearby),
        translate("Connections", "Offline: %Ln.", n=mode.away),
    ]
    return " ".join(sentences)


def begun_text(connection: PastConnection, now: float) -> str:
    """When a connection began: "Today, 09:14"."""
    at = connection.connected_at
    year = "" if _year(at) == _year(now) else f" {_year(at)}"
    return f"{day_text(at, now)}{year}, {clock_text(at)}"


def lasted_text(connection: PastConnection, *, is_open: bool) -> str:
    """How long a connection stood: "2 min 5 s"; *is_open*: it still does."""
    if connection.ended_at is None:
        return translate("Connections", "Still connected") if is_open else translate("Connections", "Not known")
    return seconds_text(max(0.0, connection.ended_at - connection.connected_at))


def ended_text(connection: PastConnection, *, is_open: bool) -> str:
    """How a connection ended."""
    if connection.ended_at is None:
        return "" if is_open else translate("Connections", "PeerDrop ended before it")
    if connection.reason is None:
        return translate("Connections", "Closed by one of you")
    known = connection.reason in FailureReason.__members__
    phrase = _ENDS.get(FailureReason[connection.reason]) if known else None
    return phrase.translated() if phrase is not None else translate("Connections", "It failed")


def _year(at: float) -> str:
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(int(at * 1000)).date(), "yyyy")
