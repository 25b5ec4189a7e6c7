"""The ring around the button that has the focus."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.card_buttons import OverlaidButton
from peerdrop.gui.widgets.keyboard import BY_KEYBOARD
from peerdrop.gui.widgets.last_input import opening_reason

_LINE_PX: Final = 2
_AWAY_PX: Final = 2
_RADIUS: Final = 11
_MOVES: Final = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Hide, QEvent.Type.Show})


class FocusRing(QWidget):
    """One for a window, over everything in it, and never in the way of the pointer.

    A click gives a button of the window no focus, so one that has it got it by a key, or is the first in something that
    was opened, by a key or by a click. Fields, lists and boxes show the focus by their own edge, and the buttons of a
    card draw their own ring.
    """

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self._target: QWidget | None = None
        self._followed: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)
        theme.changed.connect(self.update)

    @property
    def target(self) -> QWidget | None:
        """What it is around."""
        return None if self.isHidden() else self._target

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.tokens.accent), _LINE_PX))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)

    def _focus_changed(self, _: QWidget | None, focus: QWidget | None) -> None:
        for each in self._followed:
            if isValid(each):
                each.removeEventFilter(self)
        self._followed = []
        self._target = focus if focus is not None and self._wants_ring(focus) else None
        widget = self._target
        # Whatever is around it may move it: a page that scrolls, a bar that comes above it.
        while widget is not None and widget is not self._window:
            widget.installEventFilter(self)
            self._followed.append(widget)
            widget = widget.parentWidget()
        self._place()

    def _wants_ring(self, widget: QWidget) -> bool:
        by_key_only = widget.focusPolicy() == Qt.FocusPolicy.TabFocus
        is_button = isinstance(widget, QAbstractButton) and not isinstance(widget, OverlaidButton)
        if not is_button or not by_key_only or widget.window() is not self._window:
            return False
        return opening_reason(self._window) in BY_KEYBOARD

    def _place(self) -> None:
        target = self._target
        if target is None or not isValid(target) or not target.isVisible():
            self.hide()
            return
        beyond = _LINE_PX + _AWAY_PX
        place = QRect(target.mapTo(self._window, QPoint()), target.size())
        self.setGeometry(place.adjusted(-beyond, -beyond, beyond, beyond))
        self.show()
        self.raise_()
