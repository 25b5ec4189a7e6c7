"""The tab Privacy of the settings."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont

from peerdrop.core.history.retention import Retention
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.setting_rows import CheckSetting, ChoiceSetting, SettingGroup, SettingRow
from peerdrop.gui.widgets.settings_section import SettingsSection
from peerdrop.gui.words.keeping import RETENTIONS
from peerdrop.gui.words.phrase import translate
from peerdrop.settings import Settings


class PrivacySettings(SettingsSection):
    """What is kept, and what is shown to whoever looks over a shoulder."""

    clear_asked = Signal()

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.title = translate("Settings", "Privacy")
        self.retention = ChoiceSetting(
            translate("Settings", "Keep conversations"),
            {value: phrase.translated() for value, phrase in RETENTIONS.items()},
            translate("Settings", "A conversation for which its own menu says otherwise is kept as that says."),
        )
        self.content = CheckSetting(
            translate("Settings", "Show text in notifications"),
            translate("Settings", "Off shows only the device name."),
        )
        clear = TextButton(translate("Settings", "C&lear…"), ButtonLook.EDGED, theme)
        clear.setProperty("danger", True)
        clear.clicked.connect(self.clear_asked)
        self.clear = SettingRow(
            translate("Settings", "Clear all conversations"),
            translate("Settings", "Received files stay where they are."),
            clear,
        )
        self._follow("retention", self.retention, Retention)
        self._follow("notification_content", self.content, bool)

    def groups(self, heading: QFont) -> list[SettingGroup]:
        return [
            SettingGroup(translate("Settings", "History"), [self.retention], heading),
            SettingGroup(translate("Settings", "Notifications"), [self.content], heading),
            SettingGroup(translate("Settings", "Delete"), [self.clear], heading),
        ]

    def show_settings(self, settings: Settings) -> None:
        self.retention.show_value(settings.retention)
        self.content.show_value(settings.notification_content)
