"""What a command can answer with instead of doing it. The text is the user's sentence; `next_step` says what to do.

PeerDropError
├── UsageError
│   ├── AddressInvalid
│   ├── NoSuchPeer
│   ├── AmbiguousPeer
│   └── TextTooLong
├── HomeError
│   ├── HomeInUse
│   └── HomeDamaged
├── NetworkError
│   ├── PortTaken
│   └── NoNetwork
├── TransportRefused
├── Unreachable
│   ├── NothingAnswers
│   ├── OwnAddress
│   └── SameIdentity
├── ConnectionFailed
├── SourceUnreadable
│   └── SourceChanged
├── FolderUnwritable
├── NotEnoughSpace
├── NoSuchTransfer
├── NotWaiting
└── HistoryError
"""

from typing import ClassVar


class PeerDropError(Exception):
    """Something did not work."""

    reason: ClassVar[str] = "ERROR"

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step


class UsageError(PeerDropError):
    """What was asked for can't be asked for."""

    reason = "USAGE"


class AddressInvalid(UsageError):
    """That is not an address."""

    reason = "ADDRESS_INVALID"


class NoSuchPeer(PeerDropError):
    """No device of that name or ID was found."""

    reason = "NO_SUCH_PEER"


class AmbiguousPeer(UsageError):
    """Several devices have that name."""

    reason = "AMBIGUOUS_PEER"


class TextTooLong(UsageError):
    """Too long for a message."""

    reason = "TEXT_TOO_LONG"


class HomeError(PeerDropError):
    """The folder in which PeerDrop keeps its things can't be used."""

    reason = "HOME"


class HomeInUse(HomeError):
    """Another PeerDrop runs on this home."""

    reason = "HOME_IN_USE"


class HomeDamaged(HomeError):
    """A file in the home is damaged."""

    reason = "HOME_DAMAGED"


class NetworkError(PeerDropError):
    """This machine's network does not let PeerDrop work."""

    reason = "NETWORK"


class PortTaken(NetworkError):
    """The port can't be opened: most often another program uses it."""

    reason = "PORT_TAKEN"


class NoNetwork(NetworkError):
    """This machine has no network."""

    reason = "NO_NETWORK"


class TransportRefused(PeerDropError):
    """The installed WebRTC library can't be used safely."""

    reason = "TRANSPORT_REFUSED"


class Unreachable(PeerDropError):
    """The device can't be reached."""

    reason = "UNREACHABLE"


class NothingAnswers(Unreachable):
    """Nothing answers at that address."""

    reason = "NOTHING_ANSWERS"


class OwnAddress(Unreachable):
    """That is this device."""

    reason = "OWN_ADDRESS"


class SameIdentity(Unreachable):
    """Another machine that uses this device's identity is there."""

    reason = "CLONE"


class ConnectionFailed(PeerDropError):
    """The device was found but no connection came about; `failure` is the FailureReason's name."""

    reason = "CONNECTION_FAILED"

    def __init__(self, message: str, *, next_step: str = "", failure: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.failure = failure


class SourceUnreadable(PeerDropError):
    """A file that is to be sent can't be read."""

    reason = "SOURCE_UNREADABLE"


class SourceChanged(SourceUnreadable):
    """A file is not the one that was offered any more."""

    reason = "SOURCE_CHANGED"


class FolderUnwritable(PeerDropError):
    """The folder for received files can't be written."""

    reason = "FOLDER_UNWRITABLE"


class NotEnoughSpace(PeerDropError):
    """The disk has no room for what is offered."""

    reason = "NO_SPACE"


class NoSuchTransfer(PeerDropError):
    """There is no such transfer, or it is over."""

    reason = "NO_SUCH_TRANSFER"


class NotWaiting(PeerDropError):
    """There is no such thing in the outbox (any more)."""

    reason = "NOT_WAITING"


class HistoryError(PeerDropError):
    """The history can't be read or written."""

    reason = "HISTORY"
