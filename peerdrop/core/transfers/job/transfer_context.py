"""What every job of one node shares."""

from dataclasses import dataclass
from pathlib import Path

from peerdrop.clock import Clock
from peerdrop.core.bus import Bus
from peerdrop.core.transfers.disk.completed_jobs import CompletedJobs
from peerdrop.core.transfers.disk.part_file import OpenPart
from peerdrop.core.transfers.disk.space_claims import SpaceClaims
from peerdrop.core.transfers.flow.lane import Lanes


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferContext:
    """Where jobs keep things, whom they tell, and how long they wait."""

    home: Path
    bus: Bus
    clock: Clock
    completed: CompletedJobs
    open_part: OpenPart
    lanes: Lanes
    space: SpaceClaims
    suspend_timeout_s: float
    verify_timeout_s: float
