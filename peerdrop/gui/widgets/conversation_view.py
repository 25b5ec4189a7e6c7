"""The list of messages and cards."""

from typing import Final, TypeAlias

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from peerdrop.clock import Clock
from peerdrop.gui.delegates.conversation import ConversationDelegate
from peerdrop.gui.models.conversation import ConversationModel
from peerdrop.gui.models.entries import CardEntry, DayEntry, Entry, TextEntry, identifier_of
from peerdrop.gui.models.row_window import ENTRY_ROLE
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.beginning import Beginning
from peerdrop.gui.widgets.card_buttons import CardButtons
from peerdrop.gui.widgets.keyboard import BY_KEYBOARD, writes
from peerdrop.gui.widgets.row_menu import RowMenu
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.phrase import translate
from peerdrop.wire.identifiers import MessageId

Index: TypeAlias = QModelIndex | QPersistentModelIndex

_AT_END_PX: Final = 24
_NO_HOVER: Final = QPoint(-1, -1)
_NO_ENTRY: Final = DayEntry(row_id=0, at=0.0)


class ConversationView(QListView):
    """Stays at its end if it is there; asks for older rows at its top; finds a card's buttons under the pointer."""

    card_action = Signal(str, CardAction)
    limit_wanted = Signal(str, object)
    """Transfer ID and bytes a second, or None for what the user has still to say."""
    message_retried = Signal(str)
    message_withdrawn = Signal(str)
    deletion_asked = Signal(str)
    """ID of a message or a transfer."""
    older_wanted = Signal()
    """The first row of this run's is in view; the history may have older ones."""

    writing_wanted = Signal(object)
    """A QKeyEvent that writes, or None after a click where nothing is."""

    def __init__(self, theme: Theme, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # First of all: most of what follows makes the list lay itself out.
        self._model: ConversationModel | None = None
        self._hovered = QPersistentModelIndex()
        self._by_click = False
        """The mouse chose the current row, and no key was pressed since."""
        self.beginning = Beginning(theme, self.viewport())
        self.buttons = CardButtons(self.viewport(), theme)
        self.buttons.pressed.connect(self._press)
        self.buttons.hovered.connect(self._hover_button)
        self.buttons.left.connect(lambda: self.setFocus(Qt.FocusReason.TabFocusReason))
        self.setObjectName("messages")
        self.setAccessibleName(translate("Conversation", "Conversation"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # What it holds keeps its place when the bar comes; while nothing scrolls, its handle is not to be seen.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.verticalScrollBar().setSingleStep(24)
        self.delegate = ConversationDelegate(theme, clock, self)
        self.setItemDelegate(self.delegate)
        self.delegate.button_pressed.connect(self._press)
        self._follows_end = True
        self._kept_top: int | None = None
        # A reload of the layout moves the bar by itself; only the user's own moves say where they want to be.
        self.verticalScrollBar().actionTriggered.connect(lambda _: QTimer.singleShot(0, self._scrolled))
        self.verticalScrollBar().rangeChanged.connect(self._range_changed)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._place_buttons())
        theme.changed.connect(self.viewport().update)

    def show_conversation(self, model: ConversationModel) -> None:
        """Show another conversation, from its end."""
        if self._model is not None:
            self._model.row_repainted.disconnect(self._repaint_row)
            self._model.older_coming.disconnect(self._keep_top)
            self._model.older_added.disconnect(self._restore_top)
            self._model.history_read.disconnect(self._show_beginning)
            self._hovered = QPersistentModelIndex()
            self.buttons.uncover()
        self._model = model
        self._follows_end = True
        self.setModel(model)
        model.follows_end = True
        model.show_end()
        model.row_repainted.connect(self._repaint_row)
        model.older_coming.connect(self._keep_top)
        model.older_added.connect(self._restore_top)
        model.history_read.connect(self._show_beginning)
        self.scrollToBottom()

    def show_end(self) -> None:
        """Go to the newest row."""
        if self._model is not None:
            self._follows_end = self._model.follows_end = True
            self._model.show_end()
            self.scrollToBottom()

    def reveal(self, identifier: str) -> bool:
        """Bring a row into view, also one outside the window; False if it is not here."""
        if self._model is None or not self._model.show_around(identifier):
            return False
        index = self._model.index_of(identifier)
        self._follows_end = self._model.follows_end = False
        self.doItemsLayout()
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def set_search(self, words: tuple[str, ...], found: str = "") -> None:
        """Mark *words*, and the row *found* that the search stands at."""
        self.delegate.set_search(words, found)
        self.viewport().update()

    def set_away(self, name: str) -> None:
        """The device of that name is away, and messages wait for it; "" if it is here."""
        if self.delegate.away_name != name:
            self.delegate.away_name = name
            self.scheduleDelayedItemsLayout()

    def set_beginning(self, lines: tuple[str, ...]) -> None:
        """Show *lines* while nothing was said here."""
        self.beginning.set_lines(lines)
        self._show_beginning()

    def set_covered(self, height_px: int) -> None:
        """Leave that much free at the end, where the sheet lies."""
        if self.viewportMargins().bottom() != height_px:
            self.setViewportMargins(0, 0, 0, height_px)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self._range_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def wheelEvent(self, event: object) -> None:
        super().wheelEvent(event)  # type: ignore[arg-type]
        self._scrolled()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(event.position().toPoint())
        self._hover_row(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: object) -> None:
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover(_NO_HOVER)
        self._hover_row(QModelIndex())

    def updateGeometries(self) -> None:
        # After each layout of the rows: whatever changed in the model, the buttons lie where their card lies now.
        super().updateGeometries()
        self._place_buttons()
        self._show_beginning()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._place_buttons()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        position = event.position().toPoint()
        index = self.indexAt(position)
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if not index.isValid() or isinstance(index.data(ENTRY_ROLE), DayEntry):
            self.writing_wanted.emit(None)
        else:
            self.delegate.press(index.data(ENTRY_ROLE), self.visualRect(index), position)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keyboard else self.indexAt(event.pos())
        if not index.isValid():
            return
        entry: Entry = index.data(ENTRY_ROLE)
        menu = RowMenu(entry, self._press, self.deletion_asked.emit, self.limit_wanted.emit, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not menu.isEmpty():
            row = self.visualRect(index)
            menu.popup(self.viewport().mapToGlobal(row.center()) if by_keyboard else event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.delegate.shows_focus = False
        self._by_click = True
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.delegate.shows_focus = event.reason() in BY_KEYBOARD
        self._by_click = self._by_click and not self.delegate.shows_focus
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model is not None and self._model.rowCount():
            self.setCurrentIndex(self._model.index(self._model.rowCount() - 1))
        self._focus_button(0)
        self._place_buttons()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # The focus may be on its way to one of the buttons: look where it is when it has arrived.
        QTimer.singleShot(0, self, self._place_buttons)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if writes(event):
            self.writing_wanted.emit(event)
            return
        self.delegate.shows_focus = True
        by_click, self._by_click = self._by_click, False
        entry = self.currentIndex().data(ENTRY_ROLE) if self.currentIndex().isValid() else None
        key = event.key()
        if isinstance(entry, TextEntry) and event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(entry.text)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._actions(entry):
            self._focus_button(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Delete:
            thrown_away = any(self._press_if_there(entry, each) for each in (CardAction.CANCEL, CardAction.DISCARD))
            if not thrown_away and identifier_of(entry or _NO_ENTRY):
                self.deletion_asked.emit(identifier_of(entry or _NO_ENTRY))
        elif isinstance(entry, CardEntry) and key == Qt.Key.Key_Space:
            self._press_if_there(entry, CardAction.PAUSE)
            self._press_if_there(entry, CardAction.RESUME)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # After a click nothing says which button it would press: that is shown first.
            if by_click:
                self._focus_button(0)
                self.viewport().update()
            else:
                self._press_if_there(entry, self._action_of_enter(entry))
        else:
            super().keyPressEvent(event)
            self._focus_button(0)
            self._scrolled()

    def _show_beginning(self) -> None:
        """Not before it is known that the history holds nothing either."""
        model = self._model
        is_empty = model is not None and model.is_complete and not model.entries()
        self.beginning.show_in(self.viewport(), shown=is_empty)

    def _press(self, identifier: str, action: CardAction) -> None:
        if self._model is None or self._model.text(MessageId(identifier)) is None:
            self.card_action.emit(identifier, action)
        elif action is CardAction.RETRY:
            self.message_retried.emit(identifier)
        elif action is CardAction.CANCEL:
            self.message_withdrawn.emit(identifier)

    def _press_if_there(self, entry: Entry | None, action: CardAction | None) -> bool:
        if entry is None or action not in self._actions(entry):
            return False
        assert action is not None
        self._press(identifier_of(entry), action)
        return True

    def _action_of_enter(self, entry: Entry | None) -> CardAction | None:
        if isinstance(entry, TextEntry):
            return CardAction.RETRY
        focused = self.delegate.focused
        return None if focused is None else focused[1]

    def _actions(self, entry: Entry | None) -> list[CardAction]:
        if entry is None:
            return []
        return [button.action for button, _ in self.delegate.buttons(entry, self.viewport().width())]

    def _focus_button(self, step: int) -> None:
        """Move the ring among the buttons of the current card; Accept is never where it starts."""
        index = self.currentIndex()
        entry = index.data(ENTRY_ROLE) if index.isValid() else None
        actions = self._actions(entry)
        focused = None
        if entry is not None and actions:
            before = self.delegate.focused
            if before is not None and before[0] == entry.row_id and before[1] in actions:
                position = max(0, min(len(actions) - 1, actions.index(before[1]) + step))
            else:
                position = actions.index(CardAction.REVIEW) if CardAction.REVIEW in actions else 0
            focused = (entry.row_id, actions[position])
        if self.delegate.set_focused(focused):
            self.viewport().update()

    def _hover_row(self, index: QModelIndex) -> None:
        if self._hovered != index:
            self._hovered = QPersistentModelIndex(index)
            self._place_buttons()

    def _hover_button(self, action: CardAction | None) -> None:
        index = self._model.index_of(self.buttons.identifier) if self._model is not None else QModelIndex()
        hovered = (index.data(ENTRY_ROLE).row_id, action) if action is not None and index.isValid() else None
        if self.delegate.set_hovered(hovered):
            self.viewport().update()

    def _place_buttons(self) -> None:
        """Lay the true buttons over the current card while the keyboard is here, else over the one below the mouse."""
        by_keyboard = self.hasFocus() or self.buttons.has_focus()
        index: Index = self.currentIndex()
        entry: Entry | None = index.data(ENTRY_ROLE) if by_keyboard and index.isValid() else None
        if not self._actions(entry):
            index = self._hovered
            entry = index.data(ENTRY_ROLE) if index.isValid() else None
        row = self.visualRect(index) if entry is not None else QRect()
        if entry is None or not row.intersects(self.viewport().rect()):
            self.buttons.uncover()
            return
        buttons = self.delegate.buttons(entry, row.width())
        placed = tuple((button, rect.translated(row.topLeft())) for button, rect in buttons)
        self.buttons.cover(identifier_of(entry), placed)

    def _hover(self, position: QPoint) -> None:
        index = self.indexAt(position)
        hovered = None
        if index.isValid():
            entry = index.data(ENTRY_ROLE)
            action = self.delegate.action_at(entry, self.visualRect(index), position)
            hovered = None if action is None else (entry.row_id, action)
        if self.delegate.set_hovered(hovered):
            self.viewport().setCursor(
                Qt.CursorShape.ArrowCursor if hovered is None else Qt.CursorShape.PointingHandCursor
            )
            self.viewport().update()

    def _repaint_row(self, row: int) -> None:
        if self._model is not None:
            self.viewport().update(self.visualRect(self._model.index(row)))

    def _scrolled(self) -> None:
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - _AT_END_PX
        if at_end and self._model is not None and self._model.show_newer():
            return
        self._follows_end = at_end
        if self._model is not None:
            self._model.follows_end = self._follows_end
        if bar.value() > bar.minimum() or self._model is None:
            return
        self._keep_top()
        if self._model.show_older():
            self._restore_top()
        else:
            self.older_wanted.emit()

    def _keep_top(self) -> None:
        self._kept_top = self._top_index()

    def _restore_top(self) -> None:
        """The rows that were in view stay there, whatever came before them."""
        if self._kept_top is None or self._model is None:
            return
        self.doItemsLayout()
        if self._follows_end:
            self.scrollToBottom()
            return
        row = self._model.index(self._model.rowCount() - self._kept_top)
        self.scrollTo(row, QAbstractItemView.ScrollHint.PositionAtTop)

    def _top_index(self) -> int | None:
        """The first row in view, counted from the end."""
        index: QModelIndex = self.indexAt(QPoint(4, 4))
        return self._model.rowCount() - index.row() if index.isValid() and self._model is not None else None

    def _range_changed(self) -> None:
        if self._follows_end:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
