"""True buttons over the painted ones of a single card, for the keyboard and for screen readers."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.keyboard import BY_KEYBOARD
from peerdrop.gui.words.card_face import CardAction, CardButton

_RING_PX: Final = 4
"""How far the focus ring reaches beyond the button."""
_RADIUS: Final = 11

PlacedButtons = tuple[tuple[CardButton, QRect], ...]


class CardButtons(QObject):
    """One bar for the whole list: it lies over the card that is current or under the pointer, and does its actions.

    The rows are painted, so nothing in them can be reached by Tab or read aloud; one widget per row would be too many.
    """

    pressed = Signal(str, CardAction)
    """ID of the transfer or the message, and the action."""
    hovered = Signal(object)
    """The action under the pointer, or None."""
    left = Signal()
    """The keyboard's focus goes back to the list."""

    def __init__(self, surface: QWidget, theme: Theme) -> None:
        super().__init__(surface)
        self._surface = surface
        self._theme = theme
        self._buttons: list[OverlaidButton] = []
        self._identifier = ""

    @property
    def identifier(self) -> str:
        """The transfer or message whose row is covered; "" while none is."""
        return self._identifier

    @property
    def shown(self) -> tuple["OverlaidButton", ...]:
        """The buttons that are in use, in the order of the card."""
        return tuple(each for each in self._buttons if not each.isHidden())

    def has_focus(self) -> bool:
        """The keyboard is at one of them."""
        return any(each.hasFocus() for each in self._buttons)

    def cover(self, identifier: str, buttons: PlacedButtons) -> None:
        """Lie over *buttons*, whose rectangles are the surface's, of that row."""
        had_focus = self.has_focus()
        self._identifier = identifier
        while len(self._buttons) < len(buttons):
            self._buttons.append(self._make_button())
        for button, (wanted, rect) in zip(self._buttons, buttons, strict=False):
            button.stand_for(wanted, rect)
        for button in self._buttons[len(buttons) :]:
            button.hide()
        if had_focus and not self.has_focus():
            self.left.emit()

    def uncover(self) -> None:
        """Lie nowhere."""
        self.cover("", ())

    def _make_button(self) -> "OverlaidButton":
        button = OverlaidButton(self._theme, self._surface)
        button.clicked.connect(lambda: self._press(button))
        button.entered.connect(lambda: self.hovered.emit(button.action))
        button.exited.connect(lambda: self.hovered.emit(None))
        button.stepped.connect(lambda step: self._step(button, step))
        button.escaped.connect(self.left)
        if self._buttons:
            QWidget.setTabOrder(self._buttons[-1], button)
        return button

    def _press(self, button: "OverlaidButton") -> None:
        if button.action is not None:
            self.pressed.emit(self._identifier, button.action)

    def _step(self, button: "OverlaidButton", step: int) -> None:
        shown = self.shown
        position = max(0, min(len(shown) - 1, shown.index(button) + step))
        shown[position].setFocus(Qt.FocusReason.TabFocusReason)


class OverlaidButton(QAbstractButton):
    """Paints only its focus ring: the card below is drawn with the button already."""

    entered = Signal()
    exited = Signal()
    stepped = Signal(int)
    escaped = Signal()

    def __init__(self, theme: Theme, surface: QWidget) -> None:
        super().__init__(surface)
        self._theme = theme
        self._shows_focus = False
        self.action: CardAction | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def stand_for(self, wanted: CardButton, rect: QRect) -> None:
        """Be that button of the card, whose painted shape is *rect*."""
        self.action = wanted.action
        self.setText(wanted.label)
        self.setAccessibleName(wanted.label)
        self.setGeometry(rect.adjusted(-_RING_PX, -_RING_PX, _RING_PX, _RING_PX))
        self.show()

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().adjusted(_RING_PX, _RING_PX, -_RING_PX, -_RING_PX).contains(position)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.entered.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.exited.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = event.reason() in BY_KEYBOARD
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                onward = (event.key() == Qt.Key.Key_Right) is not mirrored
                self.stepped.emit(1 if onward else -1)
            case Qt.Key.Key_Up | Qt.Key.Key_Down | Qt.Key.Key_Escape:
                self.escaped.emit()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self.hasFocus() and self._shows_focus):
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.tokens.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
