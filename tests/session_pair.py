"""Two FeatureSessions joined in memory: what one sends, the other's feature gets, in order, through the real codec."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from peerdrop.core.feature import FrameFeature, SessionClosed
from peerdrop.link import Path
from peerdrop.wire.codec import Codec, Message, encode
from peerdrop.wire.identifiers import DeviceId
from peerdrop.wire.limits import CONTROL_BYTES

QUEUE_BYTES: Final = 256 * 1024
ALICE: Final = DeviceId("A" * 52)
BOB: Final = DeviceId("B" * 52)


class JoinedSession:
    """One end. *peer_name* and *device_id* are the other end's, as a session sees them."""

    def __init__(self, feature: FrameFeature, *, device_id: DeviceId, peer_name: str) -> None:
        self.feature = feature
        self.device_id = device_id
        self.peer_name = peer_name
        self.peer_features = frozenset({"files", "ask-again"})
        self.path: Path | None = Path.LAN
        self.other: JoinedSession
        self.open = True
        self.sent: list[Message] = []
        self.frames_sent = 0
        self.frame_bytes_sent = 0
        self.drop: Callable[[Message], bool] = lambda message: False
        """Messages for which this is true never arrive."""
        self._codec = Codec(feature.message_types)
        self._control: deque[bytes] = deque()
        self._frames: deque[bytes] = deque()
        self._queued_bytes = 0
        self._room = asyncio.Event()
        self._room.set()
        self._turn: asyncio.Handle | None = None

    def send(self, message: Message) -> None:
        if not self.open:
            raise SessionClosed
        raw = encode(message)
        assert len(raw) <= CONTROL_BYTES
        self.sent.append(message)
        if not self.drop(message):
            self._control.append(raw)
            self._schedule()

    async def send_frame(self, raw: bytes) -> None:
        while self.open and not self._room.is_set():
            await self._room.wait()
        if not self.open:
            raise SessionClosed
        self._frames.append(raw)
        self.frames_sent += 1
        self.frame_bytes_sent += len(raw)
        self._queued_bytes += len(raw)
        if self._queued_bytes >= QUEUE_BYTES:
            self._room.clear()
        self._schedule()

    def of(self, message_type: type[Message]) -> list[Message]:
        """Messages of a type that this end has sent."""
        return [message for message in self.sent if isinstance(message, message_type)]

    def _schedule(self) -> None:
        if self._turn is None:
            self._turn = asyncio.get_running_loop().call_soon(self._deliver)

    def _deliver(self) -> None:
        self._turn = None
        while self._control and self.open:
            message = self._codec.decode(self._control.popleft(), limit_bytes=CONTROL_BYTES)
            self.other.feature.message_received(self.other, message)
        for _ in range(8):
            if not self._frames or not self.open:
                break
            raw = self._frames.popleft()
            self._queued_bytes -= len(raw)
            self.other.feature.frame_received(self.other, raw)
        if self._queued_bytes < QUEUE_BYTES:
            self._room.set()
        if (self._frames or self._control) and self.open:
            self._schedule()

    def _break(self) -> None:
        self.open = False
        self._control.clear()
        self._frames.clear()
        self._room.set()


class SessionPair:
    """Joins two features until `cut`; what was on its way then is lost."""

    def __init__(self, alice: FrameFeature, bob: FrameFeature) -> None:
        self.alice = JoinedSession(alice, device_id=BOB, peer_name="Bob")
        self.bob = JoinedSession(bob, device_id=ALICE, peer_name="Alice")
        self.alice.other, self.bob.other = self.bob, self.alice

    def open(self) -> "SessionPair":
        """Tell both features; alice first."""
        self.alice.feature.session_opened(self.alice)
        self.bob.feature.session_opened(self.bob)
        return self

    def cut(self) -> None:
        """The link is gone, for both at once."""
        for end in (self.alice, self.bob):
            end._break()
        for end in (self.alice, self.bob):
            end.feature.session_closed(end)
