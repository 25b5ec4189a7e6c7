"""What every session of a node shares."""

from collections.abc import Callable
from dataclasses import dataclass

from peerdrop.clock import Clock
from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.features import FeatureSet
from peerdrop.core.signaling import Signaling
from peerdrop.core.supervisor import Supervisor
from peerdrop.identity.identity import Identity
from peerdrop.link import LinkFactory


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionContext:
    """The parts a session works with; *name* and *protocol_features* are what its HELLO says of us."""

    identity: Identity
    name: Callable[[], str]
    protocol_features: tuple[str, ...]
    features: FeatureSet
    links: LinkFactory
    signaling: Signaling
    clock: Clock
    supervisor: Supervisor
    limits: ConnectionLimits
