"""What carries the networks of this machine, where the system tells it cheaply: Linux, in /sys."""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum, auto
from pathlib import Path
from typing import Final

from server.discovery.interfaces import Interface, read_interfaces

_ETHERNET: Final = "1"


class NetworkKind(Enum):
    """As people call it."""

    WIRELESS = auto()
    CABLE = auto()
    OTHER = auto()
    """A virtual one, or it can't be told."""


class NetworkKinds:
    """Looks into *devices*, one folder per interface, each time it is asked. Touches the file system."""

    def __init__(
        self,
        devices: Path = Path("/sys/class/net"),
        reader: Callable[[], Iterable[Interface]] = read_interfaces,
    ) -> None:
        self._devices = devices
        self._reader = reader

    def of_addresses(self) -> Mapping[str, NetworkKind]:
        """The kind of each own address."""
        return {each.ip: self._of_interface(each.name) for each in self._reader()}

    def _of_interface(self, name: str) -> NetworkKind:
        # A label that an address was given stands behind a colon: "eth0:1".
        folder = self._devices / name.partition(":")[0]
        try:
            if (folder / "wireless").exists() or (folder / "phy80211").exists():
                return NetworkKind.WIRELESS
            is_ethernet = (folder / "type").read_text(encoding="ascii").strip() == _ETHERNET
            # Bridges and tunnels say that they are Ethernet as well; behind a cable there is a device.
            return NetworkKind.CABLE if is_ethernet and (folder / "device").exists() else NetworkKind.OTHER
        except (OSError, ValueError):
            return NetworkKind.OTHER
