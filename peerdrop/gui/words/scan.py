"""How a search for devices goes, and where it looks."""

import ipaddress

from PySide6.QtCore import QLocale

from peerdrop.gui.safe_text import figure
from peerdrop.gui.words.phrase import translate


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


def where_line(addresses: tuple[str, ...]) -> str:
    """Where devices are looked for: "Searching 192.168.1.0/24 and 10.0.4.0/24"; "" without a network.

    *addresses*: this machine's own. A scan asks the /24 around each.
    """
    networks = [str(ipaddress.ip_network(f"{each}/24", strict=False)) for each in addresses if ":" not in each]
    shown = [figure(each) for each in dict.fromkeys(networks) if not each.startswith("127.")]
    if not shown:
        return ""
    if len(shown) == 1:
        return translate("Scan", "Searching {network}").format(network=shown[0])
    rest = translate("Scan", ", ", "between the networks of a list").join(shown[:-1])
    return translate("Scan", "Searching {networks} and {network}").format(networks=rest, network=shown[-1])
