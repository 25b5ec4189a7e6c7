"""The window: the devices on the left, the conversation with one of them on the right."""

from collections.abc import Callable
from functools import cached_property, partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QIcon,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from peerdrop.clock import Clock
from peerdrop.gui.models.devices import DeviceOrder
from peerdrop.gui.resources import resource_path
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.add_address import AddAddress
from peerdrop.gui.widgets.conversation_page import ConversationPage
from peerdrop.gui.widgets.drop_overlay import DropOverlay
from peerdrop.gui.widgets.dropped_files import local_files
from peerdrop.gui.widgets.error_bar import ErrorBar
from peerdrop.gui.widgets.first_start import FirstStart
from peerdrop.gui.widgets.focus_ring import FocusRing
from peerdrop.gui.widgets.keyboard import add_shortcuts
from peerdrop.gui.widgets.last_input import LastInput, opening_reason
from peerdrop.gui.widgets.rail import RAIL_COLLAPSED_PX, Rail
from peerdrop.gui.widgets.receiver_chooser import ReceiverChooser
from peerdrop.gui.widgets.scrim_dialog import ScrimDialog
from peerdrop.gui.widgets.setting_tabs import SettingTabs
from peerdrop.gui.widgets.settings_page import SettingsPage
from peerdrop.gui.widgets.widened_rail import WidenedRail
from peerdrop.wire.identifiers import DeviceId

_DIRECTLY = Qt.FindChildOption.FindDirectChildrenOnly
_ALWAYS = ("Ctrl+W", "Ctrl+Q")
_MINUTE_MS = 60_000
_UNSEEN_MS = 500


class MainWindow(QMainWindow):
    """Arranges the parts; what they do together is the Controller's."""

    closed = Signal()
    """The user wants to leave."""
    shown = Signal()
    """The window is on the screen for the first time: what starts now delays its first picture no more."""
    minute_passed = Signal()
    scan_asked = Signal()
    review_asked = Signal()
    settings_asked = Signal()
    transfers_asked = Signal()
    quit_asked = Signal()
    """The user wants to leave for good, tray or not."""
    files_dropped = Signal(list)
    """Paths that were dropped on no device and no conversation."""

    def __init__(self, order: DeviceOrder, theme: Theme, clock: Clock) -> None:
        super().__init__()
        self._order = order
        self._theme = theme
        self._was_shown = False
        self.setWindowTitle("PeerDrop")
        self.setWindowIcon(QIcon(str(resource_path("icons/peerdrop.svg"))))
        self.setMinimumSize(480, 520)
        self.resize(1180, 820)
        self.rail = Rail(order, theme)
        self.first_start = FirstStart(theme)
        self.page = ConversationPage(theme, clock)
        self.notice = ErrorBar(theme, margins=(16, 12, 16, 0))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.first_start)
        self.stack.addWidget(self.page)
        self._left_from: QWidget = self.first_start
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.rail)
        self._side = self._under_notice()
        self._splitter.addWidget(self._side)
        self._splitter.setStretchFactor(1, 1)
        self.setCentralWidget(self._splitter)
        self.overlay = DropOverlay(theme, self._side)
        self.add_address = AddAddress(theme, self)
        self.receiver_chooser = ReceiverChooser(order, theme, self)
        self._last_input = LastInput(self)
        self.ring = FocusRing(theme, self)
        self.widened_rail = WidenedRail(self.rail, self._splitter, self)
        self.setAcceptDrops(True)
        self._minute = QTimer(self, interval=_MINUTE_MS)
        self._minute.timeout.connect(self.minute_passed)
        self._minute.start()
        add_shortcuts(self, self._shortcuts())
        self._fit_rail()

    @cached_property
    def settings(self) -> SettingsPage:
        """Built when it is first asked for: the first picture of the window does not wait for it."""
        page = SettingsPage(self._theme)
        self.stack.addWidget(page)
        return page

    def _under_notice(self) -> QWidget:
        """The stack, with room above it for what concerns no conversation."""
        side = QWidget()
        side.setObjectName("page")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.stack, 1)
        return side

    def show_conversation(self) -> None:
        """Bring the conversation to the front."""
        self.stack.setCurrentWidget(self.page)

    def show_no_conversation(self) -> None:
        """Let another device be chosen."""
        self._left_from = self.first_start
        if self.stack.currentWidget() is self.page:
            self.stack.setCurrentWidget(self.first_start)

    def show_page(self, page: QWidget) -> None:
        """Put a page in place of the conversation, until `leave_page`."""
        shown = self.stack.currentWidget()
        if shown is self.page or shown is self.first_start:
            self._left_from = shown
        self.stack.setCurrentWidget(page)
        focus = page.focusWidget()
        if focus is not None:
            # The stack has given it the focus back, for no reason that would show it.
            focus.clearFocus()
        page.setFocus(opening_reason(self))

    def leave_page(self) -> None:
        """Go back to where the page was opened from."""
        self.stack.setCurrentWidget(self._left_from)
        if self._left_from is self.page and self.page.peer is not None:
            self.page.composer.field.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.closed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)
        if event.isAccepted():
            self.overlay.setGeometry(self._side.rect())
            self.overlay.announce_question(len(local_files(event.mimeData())))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.overlay.hide()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        self.overlay.hide()
        files = local_files(event.mimeData())
        if files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files_dropped.emit(files)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rail()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._was_shown:
            self._was_shown = True
            self._last_input.watch()
            self.first_start.setFocus()
            FirstPaint(self._splitter).came.connect(self.shown)

    def _fit_rail(self) -> None:
        width = self.rail.wanted_width(self.width())
        if self.widened_rail.is_open:
            if width == RAIL_COLLAPSED_PX:
                return
            self.widened_rail.close()
        self.rail.set_collapsed(width == RAIL_COLLAPSED_PX)
        self.rail.setFixedWidth(width)
        # The splitter has measured the rail before it collapsed, and would leave a gap beside it.
        self._splitter.setSizes([width, max(0, self.width() - width)])

    def _shortcuts(self) -> dict[str, Callable[[], object]]:
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+L": lambda: self.add_address.ask(),
            "Ctrl+F": self._search,
            "Ctrl+O": self._attach,
            "Alt+Up": lambda: self._step_device(-1),
            "Alt+Down": lambda: self._step_device(1),
            "Ctrl+R": lambda: self.review_asked.emit(),
            "Ctrl+T": lambda: self.transfers_asked.emit(),
            "Ctrl+,": lambda: self.settings_asked.emit(),
            "F5": lambda: self.scan_asked.emit(),
            "F6": lambda: self._next_area(1),
            "Shift+F6": lambda: self._next_area(-1),
            "Ctrl+W": self.close,
            "Ctrl+Q": self.quit_asked.emit,
        }
        for number in range(1, 10):
            keys[f"Ctrl+{number}"] = partial(self._open_device, number - 1)
        return {
            each: action if each in _ALWAYS else partial(self._unless_asked, action) for each, action in keys.items()
        }

    def _unless_asked(self, action: Callable[[], object]) -> None:
        """A dialog keeps the focus: nothing below it is to be done while it waits for an answer."""
        # The key of a shortcut comes to no widget.
        self._last_input.by_key = True
        if not any(each.isVisible() for each in self.findChildren(ScrimDialog)):
            action()

    def _search(self) -> None:
        # The second time it is the conversation that is meant.
        searches_devices = not self.rail.search.hasFocus()
        if not searches_devices and self.stack.currentWidget() is self.page:
            self.page.search_bar.begin()
        elif searches_devices:
            if self.rail.search.isVisible():
                self.rail.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            else:
                self.widened_rail.open()

    def _attach(self) -> None:
        if self.stack.currentWidget() is self.page:
            self.page.composer.choose_files()

    def _step_device(self, step: int) -> None:
        devices = self._order.device_ids()
        opened = self.rail.devices.opened_device()
        if not devices:
            return
        position = devices.index(opened) + step if opened in devices else 0
        self._open_device(max(0, min(len(devices) - 1, position)))

    def _open_device(self, position: int) -> None:
        devices: tuple[DeviceId, ...] = self._order.device_ids()
        if position < len(devices):
            self.rail.devices.open_device(devices[position])

    def _next_area(self, step: int) -> None:
        areas: list[tuple[QWidget, QWidget]] = [
            (self.rail.devices, self.rail.devices),
            (self.first_start, self.first_start.add),
            (self.page.view, self.page.view),
            (self.page.sheet, self.page.sheet.accept),
            (self.page.composer, self.page.composer.field),
            *(
                (each, each.findChild(SettingTabs) or each)
                for each in self.stack.findChildren(QWidget, "page", _DIRECTLY)
                if each is not self.first_start
            ),
            (self.rail.foot, self.rail.foot.icon),
        ]
        areas = [(area, entry) for area, entry in areas if entry.isVisible()]
        if not areas:
            return
        focus = QApplication.focusWidget()
        inside = [
            number
            for number, (area, _) in enumerate(areas)
            if focus is not None and (area is focus or area.isAncestorOf(focus))
        ]
        position = (inside[0] + step) % len(areas) if inside else 0
        areas[position][1].setFocus(Qt.FocusReason.ShortcutFocusReason)


class FirstPaint(QObject):
    """Tells once that *widget* was painted, or that nobody saw it for half a second, as of a window that opens
    minimized."""

    came = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        widget.installEventFilter(self)
        self._limit = QTimer(self, interval=_UNSEEN_MS, singleShot=True)
        self._limit.timeout.connect(self._tell)
        self._limit.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self._widget.removeEventFilter(self)
            # The event comes before the picture.
            self._limit.start(0)
        return False

    def _tell(self) -> None:
        self._widget.removeEventFilter(self)
        self.came.emit()
        self.deleteLater()
