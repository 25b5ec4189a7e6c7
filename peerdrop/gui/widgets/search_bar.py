"""The field in which a conversation is searched, and where among the hits one stands."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QToolButton, QWidget

from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import IconButton
from peerdrop.gui.words.phrase import translate

_PAUSE_MS: Final = 150
_SIDE_PX: Final = 16
_GAP_PX: Final = 8
_FIELD_CHARS: Final = 16


class SearchBar(QFrame):
    """Enter and F3 go to the next hit, with Shift back; Esc closes. Below the header; hidden while nobody searches."""

    searched = Signal(str)
    """The words, a moment after the last key; "" ends the search."""
    stepped = Signal(int)
    """1 to the next hit (an older one), -1 back."""
    closed = Signal()

    def __init__(self, theme: Theme, page: QWidget) -> None:
        super().__init__(page)
        self.setObjectName("searchBar")
        self.field = QLineEdit()
        self.field.setPlaceholderText(translate("Search", "Search this conversation"))
        self.field.setAccessibleName(translate("Search", "Search this conversation"))
        self.field.setClearButtonEnabled(True)
        for clear in self.field.findChildren(QToolButton):
            clear.setAccessibleName(translate("Search", "Clear the search"))
        self.field.installEventFilter(self)
        self.position = PlainLabel(name="meta")
        self.previous = IconButton("down", translate("Search", "Newer (Shift+Enter)"), theme)
        self.next = IconButton("up", translate("Search", "Older (Enter)"), theme)
        self.close_button = IconButton("close", translate("Search", "Close the search (Esc)"), theme)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(_SIDE_PX, 8, _SIDE_PX, 8)
        self._grid.setSpacing(_GAP_PX)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.field, 0, 0)
        for number, button in enumerate((self.next, self.previous, self.close_button), 2):
            self._grid.addWidget(button, 0, number)
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._search)
        self.field.textChanged.connect(lambda _: self._pause.start())
        self.next.clicked.connect(lambda: self._step(1))
        self.previous.clicked.connect(lambda: self._step(-1))
        self.close_button.clicked.connect(self.end)
        QShortcut(QKeySequence("F3"), page, lambda: self._step_if_shown(1))
        QShortcut(QKeySequence("Shift+F3"), page, lambda: self._step_if_shown(-1))
        self.show_position(None, 0)
        self.hide()

    def begin(self) -> None:
        """Show it, ready to type."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def end(self) -> None:
        """Close it."""
        if self.isHidden():
            return
        self._pause.stop()
        self.hide()
        self.closed.emit()

    def show_position(self, position: int | None, count: int, *, more: bool = False) -> None:
        """Say that hit *position* (from 0) of *count* is shown; None: nothing was searched. *more*: there are more."""
        for button in (self.next, self.previous):
            button.setEnabled(count > 1)
        if position is None:
            self.position.setText("")
        elif not count:
            self.position.setText(translate("Search", "Not found"))
        else:
            words = translate("Search", "{n} of more than {count}") if more else translate("Search", "{n} of {count}")
            locale = self.locale()
            self.position.setText(words.format(n=locale.toString(position + 1), count=locale.toString(count)))

        self._place_position()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_position()

    def _place_position(self) -> None:
        """Beside the field, or below it where that would leave too little of the field."""
        taken = 2 * _SIDE_PX + 4 * _GAP_PX + sum(each.width() for each in (self.next, self.previous, self.close_button))
        room = self.width() - taken - self.position.sizeHint().width()
        if room < _FIELD_CHARS * self.fontMetrics().averageCharWidth():
            self._grid.addWidget(self.position, 1, 0, 1, 5)
        else:
            self._grid.addWidget(self.position, 0, 1)
        self.position.setVisible(bool(self.position.text()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.end()
                return True
        return super().eventFilter(watched, event)

    def _step_if_shown(self, step: int) -> None:
        if self.isVisible():
            self._step(step)

    def _step(self, step: int) -> None:
        if self._pause.isActive():
            # Who types and presses Enter at once wants the first hit.
            self._search()
        else:
            self.stepped.emit(step)

    def _search(self) -> None:
        self._pause.stop()
        self.searched.emit(self.field.text())
