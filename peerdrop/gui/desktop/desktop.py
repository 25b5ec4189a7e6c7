"""Joins the window with the desktop it stands on."""

from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFileDialog

from peerdrop.autostart import Autostart
from peerdrop.clock import Clock
from peerdrop.core.states import TransferState, Trust
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.controller import Controller
from peerdrop.gui.desktop.announcer import Announcer
from peerdrop.gui.desktop.notifier import Notification, NotificationAction
from peerdrop.gui.desktop.opening import Opening
from peerdrop.gui.desktop.services import Services
from peerdrop.gui.desktop.start_settings import StartSettings
from peerdrop.gui.desktop.tray import Tray
from peerdrop.gui.desktop.wakefulness import Wakefulness
from peerdrop.gui.desktop.window_memory import WindowMemory
from peerdrop.gui.engine import NodeClosed
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.question import Question
from peerdrop.gui.words.phrase import translate
from peerdrop.launch_command import LaunchCommand
from peerdrop.settings import Settings
from peerdrop.wire.identifiers import DeviceId

_RUNS: Final = frozenset({TransferState.ACCEPTED, TransferState.TRANSFERRING, TransferState.VERIFYING})
_NOBODY: Final = DeviceId("")
_TRAY_COMES_MS: Final = 10_000


class Desktop(QObject):
    """One per window. `left` comes when the user wants PeerDrop to end; then `aclose` it."""

    left = Signal()
    restarted = Signal()
    """As `left`, to begin anew at once."""

    def __init__(
        self,
        controller: Controller,
        bridge: Bridge,
        theme: Theme,
        clock: Clock,
        tray: Tray,
        services: Services,
        settings: Settings,
        *,
        memory: WindowMemory | None = None,
        autostart: Autostart | None = None,
        launch: LaunchCommand | None = None,
    ) -> None:
        super().__init__(controller)
        self._controller = controller
        self._window = controller.window
        self._tray = tray
        self._services = services
        self._settings = settings
        self._memory = memory
        self._is_closing = False
        self._wakefulness = Wakefulness(services.inhibitor)
        self._start_settings = StartSettings(
            controller.pages, tray, autostart if launch else None, launch or LaunchCommand(arguments=()), self
        )
        self.announcer = Announcer(
            bridge,
            controller.devices,
            controller.conversations,
            services.notifier,
            clock,
            is_active=self._is_looked_at,
            shows_content=lambda: self._settings.notification_content,
            parent=self,
        )
        self.question = Question(translate("Quit", "&Quit"), translate("Quit", "&Keep running"), theme, self._window)
        self.question.agreed.connect(self.left)
        self.restart_question = Question(
            translate("Quit", "&Restart"), translate("Quit", "&Not now"), theme, self._window
        )
        self.restart_question.agreed.connect(self.restarted)
        controller.pages.restart_asked.connect(self._restart)
        self._tray_may_come = QTimer(self, interval=_TRAY_COMES_MS, singleShot=True)
        self._tray_may_come.timeout.connect(self._show_without_tray)
        self._window.closed.connect(self._window_closed)
        self._window.quit_asked.connect(self._quit)
        self._window.installEventFilter(self)
        services.notifier.signals.pressed.connect(self._pressed)
        controller.conversations.transfers_changed.connect(self._transfers_changed)
        controller.card_actions.review_asked.connect(self._show_to_ask)
        bridge.closed.connect(self._node_closed)
        controller.commands.settings_read.connect(self._settings_read)
        self._follow_tray()
        tray.show_visible(settings.discoverable)
        if memory is not None:
            memory.put_back(self._window)

    def stay_hidden(self) -> None:
        """Show no window at first, for there is a tray, or there will be: a session begins with it late."""
        if not self._tray.is_there:
            self._tray_may_come.start()

    def _show_without_tray(self) -> None:
        if not self._tray.is_there:
            self._window.show()

    def show_window(self) -> None:
        """Bring the window to the front, unless it is ending."""
        if self._is_closing:
            return
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def open(self, opening: Opening) -> None:
        """Show the window with what it was opened with filled in. Nothing is sent and nobody is called."""
        self.show_window()
        link = opening.link
        if link is not None and link.address is not None:
            self._window.add_address.ask(link.address)
        elif link is not None and link.device_id is not None:
            self._open_device(link.device_id)
        if opening.files:
            self._controller.offering.fill_in(list(opening.files))

    async def aclose(self) -> None:
        """Let the machine sleep, and keep the window's place."""
        self._is_closing = True
        # Until it is gone, which is told too, it would bring back a window that is ending.
        self._tray.blockSignals(True)
        self._tray_may_come.stop()
        await self._start_settings.aclose()
        await self._wakefulness.aclose()
        if self._memory is not None:
            self._memory.take(self._window)
            self._memory.save()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.WindowActivate and self._controller.opened is not None:
            self.announcer.looked_at(self._controller.opened)
        return super().eventFilter(watched, event)

    def _is_looked_at(self) -> bool:
        # A window that was just hidden stays the active one until the system has told of the next.
        return self._window.isVisible() and self._window.isActiveWindow()

    def _follow_tray(self) -> None:
        tray = self._tray
        tray.toggled.connect(self._toggle)
        tray.open_asked.connect(self.show_window)
        tray.quit_asked.connect(self.left)
        tray.settings_asked.connect(self._open_settings)
        tray.visible_asked.connect(self._set_visible)
        tray.mute_asked.connect(self.announcer.set_muted)
        tray.pause_all_asked.connect(self._pause_all)
        tray.send_files_asked.connect(self._choose_files)
        tray.send_clipboard_asked.connect(self._send_clipboard)
        tray.menu.aboutToShow.connect(lambda: tray.mute.setChecked(self.announcer.is_muted))
        tray.came_or_went.connect(self._tray_came_or_went)

    def _window_closed(self) -> None:
        if self._tray.is_there and self._settings.close_to_tray:
            self._window.hide()
            self._tell_of_tray()
        else:
            self._quit()

    def _quit(self) -> None:
        running = self._running()
        if not running:
            self.left.emit()
        elif running == 1:
            self.question.ask(_running_text(running), translate("Quit", "It continues by itself next time."))
        else:
            self.question.ask(_running_text(running), translate("Quit", "They continue by themselves next time."))

    def _restart(self) -> None:
        running = self._running()
        if running:
            line = translate("Quit", "What is running is cut off for a moment and continues by itself.")
            self.restart_question.ask(_running_text(running), line)
        else:
            self.restarted.emit()

    def _running(self) -> int:
        return sum(each.state in _RUNS for each in self._controller.conversations.running())

    def _settings_read(self, settings: Settings) -> None:
        self._settings = settings
        self._tray.show_visible(settings.discoverable)

    def _open_settings(self) -> None:
        self.show_window()
        self._window.settings_asked.emit()

    def _set_visible(self, visible: bool) -> None:
        # What is in force then is told, and shown; also if it was refused.
        self._tray.show_visible(self._settings.discoverable)
        self._controller.commands.change_one_setting(
            lambda settings: msgspec.structs.replace(settings, discoverable=visible)
        )

    def _tell_of_tray(self) -> None:
        if self._memory is None or self._memory.remembered.told_of_tray:
            return
        self._memory.set_told_of_tray()
        self._services.notifier.show(
            Notification(
                device_id=_NOBODY,
                title=translate("Tray", "PeerDrop keeps running here, so that files can arrive."),
                body=translate("Tray", "Quit it from its icon beside the clock."),
            )
        )

    def _tray_came_or_went(self) -> None:
        if not self._tray.is_there and not self._window.isVisible():
            # Nothing else is left to reach it by.
            self._window.show()

    def _toggle(self) -> None:
        if self._window.isVisible() and not self._window.isMinimized():
            self._window.hide()
        else:
            self.show_window()

    def _transfers_changed(self) -> None:
        running = self._controller.conversations.running()
        self._tray.show_transfers(running)
        self._wakefulness.follow(running)

    def _show_to_ask(self) -> None:
        # A notification's button may lead to a question, and stands where no window is seen.
        if not self._is_looked_at():
            self.show_window()

    def _node_closed(self, closed: NodeClosed) -> None:
        # Hidden it would say to nobody why nothing arrives any more.
        if closed.error is not None and not self._window.isVisible():
            self.show_window()

    def _pressed(self, notification: Notification, action: NotificationAction) -> None:
        device_id, transfer_id = notification.device_id, notification.transfer_id
        if action is NotificationAction.ACCEPT and transfer_id is not None:
            peer = self._controller.devices.peer(device_id)
            # It may not be trusted any more since the button was drawn.
            if peer is not None and peer.trust is Trust.VERIFIED:
                self._controller.card_actions.accept(device_id, transfer_id)
                return
        self.show_window()
        if device_id == _NOBODY:
            return
        self._open_device(device_id)
        if action is NotificationAction.REVIEW and transfer_id is not None:
            self._controller.reviewer.review(transfer_id)

    def _open_device(self, device_id: DeviceId) -> None:
        self._window.rail.search.clear()
        if self._controller.devices.peer(device_id) is None:
            # It is found by its ID as soon as it is here.
            self._window.rail.search.setText(device_id)
        else:
            self._window.rail.devices.open_device(device_id)
            self.announcer.looked_at(device_id)

    def _pause_all(self) -> None:
        for transfer in self._controller.conversations.running():
            if transfer.state is TransferState.TRANSFERRING:
                self._controller.commands.pause(transfer.device_id, transfer.transfer_id)

    def _choose_files(self, device_id: DeviceId) -> None:
        dialog = QFileDialog(self._window if self._window.isVisible() else None, translate("Composer", "Send files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(
            lambda names: self._controller.commands.send_files(device_id, [Path(each) for each in names])
        )
        dialog.open()

    def _send_clipboard(self, device_id: DeviceId) -> None:
        """What is there is only filled in: nobody sees a clipboard before it is gone."""
        self.show_window()
        self._open_device(device_id)
        self._window.page.composer.field.insertFromMimeData(QApplication.clipboard().mimeData())


def _running_text(running: int) -> str:
    if running == 1:
        return translate("Quit", "1 transfer is running.")
    return translate("Quit", "%Ln transfers are running.", n=running)
