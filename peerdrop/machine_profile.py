"""What this machine is called and looks like, unless the user said otherwise."""

import platform
import socket
from pathlib import Path

from peerdrop.wire.card import DeviceKind
from peerdrop.wire.limits import NAME_CHARS


def machine_name() -> str:
    """The host's name without its domain; "PeerDrop" if it has none."""
    return socket.gethostname().split(".")[0][:NAME_CHARS] or "PeerDrop"


def machine_kind(power_supplies: Path = Path("/sys/class/power_supply")) -> DeviceKind:
    """LAPTOP where there is a battery, UNKNOWN where that can't be told, else DESKTOP."""
    if platform.system() != "Linux":
        return DeviceKind.UNKNOWN
    try:
        has_battery = any(entry.name.startswith("BAT") for entry in power_supplies.iterdir())
    except OSError:
        return DeviceKind.UNKNOWN
    return DeviceKind.LAPTOP if has_battery else DeviceKind.DESKTOP
