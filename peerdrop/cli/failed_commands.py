"""peerdrop retry, discard: what a user wants of a transfer that did not arrive whole."""

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.run import Run
from peerdrop.cli.transfer_choice import ID_CHARS, choose_discarded, choose_retried
from peerdrop.cli.visible_text import visible
from peerdrop.core.states import Direction, TransferState
from peerdrop.wire.identifiers import TransferId


class Retry:
    """Sends it again, or asks its sender to; it waits if that device is away. What it goes as is told."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        """Nothing can be wrong before the transfers are known."""

    async def run(self, run: Run) -> None:
        missed = await choose_retried(run, self._arguments.transfer)
        again = await run.node.retry(missed.transfer_id)
        if missed.direction is Direction.INCOMING:
            is_here = any(peer.device_id == missed.device_id and peer.online for peer in run.watch.peers)
            when = "" if is_here else " as soon as it is there"
            run.output.note(f"{visible(missed.peer_name)} is asked to send it again{when}.")
        elif missed.state is TransferState.COMPLETED:
            run.output.note("What did not arrive goes as a transfer of its own, and comes to stand beside the rest.")
        elif again != missed.transfer_id:
            run.output.note("The files are not as they were, so all of them go as a new transfer.")
        run.output.transfers([each for each in await run.node.transfers() if each.transfer_id == again])


class Discard:
    """Throws away what has arrived of files that are not whole."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        """Nothing can be wrong before the transfers are known."""

    async def run(self, run: Run) -> None:
        transfer_id = await self._transfer_id(run)
        await run.node.discard(transfer_id)
        run.output.note("What was left of it is thrown away; files that are whole stay.")
        run.output.transfers([each for each in await run.node.transfers() if each.transfer_id == transfer_id])

    async def _transfer_id(self, run: Run) -> TransferId:
        wish = self._arguments.transfer.lower()
        known = await run.node.transfers()
        if len(wish) == ID_CHARS[-1] and not any(each.transfer_id == wish for each in known):
            return TransferId(wish)  # Of an earlier run.
        return (await choose_discarded(run, wish)).transfer_id
