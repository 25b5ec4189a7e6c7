"""What a backend is told about itself before it starts."""

from dataclasses import dataclass
from typing import Final

from peerdrop.wire.limits import DEFAULT_PORT, OFFER_TTL_S, PRESENCE_TTL_S

MAX_DEVICES: Final = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What this device says of itself in its card. *kind* is a DeviceKind value."""

    name: str
    kind: str
    features: tuple[str, ...]
    app_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendConfig:
    """How a backend listens and what it grants strangers; the defaults are right for a home or an office.

    *port* 0 walks 3001 to 3010, any other is exact. With *discoverable* off nothing is announced and no card is handed
    to devices that are merely heard. *host_names* are names under which this backend may be asked, beside its
    addresses.
    """

    port: int = 0
    discovery_port: int = DEFAULT_PORT
    discoverable: bool = True
    host_names: tuple[str, ...] = ()
    connections_per_address: int = 16
    connections_total: int = 256
    requests_per_second: float = 30.0
    """Sustained, per source address, before any signature is looked at; three seconds' worth may come at once."""
    requests_per_second_total: float = 300.0
    max_devices: int = MAX_DEVICES
    offer_ttl_s: int = OFFER_TTL_S
    presence_ttl_s: int = PRESENCE_TTL_S
    scan_networks: tuple[str, ...] = ()
    """What a scan asks beside the machine's own networks, in CIDR notation; 1,024 addresses at most."""
