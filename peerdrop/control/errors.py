"""What attaching to a running node adds to the errors of its commands.

PeerDropError
├── NodeEnded
└── NodeDiffers
"""

from peerdrop.core.errors import PeerDropError


class NodeEnded(PeerDropError):
    """The node that runs on this home went away, or does not answer."""

    reason = "NODE_ENDED"


class NodeDiffers(PeerDropError):
    """The node that runs on this home is of another version."""

    reason = "NODE_DIFFERS"
