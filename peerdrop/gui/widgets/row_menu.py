"""What can be done with a row of a conversation, as a menu."""

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from peerdrop.gui.models.entries import CardEntry, Entry, TextEntry, Tick, identifier_of
from peerdrop.gui.safe_text import button_text
from peerdrop.gui.widgets.transfer_menu import add_transfer_actions
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.phrase import translate


class RowMenu(QMenu):
    """Gone when it is closed; empty for a day."""

    def __init__(
        self,
        entry: Entry,
        press: Callable[[str, CardAction], None],
        delete: Callable[[str], None],
        limit: Callable[[str, int | None], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        identifier = identifier_of(entry)

        def add(label: str, action: CardAction) -> None:
            self.addAction(button_text(label), lambda: press(identifier, action))

        match entry:
            case TextEntry():
                self.addAction(translate("Texts", "Copy text"), lambda: QGuiApplication.clipboard().setText(entry.text))
                if entry.tick is Tick.FAILED:
                    add(translate("Texts", "Send again"), CardAction.RETRY)
                if entry.tick is Tick.WAITING:
                    add(translate("Texts", "Do not send"), CardAction.CANCEL)
                else:
                    self._add_delete(identifier, delete)
            case CardEntry():
                add_transfer_actions(self, entry.facts, press, limit)
                if entry.facts.transfer.state.is_final:
                    self._add_delete(identifier, delete)

    def _add_delete(self, identifier: str, delete: Callable[[str], None]) -> None:
        self.addSeparator()
        self.addAction(translate("Texts", "Delete here…"), lambda: delete(identifier))
