"""What a STUN or TURN server did when it was tried, in one sentence."""

import re
from typing import Final

from PySide6.QtCore import QLocale, QTime

from peerdrop.gui.safe_text import figure
from peerdrop.gui.words.phrase import Phrase, translate
from peerdrop.link import ServerFailure, ServerReport

_STUN_PORT: Final = 3478
_TLS_PORT: Final = 5349
_FAILURES: Final = {
    ServerFailure.NO_ANSWER: Phrase("Servers", "No answer in 5 s. Check the name or port {port}."),
    ServerFailure.CLOSED: Phrase("Servers", "Nothing listens there at port {port}. Check the port."),
    ServerFailure.UNKNOWN_NAME: Phrase("Servers", "Nobody knows that name. Check how it is written."),
    ServerFailure.REFUSED: Phrase("Servers", "A server answers there, but it does not do this. Check its settings."),
    ServerFailure.NOT_TRIED: Phrase("Servers", "PeerDrop is not running, so nothing was tested."),
    ServerFailure.CERTIFICATE: Phrase("Servers", "No secure connection: its certificate is not trusted here."),
}


def report_text(url: str, report: ServerReport, at: QTime) -> str:
    """One line on the server of *url*, tried at the time *at*."""
    is_relay = url.startswith("turn")
    if report.failure is ServerFailure.DENIED:
        return translate("Servers", "The relay refused the user name or password.")
    if report.failure is not None:
        return _FAILURES[report.failure].translated(port=figure(port_text(url)))
    if is_relay:
        text = translate("Servers", "Relay works: {milliseconds} ms, address {address} (checked {time})")
    else:
        text = translate("Servers", "Works: {milliseconds} ms, your address is {address} (checked {time})")
    return text.format(
        milliseconds=figure(QLocale().toString(max(1, round(report.rtt_ms or 0)))),
        address=figure(report.address or ""),
        time=figure(QLocale().toString(at, QLocale.FormatType.ShortFormat)),
    )


def port_text(url: str) -> str:
    """ "turn:relay.example?transport=tcp" -> "3478/TCP"."""
    scheme, _, rest = url.partition(":")
    host, _, query = rest.partition("?")
    given = re.search(r":(\d+)$", host.rpartition("]")[2])
    port = int(given[1]) if given else _TLS_PORT if scheme == "turns" else _STUN_PORT
    over_tcp = query == "transport=tcp" or (scheme == "turns" and not query)
    return f"{port}/{'TCP' if over_tcp else 'UDP'}"
