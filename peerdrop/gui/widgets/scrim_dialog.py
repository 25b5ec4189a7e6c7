"""A dialog inside the window, over a scrim that darkens the rest: no window of its own, and nothing waits for it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import IconButton
from peerdrop.gui.widgets.last_input import opening_reason
from peerdrop.gui.widgets.scroll_column import ScrollColumn

_DIRECTLY = Qt.FindChildOption.FindDirectChildrenOnly
_AROUND_PX = 16
_SIDE_PX = 24
_GAP_PX = 12


class ScrimDialog(QWidget):
    """Esc or `dismiss` closes it; the focus stays inside, and goes back to where it was when the dialog is closed.

    Fill `column`, which scrolls where the window is too low, give the answers to `add_buttons`, name the stops of Tab
    in `stops`. With *close_label* it has a cross in its corner, called that.
    """

    widest_px = 520
    dismissed = Signal()

    def __init__(self, title: str, theme: Theme, parent: QWidget, *, close_label: str = "") -> None:
        super().__init__(parent)
        self._theme = theme
        self._window = parent
        self._focus_before: QWidget | None = None
        self.stops: list[QWidget] = []
        self.dialog = QFrame(self)
        self.dialog.setObjectName("dialog")
        self.title = PlainLabel(title)
        self.title.setFont(theme.fonts.heading)
        self.title.setWordWrap(True)
        head = self._head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        self.close_button: IconButton | None = None
        if close_label:
            self.close_button = IconButton("close", close_label, theme)
            self.close_button.clicked.connect(self.dismiss)
            head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self._body = ScrollColumn()
        self.column = self._body.column
        self.column.setSpacing(_GAP_PX)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(8)
        self._buttons.addStretch(1)
        self._answers: list[QWidget] = []
        self._yields: tuple[QWidget, int, int] | None = None
        self._frame = QVBoxLayout(self.dialog)
        self._frame.setContentsMargins(_SIDE_PX, 16 if close_label else 20, _SIDE_PX, 20)
        self._frame.setSpacing(_GAP_PX)
        self._frame.addLayout(head)
        self._frame.addWidget(self._body, 1)
        self._frame.addLayout(self._buttons)
        parent.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)
        self.hide()

    def add_buttons(self, *buttons: QWidget) -> None:
        """The last line of the dialog, always in view: *buttons* at its end, or below each other in a narrow window."""
        self._answers += buttons
        for each in buttons:
            self._buttons.addWidget(each)

    def let_yield(self, part: QWidget, height_px: int, least_px: int) -> None:
        """*part*, which scrolls itself, is *height_px* high, or as low as *least_px* where the window is low."""
        self._yields = (part, height_px, least_px)

    def open(self, first: QWidget) -> None:
        """Show it, with the focus on *first*."""
        self.setAccessibleName(self.title.text())
        if self.isHidden():
            self._focus_before = self._window.focusWidget()
        self.setGeometry(self._window.rect())
        self.place()
        self.show()
        self.raise_()
        first.setFocus(opening_reason(self._window))

    def dismiss(self) -> None:
        """Close it without an answer."""
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def place(self) -> None:
        """Put the dialog in the middle, as high as it needs to be and fits."""
        width = max(0, min(self.widest_px, self.width() - 2 * _AROUND_PX))
        self.dialog.setFixedWidth(width)
        self.fit(width - 2 * _SIDE_PX)
        room = self.height() - 2 * _AROUND_PX
        if self._yields is not None:
            part, most, least = self._yields
            part.setFixedHeight(most)
            part.setFixedHeight(max(least, most - max(0, self._wanted_height(width) - room)))
        height = min(self._wanted_height(width), room)
        self.dialog.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)

    def fit(self, width_px: int) -> None:
        """Arrange what is inside for that width."""
        shown = [each.sizeHint().width() for each in self._answers if not each.isHidden()]
        needed = sum(each + self._buttons.spacing() for each in shown)
        fits = needed - self._buttons.spacing() <= width_px
        self._buttons.setDirection(QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom)

    def _wanted_height(self, width: int) -> int:
        # A layout in a layout keeps the sizes it knew until the outermost is activated.
        self._frame.activate()
        self.column.activate()
        edge = self.dialog.size() - self.dialog.contentsRect().size()
        margins = self._frame.contentsMargins()
        inner = width - edge.width() - margins.left() - margins.right()
        # Lines that wrap need another height in this width than the size hint, made for any width, says.
        body = self.column.totalHeightForWidth(inner) if self.column.hasHeightForWidth() else -1
        body = body if body >= 0 else self.column.totalSizeHint().height()
        head = self._head.heightForWidth(inner) if self._head.hasHeightForWidth() else self._head.sizeHint().height()
        parts = [each for each in (head, body, self._buttons.sizeHint().height()) if each > 0]
        gaps = self._frame.spacing() * (len(parts) - 1)
        return sum(parts) + gaps + margins.top() + margins.bottom() + edge.height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
            self.place()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        before = self._focus_before
        # The window is hidden with everything in it: then the dialog is still open.
        if self.isHidden() and before is not None:
            self._focus_before = None
            if isValid(before) and before.isVisible():
                before.setFocus()

    def event(self, event: QEvent) -> bool:
        overrides = event.type() is QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            # Else it would be the shortcut of the sheet or the page below.
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops = [each for each in self.stops if each.isVisible() and each.isEnabled()]
        focus = self.focusWidget()
        position = stops.index(focus) if focus in stops else -1
        if stops:
            stops[(position + (1 if forward else -1)) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        # From the tray a page is opened below, which takes the focus: keys would do there what nobody sees.
        if now is None or not self.isVisible() or self.isAncestorOf(now) or not self._window.isAncestorOf(now):
            return
        opened = [each for each in self._window.findChildren(ScrimDialog, options=_DIRECTLY) if each.isVisible()]
        if now.window() is self._window and opened[-1] is self:
            if not any(each.isAncestorOf(now) for each in opened):
                self._focus_before = now
            inside = self.focusWidget()
            if inside is not None:
                inside.setFocus(Qt.FocusReason.OtherFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.tokens.scrim))
