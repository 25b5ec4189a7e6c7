"""Which transfer a user means."""

from peerdrop.cli.run import Run
from peerdrop.core.errors import NoSuchTransfer, UsageError
from peerdrop.core.snapshots import TransferSnapshot

ID_CHARS: range = range(4, 33)
"""How many of an ID's characters may be given."""


async def choose_transfer(run: Run, wish: str) -> TransferSnapshot:
    """The transfer whose ID begins with *wish*, one that is not over before those that are.

    Raises NoSuchTransfer, or UsageError if there are several.
    """
    found = [each for each in await run.node.transfers() if each.transfer_id.startswith(wish.lower())]
    live = [each for each in found if not each.state.is_final]
    if not live:
        what = "is over" if found else "is unknown"
        raise NoSuchTransfer(f"Transfer {wish} {what}.", next_step="Try `peerdrop transfers`.")
    if len(live) > 1:
        raise UsageError(f"Several transfers begin with {wish}.", next_step="Give more of the ID.")
    return live[0]
