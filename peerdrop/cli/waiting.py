"""What --later leaves in the outbox of the home: it goes when the device is back, also in another run."""

from typing import Final

from peerdrop.cli.peer_choice import choose_peer, is_address, matching
from peerdrop.cli.run import Run
from peerdrop.core.snapshots import PeerSnapshot

SHORT_ID: Final = 8


async def choose_peer_for_later(run: Run, text: str) -> PeerSnapshot:
    """As `choose_peer`, but a device of earlier runs is taken at once, whether it is here or not."""
    if not is_address(text) and not matching(run.watch.peers, text):
        remembered = matching(await run.node.peers(), text)
        if len(remembered) == 1:
            return remembered[0]
    return await choose_peer(run, text)


def patience_s(run: Run, peer: PeerSnapshot) -> float:
    """How long a command stays for what it left: the time to connect, or to find a device that is not here."""
    return run.arguments.timeout_s if peer.online else run.arguments.wait_s
