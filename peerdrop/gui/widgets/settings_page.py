"""What can be set, in place of the conversation. Each change applies at once, or says what is wrong with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from peerdrop.core.states import AcceptMode
from peerdrop.gui.language import LANGUAGES
from peerdrop.gui.safe_text import ElidedLabel, PlainLabel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.buttons import ButtonLook, IconButton, TextButton
from peerdrop.gui.widgets.server_test import ServerTest
from peerdrop.gui.widgets.setting_rows import (
    CheckSetting,
    ChoiceSetting,
    SettingGroup,
    SettingPart,
    SettingRow,
    TextSetting,
)
from peerdrop.gui.widgets.setting_tabs import SettingTabs
from peerdrop.gui.words.folders import folder_text
from peerdrop.gui.words.phrase import Phrase, translate
from peerdrop.gui.words.settings import (
    SettingRefused,
    parse_at_once,
    parse_discovery_port,
    parse_folder,
    parse_host_names,
    parse_limit,
    parse_name,
    parse_networks,
    parse_port,
    parse_server,
    parse_speed_limit,
)
from peerdrop.gui.words.speeds import speed_field_text
from peerdrop.link import ServerReport
from peerdrop.machine_profile import machine_name
from peerdrop.settings import SCAN_ADDRESSES, IceServer, Settings, ThemeChoice
from peerdrop.wire.identifiers import DeviceId, short_id

NETWORK_TAB: Final = 1
TRANSFERS_TAB: Final = 2
PRIVACY_TAB: Final = 3

_NEXT_START: Final = Phrase("Settings", "Counts from the next start of PeerDrop.")
_THEMES: Final[dict[str, Phrase]] = {
    ThemeChoice.SYSTEM: Phrase("Settings", "Same as system", "theme"),
    ThemeChoice.LIGHT: Phrase("Settings", "Light"),
    ThemeChoice.DARK: Phrase("Settings", "Dark"),
}
_ACCEPTS: Final[dict[str, Phrase]] = {
    AcceptMode.ASK: Phrase("Settings", "Ask me each time"),
    AcceptMode.KNOWN: Phrase("Settings", "Ask for new devices only"),
}
_SYSTEM_LANGUAGE: Final = Phrase("Settings", "Same as system", "language")


class SettingsPage(QWidget):
    """Shows settings and asks for changed ones; `show_settings` says what is in force then."""

    change_asked = Signal(str, Settings)
    """The name of the setting, and all of them with it changed."""
    server_test_asked = Signal(IceServer)
    clear_asked = Signal()
    copy_id_asked = Signal()
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
        self._build_rows()
        self.rows: dict[str, SettingRow] = {
            "name": self.name,
            "theme": self.theme,
            "language": self.language,
            "discoverable": self.discoverable,
            "scan_networks": self.networks,
            "port": self.port,
            "stun": self.stun,
            "turn": self.turn,
            "turn_user": self.turn_user,
            "turn_password": self.turn_password,
            "directory": self.folder,
            "accept": self.accept,
            "max_connections": self.limit,
            "speed_limit_bytes_per_second": self.speed,
            "transfers_at_once": self.at_once,
            "configured_names": self.host_names,
            "discovery_port": self.discovery_port,
            "notification_content": self.content,
        }
        self.setEnabled(False)
        self._arrange()
        self._follow_rows()
        QShortcut(QKeySequence("Esc"), self, lambda: self.closed.emit())

    def show_device(self, device_id: DeviceId) -> None:
        """Show the ID of this device."""
        self.device_id.help.setText(short_id(device_id))

    def show_settings(self, settings: Settings) -> None:
        """Show what is in force."""
        self._settings = settings
        if not self._asked:
            self._wanted = settings
        was_waiting = not self.isEnabled()
        self.setEnabled(True)
        if was_waiting and self.isVisible():
            # While it was disabled it could not take the focus that opening a page gives it.
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        stun, turn = _server(settings, "stun:"), _server(settings, "turn")
        self.name.show_value(settings.name)
        self.theme.show_value(settings.theme)
        self.language.show_value(settings.language)
        self.discoverable.show_value(settings.discoverable)
        self.networks.show_value(", ".join(settings.scan_networks))
        self.port.show_value(str(settings.port) if settings.port else "")
        self.stun.show_value("" if stun is None else stun.url)
        self.turn.show_value("" if turn is None else turn.url)
        self.turn_user.show_value("" if turn is None else turn.username or "")
        self.turn_password.show_value("" if turn is None else turn.credential or "")
        self.folder.show_value(folder_text(settings.download_directory))
        self.accept.show_value(settings.accept)
        self.limit.show_value(str(settings.max_connections))
        self.speed.show_value(speed_field_text(settings.speed_limit_bytes_per_second))
        self.at_once.show_value(str(settings.transfers_at_once))
        self.host_names.show_value(", ".join(settings.configured_names))
        self.discovery_port.show_value(str(settings.discovery_port))
        self.content.show_value(settings.notification_content)
        self.stun_test.show_server(stun)
        self.turn_test.show_server(turn)
        for row in (self.turn_user, self.turn_password):
            row.setEnabled(turn is not None)

    def show_report(self, server: IceServer, report: ServerReport) -> None:
        """What came of the test of a server."""
        for test in (self.stun_test, self.turn_test):
            test.show_report(server, report)

    def say_wrong(self, setting: str, sentence: str) -> None:
        """What was asked for was refused; what was in force stays so."""
        self.answered()
        row = self.rows[setting]
        row.say_wrong(sentence)
        if self._settings is not None and not isinstance(row, TextSetting):
            self.show_settings(self._settings)

    def show_tab(self, number: int) -> None:
        """Bring one of General, Network, Transfers, Privacy to the front."""
        self._tabs.show_tab(number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Half of that sentence says nothing.
        self._at_once.setVisible(self.width() >= 2 * self._at_once.sizeHint().width())

    def _build_rows(self) -> None:
        next_start = _NEXT_START.translated()
        self.name = TextSetting(
            translate("Settings", "Name"), translate("Settings", "What others see. Not your identity: that is the ID.")
        )
        self.name.field.setPlaceholderText(machine_name())
        copy = TextButton(translate("Settings", "&Copy"), ButtonLook.EDGED, self._theme)
        copy.clicked.connect(self.copy_id_asked)
        self.device_id = SettingRow(translate("Settings", "Device ID"), " ", copy)
        self.theme = ChoiceSetting(translate("Settings", "Theme"), _translated(_THEMES))
        languages = {"": _SYSTEM_LANGUAGE.translated(), **LANGUAGES}
        self.language = ChoiceSetting(translate("Settings", "Language"), languages, next_start)
        self.discoverable = CheckSetting(
            translate("Settings", "Visible on this network"),
            translate(
                "Settings",
                "When off, only devices you know can find this one: to others a scan or its address shows nothing.",
            ),
        )
        self.networks = TextSetting(
            translate("Settings", "Also search these networks"),
            translate("Settings", "Separate with commas; at most %Ln addresses each.", n=SCAN_ADDRESSES),
        )
        automatic = translate("Settings", "Empty: the first free one from 3001 to 3010.")
        self.port = TextSetting(translate("Settings", "Port"), f"{automatic} {next_start}", is_figure=True)
        self.stun = TextSetting(
            translate("Settings", "STUN server"),
            translate("Settings", "Tells this device its address in the internet."),
        )
        self.turn = TextSetting(
            translate("Settings", "TURN server"),
            translate("Settings", "Carries everything, still encrypted, when there is no direct way."),
        )
        self.turn_user = TextSetting(translate("Settings", "User"), continues=True)
        self.turn_password = TextSetting(translate("Settings", "Password"), secret=True, continues=True)
        self.stun_test = ServerTest(translate("Settings", "Test the STUN server"), self._theme)
        self.turn_test = ServerTest(translate("Settings", "Test the TURN server"), self._theme)
        for test in (self.stun_test, self.turn_test):
            test.asked.connect(self.server_test_asked)
        self.limit = TextSetting(
            translate("Settings", "Devices connected at the same time"),
            translate("Settings", "One more takes the place of the one that was idle longest."),
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
        self.host_names = TextSetting(
            translate("Settings", "Names of this machine"),
            translate("Settings", "Under which others may ask for it, beside its addresses. Separate with commas."),
        )
        usual = translate("Settings", "The same on every device, or they do not find each other.")
        self.discovery_port = TextSetting(
            translate("Settings", "UDP port for finding devices"), f"{usual} {next_start}", is_figure=True
        )
        self.content = CheckSetting(
            translate("Settings", "Show text in notifications"),
            translate("Settings", "Off shows only the device name."),
        )
        clear = TextButton(translate("Settings", "C&lear…"), ButtonLook.EDGED, self._theme)
        clear.setProperty("danger", True)
        clear.clicked.connect(self.clear_asked)
        self.clear = SettingRow(
            translate("Settings", "Clear all conversations"),
            translate("Settings", "Received files stay where they are."),
            clear,
        )
        change = TextButton(translate("Settings", "C&hange…"), ButtonLook.EDGED, self._theme)
        change.clicked.connect(self._choose_folder)
        self.folder = TextSetting(translate("Settings", "Save to"), beside=change)
        self.accept = ChoiceSetting(
            translate("Settings", "When somebody wants to send"),
            _translated(_ACCEPTS),
            translate("Settings", "Devices count as known once you have accepted something of them."),
        )

    def _follow_rows(self) -> None:
        self.name.changed.connect(lambda text: self._ask("name", lambda: {"name": parse_name(text)}))
        self.theme.changed.connect(lambda value: self._ask("theme", lambda: {"theme": ThemeChoice(value)}))
        self.language.changed.connect(lambda value: self._ask("language", lambda: {"language": value}))
        self.discoverable.changed.connect(lambda on: self._ask("discoverable", lambda: {"discoverable": on}))
        self.networks.changed.connect(
            lambda text: self._ask("scan_networks", lambda: {"scan_networks": parse_networks(text)})
        )
        self.port.changed.connect(lambda text: self._ask("port", lambda: {"port": parse_port(text)}))
        self.folder.changed.connect(lambda text: self._ask("directory", lambda: {"directory": parse_folder(text)}))
        self.accept.changed.connect(lambda value: self._ask("accept", lambda: {"accept": AcceptMode(value)}))
        self.limit.changed.connect(
            lambda text: self._ask("max_connections", lambda: {"max_connections": parse_limit(text)})
        )
        self.speed.changed.connect(
            lambda text: self._ask(
                "speed_limit_bytes_per_second", lambda: {"speed_limit_bytes_per_second": parse_speed_limit(text)}
            )
        )
        self.at_once.changed.connect(
            lambda text: self._ask("transfers_at_once", lambda: {"transfers_at_once": parse_at_once(text)})
        )
        self.host_names.changed.connect(
            lambda text: self._ask("configured_names", lambda: {"configured_names": parse_host_names(text)})
        )
        self.discovery_port.changed.connect(
            lambda text: self._ask("discovery_port", lambda: {"discovery_port": parse_discovery_port(text)})
        )
        self.content.changed.connect(lambda on: self._ask("notification_content", lambda: {"notification_content": on}))
        for name, row in (("stun", self.stun), ("turn", self.turn)):
            row.changed.connect(lambda _, name=name: self._ask(name, self._servers))
        for name, row in (("turn_user", self.turn_user), ("turn_password", self.turn_password)):
            row.changed.connect(lambda _, name=name: self._ask(name, self._servers))

    def _ask(self, setting: str, read: Callable[[], dict[str, Any]]) -> None:
        if self._wanted is None:
            return
        try:
            changes = read()
        except SettingRefused as exc:
            self.rows[setting].say_wrong(str(exc))
            return
        self.rows[setting].say_wrong("")
        self._wanted = msgspec.structs.replace(self._wanted, **changes)
        self._asked += 1
        self.change_asked.emit(setting, self._wanted)

    def answered(self) -> None:
        """A change that was asked for is in force, or was refused."""
        self._asked = max(0, self._asked - 1)
        if not self._asked:
            self._wanted = self._settings

    def _servers(self) -> dict[str, Any]:
        """What the fields of both servers say, with every other server that was set by hand kept."""
        assert self._wanted is not None
        stun = parse_server(self.stun.field.text(), "stun")
        turn = parse_server(self.turn.field.text(), "turn")
        shown = (_server(self._wanted, "stun:"), _server(self._wanted, "turn"))
        servers = [each for each in self._wanted.ice_servers if each not in shown]
        if turn:
            user, password = self.turn_user.field.text(), self.turn_password.field.text()
            servers.insert(0, IceServer(url=turn, username=user or None, credential=password or None))
        if stun:
            servers.insert(0, IceServer(url=stun))
        return {"ice_servers": tuple(servers)}

    def _choose_folder(self) -> None:
        start = str(self._settings.download_directory) if self._settings is not None else ""
        dialog = QFileDialog(self, translate("Settings", "Save to"), start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.set_folder)
        dialog.open()

    def set_folder(self, folder: str) -> None:
        """Save everything there from now on."""
        self._ask("directory", lambda: {"directory": parse_folder(str(Path(folder)))})

    def _arrange(self) -> None:
        title = PlainLabel(translate("Settings", "Settings"))
        title.setFont(self._theme.fonts.title)
        back = IconButton("close", translate("Settings", "Back (Esc)"), self._theme)
        back.clicked.connect(self.closed)
        at_once = self._at_once = ElidedLabel(translate("Settings", "Changes apply at once"), name="meta")
        at_once.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        head = QHBoxLayout()
        head.setContentsMargins(32, 20, 24, 4)
        head.setSpacing(12)
        head.addWidget(title)
        head.addWidget(at_once, 1)
        head.addWidget(back)
        self._tabs = SettingTabs(self._pages(self._theme.fonts.meta_bold))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._tabs, 1)

    def _pages(self, heading: object) -> list[tuple[str, list[SettingGroup]]]:
        def group(title: str, *rows: SettingPart) -> SettingGroup:
            return SettingGroup(title, list(rows), heading)

        across = (self.stun, self.stun_test, self.turn, self.turn_user, self.turn_password, self.turn_test)
        return [
            (
                translate("Settings", "General"),
                [
                    group(translate("Settings", "This device"), self.name, self.device_id),
                    group(translate("Settings", "Appearance"), self.theme, self.language),
                ],
            ),
            (
                translate("Settings", "Network"),
                [
                    group(translate("Settings", "Finding devices"), self.discoverable, self.networks, self.port),
                    group(translate("Settings", "Across networks: only used when direct fails"), *across),
                    group(translate("Settings", "More"), self.limit, self.host_names, self.discovery_port),
                ],
            ),
            (
                translate("Settings", "Transfers"),
                [
                    group(translate("Settings", "Receiving"), self.folder, self.accept),
                    group(translate("Settings", "Speed and order"), self.speed, self.at_once),
                ],
            ),
            (
                translate("Settings", "Privacy"),
                [
                    group(translate("Settings", "Notifications"), self.content),
                    group(translate("Settings", "Delete"), self.clear),
                ],
            ),
        ]


def _translated(choices: dict[str, Phrase]) -> dict[str, str]:
    return {value: phrase.translated() for value, phrase in choices.items()}


def _server(settings: Settings, scheme: str) -> IceServer | None:
    return next((each for each in settings.ice_servers if each.url.startswith(scheme)), None)
