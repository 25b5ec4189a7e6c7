"""Draws the rows of the transfers page, and finds the button under the pointer."""

from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from peerdrop.core.states import Direction, TransferState
from peerdrop.gui.delegates.brush import BAR_PX, Brush
from peerdrop.gui.delegates.tips import cut_lines, show_tip
from peerdrop.gui.models.transfers import ROW_ROLE, HeadRow, TransferRow, TransfersModel
from peerdrop.gui.models.waiting_line import is_in_line
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.theme import Fonts, Theme
from peerdrop.gui.words.amounts import left_text, percent, percent_text, progress_text, rate_text, size_text
from peerdrop.gui.words.card_face import Bar, CardAction, CardFace, CardFacts
from peerdrop.gui.words.card_frame import lane_text
from peerdrop.gui.words.cards import card_face
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.speeds import at_most_text

Index: TypeAlias = QModelIndex | QPersistentModelIndex

_HEAD_PX: Final = 40
_ROW_PX: Final = 68
_SIDE_PX: Final = 32
_SIDE_NARROW_PX: Final = 12
_WIDEST_PX: Final = 880
_RADIUS: Final = 12
_ICON_PX: Final = 22
_BUTTON_PX: Final = 32
_BUTTON_GAP_PX: Final = 8
_BUTTONS: Final = 2
"""The room of so many buttons is kept free in each row."""
_MOST_BUTTONS: Final = 3
"""The same while a row waits in line, which can be moved too."""
_PROGRESS_PX: Final = 168
_AMOUNT_PX: Final = 160
_WIDE_PX: Final = 760
"""A card of that width has columns beside its words. These three are for the usual size of text, 13 pixels."""
_USUAL_TEXT_PX: Final = 13
_WIDE_PAGE_PX: Final = 640
ACTION_ICONS: Final = {
    CardAction.ACCEPT: "check",
    CardAction.DECLINE: "close",
    CardAction.PAUSE: "pause",
    CardAction.RESUME: "resume",
    CardAction.CANCEL: "close",
    CardAction.RETRY: "refresh",
    CardAction.SEND_AGAIN: "refresh",
    CardAction.ASK_AGAIN: "refresh",
    CardAction.CONTINUE: "resume",
    CardAction.DISCARD: "close",
    CardAction.DISMISS: "close",
    CardAction.SHOW_IN_FOLDER: "folder",
    CardAction.MOVE_UP: "up",
    CardAction.MOVE_DOWN: "down",
}
_MOVING: Final = (TransferState.TRANSFERRING, TransferState.VERIFYING)
_MOVES: Final = (CardAction.MOVE_UP, CardAction.MOVE_DOWN)
"""Of a row that waits in line, before its other buttons."""


@dataclass(frozen=True, slots=True)
class RowLayout:
    """Rectangles in the view's coordinates, mirrored if need be; *bar* and *amounts* are None in a narrow window, *bar*
    also where the words need its room."""

    card: QRect
    icon: QRect
    texts: QRect
    bar: QRect | None
    amounts: QRect | None
    buttons: tuple[tuple[CardAction, QRect], ...]

    def button_at(self, position: QPoint) -> CardAction | None:
        """The button under *position*."""
        return next((action for action, rect in self.buttons if rect.contains(position)), None)


class TransferDelegate(QStyledItemDelegate):
    """Heads and rows; a section's rows share one card."""

    def __init__(self, model: TransfersModel, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self.hovered: tuple[str, CardAction] | None = None
        """Transfer ID and button under the pointer."""
        self.shows_focus = False
        """The list has the focus, and got it by the keyboard."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        fonts = self._theme.fonts
        if isinstance(index.data(ROW_ROLE), HeadRow):
            return QSize(0, max(_HEAD_PX, QFontMetrics(fonts.meta_bold).height() + 22))
        lines = QFontMetrics(fonts.body_bold).height() + QFontMetrics(fonts.meta).height()
        return QSize(0, max(_ROW_PX, lines + 28))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        if isinstance(row, HeadRow):
            rect = _column(option.rect).adjusted(0, 0, 0, -8)
            painter.setFont(self._theme.fonts.meta_bold)
            painter.setPen(QColor(self._theme.tokens.text2))
            painter.drawText(rect, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom, row.section.title)
        else:
            facts = self._model.facts(row.transfer_id)
            if facts is not None:
                self._paint_row(painter, option, row, facts)
        painter.restore()

    def row_layout(self, row: TransferRow, rect: QRect, direction: Qt.LayoutDirection) -> RowLayout | None:
        """Where everything of a row is."""
        facts = self._model.facts(row.transfer_id)
        return None if facts is None else self._lay_out(card_face(facts), facts, rect, direction)

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        row = index.data(ROW_ROLE) if index.isValid() else None
        facts = self._model.facts(row.transfer_id) if isinstance(row, TransferRow) else None
        if facts is None:
            return False
        face = card_face(facts)
        layout = self._lay_out(face, facts, option.rect, option.direction)
        for action, rect in layout.buttons:
            if rect.contains(event.pos()):
                labels = {each.action: each.label for each in face.buttons}
                return show_tip(event, view, labels.get(action) or action.value.translated(), rect)
        fonts = self._theme.fonts
        second = _second_line(facts, face, narrow=layout.amounts is None)
        cut = cut_lines((face.title, fonts.body_bold, layout.texts), (second, fonts.meta, layout.texts))
        return show_tip(event, view, cut, option.rect)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, row: TransferRow, facts: CardFacts) -> None:
        brush, fonts = Brush(painter, self._theme), self._theme.fonts
        face = card_face(facts)
        layout = self._lay_out(face, facts, option.rect, option.direction)
        self._paint_card(painter, option.rect, layout.card, row)
        brush.icon(face.icon, face.tile[1], layout.icon, _ICON_PX)
        upper, lower = _halves(layout.texts, fonts.body_bold, fonts.meta)
        brush.line(upper, fonts.body_bold, "text", face.title, Qt.TextElideMode.ElideMiddle)
        brush.line(lower, fonts.meta, "text2", _second_line(facts, face, narrow=layout.amounts is None))
        if layout.bar is not None and face.bar is not None:
            self._paint_bar(brush, layout.bar, facts, face.bar)
        if layout.amounts is not None:
            upper, lower = _halves(layout.amounts, fonts.control, fonts.meta)
            brush.line(upper, fonts.control, "text", amount_text(facts, face), at_end=True)
            brush.line(lower, fonts.meta, "text2", _rate(facts), at_end=True)
        for action, button in layout.buttons:
            brush.icon_button(button, ACTION_ICONS[action], hovered=self.hovered == (row.transfer_id, action))
        if self.shows_focus and option.state & QStyle.StateFlag.State_HasFocus:
            brush.ring(layout.card.adjusted(4, 4, -4, -4), 8)

    def _lay_out(self, face: CardFace, facts: CardFacts, rect: QRect, direction: Qt.LayoutDirection) -> RowLayout:
        slots = _MOST_BUTTONS if self._model.has_line else _BUTTONS
        fonts = self._theme.fonts

        def lay_out(face: CardFace) -> RowLayout:
            return _lay_out(face, rect, direction, fonts, is_waiting=is_in_line(facts.transfer), slots=slots)

        layout = lay_out(face)
        has_bar = layout.bar is not None and face.bar is not None
        stands_still = facts.transfer.state not in _MOVING
        if has_bar and stands_still and cut_lines((_second_line(facts, face, narrow=False), fonts.meta, layout.texts)):
            # Why it stands still matters more than how far it got.
            layout = replace(lay_out(replace(face, bar=None)), bar=None)
        return layout

    def _paint_card(self, painter: QPainter, rect: QRect, card: QRect, row: TransferRow) -> None:
        painter.save()
        painter.setClipRect(rect)
        # The edges of a row in the middle lie outside of it, and are clipped away.
        whole = card.adjusted(0, 0 if row.is_first else -20, 0, 0 if row.is_last else 20)
        Brush(painter, self._theme).card(whole, _RADIUS)
        if not row.is_first:
            painter.drawLine(card.left() + 1, card.top(), card.right() - 1, card.top())
        painter.restore()

    def _paint_bar(self, brush: Brush, rect: QRect, facts: CardFacts, bar: Bar) -> None:
        fonts = self._theme.fonts
        upper, lower = _halves(rect, fonts.control, fonts.meta)
        brush.bar(QRect(upper.left(), upper.center().y() - 2, upper.width(), BAR_PX), bar.done, bar.colour)
        brush.line(lower, fonts.meta, bar.colour if bar.colour in ("warn", "bad") else "text", _percent(facts))
        brush.line(lower, fonts.meta, "text2", lane_text(facts.transfer), at_end=True)


def _lay_out(
    face: CardFace, rect: QRect, direction: Qt.LayoutDirection, fonts: Fonts, *, is_waiting: bool, slots: int
) -> RowLayout:
    progress_px, amount_px, wide_px = (
        each * max(_USUAL_TEXT_PX, QFontInfo(fonts.control).pixelSize()) // _USUAL_TEXT_PX
        for each in (_PROGRESS_PX, _AMOUNT_PX, _WIDE_PX)
    )
    card = _column(rect)
    inner = card.adjusted(20, 12, -12, -12)
    wide = card.width() >= wide_px
    actions = [each.action for each in face.buttons if each.action in ACTION_ICONS]
    if is_waiting:
        # A narrow row keeps its room for the name; its menu has the rest.
        fits = wide and len(actions) + len(_MOVES) <= slots
        actions = [*(_MOVES if fits else _MOVES[:1]), *actions]
    right = inner.right() + 1
    buttons = []
    for action in reversed(actions):
        right -= _BUTTON_PX
        top = card.center().y() - _BUTTON_PX // 2
        buttons.append((action, QRect(right, top, _BUTTON_PX, _BUTTON_PX)))
        right -= _BUTTON_GAP_PX
    if wide:
        # The room of as many buttons as any row has is kept free in each: their columns line up.
        right = min(right, inner.right() + 1 - slots * (_BUTTON_PX + _BUTTON_GAP_PX))
    right -= 8
    amounts = QRect(right - amount_px, inner.top(), amount_px, inner.height()) if wide else None
    left = inner.left() + _ICON_PX + 16
    bar = None
    if amounts is not None:
        bar = QRect(amounts.left() - 20 - progress_px, inner.top(), progress_px, inner.height())
    # Where there is no progress, its room is the text's.
    end = right if amounts is None or bar is None else (bar if face.bar is not None else amounts).left() - 20
    texts = QRect(left, inner.top(), end - left, inner.height())
    icon = QRect(inner.left(), card.center().y() - _ICON_PX // 2, _ICON_PX, _ICON_PX)

    def place(each: QRect) -> QRect:
        return QStyle.visualRect(direction, rect, each)

    return RowLayout(
        card=place(card),
        icon=place(icon),
        texts=place(texts),
        bar=None if bar is None else place(bar),
        amounts=None if amounts is None else place(amounts),
        buttons=tuple((action, place(each)) for action, each in reversed(buttons)),
    )


def side_px(width: int) -> int:
    """The margin of a page *width* wide, on both sides of the rows."""
    return _SIDE_PX if width >= _WIDE_PAGE_PX else _SIDE_NARROW_PX


def _column(rect: QRect) -> QRect:
    side = side_px(rect.width())
    return QRect(rect.left() + side, rect.top(), min(_WIDEST_PX, rect.width() - 2 * side), rect.height())


def _halves(rect: QRect, upper: QFont, lower: QFont) -> tuple[QRect, QRect]:
    first, second = QFontMetrics(upper).height(), QFontMetrics(lower).height()
    top = rect.center().y() - (first + second + 3) // 2
    return (
        QRect(rect.left(), top, rect.width(), first),
        QRect(rect.left(), top + first + 3, rect.width(), second),
    )


def _second_line(facts: CardFacts, face: CardFace, *, narrow: bool) -> str:
    transfer = facts.transfer
    outgoing = transfer.direction is Direction.OUTGOING
    line = translate("Cards", "to {name}") if outgoing else translate("Cards", "from {name}")
    line = line.format(name=isolated(one_line(transfer.peer_name)))
    if transfer.limit_bytes_per_second and not transfer.state.is_final:
        line = f"{line} · {at_most_text(transfer.limit_bytes_per_second)}"
    if transfer.state in _MOVING:
        return f"{_percent(facts)} · {_rate(facts)} · {line}" if narrow else line
    return f"{line} · {face.note or face.status}" if face.note or face.status else line


def _percent(facts: CardFacts) -> str:
    return percent_text(percent(facts.transfer.bytes_done, facts.transfer.size_bytes))


def amount_text(facts: CardFacts, face: CardFace) -> str:
    """What stands above the speed: the size, or how much of it is there."""
    transfer = facts.transfer
    # What failed with a bar is kept so far.
    if face.bar is None or not transfer.bytes_done:
        return size_text(transfer.size_bytes)
    return progress_text(transfer.bytes_done, transfer.size_bytes)


def _rate(facts: CardFacts) -> str:
    transfer = facts.transfer
    if transfer.state is not TransferState.TRANSFERRING:
        return ""
    parts = [rate_text(transfer.bytes_per_second)] if transfer.bytes_per_second > 0 else []
    return " · ".join([*parts, left_text(transfer.eta_s)] if transfer.eta_s is not None else parts)
