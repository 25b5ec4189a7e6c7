"""The icon beside the clock, where there is a place for one."""

from collections.abc import Callable, Iterable
from enum import Enum, auto
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from peerdrop.core.snapshots import PeerSnapshot, TransferSnapshot
from peerdrop.core.states import Direction, TransferState, Trust
from peerdrop.gui.desktop.notifier import Notification, NotificationAction, NotificationSignals
from peerdrop.gui.resources import resource_path
from peerdrop.gui.safe_text import button_text, one_line
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.amounts import rate_text
from peerdrop.gui.words.phrase import translate
from peerdrop.settings import APP_NAME
from peerdrop.wire.identifiers import DeviceId

_LOOK_AGAIN_MS: Final = 3_000
_ICON_SIZES_PX: Final = (16, 22, 24, 32, 48, 64)
_MENU_DEVICES: Final = 20
_NAME_CHARS: Final = 40
_SHOWN_MS: Final = 8_000


class TrayState(Enum):
    """What the icon tells."""

    IDLE = auto()
    MOVING = auto()
    """A dot."""
    WAITING = auto()
    """A ring: something waits for the user."""


class Tray(QObject):
    """Watches whether there is a tray, which may come late or go. Without one everything else works the same."""

    toggled = Signal()
    open_asked = Signal()
    pause_all_asked = Signal()
    send_files_asked = Signal(str)
    """A device ID, as with the next."""
    send_clipboard_asked = Signal(str)
    visible_asked = Signal(bool)
    mute_asked = Signal(bool)
    settings_asked = Signal()
    quit_asked = Signal()
    came_or_went = Signal()

    def __init__(
        self,
        theme: Theme,
        devices: Callable[[], Iterable[PeerSnapshot]],
        *,
        is_available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._devices = devices
        self._is_available = is_available
        self._state = TrayState.IDLE
        self._icon: QSystemTrayIcon | None = None
        self.signals = NotificationSignals()
        self._shown: Notification | None = None
        self.menu = QMenu()
        self._fill_menu()
        theme.changed.connect(self._dress)
        self._watch = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._watch.timeout.connect(self.look)
        self._watch.start()
        self.look()

    @property
    def is_there(self) -> bool:
        """The icon can be seen, so that the window may be hidden."""
        return self._icon is not None

    @property
    def state(self) -> TrayState:
        return self._state

    def look(self) -> None:
        """Show the icon if a tray has come, drop it if it has gone."""
        if self._is_available() == self.is_there:
            return
        if self._icon is None:
            self._icon = QSystemTrayIcon(self)
            self._icon.setContextMenu(self.menu)
            self._icon.activated.connect(self._activated)
            self._icon.messageClicked.connect(self._message_clicked)
            self._dress()
            self._icon.show()
        else:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None
        self.came_or_went.emit()

    def show_transfers(self, transfers: tuple[TransferSnapshot, ...]) -> None:
        """Sum up those that are not over."""
        moving = [each for each in transfers if each.state is TransferState.TRANSFERRING]
        rate = sum(each.bytes_per_second for each in moving)
        some = len(transfers)
        count = translate("Tray", "1 transfer") if some == 1 else translate("Tray", "%Ln transfers", n=some)
        line = f"{count} · {rate_text(rate)}" if moving else count
        self.transfers.setText(line if transfers else translate("Tray", "No transfers"))
        self.pause_all.setEnabled(bool(moving))
        waiting = any(
            each.state is TransferState.OFFERED and each.direction is Direction.INCOMING for each in transfers
        )
        state = TrayState.WAITING if waiting else TrayState.MOVING if moving else TrayState.IDLE
        if state is not self._state:
            self._state = state
            self._dress()

    def show_visible(self, visible: bool) -> None:
        """Whether this device can be found."""
        self.visible.setChecked(visible)

    # As a notifier, where the desktop has no service for it

    def show(self, notification: Notification) -> None:
        """Show it beside the icon."""
        self._shown = notification
        if self._icon is not None:
            self._icon.showMessage(notification.title, notification.body, self._icon.icon(), _SHOWN_MS)

    def withdraw(self, device_id: DeviceId) -> None:
        """Goes by itself."""
        if self._shown is not None and self._shown.device_id == device_id:
            self._shown = None

    async def aclose(self) -> None:
        """Take the icon away."""
        self._watch.stop()
        self._is_available = lambda: False
        self.look()
        self.menu.deleteLater()

    def _message_clicked(self) -> None:
        if self._shown is not None:
            self.signals.pressed.emit(self._shown, NotificationAction.OPEN)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.toggled.emit()

    def _fill_menu(self) -> None:
        self._icons: dict[str, QAction] = {}
        self._add("", translate("Tray", "Open PeerDrop"), self.open_asked).setIcon(_logo())
        self.menu.addSeparator()
        self.transfers = self._add("transfers", translate("Tray", "No transfers"))
        self.transfers.setEnabled(False)
        self.pause_all = self._add("pause", translate("Tray", "Pause all"), self.pause_all_asked)
        self.pause_all.setEnabled(False)
        self.menu.addSeparator()
        self.send_files = self._add_devices("upload", translate("Tray", "Send files to"), self.send_files_asked)
        self.send_clipboard = self._add_devices(
            "copy", translate("Tray", "Send clipboard to"), self.send_clipboard_asked
        )
        self.menu.addSeparator()
        self.visible = self._add("eye", translate("Tray", "Visible on this network"))
        self.mute = self._add("bell", translate("Tray", "Mute notifications for 1 h"))
        for action, signal in ((self.visible, self.visible_asked), (self.mute, self.mute_asked)):
            action.setCheckable(True)
            action.triggered.connect(signal)
        self.settings = self._add("settings", translate("Tray", "Settings…"), self.settings_asked)
        self.menu.addSeparator()
        self.quit = self._add("close", translate("Tray", "Quit"), self.quit_asked)

    def _add(self, icon: str, text: str, asked: SignalInstance | None = None) -> QAction:
        action = self.menu.addAction(text)
        if icon:
            self._icons[icon] = action
        if asked is not None:
            action.triggered.connect(lambda _checked=False: asked.emit())
        return action

    def _add_devices(self, icon: str, text: str, asked: SignalInstance) -> QMenu:
        menu = self.menu.addMenu(text)
        self._icons[icon] = menu.menuAction()
        menu.aboutToShow.connect(partial(self._list_devices, menu, asked))
        # Some desktops copy the menu before it is shown and ask for nothing later.
        self.menu.aboutToShow.connect(partial(self._list_devices, menu, asked))
        return menu

    def _list_devices(self, menu: QMenu, asked: SignalInstance) -> None:
        menu.clear()
        here = [each for each in self._devices() if each.online and each.trust is not Trust.BLOCKED]
        for peer in sorted(here, key=lambda each: each.name.casefold())[:_MENU_DEVICES]:
            label = button_text(one_line(peer.name, limit_chars=_NAME_CHARS))
            menu.addAction(label).triggered.connect(partial(_ask_for, asked, peer.device_id))
        if not here:
            menu.addAction(translate("Tray", "No devices here")).setEnabled(False)

    def _dress(self) -> None:
        for name, action in self._icons.items():
            action.setIcon(self._theme.icons.icon(name, self._theme.tokens.text2))
        if self._icon is not None:
            self._icon.setIcon(state_icon(self._state, self._theme.tokens.accent))
            # Our own words only: desktops draw markup here.
            self._icon.setToolTip(f"{APP_NAME} · {self.transfers.text()}")


def state_icon(state: TrayState, colour: str) -> QIcon:
    """The logo; a dot in its corner while files move, a ring while something waits for the user."""
    icon = QIcon()
    for size_px in _ICON_SIZES_PX:
        pixmap = QPixmap(_logo().pixmap(size_px, size_px))
        if state is not TrayState.IDLE and not pixmap.isNull():
            _mark(pixmap, state, QColor(colour))
        icon.addPixmap(pixmap)
    return icon


def _mark(pixmap: QPixmap, state: TrayState, colour: QColor) -> None:
    side = pixmap.width() * 0.46
    corner = QRectF(pixmap.width() - side, pixmap.height() - side, side, side)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Cut out first, so that the mark stands apart from the logo on any ground.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Qt.GlobalColor.black)
        painter.drawEllipse(corner)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        width = side * 0.22
        inner = corner.adjusted(width, width, -width, -width)
        if state is TrayState.MOVING:
            painter.setBrush(colour)
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour, width))
        painter.drawEllipse(inner)


def _ask_for(asked: SignalInstance, device_id: DeviceId, _checked: bool = False) -> None:
    asked.emit(device_id)


def _logo() -> QIcon:
    return QIcon(str(resource_path("icons/peerdrop.svg")))
