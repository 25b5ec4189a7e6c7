"""Who keeps a job from moving: one flag per side, and why."""

from typing import Final

from peerdrop.core.states import TransferReason

_OWN: Final = (TransferReason.DISK_FULL, TransferReason.USER, TransferReason.QUEUED)
"""What our side tells the other one: what it can do least about comes first."""


class Pauses:
    """Our side may pause for several reasons at once; the other side tells one."""

    def __init__(self) -> None:
        self.own: set[TransferReason] = set()
        self.peer: TransferReason | None = None

    def __bool__(self) -> bool:
        return bool(self.own) or self.peer is not None

    @property
    def shown_own(self) -> TransferReason | None:
        """Why our side pauses."""
        return next((reason for reason in _OWN if reason in self.own), None)

    @property
    def reason(self) -> TransferReason | None:
        """What is shown: a full disk before anybody's wish, our wish before theirs, a wish before a place in line."""
        reasons = {*self.own, self.peer}
        if TransferReason.DISK_FULL in reasons:
            return TransferReason.DISK_FULL
        if TransferReason.USER in self.own:
            return TransferReason.USER
        return self.peer or self.shown_own

    def clear(self) -> None:
        """Nobody pauses: there is nothing left to pause."""
        self.own.clear()
        self.peer = None
