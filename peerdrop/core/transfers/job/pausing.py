"""How a job is paused and goes on: what both sides say, and what the table is told of it."""

from collections.abc import Callable
from typing import Final, Protocol

from peerdrop.core.snapshots import SpaceShortage
from peerdrop.core.states import TransferReason, TransferState
from peerdrop.core.transfers.job.pauses import Pauses
from peerdrop.core.transfers.job.table import TransferEvent
from peerdrop.wire.codec import Message
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.transfers import Pause, Resume

_TOLD_BY_PEER: Final = {
    "DISK_FULL": TransferReason.DISK_FULL,
    "QUEUED": TransferReason.QUEUED,
}


class PausableMachine(Protocol):
    """The table of the job."""

    @property
    def state(self) -> TransferState: ...
    def knows(self, event: TransferEvent) -> bool: ...


class Handle(Protocol):
    """Feeds the machine; True if it knew the event."""

    def __call__(self, event: TransferEvent, reason: TransferReason | None, *, own: bool = False) -> bool: ...


class Pausing:
    """Each side has a pause of its own. Ours holds from whenever it is asked for; it is told once bytes could flow."""

    def __init__(
        self, transfer_id: TransferId, machine: PausableMachine, handle: Handle, send: Callable[[Message], None]
    ) -> None:
        self.pauses = Pauses()
        self.shortage: SpaceShortage | None = None
        """What a full disk lacks, at whichever side."""
        self._transfer_id = transfer_id
        self._machine = machine
        self._handle = handle
        self._send = send
        self._told: TransferReason | None = None
        """What the other side knows of our own pauses."""

    @property
    def held(self) -> bool:
        """Our user wants the bytes to stop."""
        return TransferReason.USER in self.pauses.own

    def pause(self, reason: TransferReason) -> bool:
        """Stop the bytes until our side says `resume`; False if none could flow, so that nothing is different yet."""
        self.pauses.own.add(reason)
        return self.tell()

    def resume(self, reason: TransferReason) -> bool:
        """Take back one own reason; False if that lets nothing flow yet."""
        self.pauses.own.discard(reason)
        if self.pauses.own:
            return self.tell()
        if self._told is not None:
            self._told = None
            self._send(Resume(transfer_id=self._transfer_id))
        return self._perhaps_go_on(TransferEvent.RESUME)

    def peer_paused(self, message: Pause) -> None:
        """The other side wants the bytes to stop."""
        self.pauses.peer = _TOLD_BY_PEER.get(message.reason, TransferReason.PEER)
        if message.needed_bytes is not None and message.free_bytes is not None:
            self.shortage = SpaceShortage(needed_bytes=message.needed_bytes, free_bytes=message.free_bytes)
        self._handle(TransferEvent.PAUSE_RECEIVED, self.pauses.reason)

    def peer_resumed(self) -> None:
        """The other side takes that back."""
        self.pauses.peer = None
        self._perhaps_go_on(TransferEvent.RESUME_RECEIVED)

    def lane_opened(self) -> None:
        """After a cut our own pause still holds, and is told again; so does the other side with its own."""
        if self._machine.state is not TransferState.PAUSED:
            self.pauses.peer = None
        self._told = None
        self.tell()

    def stop(self) -> None:
        """All bytes are there: nothing is left that could be paused."""
        self.pauses.clear()
        if self._machine.state is TransferState.PAUSED:
            self._handle(TransferEvent.RESUME, None, own=True)

    def tell(self) -> bool:
        """Say why our side pauses, if it does and there is something to pause."""
        reason = self.pauses.shown_own
        event = TransferEvent.DISK_FULL if reason is TransferReason.DISK_FULL else TransferEvent.PAUSE
        if reason is None or not self._machine.knows(event):
            return False
        if reason is not self._told:
            self._told = reason
            shortage = self.shortage if reason is TransferReason.DISK_FULL else None
            self._send(
                Pause(
                    transfer_id=self._transfer_id,
                    reason=reason,
                    needed_bytes=shortage.needed_bytes if shortage else None,
                    free_bytes=shortage.free_bytes if shortage else None,
                )
            )
        self._handle(event, self.pauses.reason, own=True)
        return True

    def _perhaps_go_on(self, event: TransferEvent) -> bool:
        if not self.pauses or self._machine.state is TransferState.VERIFYING:
            return self._handle(event, self.pauses.peer)
        if self._machine.state is TransferState.PAUSED:
            # Somebody still pauses: who is shown may have changed.
            self._handle(TransferEvent.PAUSE, self.pauses.reason, own=True)
            return True
        return False
