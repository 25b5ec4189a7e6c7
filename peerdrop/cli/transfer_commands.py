"""peerdrop pause, resume, cancel, move, limit: what a user wants of one transfer. Each tells how it stands then."""

from typing import Final

import msgspec

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.run import Run
from peerdrop.cli.transfer_choice import choose_transfer
from peerdrop.wire.identifiers import TransferId

ALL: Final = "all"
"""In place of an ID, for `limit`."""


class _TransferCommand:
    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        """Nothing can be wrong before the transfers are known."""

    async def run(self, run: Run) -> None:
        chosen = await choose_transfer(run, self._arguments.transfer)
        await self._do(run, chosen.transfer_id)
        after = [each for each in await run.node.transfers() if each.transfer_id == chosen.transfer_id]
        run.output.transfers(after)

    async def _do(self, run: Run, transfer_id: TransferId) -> None:
        raise NotImplementedError


class Pause(_TransferCommand):
    """Stops the bytes until Resume."""

    async def _do(self, run: Run, transfer_id: TransferId) -> None:
        await run.node.pause(transfer_id)


class Resume(_TransferCommand):
    """Takes back Pause."""

    async def _do(self, run: Run, transfer_id: TransferId) -> None:
        await run.node.resume(transfer_id)


class Cancel(_TransferCommand):
    """Ends it on both sides."""

    async def _do(self, run: Run, transfer_id: TransferId) -> None:
        await run.node.cancel(transfer_id)


class Move(_TransferCommand):
    """Puts it elsewhere in the line to its device."""

    async def _do(self, run: Run, transfer_id: TransferId) -> None:
        assert self._arguments.move is not None
        await run.node.move(transfer_id, self._arguments.move)


class Limit(_TransferCommand):
    """Sets the speed limit of one, or of all together, which is kept."""

    async def run(self, run: Run) -> None:
        if self._arguments.transfer != ALL:
            await super().run(run)
            return
        settings = await run.node.settings()
        speed = self._arguments.limit or 0
        await run.node.change_settings(msgspec.structs.replace(settings, speed_limit_bytes_per_second=speed))

    async def _do(self, run: Run, transfer_id: TransferId) -> None:
        await run.node.limit(transfer_id, self._arguments.limit or 0)
