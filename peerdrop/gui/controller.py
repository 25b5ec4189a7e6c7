"""Joins the window, the models and the commands: what a click starts, and what news changes on the screen."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from peerdrop.clock import Clock
from peerdrop.core.events import PeerStateChanged
from peerdrop.core.snapshots import PeerSnapshot, TransferSnapshot
from peerdrop.core.states import ConnectionState, Trust
from peerdrop.gui.asking import Asking
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.card_actions import CardActions
from peerdrop.gui.command_runner import CommandFailed
from peerdrop.gui.commands import Commands
from peerdrop.gui.counting import Counting
from peerdrop.gui.device_desk import DeviceDesk
from peerdrop.gui.engine import Engine, NodeClosed, NodeOpened
from peerdrop.gui.home_node import StoppedSettings
from peerdrop.gui.keeping import Keeping
from peerdrop.gui.models.conversations import Conversations
from peerdrop.gui.models.devices import DeviceModel, DeviceOrder
from peerdrop.gui.models.entries import TextEntry
from peerdrop.gui.models.failures import Failures, ShownFailure
from peerdrop.gui.models.stalls import Stalls
from peerdrop.gui.notices import Notices
from peerdrop.gui.offering import Offering
from peerdrop.gui.pages import Pages
from peerdrop.gui.pasted_files import PastedFiles
from peerdrop.gui.reviewer import Reviewer
from peerdrop.gui.screen_reader import ScreenReader
from peerdrop.gui.searching import Searching
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.main_window import MainWindow
from peerdrop.gui.widgets.problems_dialog import ProblemsDialog
from peerdrop.gui.widgets.speed_dialog import SpeedDialog
from peerdrop.gui.words.card_frame import job_title
from peerdrop.gui.words.failures import Failure, NextStep, command_failure, connection_failure, not_started
from peerdrop.gui.words.phrase import translate
from peerdrop.gui.words.speeds import speed_of_one
from peerdrop.wire.identifiers import DeviceId, MessageId, TransferId

OpenPath = Callable[[Path], object]


class Controller(QObject):
    """One window over one engine."""

    def __init__(
        self,
        engine: Engine,
        bridge: Bridge,
        theme: Theme,
        clock: Clock,
        *,
        download_directory: Path,
        open_path: OpenPath | None = None,
        pictures_directory: Path | None = None,
        stopped: StoppedSettings | None = None,
    ) -> None:
        super().__init__()
        self._engine = engine
        self._open_path = open_path or _open_with_desktop
        self._download_directory = download_directory
        self.commands = Commands(engine, self, stopped=stopped)
        self.devices = DeviceModel(clock.wall, self)
        self.order = DeviceOrder(self.devices, self)
        self.conversations = Conversations(bridge, clock.wall, self)
        self.failures = Failures(self)
        self.window = MainWindow(self.order, theme, clock)
        self.reviewer = Reviewer(self.window.page, self.conversations, self.commands, download_directory, self)
        self.asking = Asking(theme, self.window)
        self.keeping = Keeping(self.window.page, self.conversations, self.commands, self.asking, clock, self)
        self.searching = Searching(self.window.page, self.conversations, self.commands, self)
        self.card_actions = CardActions(self.conversations, self.commands, self._open_path, self.asking, self)
        self.problems = ProblemsDialog(theme, self.window)
        self.speeds = SpeedDialog(theme, self.window)
        self.card_actions.limit_asked.connect(self._ask_for_limit)
        self.card_actions.details_asked.connect(self.problems.show_problems)
        self.card_actions.dismissed.connect(self.keeping.delete)
        self.counting = Counting(self.conversations, self.devices, self.commands, self)
        self.card_actions.counting_canceled.connect(self.counting.cancel)
        self.stalls = Stalls(bridge, self.conversations, clock, self)
        self.screen_reader = ScreenReader(bridge, self.window, lambda: self.opened)
        pictures = PastedFiles(pictures_directory, clock.wall)
        self.offering = Offering(self.window, self.commands, pictures, self)
        self.pages = Pages(
            self.window, self.commands, self.conversations, self.card_actions, self.speeds, self.asking, theme, self
        )
        self.notices = Notices(bridge, self.window.notice, self)
        self.device_desk = DeviceDesk(self.window, self.devices, self.commands, bridge, theme, clock.wall, self)
        self.device_desk.actions.retry_asked.connect(self._retry_device)
        self.device_desk.device_gone.connect(self._device_gone)
        self.device_desk.actions.add_to_menus(self.window.page.actions_offered.add_to)
        self._subscribe(bridge)
        self._follow_models()
        self._follow_commands()
        self._follow_widgets()

    @property
    def opened(self) -> DeviceId | None:
        """The device whose conversation is shown."""
        peer = self.window.page.peer
        return None if peer is None else peer.device_id

    def open_conversation(self, device_id: DeviceId) -> None:
        """Show the conversation with a device."""
        peer = self.devices.peer(device_id)
        if peer is None:
            return
        self.reviewer.postpone()
        self.window.page.show_conversation(peer, self.conversations.model(device_id))
        self.conversations.open(device_id)
        self._begin_history(device_id)
        self.window.show_conversation()
        self._show_failure(device_id)
        self.window.page.composer.field.setFocus()

    def _device_gone(self, device_id: DeviceId) -> None:
        """Nothing of it is left to be shown."""
        if device_id != self.opened:
            return
        self.reviewer.postpone()
        self.conversations.open(None)
        self.window.page.leave_conversation()
        self.window.rail.devices.close_device()
        self.window.show_no_conversation()

    def _subscribe(self, bridge: Bridge) -> None:
        bridge.opened.connect(self._node_opened)
        bridge.opened.connect(self.pages.node_opened)
        bridge.closed.connect(self._node_closed)
        bridge.peer_changed.connect(self.devices.peer_changed)
        bridge.peer_state_changed.connect(self._peer_state_changed)
        bridge.settings_changed.connect(lambda _: self.commands.read_settings())

    def _follow_models(self) -> None:
        self.devices.dataChanged.connect(lambda *_: self._devices_changed())
        self.devices.rowsInserted.connect(lambda *_: self._devices_changed())
        self.conversations.unread_changed.connect(self.devices.set_unread)
        self.conversations.activity.connect(self.devices.set_active)
        self.conversations.offer_arrived.connect(self._offer_arrived)
        self.conversations.transfers_changed.connect(
            lambda: self.window.rail.foot.show_transfers(self.conversations.running())
        )
        self.failures.changed.connect(self._show_failure)

    def _follow_commands(self) -> None:
        self.card_actions.review_asked.connect(self._review)
        self.commands.failed.connect(self._command_failed)
        self.commands.history_read.connect(self.conversations.add_history)
        self.pages.folder_changed.connect(self._folder_changed)
        self.pages.clear_asked.connect(self.keeping.ask_to_clear_all)
        self.pages.device_asked.connect(self._show_device)
        self.commands.files_taken.connect(self.conversations.set_sources)
        self.commands.networks_named.connect(self.window.first_start.show_networks)
        self.commands.kept_for_start.connect(self._start_again)
        self.commands.address_added.connect(self._address_added)
        self.commands.address_refused.connect(self.window.add_address.show_error)
        # What was measured before the settings were read, or were changed, counted another reserve.
        self.commands.reserve_changed.connect(lambda: self.commands.measure_space(self._download_directory))
        self.commands.space_measured.connect(self.conversations.set_free_bytes)

    def _follow_widgets(self) -> None:
        window, page = self.window, self.window.page
        window.minute_passed.connect(self.devices.refresh_times)
        window.minute_passed.connect(page.refresh_times)
        window.rail.devices.device_opened.connect(self.open_conversation)
        window.rail.devices.files_dropped.connect(self.commands.send_files)
        window.rail.add_asked.connect(window.add_address.ask)
        window.first_start.add_asked.connect(window.add_address.ask)
        window.review_asked.connect(self.reviewer.review_newest)
        window.add_address.address_given.connect(self.commands.add_address)
        page.composer.message_composed.connect(self._message_composed)
        page.composer.files_chosen.connect(self._send_files)
        page.composer.refused.connect(self._composer_refused)
        page.files_dropped.connect(self._send_files)
        page.view.card_action.connect(self.card_actions.perform)
        page.view.limit_wanted.connect(self.card_actions.limit)
        page.view.older_wanted.connect(lambda: self._with_opened(self._read_older))
        page.view.message_retried.connect(self._message_retried)
        for bar, device in ((page.error_bar, lambda: self.opened), (window.first_start.error_bar, lambda: None)):
            bar.step_taken.connect(partial(self._take_step, device))
            bar.closed.connect(lambda device=device: self.failures.clear(device()))

    def _begin_history(self, device_id: DeviceId) -> None:
        model = self.conversations.model(device_id)
        if not model.is_begun and self._engine.is_alive:
            model.is_begun = True
            self.commands.read_history(device_id)

    def _read_older(self, device_id: DeviceId) -> None:
        model = self.conversations.model(device_id)
        before, model.older_from = model.older_from, None
        # None also while a page is on its way: scrolling on must not ask for it twice.
        if before is not None:
            self.commands.read_history(device_id, before)

    # What the node tells

    def _node_opened(self, opened: NodeOpened) -> None:
        self.failures.clear(None)
        self.window.rail.own.show_started(opened.started)
        self.window.first_start.show_looking(opened.started.addresses)
        self.commands.name_networks()
        self.window.first_start.show_own(opened.started.name, self._download_directory.name)
        for peer in opened.peers:
            self.devices.put(peer)
        self._devices_changed()
        # They say how offers are answered and how long conversations are kept, also before their page is opened.
        self.commands.read_settings()
        self.commands.measure_space(self._download_directory)

    def _folder_changed(self, folder: Path) -> None:
        self._download_directory = folder
        self.reviewer.set_directory(folder)
        self.commands.measure_space(folder)

    def _node_closed(self, closed: NodeClosed) -> None:
        self.window.rail.own.show_stopped(translate("Rail", "Not running"))
        if closed.error is not None:
            failure = not_started(closed.error)
            self.failures.show(None, ShownFailure(failure, self._step_of(failure, self._start_again)))

    def _start_again(self) -> None:
        self.window.first_start.show_starting()
        self.window.rail.own.show_stopped(translate("Rail", "Starting…"))
        self._engine.start()

    def _peer_state_changed(self, event: PeerStateChanged) -> None:
        self.devices.state_changed(event)
        self.failures.connection_changed(event)
        if event.state is ConnectionState.FAILED:
            peer = self.devices.peer(event.device_id)
            failure = connection_failure("" if peer is None else peer.name, event.reason, event.older)
            retry = partial(self._retry_device, event.device_id)
            self.failures.show(event.device_id, ShownFailure(failure, self._step_of(failure, retry)))

    def _devices_changed(self) -> None:
        peer = self.devices.peer(self.opened) if self.opened is not None else None
        if peer is not None and peer != self.window.page.peer:
            self.window.page.show_peer(peer)
        if self.devices.peers() and self._engine.is_alive:
            self.window.first_start.show_choice()

    def _offer_arrived(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        self.commands.measure_space(self._download_directory)
        peer = self.devices.peer(device_id)
        known = peer is not None and peer.trust in (Trust.KNOWN, Trust.VERIFIED)
        # A sheet that covers the conversation is for those who were accepted before; strangers get the card only.
        if device_id == self.opened and known:
            self.reviewer.review_if_free(transfer_id)

    # What the user does

    def _message_composed(self, text: str) -> None:
        self._with_opened(lambda device_id: self.commands.send_message(device_id, text))

    def _send_files(self, paths: list[Path]) -> None:
        self._with_opened(lambda device_id: self.commands.send_files(device_id, paths))

    def _composer_refused(self, shown: ShownFailure) -> None:
        self._with_opened(lambda device_id: self.failures.show(device_id, shown))

    def _with_opened(self, action: Callable[[DeviceId], object]) -> None:
        if self.opened is not None:
            action(self.opened)

    def _show_device(self, device_id: DeviceId) -> None:
        self.window.rail.devices.open_device(device_id)
        self.open_conversation(device_id)

    def _review(self, device_id: DeviceId, transfer_id: TransferId) -> None:
        if device_id != self.opened or self.window.stack.currentWidget() is not self.window.page:
            self._show_device(device_id)
        self.reviewer.review(transfer_id)

    def _ask_for_limit(self, transfer: TransferSnapshot) -> None:
        self.speeds.ask(
            speed_of_one(job_title(transfer)),
            transfer.limit_bytes_per_second,
            partial(self.card_actions.limit, transfer.transfer_id),
        )

    def _message_retried(self, message_id: MessageId) -> None:
        device_id = self.opened
        entry = None if device_id is None else self.conversations.model(device_id).text(message_id)
        if device_id is not None and entry is not None:
            self._send_again(device_id, (entry,))

    def _retry_device(self, device_id: DeviceId) -> None:
        """What was not sent because there was no connection brings one about; else only dial."""
        failed = self.conversations.model(device_id).failed_texts()
        if failed:
            self._send_again(device_id, failed)
        else:
            self.commands.connect_device(device_id)

    def _send_again(self, device_id: DeviceId, entries: Iterable[TextEntry]) -> None:
        for entry in entries:
            self.conversations.remove(device_id, entry.message_id)
            # It is kept anew as what is sent now.
            self.keeping.delete(device_id, entry.message_id)
            self.commands.send_message(device_id, entry.text)

    def _address_added(self, peer: PeerSnapshot) -> None:
        self.window.add_address.dismiss()
        self.devices.put(peer)
        self.window.rail.search.clear()
        self.window.rail.devices.open_device(peer.device_id)

    # Errors

    def _command_failed(self, failed: CommandFailed) -> None:
        peer = self.devices.peer(failed.device_id) if failed.device_id is not None else None
        failure = command_failure("" if peer is None else peer.name, failed.error)
        shown = ShownFailure(failure, self._step_of(failure, failed.retry))
        if failed.device_id is None:
            self.notices.show(shown)
        else:
            self.failures.show(failed.device_id, shown)

    def _step_of(self, failure: Failure, retry: Callable[[], None]) -> Callable[[], None]:
        def search() -> None:
            # What waits for the device goes as soon as the search finds its new address.
            self.device_desk.scanning.start()
            retry()

        steps = {
            NextStep.SEARCH: search,
            NextStep.CHOOSE_FOLDER: self.pages.open_folder_setting,
            NextStep.CHOOSE_PORT: self.pages.open_port_setting,
        }
        return steps.get(failure.step, retry)

    def _show_failure(self, device_id: DeviceId | None) -> None:
        shown = self.failures.of(device_id)
        if device_id is None:
            self.window.first_start.show_failure(shown)
            if shown is not None:
                self.window.stack.setCurrentWidget(self.window.first_start)
        elif device_id == self.opened:
            self.window.page.error_bar.show_failure(shown)

    def _take_step(self, device: Callable[[], DeviceId | None]) -> None:
        shown = self.failures.of(device())
        # It does not run before another port is chosen: that stays said.
        if shown is None or shown.failure.step is not NextStep.CHOOSE_PORT:
            self.failures.clear(device())
        if shown is not None and shown.step is not None:
            shown.step()


def _open_with_desktop(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
