"""What can be set, in place of the conversation. Each change applies at once, or says what is wrong with it."""

from typing import Final

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from peerdrop.gui.safe_text import ElidedLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import IconButton
from peerdrop.gui.widgets.last_input import opening_reason
from peerdrop.gui.widgets.setting_rows import SettingRow, TextSetting
from peerdrop.gui.widgets.setting_tabs import SettingTabs
from peerdrop.gui.widgets.settings_general import GeneralSettings
from peerdrop.gui.widgets.settings_network import NetworkSettings
from peerdrop.gui.widgets.settings_privacy import PrivacySettings
from peerdrop.gui.widgets.settings_section import Change
from peerdrop.gui.widgets.settings_transfers import TransferSettings
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.settings import SettingRefused
from peerdrop.settings import Settings

NETWORK_TAB: Final = 1
TRANSFERS_TAB: Final = 2
PRIVACY_TAB: Final = 3
_HEAD_LEFT_PX: Final = 32
_HEAD_RIGHT_PX: Final = 32
_HEAD_GAP_PX: Final = 12


class SettingsPage(QWidget):
    """Shows settings and asks for changed ones; `show_settings` says what is in force then."""

    change_asked = Signal(str, Settings)
    """The name of the setting, and all of them with it changed."""
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self._settings: Settings | None = None
        self._wanted: Settings | None = None
        """What is in force and every change that is on its way: two in quick succession must not undo each other."""
        self._asked = 0
        self.general = GeneralSettings(theme, self)
        self.network = NetworkSettings(theme, self)
        self.transfers = TransferSettings(theme, self)
        self.privacy = PrivacySettings(theme, self)
        self._sections = (self.general, self.network, self.transfers, self.privacy)
        self.rows: dict[str, SettingRow] = {}
        for section in self._sections:
            self.rows |= section.rows
            section.asked.connect(self._ask)
        self.setEnabled(False)
        self._arrange()
        QShortcut(QKeySequence("Esc"), self, lambda: self.closed.emit())

    def show_settings(self, settings: Settings) -> None:
        """Show what is in force."""
        self._settings = settings
        if not self._asked:
            self._wanted = settings
        was_waiting = not self.isEnabled()
        self.setEnabled(True)
        if was_waiting and self.isVisible():
            # While it was disabled it could not take the focus that opening a page gives it.
            self.setFocus(opening_reason(self.window()))
        for section in self._sections:
            section.show_settings(settings)

    def say_wrong(self, setting: str, sentence: str) -> None:
        """What was asked for was refused; what was in force stays so."""
        self.answered()
        row = self.rows[setting]
        row.say_wrong(sentence)
        if self._settings is not None and not isinstance(row, TextSetting):
            self.show_settings(self._settings)

    def take_back_retention(self) -> None:
        """That change is not on its way: it is to be asked about first."""
        self.answered()
        if self._settings is not None and self._wanted is not None:
            self._wanted = msgspec.structs.replace(self._wanted, retention=self._settings.retention)
            self.privacy.retention.show_value(self._settings.retention)

    def expect(self, change: Change) -> None:
        """That change, which this page did not ask for, is on its way."""
        if self._wanted is not None:
            self._wanted = change(self._wanted)
            self._asked += 1

    def answered(self) -> None:
        """A change that was asked for is in force, or was refused."""
        self._asked = max(0, self._asked - 1)
        if not self._asked:
            self._wanted = self._settings

    def show_tab(self, number: int) -> None:
        """Bring one of General, Network, Transfers, Privacy to the front."""
        self._tabs.show_tab(number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        # Half of that sentence says nothing.
        parts = (self._title, self._at_once, self._back)
        needed = sum(max(each.sizeHint().width(), each.minimumWidth()) for each in parts)
        self._at_once.setVisible(self.width() >= needed + _HEAD_LEFT_PX + _HEAD_RIGHT_PX + 2 * _HEAD_GAP_PX)

    def _ask(self, setting: str, change: Change) -> None:
        if self._wanted is None:
            return
        try:
            wanted = change(self._wanted)
        except SettingRefused as exc:
            self.rows[setting].say_wrong(str(exc))
            return
        self.rows[setting].say_wrong("")
        self._wanted = wanted
        self._asked += 1
        self.change_asked.emit(setting, wanted)

    def _arrange(self) -> None:
        title = self._title = ElidedLabel(translate("Settings", "Settings"))
        title.setFont(self._theme.fonts.title)
        back = self._back = IconButton("close", translate("Settings", "Back (Esc)"), self._theme)
        back.clicked.connect(self.closed)
        at_once = self._at_once = ElidedLabel(translate("Settings", "Changes apply at once"), name="meta")
        at_once.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        head = QHBoxLayout()
        head.setContentsMargins(_HEAD_LEFT_PX, 20, _HEAD_RIGHT_PX, 4)
        head.setSpacing(_HEAD_GAP_PX)
        head.addWidget(title)
        head.addWidget(at_once, 1)
        head.addWidget(back)
        heading = self._theme.fonts.meta_bold
        self._tabs = SettingTabs([(section.title, section.groups(heading)) for section in self._sections])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._tabs, 1)
