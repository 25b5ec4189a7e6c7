"""A rounded square with the picture of a device or a state."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from peerdrop.gui.theme import Theme


class Tile(QWidget):
    """Colours are token names; *edge* "" draws none."""

    def __init__(
        self,
        icon: str,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        size_px: int = 40,
        fill: str = "sunken",
        stroke: str = "text",
        edge: str = "border",
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icon
        self._fill, self._stroke, self._edge = fill, stroke, edge
        self.setFixedSize(QSize(size_px, size_px))
        theme.changed.connect(self.update)

    def set_icon(self, icon: str) -> None:
        """Show another picture."""
        self._icon = icon
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = QPen(QColor(getattr(tokens, self._edge)), 1) if self._edge else QPen(Qt.PenStyle.NoPen)
            painter.setPen(edge)
            painter.setBrush(QColor(getattr(tokens, self._fill)))
            radius = self.width() * 0.26
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            size_px = round(self.width() * 0.55)
            square = QRect(0, 0, size_px, size_px)
            square.moveCenter(self.rect().center())
            self._theme.icons.paint(painter, self._icon, getattr(tokens, self._stroke), square)
