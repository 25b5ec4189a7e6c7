"""A dialog inside the window, over a scrim that darkens the rest: no window of its own, and nothing waits for it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import IconButton
from peerdrop.gui.widgets.last_input import opening_reason

_DIRECTLY = Qt.FindChildOption.FindDirectChildrenOnly


class ScrimDialog(QWidget):
    """Esc or `dismiss` closes it; the focus stays inside, and goes back to where it was when the dialog is closed.

    Fill `column`, name the stops of Tab in `stops`. With *close_label* it has a cross in its corner, called that.
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
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        self.close_button: IconButton | None = None
        if close_label:
            self.close_button = IconButton("close", close_label, theme)
            self.close_button.clicked.connect(self.dismiss)
            head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.column = QVBoxLayout(self.dialog)
        self.column.setContentsMargins(24, 16 if close_label else 20, 24, 20)
        self.column.setSpacing(12)
        self.column.addLayout(head)
        parent.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)
        self.hide()

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
        width = max(0, min(self.widest_px, self.width() - 32))
        self.dialog.setFixedWidth(width)
        self.dialog.adjustSize()
        edge = self.dialog.size() - self.dialog.contentsRect().size()
        # Lines that wrap need another height in this width than the size hint, made for any width, says.
        wanted = self.column.totalHeightForWidth(width - edge.width()) + edge.height()
        height = min(wanted, self.height() - 32)
        self.dialog.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)

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


def button_row(*buttons: QWidget) -> QHBoxLayout:
    """The last line of a dialog: *buttons* at its end."""
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addStretch(1)
    for each in buttons:
        row.addWidget(each)
    return row
