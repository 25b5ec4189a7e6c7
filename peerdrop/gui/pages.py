"""The pages that stand in place of the conversation: what they show, and what is done there."""

from functools import cached_property
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from peerdrop.core.errors import PeerDropError
from peerdrop.core.history.retention import Retention
from peerdrop.gui.asking import Asking
from peerdrop.gui.card_actions import CardActions
from peerdrop.gui.commands import Commands
from peerdrop.gui.engine import NodeOpened
from peerdrop.gui.keeping import is_shorter
from peerdrop.gui.models.conversations import Conversations
from peerdrop.gui.models.transfers import TransfersModel
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.main_window import MainWindow
from peerdrop.gui.widgets.settings_page import NETWORK_TAB, TRANSFERS_TAB, SettingsPage
from peerdrop.gui.widgets.speed_dialog import SpeedDialog
from peerdrop.gui.widgets.transfers_page import TransfersPage
from peerdrop.gui.words.keeping import keep_all_shorter
from peerdrop.gui.words.speeds import NO_LIMIT, speed_of_all
from peerdrop.gui.words.told import told_error
from peerdrop.settings import Settings
from peerdrop.wire.identifiers import DeviceId, TransferId


class Pages(QObject):
    """Opens and leaves them, and carries changed settings to the node. Each is built when it is first opened."""

    folder_changed = Signal(object)
    """The Path that received files are saved in from now on."""

    clear_asked = Signal()
    """Every conversation is to be deleted, once the user has said so again."""

    settings_opened = Signal(object)
    """The GeneralSettings of the page that is shown now."""

    restart_asked = Signal()

    device_asked = Signal(str)
    """Device ID whose conversation is to be shown."""

    def __init__(
        self,
        window: MainWindow,
        commands: Commands,
        conversations: Conversations,
        card_actions: CardActions,
        speeds: SpeedDialog,
        asking: Asking,
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._commands = commands
        self._theme = theme
        self._own_id = DeviceId("")
        self._folder: Path | None = None
        self._asked = ""
        self._has_settings = self._has_transfers = False
        self._limit = NO_LIMIT
        self._conversations = conversations
        self._card_actions = card_actions
        self._speeds = speeds
        self._asking = asking
        self._retention = Retention.FOR_EVER
        window.transfers_asked.connect(self.open_transfers)
        window.rail.foot.transfers_asked.connect(self.open_transfers)
        window.settings_asked.connect(self.open_settings)
        window.rail.foot.settings_asked.connect(self.open_settings)
        commands.settings_read.connect(self._show)
        commands.settings_taken.connect(self._taken)
        commands.server_tested.connect(lambda server, report: self.settings.network.show_report(server, report))
        commands.settings_refused.connect(self._refused)

    @cached_property
    def transfers(self) -> TransfersPage:
        """The overview of every transfer."""
        page = TransfersPage(TransfersModel(self._conversations, self), self._theme)
        self._window.stack.addWidget(page)
        page.card_action.connect(self._card_actions.perform)
        page.closed.connect(self._window.leave_page)
        page.transfer_opened.connect(self._open_owner)
        page.limit_wanted.connect(self._card_actions.limit)
        page.total_wanted.connect(self._limit_all)
        return page

    @cached_property
    def settings(self) -> SettingsPage:
        """What the user can set."""
        page = self._window.settings
        page.change_asked.connect(self._change)
        page.closed.connect(self._window.leave_page)
        page.network.server_test_asked.connect(self._commands.test_server)
        page.privacy.clear_asked.connect(self.clear_asked)
        page.general.restart_asked.connect(self.restart_asked)
        page.general.copy_id_asked.connect(lambda: QGuiApplication.clipboard().setText(self._own_id))
        page.general.show_device(self._own_id)
        self._has_settings = True
        return page

    def node_opened(self, opened: NodeOpened) -> None:
        """The node runs, with that identity."""
        self._own_id = opened.started.device_id
        if self._has_settings:
            self.settings.general.show_device(self._own_id)

    def open_transfers(self) -> None:
        """Show every transfer."""
        self._commands.read_settings()
        self.transfers.refresh()
        self._has_transfers = True
        self._window.show_page(self.transfers)

    def open_settings(self) -> None:
        """Show the settings as they are kept now."""
        self._commands.read_settings()
        self._window.show_page(self.settings)
        self.settings_opened.emit(self.settings.general)

    def open_folder_setting(self) -> None:
        """Show where received files are saved."""
        self.open_settings()
        self.settings.show_tab(TRANSFERS_TAB)

    def open_port_setting(self) -> None:
        """Show at which port this device is reached."""
        self.open_settings()
        self.settings.show_tab(NETWORK_TAB)
        self.settings.network.port.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_owner(self, transfer_id: TransferId) -> None:
        device_id = self._conversations.owner(transfer_id)
        if device_id is not None:
            self.device_asked.emit(device_id)

    def _limit_all(self, bytes_per_second: int | None) -> None:
        if bytes_per_second is None:
            self._speeds.ask(speed_of_all(), self._limit, self._limit_all)
            return
        self._commands.change_one_setting(
            lambda settings: msgspec.structs.replace(settings, speed_limit_bytes_per_second=bytes_per_second)
        )

    def _change(self, setting: str, settings: Settings) -> None:
        retention = settings.retention
        if setting == "retention" and is_shorter(retention, self._retention):
            # Else what is changed elsewhere on the page before the answer would carry it along, unasked.
            self.settings.take_back_retention()
            self._asking.ask(keep_all_shorter(retention), lambda: self._keep_shorter(retention))
            return
        self._asked = setting
        self._commands.change_settings(settings)

    def _keep_shorter(self, retention: Retention) -> None:
        def change(settings: Settings) -> Settings:
            return msgspec.structs.replace(settings, retention=retention)

        self._asked = "retention"
        self.settings.expect(change)
        # What was changed while the question stood there stays so.
        self._commands.change_one_setting(change)

    def _show(self, settings: Settings) -> None:
        if self._has_settings:
            self.settings.show_settings(settings)
        self._retention = settings.retention
        self._limit = settings.speed_limit_bytes_per_second
        if self._has_transfers:
            self.transfers.show_limit(self._limit)
        self._theme.choose(settings.theme)
        folder = settings.download_directory
        if self._folder is not None and folder != self._folder:
            self.folder_changed.emit(folder)
        self._folder = folder

    def _taken(self) -> None:
        if self._has_settings:
            self.settings.answered()

    def _refused(self, error: PeerDropError) -> None:
        # The tray asks too, without the page.
        if self._asked:
            self.settings.say_wrong(self._asked, " ".join(told_error(error)).strip())
