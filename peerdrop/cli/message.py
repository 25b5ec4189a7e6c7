"""peerdrop message: one text to one device."""

from typing import Final

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.connecting import connect
from peerdrop.cli.limit import limit
from peerdrop.cli.peer_choice import choose_peer
from peerdrop.cli.run import Run
from peerdrop.cli.visible_text import visible
from peerdrop.core.errors import ConnectionFailed
from peerdrop.core.events import MessageDelivered, MessageFailed

# A node says within 30 s whether a text came; this is for one that says nothing.
_DELIVERY_LIMIT_S: Final = 35.0


class Message:
    """Done when the receiver has stored the text."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        """Nothing can be wrong before the device is known."""

    async def run(self, run: Run) -> None:
        peer = await choose_peer(run, self._arguments.to)
        await connect(run, peer)
        name = visible(peer.name)
        with run.watch.listen() as inbox:
            try:
                async with limit(run.clock, _DELIVERY_LIMIT_S):
                    message_id = await run.node.send_message(peer.device_id, self._arguments.text)
                    while True:
                        match await inbox.get():
                            case MessageDelivered(message_id=delivered) if delivered == message_id:
                                return
                            case MessageFailed(message_id=failed, reason=reason) if failed == message_id:
                                raise ConnectionFailed(
                                    f"The message did not reach {name}.", next_step="Send it again.", failure=reason
                                )
            except TimeoutError as exc:
                raise ConnectionFailed(
                    f"{name} did not confirm the message.",
                    next_step="Look there whether it came, or send it again.",
                    failure="LOST",
                ) from exc
