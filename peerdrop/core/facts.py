"""What the backend told of one device, in the core's own words."""

from dataclasses import dataclass
from typing import Annotated

import msgspec

from peerdrop.core.states import FoundBy
from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import DeviceId, InstanceId, PortField


class PeerEndpoint(msgspec.Struct, frozen=True):
    """Where a backend answers: *host* is an IP literal."""

    host: Annotated[str, msgspec.Meta(max_length=80)]
    port: PortField


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerFacts:
    """One device with a checked card; *addresses* are IP literals, best first, and *endpoints* the same with ports."""

    device_id: DeviceId
    name: str
    kind: str
    instance: InstanceId
    addresses: tuple[str, ...]
    port: int
    found_by: FoundBy
    can_call: Reach
    called_by: Reach
    online: bool
    last_seen_at: float
    features: frozenset[str] = frozenset()
    endpoints: tuple[PeerEndpoint, ...] = ()
