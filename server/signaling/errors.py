"""What can happen to a request, on either side of it.

CallError
├── CallFailed
├── AnswerMalformed
└── CallRejected
Refused
"""

from peerdrop.wire.card import Card
from server.refusals import Refusal


class CallError(Exception):
    """A request to another backend did not work."""


class CallFailed(CallError):
    """Nothing answered; *refused*: the machine is there but nobody listens."""

    def __init__(self, message: str, *, refused: bool = False) -> None:
        super().__init__(message)
        self.refused = refused


class AnswerMalformed(CallError):
    """What answered is no PeerDrop backend, or its answer is not signed by who it says it is."""


class CallRejected(CallError):
    """The backend said no; *card* is the one it showed for that, checked and signed over our nonce."""

    def __init__(self, status: int, error: str, card: Card | None) -> None:
        super().__init__(f"{status} {error}")
        self.status = status
        self.error = error
        self.card = card


class Refused(Exception):
    """Our answer to a request is no. With *nonce* the answer shows our card, signed over it."""

    def __init__(self, status: int, refusal: Refusal, message: str, *, nonce: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.refusal = refusal
        self.message = message
        self.nonce = nonce
