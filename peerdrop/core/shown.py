"""What a face shows of a connection."""

from dataclasses import dataclass

from peerdrop.core.connection_table import FINAL, UNDERWAY
from peerdrop.core.session import Session
from peerdrop.core.states import ConnectionState, FailureReason, OlderSide


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One state, and why."""

    state: ConnectionState
    reason: FailureReason | None = None
    older: OlderSide | None = None
    """Comes with VERSION: the device to update."""


def to_show(live: Session | None, attempt: Session | None, *, is_wanted: bool, ended: Shown) -> Shown:
    """What is shown of a device with a *live* session and an *attempt*, one of which may be there, or both.

    Attempts that nobody asked for (*is_wanted*) are not shown unless the other side began them. *ended*: how it went
    last, for when there is nothing else.
    """
    if live is not None and live.state not in FINAL:
        return Shown(state=live.state)
    if attempt is not None and attempt.state in UNDERWAY and (is_wanted or not attempt.dialed):
        return Shown(state=attempt.state)
    if is_wanted:
        # Between the first attempt and the second.
        return Shown(state=ConnectionState.SIGNALING)
    return ended
