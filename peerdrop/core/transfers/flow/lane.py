"""What carries the frames of one job. The machine above does not know which lane it is."""

from dataclasses import dataclass
from typing import Protocol

from peerdrop.core.feature import FeatureSession
from peerdrop.core.states import LaneKind
from peerdrop.wire.frames import Frame
from peerdrop.wire.identifiers import TransferId


class LaneFailed(Exception):
    """The lane carries nothing any more, though the session stands."""


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
        """The same, waiting until there is some; raises LaneFailed."""

    async def send(self, raw: bytes) -> None:
        """Send one encoded frame when there is room for it; raises LaneFailed or SessionClosed."""

    def credited(self, position: int, index: int, window_bytes: int) -> None:
        """The receiver has written that much, and wants *window_bytes* on their way at most."""

    # The receiver's side

    def written(self, position: int, index: int, window_bytes: int) -> None:
        """That much is written here: the sender may go on, *window_bytes* ahead of it."""

    def allows(self, waiting_bytes: int, waiting_frames: int) -> bool:
        """An honest sender can have made this much wait here unwritten."""

    # Both

    def close(self) -> None:
        """Nobody uses it any more; may be called twice."""


class LaneEvents(Protocol):
    """What a lane tells the job that opened it, on the loop, by plain calls. From another lane it is ignored."""

    def lane_frame_received(self, lane: Lane, frame: Frame) -> None:
        """The next frame. Those of the data channel come with the session instead."""

    def lane_failed(self, lane: Lane) -> None:
        """The lane carries nothing any more, though the session stands."""


class Lanes(Protocol):
    """The lanes that a node has."""

    def kinds(self, session: FeatureSession) -> tuple[LaneKind, ...]:
        """By what a job can go over *session*, best first."""

    def open(
        self,
        kind: LaneKind,
        session: FeatureSession,
        transfer_id: TransferId,
        events: LaneEvents,
        *,
        position: int,
        index: int,
        window_bytes: int,
    ) -> Lane:
        """One end of a lane, from byte *position* of the job's stream and entry *index* on; does not wait."""
