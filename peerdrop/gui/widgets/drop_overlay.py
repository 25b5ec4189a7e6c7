"""Says to whom what is held over the window would go."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from peerdrop.gui.safe_text import in_own_direction, isolated
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.amounts import items_text
from peerdrop.gui.words.phrase import translate

_DASHES: Final = (5.0, 3.0)
"""Dash and gap, in widths of the line."""
_TILE_PX: Final = 56
_SIDE_PX: Final = 24


class DropOverlay(QWidget):
    """Lies over the conversation, or where one would be, while files are dragged; takes no events itself."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = theme
        self._name: str | None = ""
        """None: nobody is chosen yet."""
        self._count = 0
        self.hide()

    def announce(self, name: str, count: int) -> None:
        """Show who would be asked about how many items."""
        self._show(name, count)

    def announce_question(self, count: int) -> None:
        """Show that it will be asked who gets so many items."""
        self._show(None, count)

    def _show(self, name: str | None, count: int) -> None:
        self._name, self._count = name, count
        self.setAccessibleName(self.title())
        self.show()
        self.raise_()
        self.update()

    def title(self) -> str:
        """The large line."""
        if self._name is None:
            return translate("Drop", "Drop to send")
        return translate("Drop", "Drop to send to {name}").format(name=isolated(self._name))

    def detail(self) -> str:
        """The small line."""
        if self._name is None:
            line = translate("Drop", "{items} · you are asked to whom")
            return line.format(items=items_text(self._count))
        line = translate("Drop", "{items} · {name} is asked before anything is saved")
        return line.format(items=items_text(self._count), name=isolated(self._name))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, fonts = self._theme.tokens, self._theme.fonts
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), QColor(tokens.surface))
            box = QRectF(self.rect()).adjusted(16, 16, -16, -16)
            edge = QPen(QColor(tokens.accent), 2, c=Qt.PenCapStyle.FlatCap)
            edge.setDashPattern(_DASHES)
            painter.setPen(edge)
            painter.setBrush(QColor(tokens.accent_tint))
            painter.drawRoundedRect(box, 16, 16)
            room = int(box.width()) - 2 * _SIDE_PX
            lines = ((fonts.title, tokens.text, self.title()), (fonts.control, tokens.text2, self.detail()))
            heights = [_height(text, font, room) for font, _, text in lines]
            top = self.rect().center().y() - (_TILE_PX + 16 + sum(heights) + 8) // 2
            tile = QRect(self.rect().center().x() - _TILE_PX // 2, top, _TILE_PX, _TILE_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(QRectF(tile), 14, 14)
            icon = QRect(0, 0, 28, 28)
            icon.moveCenter(tile.center())
            self._theme.icons.paint(painter, "upload", tokens.on_accent, icon)
            y = tile.bottom() + 1 + 16
            for (font, colour, text), height in zip(lines, heights, strict=True):
                painter.setPen(QColor(colour))
                painter.setFont(font)
                place = QRect(int(box.left()) + _SIDE_PX, y, room, height)
                painter.drawText(place, _wrapping(text, font, room), in_own_direction(text))
                y += height + 8


def _height(text: str, font: QFont, width: int) -> int:
    """Of *text* in so many lines as it needs: a name that is cut would not say who gets the files."""
    room = QRect(0, 0, width, 10_000)
    return QFontMetrics(font).boundingRect(room, _wrapping(text, font, width), in_own_direction(text)).height()


def _wrapping(text: str, font: QFont, width: int) -> Qt.TextFlag:
    """Between words, or anywhere where one of them alone is wider than a line."""
    metrics = QFontMetrics(font)
    fits = all(metrics.horizontalAdvance(word) <= width for word in text.split())
    wrapping = Qt.TextFlag.TextWordWrap if fits else Qt.TextFlag.TextWrapAnywhere
    return Qt.TextFlag(Qt.AlignmentFlag.AlignHCenter | wrapping)
