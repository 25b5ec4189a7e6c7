"""How a command can end without having done it, beside the node's own errors.

PeerDropError
├── OfferRefused
├── TransferUnsuccessful
└── UnexpectedError
"""

from peerdrop.core.errors import ConnectionFailed, PeerDropError
from peerdrop.core.states import TransferReason


class OfferRefused(PeerDropError):
    """The other side did not take the files; `refusal` says why."""

    reason = "DECLINED"

    def __init__(self, message: str, *, next_step: str, refusal: TransferReason) -> None:
        super().__init__(message, next_step=next_step)
        self.refusal = refusal


class TransferUnsuccessful(PeerDropError):
    """A transfer began and not every file arrived; `failure` says why."""

    reason = "TRANSFER_FAILED"

    def __init__(self, message: str, *, next_step: str, failure: TransferReason) -> None:
        super().__init__(message, next_step=next_step)
        self.failure = failure


class UnexpectedError(PeerDropError):
    """A fault of the program itself."""

    reason = "INTERNAL"


def reason_of(error: PeerDropError) -> str:
    """The UPPERCASE name of the most exact reason that *error* knows."""
    match error:
        case OfferRefused():
            return error.refusal.name
        case TransferUnsuccessful():
            return error.failure.name
        case ConnectionFailed():
            return error.failure or error.reason
    return error.reason
