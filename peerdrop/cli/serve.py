"""peerdrop serve: the node without a window."""

import asyncio

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.reception import Reception
from peerdrop.cli.run import Run
from peerdrop.cli.saving_folder import check_saving_folder


class Serve:
    """Runs until interrupted; answers offers by --accept and --dir."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        if self._arguments.directory is not None:
            await asyncio.to_thread(check_saving_folder, self._arguments.directory)

    async def run(self, run: Run) -> None:
        run.warn_of_all()
        reception = Reception(run)
        with run.watch.listen() as inbox, reception.listening():
            async with run.node.hold_policy(reception.policy(None)), reception.answering(None):
                while True:
                    await inbox.get()
