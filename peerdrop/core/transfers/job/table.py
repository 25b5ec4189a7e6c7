"""The table of a transfer's states (design: section 6), as data. Nothing else changes a transfer's state."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from peerdrop.core.states import TransferState as State


class TransferEvent(StrEnum):
    """What can happen to a transfer. `..._RECEIVED` is the other side's doing."""

    OFFER_SENT = "offer_sent"
    OFFER_RECEIVED = "offer_received"
    ACCEPT = "accept"
    ACCEPT_RECEIVED = "accept_received"
    DECLINE = "decline"
    DECLINE_RECEIVED = "decline_received"
    LANE_OPEN = "lane_open"
    LANE_FAILED = "lane_failed"
    LANES_EXHAUSTED = "lanes_exhausted"
    """The last lane failed too."""
    PROGRESS = "progress"
    PAUSE = "pause"
    PAUSE_RECEIVED = "pause_received"
    DISK_FULL = "disk_full"
    RESUME = "resume"
    """No side is left that pauses; our side was the last."""
    RESUME_RECEIVED = "resume_received"
    """No side is left that pauses; the other side was the last."""
    END_OF_DATA = "end_of_data"
    DIGEST_OK = "digest_ok"
    """Receiver: every file has its name, or is listed as a problem."""
    COMPLETE_RECEIVED = "complete_received"
    CONNECTION_LOST = "connection_lost"
    CONNECTION_RESTORED = "connection_restored"
    """For a job that was accepted before the cut."""
    OFFER_RESTORED = "offer_restored"
    """For a job that was still on offer when the cut came."""
    TIMEOUT = "timeout"
    IO_ERROR = "io_error"
    """Our side cannot go on."""
    CANCEL = "cancel"
    CANCEL_RECEIVED = "cancel_received"
    ERROR_RECEIVED = "error_received"


Event = TransferEvent
Rows = Mapping[tuple[State, TransferEvent], State]


def _rows(states: Iterable[State], events: Iterable[TransferEvent], following: State) -> Rows:
    return {(state, event): following for state in states for event in events}


_LIVE: Final = tuple(state for state in State if not state.is_final)
_FROM_OFFERED: Final = tuple(state for state in _LIVE if state is not State.NEW)
_FLOWING: Final = (State.ACCEPTED, State.TRANSFERRING, State.PAUSED, State.VERIFYING)

TRANSFER_TABLE: Final[Rows] = {
    **_rows([State.NEW], [Event.OFFER_SENT, Event.OFFER_RECEIVED], State.OFFERED),
    # No connection came about while the job waited for one.
    **_rows([State.NEW], [Event.TIMEOUT], State.FAILED),
    **_rows([State.OFFERED], [Event.ACCEPT, Event.ACCEPT_RECEIVED], State.ACCEPTED),
    **_rows([State.OFFERED], [Event.DECLINE, Event.DECLINE_RECEIVED], State.DECLINED),
    **_rows([State.OFFERED], [Event.TIMEOUT], State.FAILED),
    **_rows([State.ACCEPTED], [Event.LANE_OPEN], State.TRANSFERRING),
    **_rows([State.ACCEPTED, State.TRANSFERRING], [Event.LANE_FAILED], State.ACCEPTED),
    **_rows([State.ACCEPTED, State.PAUSED, State.VERIFYING], [Event.LANES_EXHAUSTED], State.SUSPENDED),
    **_rows([State.TRANSFERRING], [Event.PROGRESS], State.TRANSFERRING),
    **_rows([State.TRANSFERRING], [Event.PAUSE, Event.PAUSE_RECEIVED, Event.DISK_FULL], State.PAUSED),
    **_rows([State.TRANSFERRING], [Event.END_OF_DATA], State.VERIFYING),
    # The second side may pause too, and what was on its way still arrives.
    **_rows(
        [State.PAUSED],
        [Event.PROGRESS, Event.PAUSE, Event.PAUSE_RECEIVED, Event.DISK_FULL, Event.LANE_FAILED],
        State.PAUSED,
    ),
    **_rows([State.PAUSED], [Event.RESUME, Event.RESUME_RECEIVED], State.TRANSFERRING),
    **_rows([State.VERIFYING], [Event.DIGEST_OK, Event.COMPLETE_RECEIVED], State.COMPLETED),
    **_rows([State.VERIFYING], [Event.TIMEOUT], State.FAILED),
    # The receiver still writes what came; that its disk is full, or its user stopped it, is shown.
    **_rows([State.VERIFYING], [Event.PAUSE_RECEIVED, Event.RESUME_RECEIVED], State.VERIFYING),
    # The receiver found files damaged and wants them once more.
    **_rows([State.VERIFYING], [Event.ACCEPT_RECEIVED], State.ACCEPTED),
    # A job that the receiver completed before is answered with Complete, whatever we think of it.
    **_rows(
        [State.OFFERED, State.ACCEPTED, State.TRANSFERRING, State.SUSPENDED],
        [Event.COMPLETE_RECEIVED],
        State.COMPLETED,
    ),
    # Everything had come before the cut, or before the lane was lost: nothing is left to wait for.
    **_rows([State.ACCEPTED, State.SUSPENDED], [Event.DIGEST_OK], State.COMPLETED),
    **_rows([State.OFFERED, *_FLOWING], [Event.CONNECTION_LOST], State.SUSPENDED),
    **_rows([State.SUSPENDED], [Event.CONNECTION_RESTORED], State.ACCEPTED),
    **_rows([State.SUSPENDED], [Event.OFFER_RESTORED], State.OFFERED),
    **_rows([State.SUSPENDED], [Event.TIMEOUT], State.FAILED),
    **_rows(
        [State.ACCEPTED, State.TRANSFERRING, State.PAUSED, State.VERIFYING, State.SUSPENDED],
        [Event.IO_ERROR],
        State.FAILED,
    ),
    **_rows(_LIVE, [Event.CANCEL, Event.CANCEL_RECEIVED], State.CANCELED),
    **_rows(_FROM_OFFERED, [Event.ERROR_RECEIVED], State.FAILED),
}
