"""What of a disk is used, and what an offer would take."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from peerdrop.gui.storage import Room
from peerdrop.gui.theme import Theme

_HEIGHT_PX = 8


class SpaceBar(QWidget):
    """Used, needed, free, in the direction of reading; the line below it says the same in words."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._room: Room | None = None
        self._needed_bytes = 0
        self.setFixedHeight(_HEIGHT_PX)
        theme.changed.connect(self.update)

    def show_need(self, room: Room | None, needed_bytes: int) -> None:
        """Show what *needed_bytes* would take of *room*."""
        self._room, self._needed_bytes = room, needed_bytes
        self.setVisible(room is not None and room.total_bytes > 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        room, tokens = self._room, self._theme.tokens
        if room is None or not room.total_bytes:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                painter.translate(self.width(), 0)
                painter.scale(-1, 1)
            width = float(self.width())
            used = width * (room.total_bytes - room.free_bytes) / room.total_bytes
            fits = self._needed_bytes <= room.free_bytes
            # Less than 4 px would not be seen beside a large disk.
            needed = (
                min(width - used, max(4.0, width * self._needed_bytes / room.total_bytes)) if self._needed_bytes else 0
            )
            painter.setPen(Qt.PenStyle.NoPen)
            for left, length, colour in (
                (0.0, width, tokens.track),
                (0.0, used, tokens.text3),
                (used + 2, needed, tokens.accent if fits else tokens.bad),
            ):
                painter.setBrush(QColor(colour))
                painter.drawRoundedRect(QRectF(left, 0, max(0.0, length), self.height()), 3, 3)
