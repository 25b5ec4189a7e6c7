"""What the backend answers its own program with.

BackendError
├── PortsTaken
├── AddressMalformed
├── NetworkMalformed
├── NobodyAnswers
├── AnswersItself
│   └── CloneAnswers
├── DeviceUnknown
├── DeviceUnreachable
├── OtherDeviceAnswers
└── NoCommonVersion
"""


class BackendError(Exception):
    """Something the backend was asked for did not work."""


class PortsTaken(BackendError):
    """No TCP port could be opened; the text names the ports tried."""


class AddressMalformed(BackendError):
    """The text is not `host`, `host:port` or `[v6]:port`."""


class NetworkMalformed(BackendError):
    """A network to scan is not in CIDR notation, or too large; the text says which."""


class NobodyAnswers(BackendError):
    """No PeerDrop backend answers at the address."""


class AnswersItself(BackendError):
    """The address is this very backend."""


class CloneAnswers(AnswersItself):
    """Another machine that uses this device's identity answers at the address."""


class DeviceUnknown(BackendError):
    """No device of that ID was ever met."""


class DeviceUnreachable(BackendError):
    """The device's backend does not answer, and it does not poll us either."""


class OtherDeviceAnswers(BackendError):
    """Another device answers at the only addresses known."""


class NoCommonVersion(BackendError):
    """The two protocols have no version in common; `peer_is_older` says which side to update."""

    def __init__(self, message: str, *, peer_is_older: bool) -> None:
        super().__init__(message)
        self.peer_is_older = peer_is_older
