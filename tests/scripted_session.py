"""A FeatureSession whose other end is the test: it says anything, and keeps what it is told."""

from typing import TypeVar

from peerdrop.core.feature import FrameFeature, SessionClosed
from peerdrop.link import Path
from peerdrop.wire.codec import Message
from peerdrop.wire.frames import Frame, encode_frame
from peerdrop.wire.identifiers import DeviceId

MessageT = TypeVar("MessageT", bound=Message)
MALLORY = DeviceId("M" * 52)


class ScriptedSession:
    """Open from the start; the feature believes that it talks to *device_id*."""

    def __init__(self, feature: FrameFeature, device_id: DeviceId = MALLORY) -> None:
        self.device_id = device_id
        self.peer_name = "Mallory"
        self.peer_features = frozenset({"files"})
        self.path: Path | None = Path.NAT
        self.told: list[Message] = []
        self.frames: list[bytes] = []
        self.open = True
        self._feature = feature
        feature.session_opened(self)

    def send(self, message: Message) -> None:
        if not self.open:
            raise SessionClosed
        self.told.append(message)

    async def send_frame(self, raw: bytes) -> None:
        if not self.open:
            raise SessionClosed
        self.frames.append(raw)

    def say(self, *messages: Message) -> None:
        """Let the feature hear *messages*."""
        for message in messages:
            self._feature.message_received(self, message)

    def say_frames(self, *frames: Frame) -> None:
        """Let the feature get *frames*."""
        for frame in frames:
            self._feature.frame_received(self, encode_frame(frame))

    def say_raw(self, raw: bytes) -> None:
        """Let the feature get bytes that may be no frame."""
        self._feature.frame_received(self, raw)

    def heard(self, message_type: type[MessageT]) -> list[MessageT]:
        """What the feature said, of one type."""
        return [message for message in self.told if isinstance(message, message_type)]

    def close(self) -> None:
        """The session ends."""
        self.open = False
        self._feature.session_closed(self)
