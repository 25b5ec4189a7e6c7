"""Which offer stands in the sheet, and what is decided there."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from peerdrop.core.snapshots import FileConflict, OfferedFile, TransferSnapshot
from peerdrop.core.states import ConflictPolicy, Direction, TransferState, Trust
from peerdrop.gui.commands import Commands
from peerdrop.gui.models.conversations import Conversations
from peerdrop.gui.models.sheet_answer import SheetAnswer
from peerdrop.gui.widgets.conversation_page import ConversationPage
from peerdrop.settings import Settings
from peerdrop.wire.identifiers import DeviceId, TransferId


class Reviewer(QObject):
    """Shows one offer at a time: no second sheet on top of the first."""

    def __init__(
        self,
        page: ConversationPage,
        conversations: Conversations,
        commands: Commands,
        download_directory: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page = page
        self._conversations = conversations
        self._commands = commands
        self._directory = download_directory
        self._conflicts = ConflictPolicy.KEEP_BOTH
        self._transfer: TransferSnapshot | None = None
        self._focus_before: QWidget | None = None
        """What had the focus before it was taken to the sheet."""
        page.sheet.accepted.connect(self._accepted)
        page.sheet.declined.connect(self._declined)
        page.sheet.postponed.connect(self.postpone)
        commands.files_listed.connect(self._files_listed)
        page.sheet.folder_chosen.connect(self._look_into)
        page.sheet.height_changed.connect(page.place_sheet)
        commands.room_measured.connect(page.sheet.set_room)
        commands.conflicts_found.connect(self._conflicts_found)
        commands.conflicts_counted.connect(conversations.set_taken_names)
        commands.settings_read.connect(self._settings_read)
        conversations.offer_arrived.connect(self._offer_arrived)
        conversations.offer_ended.connect(self._offer_ended)

    @property
    def reviewed(self) -> TransferId | None:
        """The offer in the sheet."""
        return None if self._transfer is None else self._transfer.transfer_id

    def set_directory(self, directory: Path) -> None:
        """Offers are saved there from now on, unless the sheet says otherwise."""
        self._directory = directory

    def review_if_free(self, transfer_id: TransferId) -> None:
        """Show an offer, unless another one is being looked at."""
        if self._transfer is None:
            self.review(transfer_id)

    def review_newest(self) -> None:
        """Show the newest offer of the conversation that is open."""
        peer = self._page.peer
        waiting = () if peer is None else self._conversations.model(peer.device_id).waiting_offers()
        if waiting:
            focus = self._focused()
            if focus is not None and not self._page.sheet.isAncestorOf(focus):
                self._focus_before = focus
            self.review(waiting[-1].transfer_id)
            self._page.sheet.accept.setFocus()

    def review(self, transfer_id: TransferId) -> None:
        """Show an offer of the conversation that is open."""
        peer = self._page.peer
        model = None if peer is None else self._conversations.model(peer.device_id)
        card = None if model is None else model.card(transfer_id)
        if model is None or card is None or not _waits(card.facts.transfer):
            return
        transfer = card.facts.transfer
        waiting = [each.transfer_id for each in model.waiting_offers()]
        self._transfer = transfer
        model.set_reviewed(transfer_id)
        self._page.sheet.show_offer(
            transfer,
            position=waiting.index(transfer_id) + 1,
            count=len(waiting),
            directory=transfer.directory or self._directory,
            is_verified=peer is not None and peer.trust is Trust.VERIFIED,
            conflicts=self._conflicts.choice,
        )
        self._page.place_sheet()
        self._commands.list_files(transfer.device_id, transfer_id)
        self._look_into(transfer.directory or self._directory)

    def postpone(self) -> None:
        """Close the sheet; the offer waits."""
        if self._transfer is not None:
            self._conversations.model(self._transfer.device_id).set_reviewed(None)
            self._transfer = None
        self._give_focus_back()
        self._page.sheet.hide()
        self._page.place_sheet()

    def _focused(self) -> QWidget | None:
        return self._page.window().focusWidget()

    def _give_focus_back(self) -> None:
        """Else Qt would hand it to the next button, which the first space that is typed then presses."""
        focus, before = self._focused(), self._focus_before
        self._focus_before = None
        if focus is None or not self._page.sheet.isAncestorOf(focus):
            return
        if before is None or not isValid(before) or not before.isVisible():
            before = self._page.composer.field
        before.setFocus()

    def _settings_read(self, settings: Settings) -> None:
        self._conflicts = settings.conflicts

    def _look_into(self, directory: Path) -> None:
        self._commands.measure_room(directory)
        if self._transfer is not None:
            transfer = self._transfer
            self._commands.find_conflicts(transfer.device_id, transfer.transfer_id, directory)

    def _accepted(self, answer: SheetAnswer) -> None:
        transfer = self._transfer
        self.postpone()
        if transfer is not None:
            self._commands.accept(transfer.device_id, transfer.transfer_id, answer)

    def _declined(self) -> None:
        transfer = self._transfer
        self.postpone()
        if transfer is not None:
            self._commands.decline(transfer.device_id, transfer.transfer_id)

    def _files_listed(self, transfer_id: TransferId, files: tuple[OfferedFile, ...]) -> None:
        if transfer_id == self.reviewed:
            self._page.sheet.set_files(files)
            self._page.place_sheet()

    def _conflicts_found(self, transfer_id: TransferId, directory: Path, conflicts: tuple[FileConflict, ...]) -> None:
        if transfer_id == self.reviewed:
            self._page.sheet.set_conflicts(directory, conflicts)

    def _offer_arrived(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        # The note of a card says that both are kept.
        if self._conflicts is not ConflictPolicy.KEEP_BOTH:
            return
        card = self._conversations.card(transfer_id)
        # What belongs to files that are here already goes where those are.
        belongs = card.facts.transfer.directory if card is not None else None
        self._commands.count_conflicts(device_id, transfer_id, belongs or self._directory)

    def _offer_ended(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        if transfer_id == self.reviewed:
            self.postpone()


def _waits(transfer: TransferSnapshot) -> bool:
    return transfer.direction is Direction.INCOMING and transfer.state is TransferState.OFFERED
