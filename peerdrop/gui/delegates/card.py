"""One file card: where its parts are and how they are drawn."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QPainter

from peerdrop.gui.delegates.brush import BAR_PX, INLINE_ICON_PX, Brush, text_height_px
from peerdrop.gui.delegates.margins import NARROW_PX, SIDE_NARROW_PX, SIDE_PX
from peerdrop.gui.theme import Fonts, Theme
from peerdrop.gui.words.card_face import ButtonKind, CardAction, CardButton, CardFace

_WIDEST_PX: Final = 480
"""At the usual size of text, 13 pixels; more with larger text."""
_USUAL_TEXT_PX: Final = 13
_GAP_PX: Final = 6
_PADDING: Final = 16
_TILE_PX: Final = 40
_TILE_ICON_PX: Final = 22
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
        height = max(INLINE_ICON_PX, text_height_px(fonts.meta, face.note, inner_width - INLINE_ICON_PX - 6))
        note = QRect(inner_left, y + 10, inner_width, height)
        y = note.bottom() + 1
    bar = None
    if face.bar is not None:
        bar = QRect(inner_left, y + 12, inner_width, BAR_PX)
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
    brush, fonts = Brush(painter, theme), theme.fonts
    painter.save()
    painter.translate(row.topLeft())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if face.accent_edge:
        brush.card(layout.card, _RADIUS, edge="accent", width=1.5)
    else:
        brush.card(layout.card, _RADIUS)
    brush.tile(layout.tile, face.tile, face.icon, _TILE_ICON_PX)
    brush.line(layout.title, fonts.body_bold, "text", face.title, Qt.TextElideMode.ElideMiddle)
    brush.line(layout.detail, fonts.meta, "text2", face.detail)
    brush.line(layout.time, fonts.meta, "text2", time, at_end=True)
    if layout.note is not None:
        brush.line_with_icon(layout.note, "warning", "warn", "text", face.note)
    if layout.bar is not None and face.bar is not None:
        brush.bar(layout.bar, face.bar.done, face.bar.colour)
    if layout.status is not None and face.status:
        brush.line_with_icon(layout.status, face.status_icon, face.status_colour, face.status_colour, face.status)
    for button, rect in layout.buttons:
        brush.button(rect, button, hovered=button.action is hovered, focused=button.action is focused)
    painter.restore()


def _lay_out_last_line(
    face: CardFace, left: int, width: int, y: int, fonts: Fonts
) -> tuple[QRect | None, list[tuple[CardButton, QRect]], int]:
    meta = QFontMetrics(fonts.meta)
    status_height = max(20, meta.height())
    button_height = button_height_px(fonts)
    widths = [min(width, button_width_px(each, fonts)) for each in face.buttons]
    buttons_width = sum(widths) + BUTTON_GAP_PX * max(0, len(widths) - 1)
    icon_width = INLINE_ICON_PX + 6 if face.status_icon else 0
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
            # Nothing of a sentence is lost to large text or a narrow window: it goes on in further lines.
            for text in (face.status, face.widest_status):
                line_height = max(line_height, text_height_px(fonts.meta, text, status_width - icon_width))
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
