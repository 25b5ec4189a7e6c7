"""The tab Transfers of the settings."""

from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFileDialog, QWidget

from peerdrop.core.states import AcceptMode, ConflictPolicy
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, TextButton
from peerdrop.gui.widgets.setting_rows import ChoiceSetting, SettingGroup, TextSetting
from peerdrop.gui.widgets.settings_section import SettingsSection
from peerdrop.gui.words.folders import folder_text
from peerdrop.gui.words.phrase import Phrase, translate
from peerdrop.gui.words.settings import parse_at_once, parse_folder, parse_reserve, parse_speed_limit, reserve_text
from peerdrop.gui.words.speeds import speed_field_text
from peerdrop.settings import Settings

_ACCEPTS: Final[dict[str, Phrase]] = {
    AcceptMode.ASK: Phrase("Settings", "Ask me each time"),
    AcceptMode.KNOWN: Phrase("Settings", "Ask for new devices only"),
}
_CONFLICTS: Final[dict[str, Phrase]] = {
    ConflictPolicy.ASK: Phrase("Settings", "Ask me", "if a name is already there"),
    ConflictPolicy.KEEP_BOTH: Phrase("Settings", "Keep both"),
    ConflictPolicy.SKIP_IDENTICAL: Phrase("Settings", "Skip identical, otherwise keep both"),
    ConflictPolicy.REPLACE: Phrase("Settings", "Replace what is there"),
}


class TransferSettings(SettingsSection):
    """What becomes of files that come, and how fast they go."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = translate("Settings", "Transfers")
        self._window = parent
        self._shown: Settings | None = None
        change = TextButton(translate("Settings", "C&hange…"), ButtonLook.EDGED, theme)
        change.clicked.connect(self._choose_folder)
        self.folder = TextSetting(translate("Settings", "Save to"), beside=change)
        self.accept = ChoiceSetting(
            translate("Settings", "When somebody wants to send"),
            {value: phrase.translated() for value, phrase in _ACCEPTS.items()},
            translate("Settings", "Devices count as known once you have accepted something of them."),
        )
        self.conflicts = ChoiceSetting(
            translate("Settings", "If a name is already there"),
            {value: phrase.translated() for value, phrase in _CONFLICTS.items()},
            translate("Settings", "Each offer can still be answered otherwise."),
        )
        self.reserve = TextSetting(
            translate("Settings", "Keep free on disk, in GB"),
            translate(
                "Settings",
                "A transfer pauses before it goes below this. Empty: a twentieth of what comes, 1 GB at most.",
            ),
            is_figure=True,
        )
        self.speed = TextSetting(
            translate("Settings", "Speed limit in MB/s"),
            translate("Settings", "For all transfers together, each way. Empty: as fast as it goes."),
            is_figure=True,
        )
        self.at_once = TextSetting(
            translate("Settings", "Transfers at the same time"),
            translate("Settings", "To one device; the others wait in line. With 1 strictly one after the other."),
            is_figure=True,
        )
        self._follow("directory", self.folder, parse_folder)
        self._follow("accept", self.accept, AcceptMode)
        self._follow("conflicts", self.conflicts, ConflictPolicy)
        self._follow("reserve_bytes", self.reserve, parse_reserve)
        self._follow("speed_limit_bytes_per_second", self.speed, parse_speed_limit)
        self._follow("transfers_at_once", self.at_once, parse_at_once)

    def groups(self, heading: QFont) -> list[SettingGroup]:
        receiving = [self.folder, self.accept, self.conflicts, self.reserve]
        return [
            SettingGroup(translate("Settings", "Receiving"), [*receiving], heading),
            SettingGroup(translate("Settings", "Speed and order"), [self.speed, self.at_once], heading),
        ]

    def show_settings(self, settings: Settings) -> None:
        self._shown = settings
        self.folder.show_value(folder_text(settings.download_directory))
        self.accept.show_value(settings.accept)
        self.conflicts.show_value(settings.conflicts)
        self.reserve.show_value(reserve_text(settings.reserve_bytes))
        self.speed.show_value(speed_field_text(settings.speed_limit_bytes_per_second))
        self.at_once.show_value(str(settings.transfers_at_once))

    def set_folder(self, folder: str) -> None:
        """Save everything there from now on."""
        directory = str(Path(folder))
        self.asked.emit(
            "directory", lambda settings: msgspec.structs.replace(settings, directory=parse_folder(directory))
        )

    def _choose_folder(self) -> None:
        start = str(self._shown.download_directory) if self._shown is not None else ""
        dialog = QFileDialog(self._window, translate("Settings", "Save to"), start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.set_folder)
        dialog.open()
