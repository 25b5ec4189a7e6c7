"""What carries the frames of one job. The machine above does not know which lane it is."""

from dataclasses import dataclass
from typing import Protocol

from peerdrop.core.states import LaneKind


class LaneFailed(Exception):
    """The lane carries nothing any more."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a lane takes beyond a place in the stream, before it has to wait."""

    size_bytes: int
    files: int


class Lane(Protocol):
    """One way for frames. Flow control is the lane's own affair: this is how both ends keep memory bounded."""

    @property
    def kind(self) -> LaneKind:
        """Shown to the user."""

    # The sender's side

    def room_now(self, position: int, index: int) -> Room:
        """How much more than *position* bytes and *index* files may be read; nothing if little is free."""

    async def room(self, position: int, index: int) -> Room:
        """The same, waiting until there is some."""

    async def send(self, raw: bytes) -> None:
        """Send one encoded frame when there is room for it; raises LaneFailed."""

    def credited(self, position: int, index: int) -> None:
        """The receiver has written that much."""

    # The receiver's side

    def written(self, position: int, index: int) -> None:
        """That much is written here: the sender may go on."""

    def allows(self, waiting_bytes: int, waiting_frames: int) -> bool:
        """An honest sender can have made this much wait here unwritten."""
