"""What rows and cards are drawn with: lines of text, bars, icons, buttons, rings."""

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from peerdrop.gui.safe_text import in_own_direction
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.card_face import ButtonKind, CardButton

INLINE_ICON_PX: Final = 16
BAR_PX: Final = 6
_INLINE_GAP_PX: Final = 6
_CORNER: Final = 8
_RING_AWAY_PX: Final = 3


class Brush:
    """Draws with one painter in the colours of a theme, which are named by their tokens.

    What leads stands left, or right where the painter goes from right to left.
    """

    def __init__(self, painter: QPainter, theme: Theme) -> None:
        self._painter = painter
        self._theme = theme

    def line(
        self,
        rect: QRect,
        font: QFont,
        colour: str,
        text: str,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        *,
        at_end: bool = False,
    ) -> None:
        """Text in one line, elided; in more where the rectangle has room for two, see `text_height_px`."""
        painter, metrics = self._painter, QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self._colour(colour))
        flags = Qt.AlignmentFlag.AlignTrailing if at_end else Qt.AlignmentFlag.AlignLeading
        flags |= Qt.AlignmentFlag.AlignVCenter
        if rect.height() >= 2 * metrics.lineSpacing() and metrics.horizontalAdvance(text) > rect.width():
            painter.drawText(rect, flags | Qt.TextFlag.TextWordWrap, in_own_direction(text))
            return
        shown = in_own_direction(metrics.elidedText(text, mode, rect.width()))
        painter.drawText(rect, flags | Qt.TextFlag.TextSingleLine, shown)

    def line_with_icon(self, rect: QRect, icon: str, icon_colour: str, colour: str, text: str) -> None:
        """A small line after its icon, which "" leaves out."""
        if icon:
            square = QRect(0, 0, INLINE_ICON_PX, INLINE_ICON_PX)
            square.moveTop(rect.center().y() - INLINE_ICON_PX // 2 + 1)
            square.moveLeft(rect.right() + 1 - INLINE_ICON_PX if self._is_mirrored else rect.left())
            self._theme.icons.paint(self._painter, icon, getattr(self._theme.tokens, icon_colour), square)
            step = INLINE_ICON_PX + _INLINE_GAP_PX
            rect = rect.adjusted(0, 0, -step, 0) if self._is_mirrored else rect.adjusted(step, 0, 0, 0)
        self.line(rect, self._theme.fonts.meta, colour, text)

    def bar(self, rect: QRect, done: float, colour: str) -> None:
        """How far something is, from 0 to 1."""
        painter = self._painter
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour("track"))
        painter.drawRoundedRect(QRectF(rect), BAR_PX / 2, BAR_PX / 2)
        if done <= 0:
            return
        filled = QRectF(rect)
        filled.setWidth(max(BAR_PX, rect.width() * min(1.0, done)))
        if self._is_mirrored:
            filled.moveRight(rect.right() + 1)
        painter.setBrush(self._colour(colour))
        painter.drawRoundedRect(filled, BAR_PX / 2, BAR_PX / 2)

    def icon(self, name: str, colour: str, rect: QRect, size_px: int) -> None:
        """An icon in the middle of *rect*."""
        square = QRect(0, 0, size_px, size_px)
        square.moveCenter(rect.center())
        self._theme.icons.paint(self._painter, name, getattr(self._theme.tokens, colour), square)

    def button(self, rect: QRect, button: CardButton, *, hovered: bool, focused: bool = False) -> None:
        """A button with its label, and the ring around it where Enter presses it."""
        edge, fill, ink = _LOOKS[button.kind][hovered]
        self._box(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), edge, fill, _CORNER)
        self._painter.setPen(self._colour(ink))
        self._painter.setFont(self._theme.fonts.control_medium)
        self._painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, in_own_direction(button.label))
        if focused:
            away = _RING_AWAY_PX
            self.ring(rect.adjusted(-away, -away, away, away), _CORNER + away)

    def icon_button(self, rect: QRect, icon: str, *, hovered: bool) -> None:
        """A button that is an icon."""
        if hovered:
            self._box(QRectF(rect), "", "hover", _CORNER)
        self.icon(icon, "text2", rect, 20)

    def ring(self, rect: QRect, radius: float) -> None:
        """Where the keyboard is."""
        self._painter.setPen(QPen(self._colour("accent"), 2))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRoundedRect(QRectF(rect), radius, radius)

    def tile(self, rect: QRect, colours: tuple[str, str], icon: str, size_px: int) -> None:
        """A rounded square with an icon: background and stroke."""
        fill, stroke = colours
        self._box(QRectF(rect), "", fill, 10)
        self.icon(icon, stroke, rect, size_px)

    def card(self, rect: QRect, radius: float, *, edge: str = "border", width: float = 1.0) -> None:
        """What a row's parts stand on."""
        self._box(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), edge, "card", radius, width)

    def _box(self, rect: QRectF, edge: str, fill: str, radius: float, width: float = 1.0) -> None:
        painter = self._painter
        painter.setPen(QPen(self._colour(edge), width) if edge else Qt.PenStyle.NoPen)
        painter.setBrush(self._colour(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, radius, radius)

    def _colour(self, token: str) -> QColor:
        return QColor(getattr(self._theme.tokens, token))

    @property
    def _is_mirrored(self) -> bool:
        return self._painter.layoutDirection() is Qt.LayoutDirection.RightToLeft


def text_height_px(font: QFont, text: str, width: int) -> int:
    """How high a rectangle *width* wide has to be for `Brush.line` to show the whole of *text*."""
    metrics = QFontMetrics(font)
    if metrics.horizontalAdvance(text) <= width:
        return metrics.height()
    room = QRect(0, 0, max(1, width), 100_000)
    needed = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, in_own_direction(text)).height()
    return max(needed, 2 * metrics.lineSpacing())


_LOOKS: Final = {
    ButtonKind.PRIMARY: (("", "accent", "on_accent"), ("", "accent_hover", "on_accent")),
    ButtonKind.EDGED: (("btn", "card", "text"), ("btn", "hover", "text")),
    ButtonKind.LINK: (("", "", "accent"), ("", "hover", "accent")),
}
"""Edge, fill and label of a button: as it stands, and under the pointer."""
