"""peerdrop transfers: the transfers of the PeerDrop that runs, and what waits for devices that are away."""

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.run import Run


class Transfers:
    """Lists them."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        """Nothing can be wrong."""

    async def run(self, run: Run) -> None:
        run.output.transfers(await run.node.transfers())
