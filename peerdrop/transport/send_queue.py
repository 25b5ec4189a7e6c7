"""What waits to be sent on one link: little of it, so that control is never far behind bulk.

The library takes any amount and keeps one queue for both channels. Frames wait here until the queue is short again,
and control messages are moved in front of the frames that have not been cut into packets yet.
"""

import asyncio
from typing import Final

from aiortc import RTCDataChannel, RTCSctpTransport
from aiortc.exceptions import InvalidStateError

from peerdrop.clock import Clock
from peerdrop.link import LinkClosed, LinkCongested
from peerdrop.transport.hooks import private
from peerdrop.wire.limits import KIB, MIB

CONTROL_BYTES_MAX: Final = 4 * MIB
WINDOW_MIN_BYTES: Final = 256 * KIB
WINDOW_MAX_BYTES: Final = MIB
WINDOW_S: Final = 0.1
"""How long what waits may take to go out, by the rate of late."""
_RATE_SAMPLE_S: Final = 0.25


class SendQueue:
    """The sending half of a link's two open channels."""

    def __init__(self, *, control: RTCDataChannel, data: RTCDataChannel, sctp: RTCSctpTransport, clock: Clock) -> None:
        self._control = control
        self._data = data
        self._messages = private(sctp, "_data_channel_queue")
        self._sctp = sctp
        self._rate = _Rate(clock)
        self._turn = asyncio.Lock()
        self._closed = False
        self._room: asyncio.Future[None] | None = None
        self._empty: asyncio.Future[None] | None = None
        # A plain function: of a coroutine function the library would make a task for each event.
        data.on("bufferedamountlow", self._frames_left)

    @property
    def waiting_bytes(self) -> int:
        """What the library has taken and not yet cut into packets."""
        return int(self._control.bufferedAmount + self._data.bufferedAmount)

    @property
    def window_bytes(self) -> int:
        """How many bytes of frames may wait now."""
        return min(max(WINDOW_MIN_BYTES, int(self._rate.bytes_per_second * WINDOW_S)), WINDOW_MAX_BYTES)

    def send_control(self, raw: bytes) -> None:
        """Queue *raw* before all frames that wait; raises LinkClosed or LinkCongested."""
        if self._closed:
            raise LinkClosed("the link is closed")
        if self._control.bufferedAmount + len(raw) > CONTROL_BYTES_MAX:
            raise LinkCongested(f"{self._control.bufferedAmount} bytes of control messages wait")
        self._send(self._control, raw)
        ahead = 0
        for channel, _, _ in self._messages:
            if channel is self._data:
                break
            ahead += 1
        if ahead < len(self._messages):
            self._messages.insert(ahead, self._messages.pop())

    async def send_frame(self, raw: bytes) -> None:
        """Queue *raw* when the frames before it have left room; raises LinkClosed."""
        async with self._turn:
            while not self._closed and not self._has_room(len(raw)):
                self._data.bufferedAmountLowThreshold = max(0, self.window_bytes - len(raw))
                self._room = asyncio.get_running_loop().create_future()
                await self._room
            if self._closed:
                raise LinkClosed("the link is closed")
            self._send(self._data, raw)
            self._rate.taken(len(raw), self._data.bufferedAmount)

    async def drain(self) -> None:
        """Return when the other side has acknowledged everything queued, or at `close`."""
        while not self._closed and not self._is_empty():
            if self._empty is None or self._empty.done():
                self._empty = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._empty)

    def packet_handled(self) -> None:
        """A packet came, so something of ours may have been acknowledged."""
        if self._empty is not None and self._is_empty():
            _wake(self._empty)
            self._empty = None

    def close(self) -> None:
        """Let go whoever waits."""
        self._closed = True
        for waiter in (self._room, self._empty):
            if waiter is not None:
                _wake(waiter)

    def _has_room(self, size: int) -> bool:
        # An empty queue takes a frame of any size, or one that is longer than the window would wait for ever.
        waiting: int = self._data.bufferedAmount
        return waiting == 0 or waiting + size <= self.window_bytes

    def _is_empty(self) -> bool:
        return not (self._messages or private(self._sctp, "_outbound_queue") or private(self._sctp, "_sent_queue"))

    def _send(self, channel: RTCDataChannel, raw: bytes) -> None:
        try:
            channel.send(bytes(raw))
        except InvalidStateError as exc:
            raise LinkClosed("the link is closed") from exc

    def _frames_left(self) -> None:
        if self._room is not None:
            _wake(self._room)


class _Rate:
    """How fast frames go out, as an average over the last second or so of sending."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.bytes_per_second = 0.0
        self._since_s = clock.monotonic()
        self._taken_bytes = 0
        self._waiting_bytes = 0

    def taken(self, size: int, waiting_bytes: int) -> None:
        """*size* bytes were queued and *waiting_bytes* wait now."""
        self._taken_bytes += size
        elapsed_s = self._clock.monotonic() - self._since_s
        if elapsed_s < _RATE_SAMPLE_S:
            return
        left_bytes = self._taken_bytes + self._waiting_bytes - waiting_bytes
        self.bytes_per_second += (left_bytes / elapsed_s - self.bytes_per_second) / 2
        self._since_s += elapsed_s
        self._taken_bytes = 0
        self._waiting_bytes = waiting_bytes


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
