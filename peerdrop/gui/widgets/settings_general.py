"""The tab General of the settings."""

from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont

from peerdrop.gui.language import LANGUAGES, is_spoken
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.setting_rows import CheckSetting, ChoiceSetting, SettingGroup, SettingRow, TextSetting
from peerdrop.gui.widgets.settings_section import SettingsSection
from peerdrop.gui.words.phrase import Phrase, translate
from peerdrop.gui.words.settings import parse_name
from peerdrop.machine_profile import machine_name
from peerdrop.settings import Settings, ThemeChoice
from peerdrop.wire.identifiers import DeviceId, short_id

_THEMES: Final[dict[str, Phrase]] = {
    ThemeChoice.SYSTEM: Phrase("Settings", "Same as system", "theme"),
    ThemeChoice.LIGHT: Phrase("Settings", "Light"),
    ThemeChoice.DARK: Phrase("Settings", "Dark"),
}
_SYSTEM_LANGUAGE: Final = Phrase("Settings", "Same as system", "language")


class GeneralSettings(SettingsSection):
    """Name, ID, looks, language, and how PeerDrop starts and goes on."""

    copy_id_asked = Signal()
    restart_asked = Signal()
    """Start anew, so that the chosen language is spoken."""
    autostart_asked = Signal(bool)
    """Start with the computer, or not; `show_autostart` says what is in force then."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.title = translate("Settings", "General")
        self._has_tray = False
        self._start: SettingGroup | None = None
        self.name = TextSetting(
            translate("Settings", "Name"), translate("Settings", "What others see. Not your identity: that is the ID.")
        )
        self.name.field.setPlaceholderText(machine_name())
        copy = TextButton(translate("Settings", "&Copy"), ButtonLook.EDGED, theme)
        copy.clicked.connect(self.copy_id_asked)
        self.device_id = SettingRow(translate("Settings", "Device ID"), " ", copy)
        copy.setAccessibleName(translate("Settings", "Copy the device ID"))
        copy.setAccessibleDescription("")
        self.theme = ChoiceSetting(
            translate("Settings", "Theme"), {value: phrase.translated() for value, phrase in _THEMES.items()}
        )
        languages = {"": _SYSTEM_LANGUAGE.translated(), **LANGUAGES}
        self.restart = TextButton(translate("Settings", "&Restart now"), ButtonLook.EDGED, theme)
        self.restart.clicked.connect(self.restart_asked)
        self.language = ChoiceSetting(
            translate("Settings", "Language"),
            languages,
            translate("Settings", "Counts from the next start of PeerDrop."),
            beside=self.restart,
        )
        self.autostart = CheckSetting(translate("Settings", "Start with the computer"))
        self.autostart.changed.connect(self.autostart_asked)
        self.start_hidden = CheckSetting(
            translate("Settings", "Start hidden in the tray"),
            translate("Settings", "Only when it starts with the computer."),
        )
        self.close_to_tray = CheckSetting(
            translate("Settings", "Keep running in the tray when closed"),
            translate("Settings", "Files can arrive then. When off, to close the window quits PeerDrop."),
        )
        self._follow("name", self.name, parse_name)
        self._follow("theme", self.theme, ThemeChoice)
        self._follow("language", self.language, str)
        self._follow("start_hidden", self.start_hidden, bool)
        self._follow("close_to_tray", self.close_to_tray, bool)

    def groups(self, heading: QFont) -> list[SettingGroup]:
        look = (self.theme, self.language)
        start = (self.autostart, self.start_hidden, self.close_to_tray)
        self._start = SettingGroup(translate("Settings", "Appearance and start"), [*look, *start], heading)
        self.show_autostart(None)
        self.show_tray(is_there=False)
        return [SettingGroup(translate("Settings", "This device"), [self.name, self.device_id], heading), self._start]

    def show_settings(self, settings: Settings) -> None:
        self.name.show_value(settings.name)
        self.theme.show_value(settings.theme)
        self.language.show_value(settings.language)
        for each in (self.restart, self.language.help):
            each.setVisible(not is_spoken(settings.language))
        self.language.fit()
        self.start_hidden.show_value(settings.start_hidden)
        self.close_to_tray.show_value(settings.close_to_tray)

    def show_device(self, device_id: DeviceId) -> None:
        """Show the ID of this device."""
        self.device_id.help.setText(short_id(device_id))
        self.device_id.control.setAccessibleDescription(short_id(device_id))

    def show_autostart(self, on: bool | None) -> None:
        """Whether it starts with the computer; None: it can't here."""
        self.autostart.show_value(bool(on))
        self.start_hidden.setEnabled(bool(on))
        if self._start is not None:
            self._start.set_shown(self.autostart, on is not None)
            self._start.set_shown(self.start_hidden, on is not None and self._has_tray)

    def show_tray(self, *, is_there: bool) -> None:
        """There is a tray to go to, or none."""
        self._has_tray = is_there
        if self._start is not None:
            self._start.set_shown(self.start_hidden, is_there and not self.autostart.isHidden())
            self._start.set_shown(self.close_to_tray, is_there)
