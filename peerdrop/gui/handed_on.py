"""What one window leaves to the next when PeerDrop is begun anew."""

from dataclasses import dataclass, field

from peerdrop.gui.desktop.opening import Opening
from peerdrop.gui.widgets.composer import Draft
from peerdrop.wire.identifiers import DeviceId


@dataclass(slots=True)
class HandedOn:
    """A window takes what stands here when it opens; when it has ended, what the next one is to take stands here."""

    openings: list[Opening] = field(default_factory=list)
    """To be filled in, in this order: what came after the window was left."""
    drafts: dict[DeviceId, Draft] = field(default_factory=dict)
    """What was written and not sent."""
