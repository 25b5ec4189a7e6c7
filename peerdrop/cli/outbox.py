"""peerdrop outbox: what waits for devices that are away."""

from collections.abc import Sequence

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.run import Run
from peerdrop.cli.waiting import SHORT_ID
from peerdrop.core.errors import NotWaiting, UsageError
from peerdrop.core.history.entries import OutboxItem


class Outbox:
    """Lists what waits; with --withdraw it takes one thing out first."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        """What waits is known only with the node."""

    async def run(self, run: Run) -> None:
        wanted = self._arguments.withdraw
        if wanted is not None:
            item = _the_one(await run.node.history.outbox(), wanted)
            await run.node.history.withdraw(item.item_id)
            run.output.note("Taken out of the outbox; it will not be sent.")
        names = {peer.device_id: peer.name for peer in await run.node.peers()}
        run.output.outbox(await run.node.history.outbox(), names)


def _the_one(items: Sequence[OutboxItem], wanted: str) -> OutboxItem:
    found = [item for item in items if item.item_id == wanted]
    if not found and len(wanted) >= SHORT_ID:
        found = [item for item in items if item.item_id.startswith(wanted.lower())]
    if len(found) > 1:
        raise UsageError(f"{len(found)} things in the outbox begin with that.", next_step="Give the whole ID.")
    if not found:
        raise NotWaiting("Nothing of that ID waits.", next_step="See what waits with `peerdrop outbox`.")
    return found[0]
