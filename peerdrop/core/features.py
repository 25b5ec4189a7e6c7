"""Which feature gets which message."""

import logging

from peerdrop.core.feature import Feature, FeatureSession, FrameFeature
from peerdrop.wire.codec import Codec, Message
from peerdrop.wire.control import SESSION_MESSAGES

logger = logging.getLogger(__name__)


class FeatureSet:
    """The features of one node, and the codec of all their messages and the session's own."""

    def __init__(self, features: tuple[Feature, ...], frames: FrameFeature) -> None:
        self._features = (*features, frames)
        self._frames = frames
        self._owner: dict[type[Message], Feature] = {
            message_type: feature for feature in self._features for message_type in feature.message_types
        }
        self.codec = Codec((*SESSION_MESSAGES, *self._owner))

    def session_opened(self, session: FeatureSession) -> None:
        """Tell every feature that *session* is CONNECTED."""
        for feature in self._features:
            feature.session_opened(session)

    def session_closed(self, session: FeatureSession) -> None:
        """Tell every feature that *session* can send nothing any more."""
        for feature in self._features:
            feature.session_closed(session)

    def message_received(self, session: FeatureSession, message: Message) -> None:
        """Hand *message* to the feature that owns its type."""
        self._owner[type(message)].message_received(session, message)

    def frame_received(self, session: FeatureSession, raw: bytes) -> None:
        """Hand a message of the data channel to the feature that takes frames."""
        self._frames.frame_received(session, raw)
