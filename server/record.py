"""What this backend knows of one device."""

from dataclasses import dataclass
from enum import StrEnum

from peerdrop.wire.card import Card
from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import DeviceId


class Source(StrEnum):
    """How a device was found first."""

    BROADCAST = "broadcast"
    SCAN = "scan"
    ADDRESS = "address"
    SAVED = "saved"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True, order=True)
class Endpoint:
    """Where a backend answers: *host* is an IP literal (with %scope for link-local IPv6)."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRecord:
    """One device with a checked card. *endpoints*: best first, the one that worked last leads.

    *can_call*: we reach it; *called_by*: it reaches us. *last_seen* is wall time of the last sign of life.
    """

    device_id: DeviceId
    card: Card
    endpoints: tuple[Endpoint, ...]
    source: Source
    can_call: Reach
    called_by: Reach
    online: bool
    last_seen: float
