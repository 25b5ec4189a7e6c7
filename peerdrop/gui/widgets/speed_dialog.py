"""Asks for a speed limit of the user's own."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.field_dialog import FieldDialog
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.speeds import SpeedRefused, parse_speed, speed_field_text

_FIELD_CHARS: Final = 17


class SpeedDialog(FieldDialog):
    """For one transfer or for all of them; closes when what is typed is a speed."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(
            theme,
            parent,
            agree=translate("Speeds", "&Set limit"),
            name=translate("Speeds", "Megabytes a second"),
        )
        self._then: Callable[[int], object] = lambda _: None
        self.help.setText(translate("Speeds", "In megabytes a second. Empty means no limit."))
        self.field.setMaxLength(_FIELD_CHARS)
        self.given.connect(self._take)

    def ask(self, title: str, bytes_per_second: int, then: Callable[[int], object]) -> None:
        """Show it with what is in force; *then* is called with another speed in bytes a second, 0 for no limit."""
        self._then = then
        self.title.setText(title)
        self.fill(speed_field_text(bytes_per_second))

    def _take(self, text: str) -> None:
        try:
            bytes_per_second = parse_speed(text)
        except SpeedRefused as exc:
            self.refuse(str(exc))
            return
        self.dismiss()
        self._then(bytes_per_second)
