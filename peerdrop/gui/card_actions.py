"""What a button of a card does, wherever the card stands."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from peerdrop.gui.commands import Commands
from peerdrop.gui.models.conversations import Conversations
from peerdrop.gui.models.entries import CardEntry
from peerdrop.gui.words.card_face import CardAction
from peerdrop.wire.identifiers import DeviceId, TransferId


class CardActions(QObject):
    """Turns a pressed button into the node's command, or into something for the desktop to open."""

    review_asked = Signal(str, str)
    """Device ID and transfer ID of an offer to look at."""

    def __init__(
        self,
        conversations: Conversations,
        commands: Commands,
        open_path: Callable[[Path], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._commands = commands
        self._open_path = open_path
        self._orders: dict[CardAction, Callable[[DeviceId, TransferId], None]] = {
            CardAction.ACCEPT: commands.accept,
            CardAction.DECLINE: commands.decline,
            CardAction.PAUSE: commands.pause,
            CardAction.RESUME: commands.resume,
            CardAction.CANCEL: commands.cancel,
            CardAction.REVIEW: self.review_asked.emit,
        }

    def perform(self, transfer_id: TransferId, action: CardAction) -> None:
        """Do what the button says; nothing if the transfer is not known any more."""
        device_id = self._conversations.owner(transfer_id)
        card = None if device_id is None else self._conversations.model(device_id).card(transfer_id)
        if device_id is None or card is None:
            return
        match action:
            case CardAction.RETRY | CardAction.SEND_AGAIN:
                self._commands.send_files(device_id, card.sources)
            case CardAction.OPEN:
                self._open_path(card.facts.published[0].path)
            case CardAction.SHOW_IN_FOLDER:
                self._show_folder(card)
            case _:
                self._orders[action](device_id, transfer_id)

    def _show_folder(self, card: CardEntry) -> None:
        published, directory = card.facts.published, card.facts.transfer.directory
        folder = published[0].path.parent if published else directory
        if folder is not None:
            self._open_path(folder)
