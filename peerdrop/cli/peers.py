"""peerdrop peers: the devices around."""

import asyncio
from contextlib import suppress

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.peer_choice import scan_after_silence
from peerdrop.cli.run import Run


class Peers:
    """Looks for --wait seconds, then lists; with --json each device is told when it is found."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        """Nothing can be wrong."""

    async def run(self, run: Run) -> None:
        scan = asyncio.create_task(scan_after_silence(run), name="cli-scan")
        try:
            await run.clock.sleep(self._arguments.wait_s - (run.clock.monotonic() - run.started_at))
        finally:
            scan.cancel()
            with suppress(asyncio.CancelledError):
                await scan
        # What the node remembers of earlier runs is no news, but people look for it in the list.
        here = {peer.device_id for peer in run.watch.peers}
        away = [peer for peer in await run.node.peers() if not peer.online and peer.device_id not in here]
        run.output.peers((*run.watch.peers, *away))
