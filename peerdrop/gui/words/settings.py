"""What may stand in a field of the settings, and what is said if it does not."""

import ipaddress
import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale

from peerdrop.gui.safe_text import one_line
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.speeds import SpeedRefused, parse_speed
from peerdrop.settings import SCAN_ADDRESSES, Settings
from peerdrop.wire.limits import DEFAULT_PORT, NAME_CHARS

_HOST_PORT: Final = re.compile(r"^(\[[0-9a-fA-F:.]+\]|[^\s:/\[\]]+)(:\d{1,5})?(\?transport=(udp|tcp))?$")
_HOST_NAME: Final = re.compile(r"(?=.{1,253}\Z)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.?", re.ASCII | re.IGNORECASE)
_MOST_CONNECTIONS: Final = 64
_MOST_AT_ONCE: Final = 16
_LOWEST_PORT: Final = 1024
_HIGHEST_PORT: Final = 65535
_GIGABYTE: Final = 1_000_000_000


class SettingRefused(Exception):
    """What was typed does not do; its text is the user's sentence."""


def parse_name(text: str) -> str:
    """The name of this device; "" is the machine's own. Raises SettingRefused."""
    name = text.strip()
    if len(name) > NAME_CHARS:
        raise SettingRefused(
            translate("Settings", "Too long for a name: {length} characters, the limit is {limit}.").format(
                length=QLocale().toString(len(name)), limit=NAME_CHARS
            )
        )
    if not all(each.isprintable() for each in name):
        raise SettingRefused(translate("Settings", "A name is one line of letters, figures and signs."))
    return name


def parse_folder(text: str) -> str:
    """An absolute folder; "" is the user's Downloads. Raises SettingRefused."""
    if not text.strip():
        return ""
    try:
        folder = Path(text.strip()).expanduser()
    except RuntimeError:
        folder = Path()
    if not folder.is_absolute():
        raise SettingRefused(translate("Settings", "Write the whole path of the folder, or choose it with Change…."))
    return str(folder)


def parse_port(text: str) -> int:
    """A port, or 0 for the first free one from 3001 on. Raises SettingRefused."""
    if not text.strip():
        return 0
    # int() takes other scripts' figures and underscores as well.
    if not re.fullmatch(r"[0-9]{1,5}", text.strip()) or not _LOWEST_PORT <= int(text) <= _HIGHEST_PORT:
        raise SettingRefused(
            translate("Settings", "A port is a number from {lowest} to {highest}. Empty means automatic.").format(
                lowest=_LOWEST_PORT, highest=_HIGHEST_PORT
            )
        )
    return int(text)


def parse_discovery_port(text: str) -> int:
    """The UDP port on which devices find each other; "" is the usual one. Raises SettingRefused."""
    return parse_port(text) or DEFAULT_PORT


def parse_limit(text: str) -> int:
    """How many devices may be connected at the same time; "" is the usual number. Raises SettingRefused."""
    return _parse_count(text, Settings().max_connections, _MOST_CONNECTIONS)


def parse_at_once(text: str) -> int:
    """How many transfers go to one device side by side; "" is the usual number. Raises SettingRefused."""
    return _parse_count(text, Settings().transfers_at_once, _MOST_AT_ONCE)


def parse_speed_limit(text: str) -> int:
    """MB/s as typed, in bytes a second; "" is no limit. Raises SettingRefused."""
    try:
        return parse_speed(text)
    except SpeedRefused as exc:
        raise SettingRefused(str(exc)) from exc


def parse_reserve(text: str) -> int:
    """GB as typed, with a point or a comma, in bytes; "" and 0 are what is usual. Raises SettingRefused."""
    figure = text.strip().lower().removesuffix("gb").strip().replace(",", ".")
    if not figure:
        return 0
    # float() takes "nan", other scripts' figures and underscores as well.
    if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{0,3})?|\.[0-9]{1,3}", figure):
        raise SettingRefused(translate("Settings", "Write a number, such as 2 or 0.5. Empty means as usual."))
    return round(float(figure) * _GIGABYTE)


def reserve_text(reserve_bytes: int) -> str:
    """What stands in the field; "" for what is usual."""
    if not reserve_bytes:
        return ""
    gigabytes = f"{reserve_bytes / _GIGABYTE:.3f}".rstrip("0").rstrip(".")
    return gigabytes.replace(".", QLocale().decimalPoint())


def parse_host_names(text: str) -> tuple[str, ...]:
    """Names of this machine between commas. Raises SettingRefused for the first that is none."""
    names = tuple(part for part in re.split(r"[,;\s]+", text.strip()) if part)
    wrong = next((name for name in names if not _HOST_NAME.fullmatch(name)), None)
    if wrong is not None:
        raise SettingRefused(
            translate("Settings", "{name} is not a name of a machine. Write it as box.example.").format(
                name=one_line(wrong, limit_chars=40)
            )
        )
    return names


def parse_networks(text: str) -> tuple[str, ...]:
    """CIDR blocks between commas. Raises SettingRefused for the first that is none."""
    return tuple(_parse_network(part) for part in re.split(r"[,;\s]+", text.strip()) if part)


def parse_server(text: str, scheme: str) -> str:
    """A STUN or TURN server as an URL with its *scheme*; "" for none. Raises SettingRefused."""
    server = text.strip()
    if not server:
        return ""
    schemes = ("turn:", "turns:") if scheme == "turn" else ("stun:",)
    found = next((each for each in schemes if server.startswith(each)), None)
    rest = server.removeprefix(found) if found is not None else server
    if not _HOST_PORT.fullmatch(rest):
        raise SettingRefused(
            translate("Settings", "That is not a server. Write a name or an address, as in {example}.").format(
                example=f"{scheme}:server.example:3478"
            )
        )
    return f"{found or f'{scheme}:'}{rest}"


def _parse_count(text: str, usual: int, highest: int) -> int:
    if not text.strip():
        return usual
    if not re.fullmatch(r"[0-9]{1,2}", text.strip()) or not 1 <= int(text) <= highest:
        raise SettingRefused(
            translate("Settings", "Write a number from {lowest} to {highest}.").format(lowest=1, highest=highest)
        )
    return int(text)


def _parse_network(text: str) -> str:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise SettingRefused(
            translate("Settings", "{text} is not a network. Write it as 10.20.0.0/22.").format(text=text[:40])
        ) from None
    if network.version != 4:
        raise SettingRefused(translate("Settings", "Only IPv4 networks can be searched."))
    if network.num_addresses > SCAN_ADDRESSES:
        limit = QLocale().toString(SCAN_ADDRESSES)
        raise SettingRefused(
            translate("Settings", "{network} is too large: at most {limit} addresses, that is a /22.").format(
                network=network, limit=limit
            )
        )
    return str(network)
