"""The lane that is always there: frames over the session's data channel, credits over its control channel."""

import asyncio
import contextlib
from typing import Final

from peerdrop.core.feature import FeatureSession, SessionClosed
from peerdrop.core.states import LaneKind
from peerdrop.core.transfers.flow.lane import LaneEvents, Room
from peerdrop.core.transfers.flow.pacing import PIECE_MIN_BYTES
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES, CREDIT_WINDOW_FILES, FRAME_PAYLOAD_BYTES
from peerdrop.wire.transfers import Credit

# Below this much it is better to wait for the next credit than to send crumbs.
_WORTH_BYTES: Final = FRAME_PAYLOAD_BYTES
_WORTH_SHARE: Final = 4
_WORTH_FILES: Final = 64
# An honest file makes at most three frames: its bytes, a rest where the window ended, and its end. One that goes by
# pieces, for the user wants it slow, makes as many as there are in the window.
WAITING_FRAMES_MAX: Final = 4 * CREDIT_WINDOW_FILES + CREDIT_WINDOW_BYTES // PIECE_MIN_BYTES


class DataChannelLane:
    """Credits per job: the sender is at most a window ahead of what write() has returned for.

    It fails only with its session, which tells so itself.
    """

    def __init__(
        self,
        session: FeatureSession,
        transfer_id: TransferId,
        position: int,
        index: int,
        window_bytes: int = CREDIT_WINDOW_BYTES,
    ) -> None:
        self._session = session
        self._transfer_id = transfer_id
        self._position = position
        self._index = index
        self._window_bytes = window_bytes
        self._more = asyncio.Event()

    @property
    def kind(self) -> LaneKind:
        return LaneKind.DATA_CHANNEL

    def room_now(self, position: int, index: int) -> Room:
        room = Room(
            self._position + self._window_bytes - position,
            self._index + CREDIT_WINDOW_FILES - index,
        )
        worth_bytes = min(_WORTH_BYTES, self._window_bytes // _WORTH_SHARE)
        return room if room.size_bytes >= worth_bytes and room.files >= _WORTH_FILES else Room(0, 0)

    async def room(self, position: int, index: int) -> Room:
        while True:
            room = self.room_now(position, index)
            if room.size_bytes:
                return room
            self._more.clear()
            await self._more.wait()

    async def send(self, raw: bytes) -> None:
        await self._session.send_frame(raw)

    def credited(self, position: int, index: int, window_bytes: int) -> None:
        self._position = max(self._position, position)
        self._index = max(self._index, index)
        self._window_bytes = window_bytes
        self._more.set()

    def written(self, position: int, index: int, window_bytes: int) -> None:
        # A session that closed has told, or will tell, the job.
        with contextlib.suppress(SessionClosed):
            self._session.send(
                Credit(
                    transfer_id=self._transfer_id,
                    written_bytes=position,
                    files_done=index,
                    window_bytes=window_bytes,
                )
            )

    def allows(self, waiting_bytes: int, waiting_frames: int) -> bool:
        return waiting_bytes <= CREDIT_WINDOW_BYTES and waiting_frames <= WAITING_FRAMES_MAX

    def close(self) -> None:
        """Nothing is held."""


class DataChannelLanes:
    """The lanes of a node that has no other."""

    def kinds(self, session: FeatureSession) -> tuple[LaneKind, ...]:
        return (LaneKind.DATA_CHANNEL,)

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
    ) -> DataChannelLane:
        return DataChannelLane(session, transfer_id, position, index, window_bytes)
