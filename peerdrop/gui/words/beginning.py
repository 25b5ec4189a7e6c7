"""What stands in a conversation in which nothing was said yet."""

from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import Trust
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.words.phrase import translate


def beginning_lines(peer: PeerSnapshot, *, away: bool) -> tuple[str, ...]:
    """What can be done here, and what comes of it; none with a device that is blocked."""
    if peer.trust is Trust.BLOCKED:
        return ()
    if away:
        then = translate("Conversation", "What you send goes when {name} is back online.")
    else:
        #: As the drop overlay says.
        then = translate("Conversation", "{name} is asked before anything is saved. The connection opens by itself.")
    name = isolated(one_line(peer.name))
    return translate("Conversation", "Write a message, or drop files here."), then.format(name=name)
