"""What was decided on the accept sheet."""

from dataclasses import dataclass
from pathlib import Path

from peerdrop.core.states import ConflictChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetAnswer:
    """How an offer is taken; the defaults are those of Accept on the card."""

    directory: Path | None = None
    """The folder that was chosen for this offer, None for the settings' own."""
    chosen: tuple[int, ...] | None = None
    """Indices into the offered files, None for all."""
    conflicts: ConflictChoice | None = None
    remember: bool = False
