"""Who keeps a job from moving: one flag per side, and why."""

from peerdrop.core.states import TransferReason


class Pauses:
    """Our side may pause for several reasons at once; the other side tells one."""

    def __init__(self) -> None:
        self.own: set[TransferReason] = set()
        self.peer: TransferReason | None = None

    def __bool__(self) -> bool:
        return bool(self.own) or self.peer is not None

    @property
    def reason(self) -> TransferReason | None:
        """What is shown: a full disk before anybody's wish, our wish before theirs."""
        if TransferReason.DISK_FULL in self.own or self.peer is TransferReason.DISK_FULL:
            return TransferReason.DISK_FULL
        return TransferReason.USER if self.own else self.peer

    def clear(self) -> None:
        """Nobody pauses: there is nothing left to pause."""
        self.own.clear()
        self.peer = None
