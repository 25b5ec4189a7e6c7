"""One file card: where its parts are and how they are drawn."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QPainter, QPen

from peerdrop.gui.delegates.margins import NARROW_PX, SIDE_NARROW_PX, SIDE_PX
from peerdrop.gui.safe_text import in_own_direction
from peerdrop.gui.theme import Fonts, Theme
from peerdrop.gui.words.card_face import ButtonKind, CardAction, CardButton, CardFace

_WIDEST_PX: Final = 480
"""At the usual size of text, 13 pixels; more with larger text."""
_USUAL_TEXT_PX: Final = 13
_GAP_PX: Final = 6
_PADDING: Final = 16
_TILE_PX: Final = 40
_TILE_ICON_PX: Final = 22
_INLINE_ICON_PX: Final = 16
_BAR_PX: Final = 6
BUTTON_PX: Final = 32
BUTTON_GAP_PX: Final = 8
_RADIUS: Final = 14


@dataclass(frozen=True, slots=True)
class CardLayout:
    """Rectangles relative to the row's upper left corner, mirrored if need be."""

    height: int
    card: QRect
    tile: QRect
    title: QRect
    detail: QRect
    time: QRect
    note: QRect | None
    bar: QRect | None
    status: QRect | None
    buttons: tuple[tuple[CardButton, QRect], ...]

    def button_at(self, position: QPoint) -> CardAction | None:
        """The button under *position* (relative to the row)."""
        for button, rect in self.buttons:
            if rect.contains(position):
                return button.action
        return None


def lay_out_card(
    face: CardFace, time: str, width: int, fonts: Fonts, *, outgoing: bool, direction: Qt.LayoutDirection
) -> CardLayout:
    """Place the parts of *face* in a row *width* wide. Depends on nothing that changes while bytes move."""
    side = SIDE_NARROW_PX if width < NARROW_PX else SIDE_PX
    widest = max(_WIDEST_PX, _WIDEST_PX * QFontInfo(fonts.control).pixelSize() // _USUAL_TEXT_PX)
    card_width = min(widest, width - 2 * side)
    left = width - side - card_width if outgoing else side
    inner_left, inner_width = left + _PADDING, card_width - 2 * _PADDING
    medium, meta = QFontMetrics(fonts.body_bold), QFontMetrics(fonts.meta)
    title_height, meta_height = medium.height(), meta.height()

    top = _GAP_PX + _PADDING
    tile = QRect(inner_left, top, _TILE_PX, _TILE_PX)
    text_left = tile.right() + 1 + 12
    text_top = top + max(0, (_TILE_PX - title_height - meta_height - 2) // 2)
    time_width = meta.horizontalAdvance(time) + 2
    text_width = inner_left + inner_width - text_left
    title = QRect(text_left, text_top, text_width - time_width - 8, title_height)
    time_rect = QRect(inner_left + inner_width - time_width, text_top, time_width, title_height)
    detail = QRect(text_left, title.bottom() + 3, text_width, meta_height)
    y = max(tile.bottom(), detail.bottom()) + 1

    note = None
    if face.note:
        fits = meta.horizontalAdvance(face.note) + _INLINE_ICON_PX + 6 <= inner_width
        height = max(_INLINE_ICON_PX, meta_height) if fits else 2 * meta.lineSpacing()
        note = QRect(inner_left, y + 10, inner_width, height)
        y = note.bottom() + 1
    bar = None
    if face.bar is not None:
        bar = QRect(inner_left, y + 12, inner_width, _BAR_PX)
        y = bar.bottom() + 1
    status, buttons, y = _lay_out_last_line(face, inner_left, inner_width, y, fonts)
    card = QRect(left, _GAP_PX, card_width, y + _PADDING - _GAP_PX)

    def place(rect: QRect) -> QRect:
        if direction is Qt.LayoutDirection.RightToLeft:
            return QRect(width - rect.left() - rect.width(), rect.top(), rect.width(), rect.height())
        return rect

    return CardLayout(
        height=card.bottom() + 1 + _GAP_PX,
        card=place(card),
        tile=place(tile),
        title=place(title),
        detail=place(detail),
        time=place(time_rect),
        note=place(note) if note is not None else None,
        bar=place(bar) if bar is not None else None,
        status=place(status) if status is not None else None,
        buttons=tuple((button, place(rect)) for button, rect in buttons),
    )


def button_font(fonts: Fonts) -> QFont:
    """The font of a card's buttons."""
    return fonts.control_medium


def button_height_px(fonts: Fonts) -> int:
    """How high the buttons of a row are."""
    return max(BUTTON_PX, QFontMetrics(button_font(fonts)).height() + 12)


def button_width_px(button: CardButton, fonts: Fonts) -> int:
    """How wide a button of a row wants to be."""
    padding = 8 if button.kind is ButtonKind.LINK else 14
    return QFontMetrics(button_font(fonts)).horizontalAdvance(button.label) + 2 * padding


def paint_card(
    painter: QPainter,
    row: QRect,
    face: CardFace,
    layout: CardLayout,
    time: str,
    theme: Theme,
    *,
    hovered: CardAction | None,
    focused: CardAction | None,
) -> None:
    """Draw a card into its row."""
    tokens = theme.tokens
    painter.save()
    painter.translate(row.topLeft())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = QPen(QColor(tokens.accent if face.accent_edge else tokens.border), 1.5 if face.accent_edge else 1.0)
    painter.setPen(edge)
    painter.setBrush(QColor(tokens.card))
    painter.drawRoundedRect(QRectF(layout.card).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    tile_colour, stroke = (getattr(tokens, each) for each in face.tile)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tile_colour))
    painter.drawRoundedRect(QRectF(layout.tile), 10, 10)
    icon_rect = QRect(0, 0, _TILE_ICON_PX, _TILE_ICON_PX)
    icon_rect.moveCenter(layout.tile.center())
    theme.icons.paint(painter, face.icon, stroke, icon_rect)

    middle = Qt.TextElideMode.ElideMiddle
    fonts = theme.fonts
    draw_line(painter, layout.title, fonts.body_bold, tokens.text, face.title, middle)
    draw_line(painter, layout.detail, fonts.meta, tokens.text2, face.detail)
    draw_line(painter, layout.time, fonts.meta, tokens.text2, time, end=True)
    if layout.note is not None:
        _draw_with_icon(painter, layout.note, theme, "warning", tokens.warn, tokens.text, face.note)
    if layout.bar is not None and face.bar is not None:
        _draw_bar(painter, layout.bar, face.bar.done, getattr(tokens, face.bar.colour), tokens.track)
    if layout.status is not None and face.status:
        colour = getattr(tokens, face.status_colour)
        _draw_with_icon(painter, layout.status, theme, face.status_icon, colour, colour, face.status)
    for button, rect in layout.buttons:
        draw_button(painter, rect, button, theme, hovered=button.action is hovered)
        if button.action is focused:
            draw_focus(painter, rect, tokens.accent)
    painter.restore()


def _lay_out_last_line(
    face: CardFace, left: int, width: int, y: int, fonts: Fonts
) -> tuple[QRect | None, list[tuple[CardButton, QRect]], int]:
    meta = QFontMetrics(fonts.meta)
    status_height = max(20, meta.height())
    button_height = button_height_px(fonts)
    widths = [min(width, button_width_px(each, fonts)) for each in face.buttons]
    buttons_width = sum(widths) + BUTTON_GAP_PX * max(0, len(widths) - 1)
    icon_width = _INLINE_ICON_PX + 6 if face.status_icon else 0
    widest = max(meta.horizontalAdvance(face.status), meta.horizontalAdvance(face.widest_status)) + icon_width
    has_status = bool(face.status or face.widest_status)
    one_line = not widths or not has_status or widest + 12 + buttons_width <= width
    if not has_status and not widths:
        return None, [], y
    y += 12
    status = None
    if has_status:
        line_height = button_height if one_line and widths else status_height
        status_width = width - buttons_width - 12 if one_line and widths else width
        if widest > status_width:
            # Nothing of a sentence is lost to large text or a narrow window: it goes on in a second line.
            line_height = max(line_height, 2 * meta.lineSpacing())
        status = QRect(left, y, status_width, line_height)
        if not one_line or not widths:
            y += line_height
    if not widths:
        return status, [], y
    y += 0 if one_line else 8
    buttons: list[tuple[CardButton, QRect]] = []
    for row in _button_rows(tuple(zip(face.buttons, widths, strict=True)), width):
        row_width = sum(each for _, each in row) + BUTTON_GAP_PX * (len(row) - 1)
        x = left + width - row_width
        for button, button_width in row:
            buttons.append((button, QRect(x, y, button_width, button_height)))
            x += button_width + BUTTON_GAP_PX
        y += button_height + BUTTON_GAP_PX
    return status, buttons, y - BUTTON_GAP_PX


def _button_rows(buttons: tuple[tuple[CardButton, int], ...], width: int) -> list[list[tuple[CardButton, int]]]:
    """*buttons* with their widths in as few rows as they need; the last one, the main action, stands lowest."""
    rows: list[list[tuple[CardButton, int]]] = [[]]
    taken = 0
    for button, button_width in buttons:
        if rows[-1] and taken + BUTTON_GAP_PX + button_width > width:
            rows.append([])
            taken = 0
        taken += button_width + (BUTTON_GAP_PX if rows[-1] else 0)
        rows[-1].append((button, button_width))
    return rows


def draw_line(
    painter: QPainter,
    rect: QRect,
    font: QFont,
    colour: str,
    text: str,
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    *,
    end: bool = False,
) -> None:
    """Text in one line, elided; in two where the rectangle has room for them."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    side = Qt.AlignmentFlag.AlignRight if end else Qt.AlignmentFlag.AlignLeft
    metrics = QFontMetrics(font)
    if rect.height() >= 2 * metrics.lineSpacing() and metrics.horizontalAdvance(text) > rect.width():
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, in_own_direction(text))
        return
    shown = in_own_direction(metrics.elidedText(text, mode, rect.width()))
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


def _draw_with_icon(
    painter: QPainter, rect: QRect, theme: Theme, icon: str, icon_colour: str, colour: str, text: str
) -> None:
    if icon:
        mirrored = painter.layoutDirection() is Qt.LayoutDirection.RightToLeft
        square = QRect(0, 0, _INLINE_ICON_PX, _INLINE_ICON_PX)
        square.moveTop(rect.center().y() - _INLINE_ICON_PX // 2 + 1)
        square.moveLeft(rect.right() + 1 - _INLINE_ICON_PX if mirrored else rect.left())
        theme.icons.paint(painter, icon, icon_colour, square)
        step = _INLINE_ICON_PX + 6
        rect = rect.adjusted(0, 0, -step, 0) if mirrored else rect.adjusted(step, 0, 0, 0)
    draw_line(painter, rect, theme.fonts.meta, colour, text)


def _draw_bar(painter: QPainter, rect: QRect, done: float, colour: str, track: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(track))
    painter.drawRoundedRect(QRectF(rect), 3, 3)
    if done <= 0:
        return
    filled = QRectF(rect)
    filled.setWidth(max(_BAR_PX, rect.width() * min(1.0, done)))
    if painter.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        filled.moveRight(rect.right() + 1)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(filled, 3, 3)


def draw_button(painter: QPainter, rect: QRect, button: CardButton, theme: Theme, *, hovered: bool) -> None:
    """A button of a row."""
    tokens = theme.tokens
    box = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
    if button.kind is ButtonKind.PRIMARY:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_hover if hovered else tokens.accent))
        painter.drawRoundedRect(box, 8, 8)
        colour = tokens.on_accent
    elif button.kind is ButtonKind.EDGED:
        painter.setPen(QPen(QColor(tokens.btn), 1))
        painter.setBrush(QColor(tokens.hover if hovered else tokens.card))
        painter.drawRoundedRect(box, 8, 8)
        colour = tokens.text
    else:
        if hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.hover))
            painter.drawRoundedRect(box, 8, 8)
        colour = tokens.accent
    painter.setPen(QColor(colour))
    painter.setFont(button_font(theme.fonts))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, in_own_direction(button.label))


def draw_focus(painter: QPainter, rect: QRect, colour: str) -> None:
    """The ring around a button that Enter presses."""
    painter.setPen(QPen(QColor(colour), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(-3, -3, 3, 3), 11, 11)
