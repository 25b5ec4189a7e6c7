"""A dialog inside the window, over a scrim that darkens the rest: no window of its own, and nothing waits for it."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from peerdrop.gui.safe_text import PlainLabel
from peerdrop.gui.theme import Theme

_WIDTH_PX = 520


class ScrimDialog(QWidget):
    """Esc or `dismiss` closes it; the focus stays inside. Fill `column`, name the stops of Tab in `stops`."""

    dismissed = Signal()

    def __init__(self, title: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._window = parent
        self.stops: list[QWidget] = []
        self.dialog = QFrame(self)
        self.dialog.setObjectName("dialog")
        self.title = PlainLabel(title)
        self.title.setFont(theme.fonts.heading)
        self.title.setWordWrap(True)
        self.column = QVBoxLayout(self.dialog)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(12)
        self.column.addWidget(self.title)
        parent.installEventFilter(self)
        self.hide()

    def open(self, first: QWidget) -> None:
        """Show it, with the focus on *first*."""
        self.setAccessibleName(self.title.text())
        self.setGeometry(self._window.rect())
        self.place()
        self.show()
        self.raise_()
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def dismiss(self) -> None:
        """Close it without an answer."""
        if self.isVisible() or not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def place(self) -> None:
        """Put the dialog in the middle, as high as it needs to be and fits."""
        width = max(0, min(_WIDTH_PX, self.width() - 32))
        self.dialog.setFixedWidth(width)
        self.dialog.adjustSize()
        height = min(self.dialog.sizeHint().height(), self.height() - 32)
        self.dialog.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._window.rect())
            self.place()
        return super().eventFilter(watched, event)

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

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self._theme.tokens.scrim))
