"""Everything one does with a device: its menus, its dialogs, and the commands they end in."""

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from peerdrop.core.errors import PeerDropError
from peerdrop.core.saved_devices import PastConnection
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.gui.commands import Commands
from peerdrop.gui.models.devices import DeviceModel
from peerdrop.gui.safe_text import isolated, one_line
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.connections_dialog import ConnectionsDialog
from peerdrop.gui.widgets.device_menu import MoreActions, fill_device_menu
from peerdrop.gui.widgets.main_window import MainWindow
from peerdrop.gui.widgets.name_dialog import NameDialog
from peerdrop.gui.widgets.question import Question
from peerdrop.gui.widgets.why_dialog import WhyDialog
from peerdrop.gui.words.device_actions import DeviceAction, block_question, forget_question, main_action
from peerdrop.gui.words.phrase import translate
from peerdrop.wire.identifiers import DeviceId


class DeviceActions(QObject):
    """One list of what can be done with a device for its row, its header and its dialogs.

    Dialogs are built when they are first needed. `add_to_menus` puts further actions into every menu.
    """

    retry_asked = Signal(str)
    """Device ID: dial again, and send what was not sent."""

    def __init__(
        self,
        window: MainWindow,
        devices: DeviceModel,
        commands: Commands,
        theme: Theme,
        wall: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._devices = devices
        self._commands = commands
        self._theme = theme
        self._wall = wall
        self._more: tuple[MoreActions, ...] = ()
        self._asked = DeviceId("")
        """The device that the last question is about."""
        self._renamed: DeviceId | None = None
        self.menu = QMenu(window)
        """The one of the rows."""
        header = window.page.header
        header.menu.aboutToShow.connect(self._fill_header_menu)
        header.action_asked.connect(lambda action: self._with_opened(lambda peer: self.perform(action, peer)))
        header.why_asked.connect(lambda: self._with_opened(self.why.ask))
        window.rail.devices.menu_asked.connect(self.show_menu)
        window.rail.devices.main_asked.connect(self._main_asked)
        devices.dataChanged.connect(lambda *_: self._follow())
        commands.renamed.connect(lambda _: self._rename_ended(None))
        commands.rename_refused.connect(self._rename_ended)
        commands.connections_read.connect(self._connections_read)

    def add_to_menus(self, more: MoreActions) -> None:
        """Let *more* add actions to the menu of a device, each time it is shown."""
        self._more = (*self._more, more)

    def show_menu(self, device_id: DeviceId, at: QPoint) -> None:
        """Show the menu of a device at a place on the screen."""
        peer = self._devices.peer(device_id)
        if peer is not None and not self.menu.isVisible():
            fill_device_menu(self.menu, peer, self.perform, self._more)
            self.menu.popup(at)

    def perform(self, action: DeviceAction, peer: PeerSnapshot) -> None:
        """Do it, or ask first."""
        device_id = peer.device_id
        match action:
            case DeviceAction.OPEN:
                self._window.rail.devices.open_device(device_id)
                self._window.show_conversation()
                self._window.page.composer.field.setFocus()
            case DeviceAction.RETRY | DeviceAction.TRY_NOW:
                self.retry_asked.emit(device_id)
            case DeviceAction.CONNECT:
                self._commands.connect_device(device_id)
            case DeviceAction.CONNECT_ANYWAY:
                self._commands.connect_anyway(device_id)
            case DeviceAction.DISCONNECT | DeviceAction.STOP:
                self._commands.disconnect_device(device_id)
            case DeviceAction.COPY_ID:
                QGuiApplication.clipboard().setText(device_id)
            case DeviceAction.UNBLOCK:
                self._commands.unblock(device_id)
            case _:
                self._ask(action, peer)

    # Dialogs

    @cached_property
    def rename(self) -> NameDialog:
        """Asks what a device is called on this machine."""
        dialog = NameDialog(self._theme, self._window)
        dialog.given.connect(self._name_given)
        return dialog

    @cached_property
    def history(self) -> ConnectionsDialog:
        """When a device was connected."""
        dialog = ConnectionsDialog(self._theme, self._wall, self._window)
        dialog.action_asked.connect(self._act_on)
        return dialog

    @cached_property
    def why(self) -> WhyDialog:
        """Why a connection feels as it does."""
        return WhyDialog(self._theme, self._wall, self._window)

    @cached_property
    def forget_question(self) -> Question:
        """Asks before all that is kept of a device is lost."""
        forget, keep = translate("Devices", "&Forget"), translate("Devices", "&Keep")
        return self._question(forget, keep, self._commands.forget)

    @cached_property
    def block_question(self) -> Question:
        """Asks before a device is blocked."""
        block, cancel = translate("Devices", "&Block"), translate("Devices", "&Cancel")
        return self._question(block, cancel, self._commands.block)

    def _question(self, agree: str, refuse: str, command: Callable[[DeviceId], None]) -> Question:
        question = Question(agree, refuse, self._theme, self._window)
        question.agreed.connect(lambda: self._with_asked(command))
        return question

    def _ask(self, action: DeviceAction, peer: PeerSnapshot) -> None:
        self._asked = peer.device_id
        match action:
            case DeviceAction.RENAME:
                self._renamed = peer.device_id
                title = translate("Devices", "What is {name} called here?").format(name=isolated(one_line(peer.name)))
                line = translate(
                    "Devices", "Only this device shows that name. Leave it empty for the name it has itself."
                )
                self.rename.ask(title, line, one_line(peer.name))
            case DeviceAction.HISTORY:
                self.history.ask(peer)
                self._commands.read_connections(peer.device_id)
            case DeviceAction.FORGET:
                self.forget_question.ask(*forget_question(peer))
            case DeviceAction.BLOCK:
                self.block_question.ask(*block_question(peer))

    def _with_asked(self, command: Callable[[DeviceId], None]) -> None:
        command(self._asked)

    def _name_given(self, name: str) -> None:
        if self._renamed is not None:
            self._commands.rename(self._renamed, name)

    def _rename_ended(self, error: PeerDropError | None) -> None:
        if self._renamed is not None:
            self.rename.close_with(error)
            self._renamed = self._renamed if error is not None else None

    def _connections_read(self, device_id: DeviceId, connections: tuple[PastConnection, ...]) -> None:
        peer = self.history.peer
        if peer is not None and peer.device_id == device_id:
            self.history.show_connections(connections)

    # Rows and header

    def _act_on(self, device_id: DeviceId, action: DeviceAction) -> None:
        peer = self._devices.peer(device_id)
        if peer is not None:
            self.perform(action, peer)

    def _main_asked(self, device_id: DeviceId) -> None:
        peer = self._devices.peer(device_id)
        action = None if peer is None else main_action(peer)
        if peer is not None and action is not None:
            self.perform(action, peer)

    def _fill_header_menu(self) -> None:
        header = self._window.page.header
        self._with_opened(lambda peer: fill_device_menu(header.menu, peer, self.perform, self._more))

    def _with_opened(self, action: Callable[[PeerSnapshot], None]) -> None:
        opened = self._window.page.peer
        peer = None if opened is None else self._devices.peer(opened.device_id)
        if peer is not None:
            action(peer)

    def _follow(self) -> None:
        """What is open shows the device as it is now."""
        if "why" in self.__dict__ and self.why.isVisible():
            self._with_opened(self.why.show_peer)
        shown = self.history.peer if "history" in self.__dict__ else None
        peer = None if shown is None else self._devices.peer(shown.device_id)
        if shown is not None and peer is not None and peer != shown:
            self.history.show_peer(peer)
            if peer.state is not shown.state:
                self._commands.read_connections(peer.device_id)
