"""What the user does with this device itself in the rail: its name, who can find it, its ID."""

from collections.abc import Callable
from functools import cached_property

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import SettingsChanged
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.commands import Commands
from peerdrop.gui.engine import NodeOpened
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.main_window import MainWindow
from peerdrop.gui.widgets.name_dialog import NameDialog
from peerdrop.gui.words.phrase import translate
from peerdrop.settings import Settings
from peerdrop.wire.identifiers import DeviceId


class ThisDevice(QObject):
    """Changes one setting at a time, whatever else is set by then; the rail follows what is in force."""

    def __init__(
        self, window: MainWindow, commands: Commands, bridge: Bridge, theme: Theme, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._commands = commands
        self._theme = theme
        self._own_id = DeviceId("")
        self._own_name = ""
        self._is_renaming = False
        self._own = window.rail.own
        self._own.rename_asked.connect(self._ask_name)
        self._own.visible_asked.connect(self._set_visible)
        self._own.copy_id_asked.connect(lambda: QGuiApplication.clipboard().setText(self._own_id))
        window.first_start.visible_asked.connect(lambda: self._set_visible(True))
        bridge.opened.connect(self._opened)
        bridge.settings_changed.connect(self._settings_changed)
        commands.settings_read.connect(lambda _: self._rename_ended(None))
        commands.settings_refused.connect(self._rename_ended)

    @cached_property
    def rename(self) -> NameDialog:
        """Asks what others are to see."""
        dialog = NameDialog(self._theme, self._window)
        dialog.name_given.connect(self._rename)
        return dialog

    def _opened(self, opened: NodeOpened) -> None:
        started = opened.started
        self._own_id, self._own_name = started.device_id, started.name
        self._window.first_start.show_discoverable(started.discoverable)

    def _settings_changed(self, event: SettingsChanged) -> None:
        self._own_name = event.name
        self._own.show_name(event.name)
        self._own.show_discoverable(event.discoverable)
        self._window.first_start.show_discoverable(event.discoverable)

    def _ask_name(self) -> None:
        title = translate("Rail", "What is this device called?")
        line = translate("Rail", "Others see that name. Leave it empty for the name of this computer.")
        self.rename.ask(title, line, self._own_name)

    def _rename(self, name: str) -> None:
        self._is_renaming = True
        self._change(lambda settings: msgspec.structs.replace(settings, name=name))

    def _set_visible(self, visible: bool) -> None:
        # The tick shows what is in force; it changes when that does.
        self._own.visible_action.setChecked(not visible)
        self._change(lambda settings: msgspec.structs.replace(settings, discoverable=visible))

    def _change(self, change: Callable[[Settings], Settings]) -> None:
        self._commands.change_one_setting(change)

    def _rename_ended(self, error: PeerDropError | None) -> None:
        if self._is_renaming:
            self._is_renaming = False
            self.rename.close_with(error)
