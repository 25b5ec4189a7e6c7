"""A dialog with one field: what it is for, the field, what is wrong with what was typed, and two buttons."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.scrim_dialog import ScrimDialog
from peerdrop.gui.words.phrase import translate


class FieldDialog(ScrimDialog):
    """Stays open until whoever listens to `given` hides it, or says with `say` what is wrong."""

    given = Signal(str)
    """What stands in the field, without the spaces around it."""

    def __init__(self, theme: Theme, parent: QWidget, *, title: str = "", agree: str, name: str) -> None:
        super().__init__(title, theme, parent, close_label=translate("Dialogs", "Not now (Esc)"))
        self.help = PlainLabel(name="meta")
        self.help.setWordWrap(True)
        self.field = QLineEdit()
        self.field.setAccessibleName(name)
        self.answer = PlainLabel(name="bad")
        self.answer.setWordWrap(True)
        self.agree = TextButton(agree, ButtonLook.PRIMARY, theme)
        self.cancel = TextButton(translate("Dialogs", "&Cancel"), ButtonLook.EDGED, theme)
        for each in (self.help, self.field, self.answer):
            self.column.addWidget(each)
        self.add_buttons(self.cancel, self.agree)
        assert self.close_button is not None
        self.stops = [self.field, self.cancel, self.agree, self.close_button]
        self.cancel.clicked.connect(self.dismiss)
        self.agree.clicked.connect(self._give)
        self.field.returnPressed.connect(self._give)
        self.field.textEdited.connect(lambda _: self.say(""))

    def fill(self, text: str) -> None:
        """Show it with *text* in the field, ready to be written over."""
        self.field.setText(text)
        self.agree.setEnabled(True)
        self.say("")
        self.open(self.field)
        self.field.selectAll()

    def refuse(self, sentence: str) -> None:
        """Say what is wrong; the field keeps what was typed."""
        self.agree.setEnabled(True)
        self.say(sentence)
        self.field.setFocus()

    def say(self, sentence: str) -> None:
        """Put *sentence* beside the field, in the colour of what is wrong; "" takes it away."""
        self.answer.setText(sentence)
        self.answer.setVisible(bool(sentence))
        mark_wrong(self.field, bool(sentence))
        self.place()

    def _give(self) -> None:
        # Return asks twice as easily as it asks once.
        if self.agree.isEnabled():
            self.given.emit(self.field.text().strip())


def mark_wrong(field: QLineEdit, wrong: bool) -> None:
    """Give a field the red edge of a value that does not do, or take it away."""
    field.setProperty("wrong", wrong)
    field.style().unpolish(field)
    field.style().polish(field)
