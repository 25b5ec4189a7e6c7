"""The rail of a narrow window while devices are searched: as wide as in a wide window, over the conversation."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from peerdrop.gui.widgets.rail import RAIL_COLLAPSED_PX, RAIL_SMALL_PX, Rail


class WidenedRail(QObject):
    """Takes the first place of *splitter* from *rail* and back. Esc, a device that is opened, and a focus that goes
    elsewhere make it narrow again, with nothing searched for."""

    def __init__(self, rail: Rail, splitter: QSplitter, window: QWidget) -> None:
        super().__init__(window)
        self._rail = rail
        self._splitter = splitter
        self._window = window
        self._focus_before: QWidget | None = None
        self._place = QWidget(window)
        self._place.setFixedWidth(RAIL_COLLAPSED_PX)
        self._place.hide()
        self.is_open = False
        rail.search_icon.clicked.connect(self.open)
        rail.devices.device_opened.connect(lambda _: self.close())
        rail.search.installEventFilter(self)
        window.installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)

    def open(self) -> None:
        """Let the user search."""
        if not self.is_open:
            self._focus_before = self._window.focusWidget()
            self._splitter.replaceWidget(0, self._place)
            self._place.show()
            self._rail.setParent(self._window)
            self._rail.set_collapsed(False)
            self._fit()
            self._rail.show()
            self._rail.raise_()
            self.is_open = True
        self._rail.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close(self) -> None:
        """Go back to where it was."""
        if not self.is_open:
            return
        self.is_open = False
        had_focus = self._rail.isAncestorOf(self._window.focusWidget())
        self._rail.search.clear()
        self._rail.set_collapsed(True)
        self._rail.setFixedWidth(RAIL_COLLAPSED_PX)
        self._splitter.replaceWidget(0, self._rail)
        self._place.setParent(self._window)
        self._place.hide()
        self._rail.show()
        before = self._focus_before
        if had_focus and before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.is_open and watched is self._window and event.type() is QEvent.Type.Resize:
            self._fit()
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if self.is_open and watched is self._rail.search and is_escape and not self._rail.search.text():
            # A page that is open has Esc for a shortcut, which would be served before.
            event.accept()
            if event.type() is QEvent.Type.KeyPress:
                self.close()
            return True
        return False

    def _fit(self) -> None:
        em = self._rail.fontMetrics().horizontalAdvance("m")
        size = QSize(min(max(RAIL_SMALL_PX, 21 * em), self._window.width() - RAIL_COLLAPSED_PX), self._window.height())
        self._rail.setFixedWidth(size.width())
        mirrored = self._window.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self._rail.setGeometry(self._window.width() - size.width() if mirrored else 0, 0, size.width(), size.height())

    def _focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if self.is_open and now is not None and now.window() is self._window and not self._rail.isAncestorOf(now):
            self.close()
