"""Files that become a transfer."""

from dataclasses import dataclass
from pathlib import Path

from peerdrop.wire.identifiers import DeviceId


@dataclass(slots=True, eq=False)
class Sending:
    """Files that are on their way into a transfer, which they may be for a while if they are many."""

    device_id: DeviceId
    paths: tuple[Path, ...]
    is_canceled: bool = False
