"""What a button of a card does, wherever the card stands."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal

from peerdrop.core.snapshots import FileConflict
from peerdrop.core.states import ConflictPolicy, Direction, QueueMove
from peerdrop.gui.asking import Asking
from peerdrop.gui.commands import Commands
from peerdrop.gui.models.conversations import Conversations
from peerdrop.gui.models.entries import CardEntry
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.keeping import discard_kept, throw_away
from peerdrop.settings import Settings
from peerdrop.wire.identifiers import DeviceId, TransferId

BIG_BYTES: Final = 1_000_000_000
"""So much that is thrown away asks first."""


class CardActions(QObject):
    """Turns a pressed button into the node's command, or into something for the desktop to open."""

    review_asked = Signal(str, str)
    """Device ID and transfer ID of an offer to look at."""
    details_asked = Signal(object)
    """The TransferSnapshot whose problems are to be shown."""
    counting_canceled = Signal(str)
    """The ID of a card whose files are still counted."""
    limit_asked = Signal(object)
    """The TransferSnapshot that is to get a speed limit of the user's own."""
    dismissed = Signal(str, str)
    """Device ID and transfer ID of what is not to be seen any more."""

    def __init__(
        self,
        conversations: Conversations,
        commands: Commands,
        open_path: Callable[[Path], object],
        asking: Asking,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._commands = commands
        self._open_path = open_path
        self._asking = asking
        self._conflicts = ConflictPolicy.KEEP_BOTH
        commands.discarded.connect(self.dismissed)
        commands.settings_read.connect(self._settings_read)
        self._orders: dict[CardAction, Callable[[DeviceId, TransferId], None]] = {
            CardAction.ACCEPT: self.accept,
            CardAction.DECLINE: commands.decline,
            CardAction.PAUSE: commands.pause,
            CardAction.RESUME: commands.resume,
            CardAction.CANCEL: commands.cancel,
            CardAction.DISCARD: self._discard,
            CardAction.ASK_AGAIN: commands.ask_again,
            CardAction.MOVE_FIRST: partial(commands.move, move=QueueMove.FIRST),
            CardAction.MOVE_UP: partial(commands.move, move=QueueMove.UP),
            CardAction.MOVE_DOWN: partial(commands.move, move=QueueMove.DOWN),
            CardAction.MOVE_LAST: partial(commands.move, move=QueueMove.LAST),
            CardAction.REVIEW: self.review_asked.emit,
            CardAction.DISMISS: self.dismissed.emit,
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
            case CardAction.CONTINUE if card.facts.transfer.direction is Direction.INCOMING:
                self._commands.ask_again(device_id, transfer_id)
            case CardAction.CONTINUE | CardAction.SEND_THOSE:
                self._commands.retry(device_id, transfer_id, card.sources)
            case CardAction.OPEN:
                self._open_path(card.facts.published[0].path)
            case CardAction.SHOW_IN_FOLDER:
                self._show_folder(card)
            case CardAction.DETAILS:
                self.details_asked.emit(card.facts.transfer)
            case CardAction.CANCEL if card.facts.counted is not None:
                self.counting_canceled.emit(transfer_id)
            case CardAction.CANCEL if card.facts.transfer.bytes_done >= BIG_BYTES:
                done = card.facts.transfer.bytes_done
                self._asking.ask(throw_away(done), lambda: self._cancel(device_id, transfer_id))
            case _:
                self._orders[action](device_id, transfer_id)

    def accept(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        """Take an offer as it is; it is looked at first if a name of it is taken and that is to be asked about."""
        if self._conflicts is not ConflictPolicy.ASK:
            self._commands.accept(device_id, transfer_id)
            return

        def found(conflicts: tuple[FileConflict, ...]) -> None:
            if conflicts:
                self.review_asked.emit(device_id, transfer_id)
            else:
                self._commands.accept(device_id, transfer_id)

        self._commands.run(device_id, lambda node: node.conflicts(transfer_id), found)

    def _settings_read(self, settings: Settings) -> None:
        self._conflicts = settings.conflicts

    def limit(self, transfer_id: TransferId, bytes_per_second: int | None) -> None:
        """Let a transfer be no faster than that; None asks the user for a speed."""
        card = self._conversations.card(transfer_id)
        if card is None or card.facts.transfer.state.is_final:
            return
        if bytes_per_second is None:
            self.limit_asked.emit(card.facts.transfer)
        else:
            self._commands.limit(card.facts.transfer.device_id, transfer_id, bytes_per_second)

    def _discard(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        card = self._conversations.card(transfer_id)
        done = 0 if card is None else card.facts.transfer.bytes_done
        if done >= BIG_BYTES:
            self._asking.ask(discard_kept(done), lambda: self._commands.discard(device_id, transfer_id))
        else:
            self._commands.discard(device_id, transfer_id)

    def _cancel(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        card = self._conversations.card(transfer_id)
        # It may have come to its end while the question stood there.
        if card is not None and not card.facts.transfer.state.is_final:
            self._commands.cancel(device_id, transfer_id)

    def _show_folder(self, card: CardEntry) -> None:
        published, directory = card.facts.published, card.facts.transfer.directory
        folder = published[0].path.parent if published else directory
        if folder is not None:
            self._open_path(folder)
