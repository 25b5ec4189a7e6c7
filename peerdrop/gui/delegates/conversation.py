"""Draws every kind of row of a conversation, and finds the button under the pointer."""

from collections import OrderedDict
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from peerdrop.clock import Clock
from peerdrop.core.states import Direction
from peerdrop.gui.delegates.brush import Brush
from peerdrop.gui.delegates.bubble import BubbleLayout, lay_out_bubble, paint_bubble
from peerdrop.gui.delegates.card import CardLayout, lay_out_card, paint_card
from peerdrop.gui.delegates.marks import marks
from peerdrop.gui.delegates.tips import cut_lines, show_tip
from peerdrop.gui.models.entries import CardEntry, DayEntry, Entry, TextEntry, identifier_of
from peerdrop.gui.models.row_window import ENTRY_ROLE
from peerdrop.gui.safe_text import many_lines
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.amounts import clock_text, day_text
from peerdrop.gui.words.card_face import CardAction, CardButton, CardFace
from peerdrop.gui.words.cards import card_face
from peerdrop.gui.words.texts import text_notice

Index: TypeAlias = QModelIndex | QPersistentModelIndex

_DAY_PX: Final = 40
_KEPT_LAYOUTS: Final = 128
_KEPT_HEIGHTS: Final = 20_000


class ConversationDelegate(QStyledItemDelegate):
    """One delegate for texts, cards and days. Heights are kept by what they depend on."""

    button_pressed = Signal(str, CardAction)
    """ID of a transfer or a message, and its button that was pressed."""

    def __init__(self, theme: Theme, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._heights: dict[tuple[object, ...], int] = {}
        self._sized: dict[int, tuple[Entry, int]] = {}
        self._sized_for: tuple[object, ...] = ()
        self._bubbles: OrderedDict[tuple[object, ...], BubbleLayout] = OrderedDict()
        self._hovered: tuple[int, CardAction] | None = None
        self._focused: tuple[int, CardAction] | None = None
        self.shows_focus = False
        """The list has the focus, and got it by the keyboard."""
        self.away_name = ""
        """The name of the device while it is away: messages that wait say so."""
        self._searched: tuple[str, ...] = ()
        self._found = ""

    def set_search(self, words: tuple[str, ...], found: str) -> None:
        """Mark *words* wherever they are drawn, and the row *found* that the search stands at."""
        self._searched, self._found = words, found

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry = index.data(ENTRY_ROLE)
        width = self._row_width(option)
        sized_for = (width, self._theme.fonts.key, self.away_name)
        if sized_for != self._sized_for or len(self._sized) > _KEPT_HEIGHTS:
            self._sized.clear()
            self._sized_for = sized_for
        # The list asks for every row again for each one that comes: who is the same as before is not looked into.
        sized = self._sized.get(entry.row_id)
        if sized is None or sized[0] is not entry:
            sized = self._sized[entry.row_id] = (entry, self._kept_height(entry, width))
        return QSize(width, sized[1])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY_ROLE)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # The painter itself does not mirror; layouts are mirrored, and this tells the drawing which way round.
        painter.setLayoutDirection(self._direction(option))
        match entry:
            case DayEntry():
                self._paint_day(painter, rect, entry)
            case TextEntry():
                self._paint_bubble(painter, option, rect, entry)
            case CardEntry():
                self._paint_card(painter, option, rect, entry)
        painter.restore()

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        entry = index.data(ENTRY_ROLE) if index.isValid() else None
        if not isinstance(entry, CardEntry):
            return show_tip(event, view, "", option.rect)
        face, fonts = card_face(entry.facts), self._theme.fonts
        layout = self._lay_out_card(entry, face, option.rect.width())
        card = layout.card.translated(option.rect.topLeft())
        cut = cut_lines((face.title, fonts.body_bold, layout.title), (face.detail, fonts.meta, layout.detail))
        return show_tip(event, view, cut if card.contains(event.pos()) else "", card)

    def card_layout(self, entry: CardEntry, width: int) -> CardLayout:
        """Where the parts of a card are in a row *width* wide."""
        return self._lay_out_card(entry, card_face(entry.facts), width)

    def buttons(self, entry: Entry, width: int) -> tuple[tuple[CardButton, QRect], ...]:
        """The buttons of a row *width* wide, and where they are in it."""
        match entry:
            case CardEntry():
                return self.card_layout(entry, width).buttons
            case TextEntry():
                return self._bubble(entry, width).buttons
            case DayEntry():
                return ()

    def action_at(self, entry: Entry, row: QRect, position: QPoint) -> CardAction | None:
        """The row's button under *position*, both in the view's coordinates."""
        at = position - row.topLeft()
        return next((each.action for each, rect in self.buttons(entry, row.width()) if rect.contains(at)), None)

    def press(self, entry: Entry, row: QRect, position: QPoint) -> bool:
        """Do what stands at *position*; False if nothing does."""
        action = self.action_at(entry, row, position)
        if action is not None:
            self.button_pressed.emit(identifier_of(entry), action)
        return action is not None

    def set_hovered(self, hovered: tuple[int, CardAction] | None) -> bool:
        """The button under the pointer, by row ID; True if it is another one than before."""
        before, self._hovered = self._hovered, hovered
        return before != hovered

    def set_focused(self, focused: tuple[int, CardAction] | None) -> bool:
        """The button that Enter presses, by row ID; True if it is another one than before."""
        before, self._focused = self._focused, focused
        return before != focused

    @property
    def focused(self) -> tuple[int, CardAction] | None:
        return self._focused

    def _paint_day(self, painter: QPainter, rect: QRect, entry: DayEntry) -> None:
        painter.setFont(self._theme.fonts.meta_bold)
        painter.setPen(QColor(self._theme.tokens.text2))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, day_text(entry.at, self._clock.wall()))

    def _paint_bubble(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, entry: TextEntry) -> None:
        is_found = entry.message_id == self._found
        text = many_lines(entry.text) if self._searched else ""
        by_keyboard = self._has_keyboard(option)
        paint_bubble(
            painter,
            rect,
            entry,
            self._bubble(entry, rect.width()),
            self._theme,
            marks=marks(text, self._searched, self._theme.tokens, is_current=is_found) if text else (),
            hovered=self._action_of(self._hovered, entry),
            focused=self._action_of(self._focused, entry) if by_keyboard else None,
        )
        if by_keyboard:
            Brush(painter, self._theme).ring(rect.adjusted(4, 2, -4, -2), 10)

    def _paint_card(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, entry: CardEntry) -> None:
        face = card_face(entry.facts)
        layout = self._lay_out_card(entry, face, rect.width())
        paint_card(
            painter,
            rect,
            face,
            layout,
            clock_text(entry.at),
            self._theme,
            hovered=self._action_of(self._hovered, entry),
            focused=self._action_of(self._focused, entry) if self._has_keyboard(option) else None,
        )
        if entry.facts.transfer.transfer_id == self._found:
            Brush(painter, self._theme).ring(layout.card.translated(rect.topLeft()).adjusted(-3, -3, 3, 3), 17)

    def _kept_height(self, entry: Entry, width: int) -> int:
        key = self._height_key(entry, width)
        height = self._heights.get(key)
        if height is None:
            if len(self._heights) > _KEPT_HEIGHTS:
                self._heights.clear()
            height = self._heights[key] = self._height(entry, width)
        return height

    def _height(self, entry: Entry, width: int) -> int:
        match entry:
            case DayEntry():
                return max(_DAY_PX, QFontMetrics(self._theme.fonts.meta_bold).height() + 16)
            case TextEntry():
                return self._bubble(entry, width).height
            case CardEntry():
                return self.card_layout(entry, width).height

    def _height_key(self, entry: Entry, width: int) -> tuple[object, ...]:
        key: tuple[object, ...] = (entry.row_id, width, self._theme.fonts.key, type(entry))
        if isinstance(entry, CardEntry):
            transfer = entry.facts.transfer
            return (*key, transfer.transfer_id, _shape(card_face(entry.facts)))
        return (*key, entry.message_id, self._notice(entry)) if isinstance(entry, TextEntry) else key

    def _bubble(self, entry: TextEntry, width: int) -> BubbleLayout:
        key = (entry.message_id, width, self._theme.fonts.key, entry.tick, self._notice(entry))
        layout = self._bubbles.get(key)
        if layout is None:
            layout = self._bubbles[key] = lay_out_bubble(
                entry, width, self._theme.fonts, self._view_direction(), self.away_name
            )
            if len(self._bubbles) > _KEPT_LAYOUTS:
                self._bubbles.popitem(last=False)
        else:
            self._bubbles.move_to_end(key)
        return layout

    def _notice(self, entry: TextEntry) -> str:
        return text_notice(entry, self.away_name)

    def _lay_out_card(self, entry: CardEntry, face: CardFace, width: int) -> CardLayout:
        outgoing = entry.facts.transfer.direction is Direction.OUTGOING
        return lay_out_card(
            face,
            clock_text(entry.at),
            width,
            self._theme.fonts,
            outgoing=outgoing,
            direction=self._view_direction(),
        )

    def _view_direction(self) -> Qt.LayoutDirection:
        parent: Any = self.parent()
        return parent.layoutDirection() if parent is not None else Qt.LayoutDirection.LeftToRight

    @staticmethod
    def _direction(option: QStyleOptionViewItem) -> Qt.LayoutDirection:
        return option.direction

    @staticmethod
    def _row_width(option: QStyleOptionViewItem) -> int:
        view: Any = option.widget
        return view.viewport().width() if view is not None else option.rect.width()

    def _has_keyboard(self, option: QStyleOptionViewItem) -> bool:
        return self.shows_focus and bool(option.state & QStyle.StateFlag.State_HasFocus)

    @staticmethod
    def _action_of(button: tuple[int, CardAction] | None, entry: CardEntry | TextEntry) -> CardAction | None:
        return button[1] if button is not None and button[0] == entry.row_id else None


def _shape(face: CardFace) -> tuple[object, ...]:
    """What a card's height depends on; never the figures that change while bytes move."""
    status = face.widest_status or face.status
    return (status, face.note, face.bar is not None, face.buttons)
