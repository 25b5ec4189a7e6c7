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

import errno
from typing import Self


class BackendError(Exception):
    """Something the backend was asked for did not work."""


class PortsTaken(BackendError):
    """No port could be opened; the text names the ports tried."""

    @classmethod
    def of(cls, port: str, reason: OSError | None, *, taken: str | None = None) -> Self:
        """Why *port*, as the text names it, could not be opened; *taken* is another text for that others use it."""
        if reason is not None and reason.errno in (errno.EACCES, errno.EPERM):
            return cls(f"{port} may not be opened by this user.")
        return cls(taken or f"{port} is in use by another program.")


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
