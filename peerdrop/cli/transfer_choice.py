"""Which transfer a user means."""

from collections.abc import Callable

from peerdrop.cli.run import Run
from peerdrop.cli.visible_text import visible
from peerdrop.core.errors import NoSuchTransfer, UsageError
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import Asked, Direction, TransferReason, TransferState

ID_CHARS: range = range(4, 33)
"""How many of an ID's characters may be given."""

_LIST: str = "Try `peerdrop transfers`."


async def choose_transfer(run: Run, wish: str) -> TransferSnapshot:
    """The transfer whose ID begins with *wish*, one that is not over before those that are.

    Raises NoSuchTransfer, or UsageError if there are several.
    """
    return await _choose(run, wish, lambda each: not each.state.is_final, lambda _: ("is over", _LIST))


async def choose_listed(run: Run, wish: str) -> TransferSnapshot:
    """The one among those that are not over, or of which some files did not arrive; raises as `choose_transfer`."""

    def fits(transfer: TransferSnapshot) -> bool:
        return not transfer.state.is_final or bool(transfer.problems)

    return await _choose(run, wish, fits, lambda _: ("is over", _LIST))


async def choose_offer(run: Run, wish: str) -> TransferSnapshot:
    """The one among the offers to us that nobody has answered; raises as `choose_transfer`."""
    return await _choose(run, wish, _stands_open, _why_not_open)


async def choose_retried(run: Run, wish: str) -> TransferSnapshot:
    """The one among those that failed, or of which some files did not arrive; raises as `choose_transfer`."""
    return await _choose(run, wish, _misses_something, _why_not_retried)


async def choose_discarded(run: Run, wish: str) -> TransferSnapshot:
    """The one among those to us that failed; raises as `choose_transfer`."""

    def fits(transfer: TransferSnapshot) -> bool:
        failed = transfer.state is TransferState.FAILED and transfer.direction is Direction.INCOMING
        # To discard what was asked for again is also to want it no more.
        is_left = transfer.bytes_done > 0 or transfer.asked is Asked.WAITING
        return failed and is_left and not _is_forgotten(transfer)

    return await _choose(run, wish, fits, _why_not_discarded)


async def _choose(
    run: Run,
    wish: str,
    fits: Callable[[TransferSnapshot], bool],
    why_not: Callable[[TransferSnapshot], tuple[str, str]],
) -> TransferSnapshot:
    found = [each for each in await run.node.transfers() if each.transfer_id.startswith(wish.lower())]
    fitting = [each for each in found if fits(each)]
    if len(fitting) > 1:
        raise UsageError(f"Several transfers begin with {wish}.", next_step="Give more of the ID.")
    if fitting:
        return fitting[0]
    if not found and not run.started.attached:
        raise NoSuchTransfer(
            f"Transfer {wish} is unknown: no PeerDrop was running with this home.",
            next_step="Open the window or run `peerdrop serve`, and keep it running.",
        )
    what, next_step = why_not(found[-1]) if found else ("is unknown", _LIST)
    raise NoSuchTransfer(f"Transfer {wish} {what}.", next_step=next_step)


def _stands_open(transfer: TransferSnapshot) -> bool:
    if transfer.direction is Direction.OUTGOING:
        return False
    # One whose connection was lost before it was answered waits for the answer still; the folder is known after it.
    is_cut_off = transfer.state is TransferState.SUSPENDED and transfer.directory is None
    return is_cut_off or transfer.state is TransferState.OFFERED


def _misses_something(transfer: TransferSnapshot) -> bool:
    if _is_forgotten(transfer):
        return False
    is_in_part = transfer.state is TransferState.COMPLETED and bool(transfer.problems)
    return is_in_part or transfer.state is TransferState.FAILED


def _is_forgotten(transfer: TransferSnapshot) -> bool:
    """Its sender can't or won't go on with it, and what was kept of it is thrown away."""
    is_refused = transfer.asked in {Asked.FORGOTTEN, Asked.CANCELED}
    return transfer.direction is Direction.INCOMING and (is_refused or transfer.reason is TransferReason.FORGOTTEN)


def _why_not_open(transfer: TransferSnapshot) -> tuple[str, str]:
    name = visible(transfer.peer_name)
    if transfer.direction is Direction.OUTGOING:
        return f"is sent from here: {name} decides", f"End it with `peerdrop cancel {transfer.transfer_id[:8]}`."
    if transfer.state.is_final:
        return "is over", f"Ask {name} to send the files again."
    return (
        "was accepted already",
        f"See how it stands with `peerdrop transfers`; end it with `peerdrop cancel {transfer.transfer_id[:8]}`.",
    )


def _why_not_retried(transfer: TransferSnapshot) -> tuple[str, str]:
    if not transfer.state.is_final:
        return _not_over(transfer)
    if _is_forgotten(transfer):
        name = visible(transfer.peer_name)
        what = f"was canceled by {name}" if transfer.asked is Asked.CANCELED else f"is not known to {name} any more"
        return what, f"Ask {name} to send the files anew."
    if transfer.direction is Direction.INCOMING:
        return "has not failed", f"Ask {visible(transfer.peer_name)} to send the files anew."
    return "has not failed", "Send the files with `peerdrop send`."


def _why_not_discarded(transfer: TransferSnapshot) -> tuple[str, str]:
    if not transfer.state.is_final:
        return _not_over(transfer)
    if transfer.direction is Direction.OUTGOING:
        return "is sent from here: nothing of it is kept here", "If it failed, send it again with `peerdrop retry`."
    if transfer.state is TransferState.FAILED:
        return "has left nothing here", _LIST
    return "has not failed", _LIST


def _not_over(transfer: TransferSnapshot) -> tuple[str, str]:
    return "is not over", f"End it with `peerdrop cancel {transfer.transfer_id[:8]}`."
