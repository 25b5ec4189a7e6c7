"""What becomes of an offer: somebody is asked, or it is taken or refused at once."""

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from peerdrop.core.states import ConflictPolicy, TransferReason


class OfferAction(Enum):
    """What becomes of an offer when nobody is asked, or that somebody is."""

    ASK = auto()
    ACCEPT = auto()
    DECLINE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDecision:
    """What the node's policy says of a device's offers. *directory* None: the default one.

    Where *conflicts* is ASK, what would be taken at once waits for an answer if a name of it is taken already.
    """

    action: OfferAction
    directory: Path | None = None
    conflicts: ConflictPolicy = ConflictPolicy.KEEP_BOTH
    reason: TransferReason = TransferReason.NOT_ATTENDED

    @classmethod
    def ask(cls) -> "OfferDecision":
        """Wait for `Transfers.accept` or `decline`."""
        return cls(action=OfferAction.ASK)

    @classmethod
    def accept(
        cls, directory: Path | None = None, conflicts: ConflictPolicy = ConflictPolicy.KEEP_BOTH
    ) -> "OfferDecision":
        """Take it at once."""
        return cls(action=OfferAction.ACCEPT, directory=directory, conflicts=conflicts)

    @classmethod
    def decline(cls, reason: TransferReason) -> "OfferDecision":
        """Refuse it at once: NOT_ATTENDED or NOT_FROM_YOU."""
        return cls(action=OfferAction.DECLINE, reason=reason)
