"""Asks for a name: of another device, shown on this machine only, or of this device."""

from PySide6.QtWidgets import QWidget

from peerdrop.core.errors import PeerDropError
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.field_dialog import FieldDialog
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.told import told_error
from peerdrop.wire.limits import NAME_CHARS


class NameDialog(FieldDialog):
    """Stays open until `close_with` says how it went."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent, agree=translate("Dialogs", "&Rename"), name=translate("Dialogs", "Name"))
        self.field.setMaxLength(NAME_CHARS)
        self.given.connect(lambda _: self.agree.setEnabled(False))

    def ask(self, title: str, line: str, name: str) -> None:
        """Show it with *name* in the field, ready to be written over."""
        self.title.setText(title)
        self.help.setText(line)
        self.fill(name)

    def close_with(self, error: PeerDropError | None) -> None:
        """The name is in force, or was refused: then say why."""
        if error is None:
            self.hide()
        else:
            self.refuse(" ".join(told_error(error)).strip())
