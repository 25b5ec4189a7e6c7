"""Asks for a name: of another device, shown on this machine only, or of this device."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from peerdrop.core.errors import PeerDropError
from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.scrim_dialog import ScrimDialog, button_row, mark_wrong
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.told import told_error
from peerdrop.wire.limits import NAME_CHARS


class NameDialog(ScrimDialog):
    """Stays open until `close_with` says how it went; the field keeps what was typed."""

    name_given = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("", theme, parent, close_label=translate("Dialogs", "Not now (Esc)"))
        self.help = PlainLabel(name="meta")
        self.help.setWordWrap(True)
        self.field = QLineEdit()
        self.field.setAccessibleName(translate("Dialogs", "Name"))
        self.field.setMaxLength(NAME_CHARS)
        self.answer = PlainLabel(name="bad")
        self.answer.setWordWrap(True)
        self.save = TextButton(translate("Dialogs", "&Rename"), ButtonLook.PRIMARY, theme)
        self.cancel = TextButton(translate("Dialogs", "&Cancel"), ButtonLook.EDGED, theme)
        for each in (self.help, self.field, self.answer):
            self.column.addWidget(each)
        self.column.addLayout(button_row(self.cancel, self.save))
        assert self.close_button is not None
        self.stops = [self.field, self.cancel, self.save, self.close_button]
        self.cancel.clicked.connect(self.dismiss)
        self.save.clicked.connect(self._give)
        self.field.returnPressed.connect(self._give)
        self.field.textEdited.connect(lambda _: self._say(""))

    def ask(self, title: str, line: str, name: str) -> None:
        """Show it with *name* in the field, ready to be written over."""
        self.title.setText(title)
        self.help.setText(line)
        self.field.setText(name)
        self.save.setEnabled(True)
        self._say("")
        self.open(self.field)
        self.field.selectAll()

    def close_with(self, error: PeerDropError | None) -> None:
        """The name is in force, or was refused: then say why."""
        if error is None:
            self.hide()
            return
        self.save.setEnabled(True)
        self._say(" ".join(told_error(error)).strip())
        self.field.setFocus()

    def _give(self) -> None:
        if self.save.isEnabled():
            self.save.setEnabled(False)
            self.name_given.emit(self.field.text().strip())

    def _say(self, text: str) -> None:
        self.answer.setText(text)
        self.answer.setVisible(bool(text))
        mark_wrong(self.field, bool(text))
        self.place()
