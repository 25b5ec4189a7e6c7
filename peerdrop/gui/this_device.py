"""What the user does with this device itself in the rail: its name, who can find it, its ID."""

from functools import cached_property, partial
from typing import Final

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import SettingsChanged
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.command_runner import CommandFailed
from peerdrop.gui.commands import Commands
from peerdrop.gui.engine import NodeOpened
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.main_window import MainWindow
from peerdrop.gui.widgets.name_dialog import NameDialog
from peerdrop.gui.words.phrase import translate
from peerdrop.wire.identifiers import DeviceId

_OF_NO_DIALOG: Final = 0


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
        self._asked = 0
        """How often a name was asked for: what becomes of one concerns the dialog that it came from, and no later."""
        self._own = window.rail.own
        self._own.rename_asked.connect(self._ask_name)
        self._own.visible_asked.connect(self._set_visible)
        self._own.copy_id_asked.connect(lambda: QGuiApplication.clipboard().setText(self._own_id))
        window.first_start.visible_asked.connect(lambda: self._set_visible(True))
        bridge.opened.connect(self._opened)
        bridge.settings_changed.connect(self._settings_changed)

    @cached_property
    def rename(self) -> NameDialog:
        """Asks what others are to see."""
        dialog = NameDialog(self._theme, self._window)
        dialog.given.connect(self._rename)
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
        self._asked += 1
        self.rename.ask(title, line, self._own_name)

    def _rename(self, name: str) -> None:
        self._set_name(name, self._asked)

    def _set_name(self, name: str, asked: int) -> None:
        def ended(error: PeerDropError | None) -> None:
            if asked == self._asked and self.rename.isVisible():
                self.rename.close_with(error)
            elif error is not None:
                # The dialog that would say so was closed meanwhile.
                retry = partial(self._set_name, name, _OF_NO_DIALOG)
                self._commands.failed.emit(CommandFailed(None, error, retry))

        self._commands.change_one_setting(lambda settings: msgspec.structs.replace(settings, name=name), ended)

    def _set_visible(self, visible: bool) -> None:
        # The tick shows what is in force; it changes when that does.
        self._own.visible_action.setChecked(not visible)
        self._commands.change_one_setting(lambda settings: msgspec.structs.replace(settings, discoverable=visible))
