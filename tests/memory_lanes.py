"""A second kind of lane: straight from one end of a job to the other, until the test lets it fail."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from peerdrop.core.feature import FeatureSession
from peerdrop.core.states import LaneKind
from peerdrop.core.transfers.flow.data_channel_lane import DataChannelLane
from peerdrop.core.transfers.flow.lane import Lane, LaneEvents, LaneFailed, Room
from peerdrop.wire.frames import decode_frame
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import MIB
from tests.session_pair import BOB

PIPE_BYTES: Final = 2 * MIB
"""What the lane holds: as a TLS lane's socket buffers do."""


@dataclass(eq=False)
class Pipe:
    """What joins two ends. *broken* ends take and give nothing any more."""

    frames: deque[bytes] = field(default_factory=deque)
    queued_bytes: int = 0
    carried_bytes: int = 0
    broken: bool = False
    moved: asyncio.Event = field(default_factory=asyncio.Event)
    ends: list["MemoryLane"] = field(default_factory=list)

    def fail(self, *, told: bool = True) -> None:
        """From now on nothing passes. Both ends notice by themselves, or, unless they are *told*, when they send."""
        self.broken = True
        self.frames.clear()
        self.moved.set()
        if told:
            for end in tuple(self.ends):
                end.failed()


class MemoryLanes:
    """Lanes of both nodes of a TransferPair, from Alice to Bob. *breaks* is asked at each frame whether it fails."""

    def __init__(self, *, only_memory: bool = False) -> None:
        self.breaks: Callable[[Pipe], bool] = lambda pipe: False
        self.pipes: list[Pipe] = []
        """Every lane in memory so far."""
        self.opened: list[LaneKind] = []
        """What each sender opened."""
        self._only_memory = only_memory
        self._open: dict[TransferId, Pipe] = {}
        self.tells = True

    def kinds(self, session: FeatureSession) -> tuple[LaneKind, ...]:
        return (LaneKind.MEMORY,) if self._only_memory else (LaneKind.MEMORY, LaneKind.DATA_CHANNEL)

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
        self.opened.append(kind)
        if kind is LaneKind.DATA_CHANNEL:
            return DataChannelLane(session, transfer_id, position, index, window_bytes)
        # The receiver opens its end first, and the sender comes to it.
        if session.device_id == BOB:
            pipe = self._open.pop(transfer_id, Pipe(broken=True))
        else:
            pipe = self._open[transfer_id] = Pipe()
            self.pipes.append(pipe)
        return MemoryLane(self, pipe, events)


class MemoryLane:
    """One end."""

    kind = LaneKind.MEMORY

    def __init__(self, lanes: MemoryLanes, pipe: Pipe, events: LaneEvents) -> None:
        self._lanes = lanes
        self._pipe = pipe
        self._events = events
        self._closed = False
        pipe.ends.append(self)

    def room_now(self, position: int, index: int) -> Room:
        free = PIPE_BYTES - self._pipe.queued_bytes
        return Room(free, 4096) if free > PIPE_BYTES // 2 else Room(0, 0)

    async def room(self, position: int, index: int) -> Room:
        while True:
            if self._pipe.broken:
                raise LaneFailed
            room = self.room_now(position, index)
            if room.size_bytes:
                return room
            self._pipe.moved.clear()
            await self._pipe.moved.wait()

    async def send(self, raw: bytes) -> None:
        if self._pipe.broken:
            raise LaneFailed
        self._pipe.frames.append(raw)
        self._pipe.queued_bytes += len(raw)
        self._pipe.carried_bytes += len(raw)
        await asyncio.sleep(0)
        self._deliver()

    def _deliver(self) -> None:
        other = next((end for end in self._pipe.ends if end is not self), None)
        while self._pipe.frames and other is not None and not self._pipe.broken:
            raw = self._pipe.frames.popleft()
            if self._lanes.breaks(self._pipe):
                self._pipe.fail(told=self._lanes.tells)
                return
            other._events.lane_frame_received(other, decode_frame(raw))

    def credited(self, position: int, index: int, window_bytes: int) -> None:
        """Flow control is the pipe's own."""

    def written(self, position: int, index: int, window_bytes: int) -> None:
        self._pipe.queued_bytes = 0
        self._pipe.moved.set()

    def allows(self, waiting_bytes: int, waiting_frames: int) -> bool:
        return True

    def failed(self) -> None:
        """Tell the job."""
        if not self._closed:
            self._events.lane_failed(self)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._pipe.ends.remove(self)
