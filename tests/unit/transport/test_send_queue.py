import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection

from peerdrop.link import LinkClosed, LinkCongested
from peerdrop.transport.hooks import private
from peerdrop.transport.send_queue import CONTROL_BYTES_MAX, WINDOW_MAX_BYTES, WINDOW_MIN_BYTES, SendQueue
from tests.manual_clock import ManualClock, settle
from tests.until import LIMIT_S

FRAME_BYTES = 128 * 1024


class Stalled:
    """A queue on a connection that never goes anywhere, but for what the test takes from it."""

    def __init__(self) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        control, data = self.connection.createDataChannel("control"), self.connection.createDataChannel("data")
        for channel in (control, data):
            channel._setReadyState("open")
        sctp = self.connection.sctp
        assert sctp is not None
        sctp._remote_max_message_size = 262_144
        self.clock = ManualClock()
        self.queue = SendQueue(control=control, data=data, sctp=sctp, clock=self.clock)
        self.messages = private(sctp, "_data_channel_queue")
        # What opens the channels is of no interest here.
        self.messages.clear()

    @property
    def waiting(self) -> list[str]:
        return [f"{channel.label} {raw[:1].hex()}" for channel, _, raw in self.messages]

    def take(self) -> None:
        """The library cuts the oldest message into packets."""
        channel, _, raw = self.messages.popleft()
        channel._addBufferedAmount(-len(raw))


@asynccontextmanager
async def stalled_queue() -> AsyncIterator[Stalled]:
    stalled = Stalled()
    try:
        yield stalled
    finally:
        stalled.queue.close()
        await stalled.connection.close()


async def test_frames_wait_once_the_window_is_full_and_go_on_in_order() -> None:
    async with stalled_queue() as stalled:
        sending = [
            asyncio.ensure_future(stalled.queue.send_frame(bytes([number]) * FRAME_BYTES)) for number in range(5)
        ]
        await settle()
        assert [each.done() for each in sending] == [True, True, False, False, False]
        assert stalled.queue.waiting_bytes == WINDOW_MIN_BYTES
        stalled.take()
        await settle()
        assert stalled.waiting == ["data 01", "data 02"]
        for _ in range(3):
            stalled.take()
            await settle()
        await asyncio.gather(*sending)
        assert stalled.waiting == ["data 04"]


async def test_a_frame_of_any_size_goes_into_an_empty_queue() -> None:
    async with stalled_queue() as stalled:
        await asyncio.wait_for(stalled.queue.send_frame(b"x"), LIMIT_S)
        long = asyncio.ensure_future(stalled.queue.send_frame(bytes(262_144)))
        await settle()
        assert not long.done()
        stalled.take()
        await asyncio.wait_for(long, LIMIT_S)


async def test_a_canceled_frame_lets_the_next_one_go() -> None:
    async with stalled_queue() as stalled:
        for _ in range(2):
            await stalled.queue.send_frame(bytes(FRAME_BYTES))
        canceled = asyncio.ensure_future(stalled.queue.send_frame(b"\xaa"))
        following = asyncio.ensure_future(stalled.queue.send_frame(b"\xbb"))
        await settle()
        canceled.cancel()
        await settle()
        stalled.take()
        await asyncio.wait_for(following, LIMIT_S)
        assert canceled.cancelled()
        assert stalled.waiting[-1] == "data bb"


async def test_control_goes_before_the_frames_that_wait_and_keeps_its_own_order() -> None:
    async with stalled_queue() as stalled:
        stalled.queue.send_control(b"\x01")
        await stalled.queue.send_frame(b"\xaa")
        await stalled.queue.send_frame(b"\xbb")
        stalled.queue.send_control(b"\x02")
        stalled.queue.send_control(b"\x03")
        assert stalled.waiting == ["control 01", "control 02", "control 03", "data aa", "data bb"]


async def test_control_that_nobody_reads_is_refused_at_four_mebibytes() -> None:
    async with stalled_queue() as stalled:
        for _ in range(CONTROL_BYTES_MAX // 65_536):
            stalled.queue.send_control(bytes(65_536))
        with pytest.raises(LinkCongested):
            stalled.queue.send_control(b"x")
        await asyncio.wait_for(stalled.queue.send_frame(b"frames have their own room"), LIMIT_S)


async def test_a_fast_link_gets_a_longer_queue_within_bounds() -> None:
    async with stalled_queue() as stalled:
        for seconds, window_bytes in ((60.0, WINDOW_MIN_BYTES), (0.3, WINDOW_MAX_BYTES), (60.0, WINDOW_MIN_BYTES)):
            for _ in range(20):
                for _ in range(32):
                    await stalled.queue.send_frame(bytes(FRAME_BYTES))
                    stalled.take()
                await stalled.clock.advance(seconds)
            assert stalled.queue.window_bytes == window_bytes


async def test_closing_lets_go_whoever_waits() -> None:
    async with stalled_queue() as stalled:
        sending = [asyncio.ensure_future(stalled.queue.send_frame(bytes(FRAME_BYTES))) for _ in range(5)]
        draining = asyncio.ensure_future(stalled.queue.drain())
        await settle()
        stalled.queue.close()
        outcomes = await asyncio.wait_for(asyncio.gather(*sending, draining, return_exceptions=True), LIMIT_S)
        assert [type(each) for each in outcomes] == [type(None)] * 2 + [LinkClosed] * 3 + [type(None)]
        with pytest.raises(LinkClosed):
            stalled.queue.send_control(b"late")


async def test_drained_is_what_was_acknowledged_not_what_was_taken() -> None:
    async with stalled_queue() as stalled:
        in_flight = private(stalled.connection.sctp, "_sent_queue")
        await stalled.queue.send_frame(b"x")
        draining = asyncio.ensure_future(stalled.queue.drain())
        await settle()
        stalled.take()
        in_flight.append(object())
        stalled.queue.packet_handled()
        await settle()
        assert not draining.done()
        in_flight.clear()
        stalled.queue.packet_handled()
        await asyncio.wait_for(draining, LIMIT_S)
