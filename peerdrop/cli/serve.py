"""peerdrop serve: the node without a window."""

import asyncio

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.attendant import Attendant
from peerdrop.cli.run import Run
from peerdrop.cli.saving_folder import check_saving_folder
from peerdrop.core.accept_policy import AcceptPolicy


class Serve:
    """Runs until interrupted; answers offers by --accept and --dir."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        if self._arguments.directory is not None:
            await asyncio.to_thread(check_saving_folder, self._arguments.directory)

    async def run(self, run: Run) -> None:
        run.warn_of_all()
        policy = AcceptPolicy(
            mode=self._arguments.accept, directory=self._arguments.directory, attended=run.questions is not None
        )
        with run.watch.listen() as offers:
            async with run.node.hold_policy(policy):
                if run.questions is not None:
                    attendant = Attendant(run, run.questions, mode=self._arguments.accept, only_from=None)
                    await attendant.attend(offers)
                while True:
                    await offers.get()
