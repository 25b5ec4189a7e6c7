"""One tab of the settings: its rows, what they show, and how a changed one changes what is set."""

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont

from peerdrop.gui.widgets.setting_rows import CheckSetting, ChoiceSetting, SettingGroup, SettingRow, TextSetting
from peerdrop.settings import Settings

Change: TypeAlias = Callable[[Settings], Settings]
"""Raises SettingRefused."""


class SettingsSection(QObject):
    """*rows* by the name of their setting; `asked` names one of them."""

    asked = Signal(str, object)
    """The name of a row, and the Change to what is set."""
    title = ""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: dict[str, SettingRow] = {}

    def groups(self, heading: QFont) -> list[SettingGroup]:
        """The rows in their cards."""
        raise NotImplementedError

    def show_settings(self, settings: Settings) -> None:
        """Show what is in force."""
        raise NotImplementedError

    def _follow(
        self, setting: str, row: TextSetting | CheckSetting | ChoiceSetting, read: Callable[[Any], object]
    ) -> None:
        """*row* changes the field *setting*, to what *read* makes of what stands in it."""
        self._follow_row(
            setting, row, lambda value, settings: msgspec.structs.replace(settings, **{setting: read(value)})
        )

    def _follow_row(
        self,
        setting: str,
        row: TextSetting | CheckSetting | ChoiceSetting,
        change: Callable[[Any, Settings], Settings],
    ) -> None:
        self.rows[setting] = row
        row.changed.connect(lambda value: self.asked.emit(setting, lambda settings: change(value, settings)))
