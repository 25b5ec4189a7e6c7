"""Every transfer at a glance, in place of the conversation. It only repeats what stands in the conversations."""

from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QBoxLayout, QHBoxLayout, QListView, QMenu, QVBoxLayout, QWidget

from peerdrop.core.states import TransferState
from peerdrop.gui.delegates.transfer import TransferDelegate, side_px
from peerdrop.gui.models.transfers import ROW_ROLE, TransferRow, TransfersModel, totals_text
from peerdrop.gui.safe_text import ElidedLabel, PlainLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, IconButton, TextButton
from peerdrop.gui.widgets.keyboard import BY_KEYBOARD
from peerdrop.gui.widgets.transfer_menu import add_transfer_actions, can_move, speed_menu
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.cards import card_face
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.speeds import NO_LIMIT, together_text
from peerdrop.wire.identifiers import TransferId

_CLOSE_PX: Final = 100
"""The cross in the corner of the page, and the margins."""
_MOVE_KEYS: Final = {
    Qt.Key.Key_Home: CardAction.MOVE_FIRST,
    Qt.Key.Key_Up: CardAction.MOVE_UP,
    Qt.Key.Key_Down: CardAction.MOVE_DOWN,
    Qt.Key.Key_End: CardAction.MOVE_LAST,
}


class TransfersPage(QWidget):
    """Totals, the list, and what can be done with all of them."""

    card_action = Signal(str, CardAction)
    transfer_opened = Signal(str)
    """Transfer ID of a row; its conversation is to be shown."""
    limit_wanted = Signal(str, object)
    """Transfer ID and bytes a second, or None for what the user has still to say."""
    total_wanted = Signal(object)
    """The same for all transfers together."""
    closed = Signal()

    def __init__(self, model: TransfersModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model = model
        title = PlainLabel(translate("Transfers", "Transfers"))
        title.setFont(theme.fonts.title)
        self.totals = ElidedLabel(name="meta")
        self.pause_all = TextButton(translate("Transfers", "&Pause all"), ButtonLook.EDGED, theme)
        self.clear = TextButton(translate("Transfers", "C&lear finished"), ButtonLook.EDGED, theme)
        self.speed = TextButton("", ButtonLook.EDGED, theme)
        back = IconButton("close", translate("Transfers", "Back (Esc)"), theme)
        self.list = TransferList(model, theme)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(title)
        texts.addWidget(self.totals)
        self._bar = QWidget()
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._bar)
        self._buttons.setContentsMargins(0, 0, 0, 0)
        self._buttons.setSpacing(8)
        for button in (self.speed, self.pause_all, self.clear):
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)
        self._top = QHBoxLayout()
        self._top.setSpacing(8)
        self._top.addLayout(texts, 1)
        self._top.addWidget(self._bar)
        self._top.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        self._head = QVBoxLayout()
        self._head.setSpacing(8)
        self._head.addLayout(self._top)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self.list, 1)
        back.clicked.connect(self.closed)
        self.clear.clicked.connect(model.clear_finished)
        self.speed.clicked.connect(self._offer_speeds)
        self.list.limit_wanted.connect(self.limit_wanted)
        self.pause_all.clicked.connect(self._pause_all)
        self.list.card_action.connect(self.card_action)
        self.list.transfer_opened.connect(self.transfer_opened)
        model.repainted.connect(self._show_totals)
        model.modelReset.connect(self._show_totals)
        QShortcut(QKeySequence("Esc"), self, lambda: self.closed.emit())
        self.setFocusProxy(self.list)
        self.show_limit(NO_LIMIT)
        self._show_totals()

    def refresh(self) -> None:
        """Put every transfer where it stands now."""
        self._model.refresh()

    def show_limit(self, bytes_per_second: int) -> None:
        """Show how fast all transfers together may be."""
        self._limit = bytes_per_second
        self.speed.set_label(together_text(bytes_per_second))
        self.speed.setAccessibleName(self.speed.text())
        self._fit_head()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        """The buttons stand beside the title, or below it; one below the other where not even that has room."""
        side = side_px(self.width())
        self._head.setContentsMargins(side, 20, side, 8)
        buttons = sum(each.sizeHint().width() + 8 for each in (self.speed, self.pause_all, self.clear))
        beside = self.width() >= 2 * buttons + _CLOSE_PX
        if beside:
            self._top.insertWidget(1, self._bar)
        else:
            self._head.addWidget(self._bar)
        fits = beside or buttons + 2 * side <= self.width()
        self._buttons.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.is_watched = True
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.is_watched = False

    def _show_totals(self) -> None:
        transfers = self._model.live()
        self.totals.setText(totals_text(transfers))
        self.pause_all.setEnabled(any(each.state is TransferState.TRANSFERRING for each in transfers))
        self.clear.setEnabled(self._model.has_finished)

    def _offer_speeds(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        speeds = speed_menu(menu, self._limit, self.total_wanted.emit)
        menu.addActions(speeds.actions())
        menu.popup(self.speed.mapToGlobal(self.speed.rect().bottomLeft()))

    def _pause_all(self) -> None:
        for transfer in self._model.live():
            if transfer.state is TransferState.TRANSFERRING:
                self.card_action.emit(transfer.transfer_id, CardAction.PAUSE)


class TransferList(QListView):
    """One stop for Tab; Space pauses or resumes, Delete cancels, Enter shows the conversation.

    Ctrl with Up, Down, Home and End moves a row in the line to its device.
    """

    card_action = Signal(str, CardAction)
    transfer_opened = Signal(str)
    limit_wanted = Signal(str, object)

    def __init__(self, model: TransfersModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messages")
        self.setAccessibleName(translate("Transfers", "Transfers"))
        self._transfers = model
        self.delegate = TransferDelegate(model, theme, self)
        self.setItemDelegate(self.delegate)
        self.setModel(model)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setUniformItemSizes(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # What it holds keeps its place when the bar comes; while nothing scrolls, its handle is not to be seen.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._kept: tuple[TransferId, int] | None = None
        model.repainted.connect(self.viewport().update)
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._restore_place)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme.changed.connect(self.viewport().update)

    def _keep_place(self) -> None:
        row = self.currentIndex().data(ROW_ROLE) if self.currentIndex().isValid() else None
        current = row.transfer_id if isinstance(row, TransferRow) else TransferId("")
        self._kept = (current, self.verticalScrollBar().value())

    def _restore_place(self) -> None:
        """The current row and what is in view stay, though another transfer changed its place."""
        if self._kept is None:
            return
        current, scrolled = self._kept
        row = self._transfers.row_of(current)
        if row is not None:
            self.selectionModel().setCurrentIndex(
                self._transfers.index(row), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        if scrolled:
            self.doItemsLayout()
        self.verticalScrollBar().setValue(scrolled)

    def _scrolled(self, value: int) -> None:
        self._transfers.is_at_top = value < self.viewport().height()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(QPoint(-1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.delegate.shows_focus = False
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        position = event.position().toPoint()
        row, action = self._at(position)
        if row is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        if action is None:
            self.transfer_opened.emit(row.transfer_id)
        else:
            self.card_action.emit(row.transfer_id, action)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.delegate.shows_focus = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._transfers.rowCount() > 1:
            self.setCurrentIndex(self._transfers.index(1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.delegate.shows_focus = True
        row = self.currentIndex().data(ROW_ROLE) if self.currentIndex().isValid() else None
        key = event.key()
        if not isinstance(row, TransferRow):
            super().keyPressEvent(event)
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier and key in _MOVE_KEYS:
            self._move(row, _MOVE_KEYS[Qt.Key(key)])
        elif key == Qt.Key.Key_Space:
            self._press_first(row, (CardAction.PAUSE, CardAction.RESUME))
        elif key == Qt.Key.Key_Delete:
            self._press_first(row, (CardAction.CANCEL, CardAction.DISCARD))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.transfer_opened.emit(row.transfer_id)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keyboard else self.indexAt(event.pos())
        row = index.data(ROW_ROLE) if index.isValid() else None
        facts = self._transfers.facts(row.transfer_id) if isinstance(row, TransferRow) else None
        if facts is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_transfer_actions(menu, facts, self.card_action.emit, self.limit_wanted.emit)
        at = self.visualRect(index).center() if by_keyboard else event.pos()
        menu.popup(self.viewport().mapToGlobal(at))

    def _move(self, row: TransferRow, action: CardAction) -> None:
        facts = self._transfers.facts(row.transfer_id)
        if facts is not None and can_move(facts):
            self.card_action.emit(row.transfer_id, action)

    def _press_first(self, row: TransferRow, wanted: tuple[CardAction, ...]) -> None:
        facts = self._transfers.facts(row.transfer_id)
        there = [each.action for each in card_face(facts).buttons] if facts is not None else []
        for action in wanted:
            if action in there:
                self.card_action.emit(row.transfer_id, action)
                return

    def _hover(self, position: QPoint) -> None:
        row, action = self._at(position)
        hovered = (row.transfer_id, action) if row is not None and action is not None else None
        if hovered != self.delegate.hovered:
            self.delegate.hovered = hovered
            self.viewport().update()
        shape = Qt.CursorShape.ArrowCursor if row is None else Qt.CursorShape.PointingHandCursor
        self.viewport().setCursor(shape)

    def _at(self, position: QPoint) -> tuple[TransferRow | None, CardAction | None]:
        index: QModelIndex = self.indexAt(position)
        row = index.data(ROW_ROLE) if index.isValid() else None
        if not isinstance(row, TransferRow):
            return None, None
        layout = self.delegate.row_layout(row, self.visualRect(index), self.layoutDirection())
        return row, None if layout is None else layout.button_at(position)
