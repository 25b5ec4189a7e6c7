"""The seam by which features plug into sessions. A session never knows which features there are."""

from typing import Protocol

from peerdrop.link import Path
from peerdrop.wire.codec import Message
from peerdrop.wire.identifiers import DeviceId


class SessionClosed(Exception):
    """The session is not open (any more)."""


class FeatureSession(Protocol):
    """What a feature may do with a session that is CONNECTED."""

    @property
    def device_id(self) -> DeviceId:
        """The peer, proved by HELLO."""

    @property
    def peer_name(self) -> str:
        """What the peer calls itself."""

    @property
    def peer_features(self) -> frozenset[str]:
        """What the peer said it understands."""

    @property
    def path(self) -> Path | None:
        """The way the bytes take."""

    def send(self, message: Message) -> None:
        """Queue *message* on the control channel; raises SessionClosed."""

    async def send_frame(self, raw: bytes) -> None:
        """Queue *raw* on the data channel when there is room; raises SessionClosed."""


class Feature(Protocol):
    """Something two devices can do with each other; owns its message types."""

    message_types: tuple[type[Message], ...]

    def session_opened(self, session: FeatureSession) -> None:
        """*session* is CONNECTED."""

    def session_closed(self, session: FeatureSession) -> None:
        """*session* can send nothing any more. A session with the same peer may follow, or be open already."""

    def message_received(self, session: FeatureSession, message: Message) -> None:
        """One of our message types came. Must return quickly; longer work is a task of the feature."""


class FrameFeature(Feature, Protocol):
    """The one feature that takes the data channel's frames."""

    def frame_received(self, session: FeatureSession, raw: bytes) -> None:
        """One message of the data channel came, unparsed."""
