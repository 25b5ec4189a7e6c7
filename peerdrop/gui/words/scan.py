"""How a search for devices goes, and where it looks."""

import ipaddress
from collections.abc import Mapping

from PySide6.QtCore import QLocale

from peerdrop.gui.safe_text import figure
from peerdrop.gui.words.phrase import translate
from server.discovery.network_kinds import NetworkKind


def progress_line(done: int, total: int) -> str:
    """ "Searching… 120 of 254"."""
    if not total:
        return translate("Scan", "Searching…")
    locale = QLocale()
    counts = {"done": figure(locale.toString(done)), "total": figure(locale.toString(total))}
    return translate("Scan", "Searching… {done} of {total}").format(**counts)


def asked_line(done: int, total: int) -> str:
    """ "120 of 254 asked", beside where it is searched."""
    locale = QLocale()
    counts = {"done": figure(locale.toString(done)), "total": figure(locale.toString(total))}
    return translate("Scan", "{done} of {total} asked").format(**counts) if total else ""


def found_line(found: int) -> str:
    """What a search found that was not here before."""
    if not found:
        return translate("Scan", "Nothing new found")
    return translate("Scan", "1 device found") if found == 1 else translate("Scan", "%Ln devices found", n=found)


def where_line(addresses: tuple[str, ...], kinds: Mapping[str, NetworkKind] | None = None) -> str:
    """Where devices are looked for: "Searching 192.168.1.0/24 on Wi-Fi and 10.0.4.0/24 on cable"; "" without a network.

    *addresses*: this machine's own, and of what kind their networks are as far as that is known. A scan asks the /24
    around each.
    """
    networks: dict[str, str] = {}
    for each in addresses:
        if ":" not in each and not each.startswith("127."):
            network = str(ipaddress.ip_network(f"{each}/24", strict=False))
            kind = (kinds or {}).get(each, NetworkKind.OTHER)
            networks.setdefault(network, _named(figure(network), kind))
    shown = list(networks.values())
    if not shown:
        return ""
    if len(shown) == 1:
        return translate("Scan", "Searching {network}").format(network=shown[0])
    rest = translate("Scan", ", ", "between the networks of a list").join(shown[:-1])
    return translate("Scan", "Searching {networks} and {network}").format(networks=rest, network=shown[-1])


def _named(network: str, kind: NetworkKind) -> str:
    match kind:
        case NetworkKind.WIRELESS:
            #: A network in a list: "Searching 192.168.1.0/24 on Wi-Fi and 10.0.4.0/24 on cable".
            return translate("Scan", "{network} on Wi-Fi").format(network=network)
        case NetworkKind.CABLE:
            #: A network in a list: "Searching 192.168.1.0/24 on Wi-Fi and 10.0.4.0/24 on cable".
            return translate("Scan", "{network} on cable").format(network=network)
        case NetworkKind.OTHER:
            return network
