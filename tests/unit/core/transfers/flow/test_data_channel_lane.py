import asyncio

import pytest

from peerdrop.core.feature import SessionClosed
from peerdrop.core.states import LaneKind
from peerdrop.core.transfers.flow.data_channel_lane import WAITING_FRAMES_MAX, DataChannelLane
from peerdrop.link import Path
from peerdrop.wire.codec import Message
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES, CREDIT_WINDOW_FILES, FRAME_PAYLOAD_BYTES, MIB
from peerdrop.wire.transfers import Credit

ID = TransferId("0" * 32)


class ListeningSession:
    """Keeps what is sent over it."""

    device_id = DeviceId("A" * 52)
    peer_name = "Alice"
    peer_features: frozenset[str] = frozenset()
    path: Path | None = None

    def __init__(self) -> None:
        self.closed = False
        self.messages: list[Message] = []
        self.frames: list[bytes] = []

    def send(self, message: Message) -> None:
        if self.closed:
            raise SessionClosed
        self.messages.append(message)

    async def send_frame(self, raw: bytes) -> None:
        if self.closed:
            raise SessionClosed
        self.frames.append(raw)


async def test_the_first_credit_is_the_whole_window_from_where_the_receiver_is() -> None:
    lane = DataChannelLane(ListeningSession(), ID, 1000, 3)
    room = lane.room_now(1000, 3)
    assert (room.size_bytes, room.files) == (CREDIT_WINDOW_BYTES, CREDIT_WINDOW_FILES)


async def test_a_sender_at_the_end_of_the_window_waits_for_credit() -> None:
    lane = DataChannelLane(ListeningSession(), ID, 0, 0)
    waiting = asyncio.create_task(lane.room(CREDIT_WINDOW_BYTES, 0))
    await asyncio.sleep(0)
    assert not waiting.done()
    lane.credited(FRAME_PAYLOAD_BYTES - 1, 0, CREDIT_WINDOW_BYTES)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not waiting.done(), "crumbs are not worth a frame"
    lane.credited(FRAME_PAYLOAD_BYTES, 0, CREDIT_WINDOW_BYTES)
    assert (await waiting).size_bytes == FRAME_PAYLOAD_BYTES


async def test_empty_files_have_a_window_too() -> None:
    lane = DataChannelLane(ListeningSession(), ID, 0, 0)
    assert lane.room_now(0, CREDIT_WINDOW_FILES).files == 0
    lane.credited(0, 1000, CREDIT_WINDOW_BYTES)
    assert lane.room_now(0, CREDIT_WINDOW_FILES).files == 1000


async def test_a_credit_is_never_taken_back() -> None:
    lane = DataChannelLane(ListeningSession(), ID, 0, 0)
    lane.credited(FRAME_PAYLOAD_BYTES, 2, CREDIT_WINDOW_BYTES)
    lane.credited(0, 0, CREDIT_WINDOW_BYTES)
    assert lane.room_now(0, 0).size_bytes == CREDIT_WINDOW_BYTES + FRAME_PAYLOAD_BYTES


async def test_a_file_left_out_may_put_the_sender_far_ahead() -> None:
    lane = DataChannelLane(ListeningSession(), ID, 0, 0)
    assert lane.room_now(20 * 2**30, 1).size_bytes == 0


async def test_what_is_written_is_told_as_credit() -> None:
    session = ListeningSession()
    lane = DataChannelLane(session, ID, 0, 0)
    lane.written(123, 4, 65_536)
    assert session.messages == [Credit(transfer_id=ID, written_bytes=123, files_done=4, window_bytes=65_536)]
    session.closed = True
    lane.written(456, 5, CREDIT_WINDOW_BYTES)


async def test_a_session_that_closed_tells_so_itself() -> None:
    session = ListeningSession()
    lane = DataChannelLane(session, ID, 0, 0)
    assert lane.kind is LaneKind.DATA_CHANNEL
    await lane.send(b"x")
    session.closed = True
    with pytest.raises(SessionClosed):
        await lane.send(b"y")
    assert session.frames == [b"x"]


async def test_a_receiver_may_ask_for_a_small_window_and_for_the_whole_one_again() -> None:
    lane = DataChannelLane(ListeningSession(), ID, 0, 0, 65_536)
    assert lane.room_now(0, 0).size_bytes == 65_536
    assert lane.room_now(48 * 1024, 0).size_bytes == 16 * 1024, "a quarter of it is worth a frame"
    assert lane.room_now(48 * 1024 + 1, 0).size_bytes == 0
    lane.credited(10_000, 0, CREDIT_WINDOW_BYTES)
    assert lane.room_now(0, 0).size_bytes == 10_000 + CREDIT_WINDOW_BYTES
    lane.credited(10_000, 0, 65_536)
    assert lane.room_now(MIB, 0).size_bytes == 0, "what is on its way already is not taken back"
    lane.credited(MIB, 0, 65_536)
    assert lane.room_now(MIB, 0).size_bytes == 65_536


async def test_more_than_the_window_is_not_allowed_to_wait() -> None:
    lane = DataChannelLane(ListeningSession(), ID, 0, 0)
    assert lane.allows(CREDIT_WINDOW_BYTES, 1000)
    assert not lane.allows(CREDIT_WINDOW_BYTES + 1, 1000)
    assert not lane.allows(0, WAITING_FRAMES_MAX + 1)
