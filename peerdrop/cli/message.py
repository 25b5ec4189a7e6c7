"""peerdrop message: one text to one device."""

from typing import Final

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.connecting import connect
from peerdrop.cli.limit import limit
from peerdrop.cli.peer_choice import choose_peer
from peerdrop.cli.run import Run
from peerdrop.cli.visible_text import visible
from peerdrop.cli.waiting import choose_peer_for_later, patience_s
from peerdrop.cli.watch import Inbox
from peerdrop.core.errors import ConnectionFailed
from peerdrop.core.events import MessageDelivered, MessageFailed
from peerdrop.core.sentences import message_failure
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.wire.identifiers import MessageId

# A node says within 30 s whether a text came; this is for one that says nothing.
_DELIVERY_LIMIT_S: Final = 35.0


class Message:
    """Done when the receiver has stored the text; with --later also when it waits in the outbox."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        """Nothing can be wrong before the device is known."""

    async def run(self, run: Run) -> None:
        if self._arguments.later:
            await self._send_later(run)
            return
        peer = await choose_peer(run, self._arguments.to)
        await connect(run, peer)
        with run.watch.listen() as inbox:
            try:
                async with limit(run.clock, _DELIVERY_LIMIT_S):
                    message_id = await run.node.send_message(peer.device_id, self._arguments.text)
                    await _until_delivered(inbox, message_id, peer)
            except TimeoutError as exc:
                raise ConnectionFailed(
                    f"{visible(peer.name)} did not confirm the message.",
                    next_step="Look there whether it came, or send it again.",
                    failure="LOST",
                ) from exc

    async def _send_later(self, run: Run) -> None:
        peer = await choose_peer_for_later(run, self._arguments.to)
        with run.watch.listen() as inbox:
            message_id = await run.node.send_message(peer.device_id, self._arguments.text, later=True)
            try:
                async with limit(run.clock, patience_s(run, peer)):
                    await _until_delivered(inbox, message_id, peer)
            except TimeoutError:
                run.output.waits(message_id, peer)


async def _until_delivered(inbox: Inbox, message_id: MessageId, peer: PeerSnapshot) -> None:
    while True:
        match await inbox.get():
            case MessageDelivered(message_id=delivered) if delivered == message_id:
                return
            case MessageFailed(message_id=failed, reason=reason) if failed == message_id:
                message, next_step = message_failure(reason, visible(peer.name))
                raise ConnectionFailed(message, next_step=next_step, failure=reason)
