"""What the command line ends with; other programs rely on the numbers."""

from enum import IntEnum
from typing import Final

from peerdrop.cli.errors import OfferRefused, TransferUnsuccessful
from peerdrop.core.errors import (
    ConnectionFailed,
    NoSuchPeer,
    NoSuchTransfer,
    NotWaiting,
    PeerDropError,
    Unreachable,
    UsageError,
)


class ExitCode(IntEnum):
    DONE = 0
    OWN_TROUBLE = 1
    USAGE = 2
    NOT_FOUND = 3
    NO_SESSION = 4
    REFUSED = 5
    TRANSFER = 6
    INTERRUPTED = 130
    TERMINATED = 143


_CODES: Final[tuple[tuple[type[PeerDropError], ExitCode], ...]] = (
    (UsageError, ExitCode.USAGE),
    (NoSuchPeer, ExitCode.NOT_FOUND),
    (NoSuchTransfer, ExitCode.NOT_FOUND),
    (Unreachable, ExitCode.NOT_FOUND),
    (NotWaiting, ExitCode.NOT_FOUND),
    (ConnectionFailed, ExitCode.NO_SESSION),
    (OfferRefused, ExitCode.REFUSED),
    (TransferUnsuccessful, ExitCode.TRANSFER),
)


def exit_code_of(error: PeerDropError) -> ExitCode:
    """The code of a command that ended with *error*."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), ExitCode.OWN_TROUBLE)
