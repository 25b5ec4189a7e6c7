"""Says to whom what is held over the window would go."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from peerdrop.gui.safe_text import isolated
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.amounts import items_text
from peerdrop.gui.words.phrase import translate


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
            painter.setPen(QPen(QColor(tokens.accent), 2, Qt.PenStyle.DashLine))
            painter.setBrush(QColor(tokens.accent_tint))
            painter.drawRoundedRect(box, 16, 16)
            title, detail = QFontMetrics(fonts.heading), QFontMetrics(fonts.control)
            top = self.rect().center().y() - (56 + 16 + title.height() + 8 + detail.height()) // 2
            tile = QRect(self.rect().center().x() - 28, top, 56, 56)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent))
            painter.drawRoundedRect(QRectF(tile), 14, 14)
            icon = QRect(0, 0, 28, 28)
            icon.moveCenter(tile.center())
            self._theme.icons.paint(painter, "upload", tokens.on_accent, icon)
            room = int(box.width()) - 48
            middle, centre = Qt.TextElideMode.ElideMiddle, Qt.AlignmentFlag.AlignCenter
            line = QRect(int(box.left()) + 24, tile.bottom() + 16, room, title.height())
            painter.setPen(QColor(tokens.text))
            painter.setFont(fonts.heading)
            painter.drawText(line, centre, title.elidedText(self.title(), middle, room))
            line = QRect(line.left(), line.bottom() + 8, room, detail.height())
            painter.setPen(QColor(tokens.text2))
            painter.setFont(fonts.control)
            painter.drawText(line, centre, detail.elidedText(self.detail(), middle, room))
