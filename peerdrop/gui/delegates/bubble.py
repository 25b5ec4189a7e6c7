"""One message: its shape, its text and its time."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QTextLayout, QTextOption

from peerdrop.core.states import Direction
from peerdrop.gui.delegates.brush import Brush, text_height_px
from peerdrop.gui.delegates.card import BUTTON_GAP_PX, button_height_px, button_width_px
from peerdrop.gui.delegates.margins import NARROW_PX, SIDE_NARROW_PX, SIDE_PX
from peerdrop.gui.models.entries import TextEntry, Tick
from peerdrop.gui.safe_text import many_lines
from peerdrop.gui.theme import Fonts, Theme
from peerdrop.gui.words.amounts import clock_text
from peerdrop.gui.words.card_face import CardAction, CardButton
from peerdrop.gui.words.texts import text_buttons, text_notice

_WIDEST_PX: Final = 520
_PADDING_X: Final = 14
_PADDING_Y: Final = 8
_GAP_PX: Final = 4
_RADIUS: Final = 14
_TICK_PX: Final = 16
_TICK_ICONS: Final = {Tick.WAITING: "clock", Tick.DELIVERED: "double-check", Tick.FAILED: "alert"}


@dataclass(frozen=True, slots=True)
class BubbleLayout:
    """Where everything of a message is, relative to the row's upper left corner, mirrored if need be."""

    height: int
    bubble: QRect
    text: QTextLayout
    text_at: QPointF
    time: str
    time_rect: QRect
    tick_rect: QRect | None
    notice: str
    notice_rect: QRect | None
    buttons: tuple[tuple[CardButton, QRect], ...]

    def button_at(self, position: QPoint) -> CardAction | None:
        """The button under *position* (relative to the row)."""
        return next((button.action for button, rect in self.buttons if rect.contains(position)), None)


def lay_out_bubble(
    entry: TextEntry, width: int, fonts: Fonts, direction: Qt.LayoutDirection, away_name: str = ""
) -> BubbleLayout:
    """Break the text of *entry* for a row *width* wide. *away_name*: the device's name while it is away."""
    side = SIDE_NARROW_PX if width < NARROW_PX else SIDE_PX
    share = 0.88 if width < NARROW_PX else 0.78
    inner = max(60, min(_WIDEST_PX, int(width * share)) - 2 * _PADDING_X)
    metrics, meta = QFontMetrics(fonts.body), QFontMetrics(fonts.meta)
    line_height = max(20, metrics.height())
    layout, lines, widest, last_width = _break_text(entry.text, inner, fonts, line_height)

    time = clock_text(entry.at)
    has_tick = entry.tick is not Tick.NONE
    time_width = meta.horizontalAdvance(time) + (_TICK_PX + 4 if has_tick else 0)
    on_last_line = last_width + 12 + time_width <= inner
    text_width = max(widest, last_width + 12 + time_width if on_last_line else time_width)
    text_height = lines * line_height + (0 if on_last_line else meta.height())

    bubble_width = text_width + 2 * _PADDING_X
    outgoing = entry.direction is Direction.OUTGOING
    left = width - side - bubble_width if outgoing else side
    bubble = QRect(left, _GAP_PX, bubble_width, text_height + 2 * _PADDING_Y)
    mirrored = direction is Qt.LayoutDirection.RightToLeft
    if mirrored:
        bubble.moveLeft(width - bubble.left() - bubble.width())
    bottom = bubble.bottom() - _PADDING_Y
    # The time stands where the text's last line ends, whichever way that reads.
    from_right = _reads_right_to_left(entry.text)
    time_left = bubble.left() + _PADDING_X if from_right else bubble.right() + 1 - _PADDING_X - time_width
    line_top = bottom - (line_height + meta.height()) // 2 + 1 if on_last_line else bottom - meta.height() + 1
    time_rect = QRect(time_left, line_top, time_width, meta.height())
    tick_rect = None
    if has_tick:
        tick_left = time_rect.right() + 1 - _TICK_PX
        tick_rect = QRect(tick_left, time_rect.center().y() - _TICK_PX // 2 + 1, _TICK_PX, _TICK_PX)
    # Lines of a right-to-left text lie at the right end of the width they were broken for.
    shift = text_width - inner if from_right else 0
    text_left = bubble.left() + _PADDING_X + shift
    notice = text_notice(entry, away_name)
    notice_rect, buttons, bottom = _lay_out_notice(
        notice, text_buttons(entry, away_name), width - 2 * side, bubble.bottom() + 1, fonts
    )

    def place(rect: QRect) -> QRect:
        if mirrored:
            return QRect(side + rect.left(), rect.top(), rect.width(), rect.height())
        return QRect(width - side - rect.left() - rect.width(), rect.top(), rect.width(), rect.height())

    return BubbleLayout(
        height=bottom + _GAP_PX,
        bubble=bubble,
        text=layout,
        text_at=QPointF(text_left, bubble.top() + _PADDING_Y),
        time=time,
        time_rect=time_rect,
        tick_rect=tick_rect,
        notice=notice,
        notice_rect=None if notice_rect is None else place(notice_rect),
        buttons=tuple((button, place(rect)) for button, rect in buttons),
    )


def _lay_out_notice(
    notice: str, buttons: Sequence[CardButton], room: int, top: int, fonts: Fonts
) -> tuple[QRect | None, list[tuple[CardButton, QRect]], int]:
    """The line below a message of ours, measured from the end of the row, and where it ends."""
    if not notice:
        return None, [], top
    meta = QFontMetrics(fonts.meta)
    wanted, height = meta.horizontalAdvance(notice) + 2, button_height_px(fonts)
    widths = [min(room, button_width_px(each, fonts)) for each in buttons]
    taken = sum(each + BUTTON_GAP_PX for each in widths)
    one_line = wanted + taken <= room
    placed: list[tuple[CardButton, QRect]] = []
    x = 0
    for button, button_width in zip(buttons, widths, strict=True):
        placed.append((button, QRect(x, top, button_width, height)))
        x += button_width + BUTTON_GAP_PX
    if one_line:
        return QRect(taken, top, wanted, height), placed, top + height
    lines = text_height_px(fonts.meta, notice, min(wanted, room))
    placed = [(button, rect.translated(0, lines + 2)) for button, rect in placed]
    return QRect(0, top, min(wanted, room), lines + 1), placed, top + lines + 2 + (height if placed else 0)


def paint_bubble(
    painter: QPainter,
    row: QRect,
    entry: TextEntry,
    layout: BubbleLayout,
    theme: Theme,
    *,
    marks: Sequence[QTextLayout.FormatRange] = (),
    hovered: CardAction | None = None,
    focused: CardAction | None = None,
) -> None:
    """Draw a message into its row; *marks* are what was searched for."""
    tokens, brush = theme.tokens, Brush(painter, theme)
    outgoing = entry.direction is Direction.OUTGOING
    painter.save()
    painter.translate(row.topLeft())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.bubble_out if outgoing else tokens.bubble_in))
    painter.drawRoundedRect(QRectF(layout.bubble), _RADIUS, _RADIUS)
    painter.setPen(QColor(tokens.text))
    layout.text.draw(painter, layout.text_at, list(marks))
    painter.setPen(QColor(tokens.text2))
    painter.setFont(theme.fonts.meta)
    absolute = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
    painter.drawText(layout.time_rect, absolute | Qt.AlignmentFlag.AlignVCenter, layout.time)
    if layout.tick_rect is not None:
        colour = tokens.bad if entry.tick is Tick.FAILED else tokens.text2
        theme.icons.paint(painter, _TICK_ICONS[entry.tick], colour, layout.tick_rect)
    if layout.notice_rect is not None:
        token = "bad" if entry.tick is Tick.FAILED else "text2"
        brush.line(layout.notice_rect, theme.fonts.meta, token, layout.notice, at_end=True)
    for button, rect in layout.buttons:
        brush.button(rect, button, hovered=button.action is hovered, focused=button.action is focused)
    painter.restore()


def _break_text(text: str, inner: int, fonts: Fonts, line_height: int) -> tuple[QTextLayout, int, int, int]:
    """The broken text, the number of its lines, and how wide the widest and the last of them are."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    side = Qt.AlignmentFlag.AlignRight if _reads_right_to_left(text) else Qt.AlignmentFlag.AlignLeft
    option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    layout = QTextLayout(many_lines(text).replace("\n", "\u2028"), fonts.body)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    layout.beginLayout()
    lines = 0
    widest = last = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(inner)
        # Scripts differ in ascent: a fixed step keeps the lines even.
        line.setPosition(QPointF(0, lines * line_height + (line_height - line.height()) / 2))
        last = line.naturalTextWidth()
        widest = max(widest, last)
        lines += 1
    layout.endLayout()
    return layout, max(1, lines), int(widest) + 1, int(last) + 1


def _reads_right_to_left(text: str) -> bool:
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                return False
            case "R" | "AL":
                return True
    return False
