"""What is painted on the page that stands there while no device is chosen."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from peerdrop.gui.theme import Theme


class SearchPicture(QWidget):
    """This device in the middle, places for others around it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.is_searching = True
        """Something is looked for: an arc goes round."""
        self.setFixedSize(QSize(232, 232))
        theme.changed.connect(self.update)

    def set_searching(self, searching: bool) -> None:
        """Paint the arc, or leave it out."""
        self.is_searching = searching
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = self.rect().center()
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for radius, colour in ((112, tokens.border), (78, tokens.border), (44, tokens.ctl)):
                painter.setPen(QPen(QColor(colour), 1))
                painter.drawEllipse(middle, radius, radius)
            if self.is_searching:
                painter.setPen(QPen(QColor(tokens.accent), 3, c=Qt.PenCapStyle.RoundCap))
                painter.drawArc(QRectF(middle.x() - 78, middle.y() - 78, 156, 156), -15 * 16, 75 * 16)
            self._tile(painter, middle.x(), middle.y(), 64, "laptop", tokens.accent, tokens.on_accent, "")
            for x, y, icon in ((24, 50, "desktop"), (212, 160, "laptop"), (68, 212, "server")):
                self._tile(painter, x, y, 40, icon, tokens.surface, tokens.text2, tokens.border)

    def _tile(self, painter: QPainter, x: int, y: int, size: int, icon: str, fill: str, stroke: str, edge: str) -> None:
        square = QRect(x - size // 2, y - size // 2, size, size)
        square.moveLeft(max(0, min(square.left(), self.width() - size)))
        square.moveTop(max(0, min(square.top(), self.height() - size)))
        painter.setPen(QPen(QColor(edge), 1) if edge else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(QRectF(square).adjusted(0.5, 0.5, -0.5, -0.5), size * 0.26, size * 0.26)
        inner = QRect(0, 0, size // 2, size // 2)
        inner.moveCenter(square.center())
        self._theme.icons.paint(painter, icon, stroke, inner)


class StepNumber(QWidget):
    """A figure in a disc."""

    def __init__(self, number: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._theme = theme
        self.setFixedSize(QSize(32, 32))
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = self._theme.tokens
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_tint))
            painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
            painter.setPen(QColor(tokens.accent))
            painter.setFont(self._theme.fonts.meta_bold)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))
