"""Asks for a speed limit of the user's own."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QLineEdit, QWidget

from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.scrim_dialog import ScrimDialog, button_row, mark_wrong
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.speeds import SpeedRefused, parse_speed, speed_field_text

_FIELD_CHARS: Final = 17


class SpeedDialog(ScrimDialog):
    """For one transfer or for all of them; closes when what is typed is a speed."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("", theme, parent, close_label=translate("Dialogs", "Not now (Esc)"))
        self._then: Callable[[int], object] = lambda _: None
        self.help = PlainLabel(translate("Speeds", "In megabytes a second. Empty means no limit."), name="meta")
        self.help.setWordWrap(True)
        self.field = QLineEdit()
        self.field.setAccessibleName(translate("Speeds", "Megabytes a second"))
        self.field.setMaxLength(_FIELD_CHARS)
        self.wrong = PlainLabel(name="bad")
        self.wrong.setWordWrap(True)
        self.set_limit = TextButton(translate("Speeds", "&Set limit"), ButtonLook.PRIMARY, theme)
        self.cancel = TextButton(translate("Dialogs", "&Cancel"), ButtonLook.EDGED, theme)
        for each in (self.help, self.field, self.wrong):
            self.column.addWidget(each)
        self.column.addLayout(button_row(self.cancel, self.set_limit))
        assert self.close_button is not None
        self.stops = [self.field, self.cancel, self.set_limit, self.close_button]
        self.cancel.clicked.connect(self.dismiss)
        self.set_limit.clicked.connect(self._give)
        self.field.returnPressed.connect(self._give)
        self.field.textEdited.connect(lambda _: self._say(""))

    def ask(self, title: str, bytes_per_second: int, then: Callable[[int], object]) -> None:
        """Show it with what is in force; *then* is called with another speed in bytes a second, 0 for no limit."""
        self._then = then
        self.title.setText(title)
        self.field.setText(speed_field_text(bytes_per_second))
        self._say("")
        self.open(self.field)
        self.field.selectAll()

    def _give(self) -> None:
        try:
            bytes_per_second = parse_speed(self.field.text())
        except SpeedRefused as exc:
            self._say(str(exc))
            self.field.setFocus()
            return
        self.dismiss()
        self._then(bytes_per_second)

    def _say(self, text: str) -> None:
        self.wrong.setText(text)
        self.wrong.setVisible(bool(text))
        mark_wrong(self.field, bool(text))
        self.place()
