"""The tab Network of the settings."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont

from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.server_test import ServerTest
from peerdrop.gui.widgets.setting_rows import CheckSetting, SettingGroup, SettingPart, TextSetting
from peerdrop.gui.widgets.settings_section import SettingsSection
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.settings import (
    parse_discovery_port,
    parse_host_names,
    parse_limit,
    parse_networks,
    parse_port,
    parse_server,
)
from peerdrop.link import ServerReport
from peerdrop.settings import SCAN_ADDRESSES, IceServer, Settings


class NetworkSettings(SettingsSection):
    """How devices find each other, and what helps where there is no direct way."""

    server_test_asked = Signal(IceServer)

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.title = translate("Settings", "Network")
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
        self.port = TextSetting(
            translate("Settings", "Port"),
            translate("Settings", "Empty: the first free one from 3001 to 3010."),
            is_figure=True,
        )
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
        self.stun_test = ServerTest(translate("Settings", "Test the STUN server"), theme)
        self.turn_test = ServerTest(translate("Settings", "Test the TURN server"), theme)
        for test in (self.stun_test, self.turn_test):
            test.asked.connect(self.server_test_asked)
        self.limit = TextSetting(
            translate("Settings", "Devices connected at the same time"),
            translate("Settings", "One more takes the place of the one that was idle longest."),
            is_figure=True,
        )
        self.host_names = TextSetting(
            translate("Settings", "Names of this machine"),
            translate("Settings", "Under which others may ask for it, beside its addresses. Separate with commas."),
        )
        self.discovery_port = TextSetting(
            translate("Settings", "UDP port for finding devices"),
            translate("Settings", "The same on every device, or they do not find each other."),
            is_figure=True,
        )
        self._follow("discoverable", self.discoverable, bool)
        self._follow("scan_networks", self.networks, parse_networks)
        self._follow("port", self.port, parse_port)
        self._follow("max_connections", self.limit, parse_limit)
        self._follow("configured_names", self.host_names, parse_host_names)
        self._follow("discovery_port", self.discovery_port, parse_discovery_port)
        change: Callable[[str, Settings], Settings] = lambda _, settings: self._with_servers(settings)  # noqa: E731
        for name, row in (("stun", self.stun), ("turn", self.turn)):
            self._follow_row(name, row, change)
        for name, row in (("turn_user", self.turn_user), ("turn_password", self.turn_password)):
            self._follow_row(name, row, change)

    def groups(self, heading: QFont) -> list[SettingGroup]:
        def group(title: str, *rows: SettingPart) -> SettingGroup:
            return SettingGroup(title, list(rows), heading)

        across = (self.stun, self.stun_test, self.turn, self.turn_user, self.turn_password, self.turn_test)
        return [
            group(translate("Settings", "Finding devices"), self.discoverable, self.networks, self.port),
            group(translate("Settings", "Across networks: only used when direct fails"), *across),
            group(translate("Settings", "More"), self.limit, self.host_names, self.discovery_port),
        ]

    def show_settings(self, settings: Settings) -> None:
        stun, turn = _server(settings, "stun:"), _server(settings, "turn")
        self.discoverable.show_value(settings.discoverable)
        self.networks.show_value(", ".join(settings.scan_networks))
        self.port.show_value(str(settings.port) if settings.port else "")
        self.stun.show_value("" if stun is None else stun.url)
        self.turn.show_value("" if turn is None else turn.url)
        self.turn_user.show_value("" if turn is None else turn.username or "")
        self.turn_password.show_value("" if turn is None else turn.credential or "")
        self.limit.show_value(str(settings.max_connections))
        self.host_names.show_value(", ".join(settings.configured_names))
        self.discovery_port.show_value(str(settings.discovery_port))
        self.stun_test.show_server(stun)
        self.turn_test.show_server(turn)
        for row in (self.turn_user, self.turn_password):
            row.setEnabled(turn is not None)

    def show_report(self, server: IceServer, report: ServerReport) -> None:
        """What came of the test of a server."""
        for test in (self.stun_test, self.turn_test):
            test.show_report(server, report)

    def _with_servers(self, settings: Settings) -> Settings:
        """What the fields of both servers say, with every other server that was set by hand kept."""
        stun = parse_server(self.stun.field.text(), "stun")
        turn = parse_server(self.turn.field.text(), "turn")
        shown = (_server(settings, "stun:"), _server(settings, "turn"))
        servers = [each for each in settings.ice_servers if each not in shown]
        if turn:
            user, password = self.turn_user.field.text(), self.turn_password.field.text()
            servers.insert(0, IceServer(url=turn, username=user or None, credential=password or None))
        if stun:
            servers.insert(0, IceServer(url=stun))
        return msgspec.structs.replace(settings, ice_servers=tuple(servers))


def _server(settings: Settings, scheme: str) -> IceServer | None:
    return next((each for each in settings.ice_servers if each.url.startswith(scheme)), None)
