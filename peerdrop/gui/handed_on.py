"""What one window leaves to the next when PeerDrop is begun anew."""

from dataclasses import dataclass, field

from peerdrop.gui.desktop.opening import Opening


@dataclass(slots=True)
class HandedOn:
    """A window takes what stands here when it opens; when it has ended, what the next one is to take stands here."""

    openings: list[Opening] = field(default_factory=list)
    """To be filled in, in this order: what came after the window was left."""
