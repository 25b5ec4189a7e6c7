"""`peerdrop://ADDRESS` and `peerdrop://ID`: what a web page or another program may ask the window to fill in."""

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import DeviceId, parse_device_id

SCHEME: Final = "peerdrop://"
_CHARS: Final = 300
_HOST_CHARS: Final = 253
_WHOLE: Final = re.compile(r"\Apeerdrop://([A-Za-z0-9.:_\[\]-]+)/?\Z", re.IGNORECASE)
_HOST_AND_PORT: Final = re.compile(r"\A(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?\Z")
_LABEL: Final = re.compile(r"\A(?!-)[A-Za-z0-9_-]{1,63}(?<!-)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppLink:
    """Exactly one of the two is set. It may come from anybody: it is only ever shown, never acted on."""

    device_id: DeviceId | None = None
    address: str | None = None
    """`host`, `host:port`, `v4`, `[v6]` or `[v6]:port`."""


def is_app_link(text: str) -> bool:
    """Whether *text* claims to be such a link; `parse_app_link` says whether it is one."""
    return text[: len(SCHEME)].lower() == SCHEME


def parse_app_link(text: str) -> AppLink | None:
    """The link that *text* is, with one slash behind it forgiven; None if it is none.

    Nothing of a URL but scheme and host is known: no user, path, query, fragment or percent sign.
    """
    if len(text) > _CHARS:
        return None
    whole = _WHOLE.match(text)
    if whole is None:
        return None
    target = whole.group(1)
    try:
        return AppLink(device_id=parse_device_id(target))
    except MalformedMessage:
        return AppLink(address=target) if _is_address(target) else None


def local_file(text: str) -> Path | None:
    """The absolute path of a `file:` URL of this machine, as file managers give it; None if *text* is none."""
    if text[:5].lower() != "file:":
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    path = unquote(parts.path)
    if parts.netloc not in ("", "localhost") or not path.startswith("/") or "\0" in path:
        return None
    return Path(path)


def _is_address(target: str) -> bool:
    parts = _HOST_AND_PORT.match(target)
    if parts is None:
        return False
    host, port = parts["host"], parts["port"]
    if port is not None and not 1 <= int(port) <= 65535:
        return False
    if host.startswith("["):
        return _is_literal(host[1:-1], ipaddress.IPv6Address)
    if host.replace(".", "").isdigit():
        return _is_literal(host, ipaddress.IPv4Address)
    return len(host) <= _HOST_CHARS and all(map(_LABEL.match, host.removesuffix(".").split(".")))


def _is_literal(text: str, kind: type[ipaddress.IPv4Address] | type[ipaddress.IPv6Address]) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True
