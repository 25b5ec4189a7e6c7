"""Getting CONNECTED with a device within --timeout."""

from peerdrop.cli.limit import limit
from peerdrop.cli.run import Run
from peerdrop.cli.visible_text import visible
from peerdrop.core.errors import ConnectionFailed
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import FailureReason


async def connect(run: Run, peer: PeerSnapshot) -> None:
    """Return when connected with *peer*; raises ConnectionFailed."""
    try:
        async with limit(run.clock, run.arguments.timeout_s):
            await run.node.connect(peer.device_id)
    except TimeoutError as exc:
        raise ConnectionFailed(
            f"No connection with {visible(peer.name)} came about within {run.arguments.timeout_s:g} s.",
            next_step="Check that both devices are awake and on networks that reach each other, then try again.",
            failure=FailureReason.CONNECT_TIMEOUT.name,
        ) from exc
