"""peerdrop/gui/desktop/desktop.py: the window and its desktop, joined."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtTest import QTest

from peerdrop.app_link import AppLink
from peerdrop.autostart import XdgAutostart
from peerdrop.clock import SystemClock
from peerdrop.core.errors import HomeError
from peerdrop.core.events import MessageReceived, PeerUpdated, SettingsChanged, TransferOffered, TransferStateChanged
from peerdrop.core.snapshots import FileConflict
from peerdrop.core.states import ConflictOutcome, ConflictPolicy, TransferState, Trust
from peerdrop.gui.desktop.desktop import Desktop
from peerdrop.gui.desktop.file_open import FileOpenFilter
from peerdrop.gui.desktop.notifier import NotificationAction
from peerdrop.gui.desktop.opening import Opening
from peerdrop.gui.desktop.services import Services
from peerdrop.gui.desktop.tray import Tray
from peerdrop.gui.desktop.window_memory import WindowMemory
from peerdrop.gui.engine import NodeClosed
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.settings_general import GeneralSettings
from peerdrop.launch_command import LaunchCommand
from peerdrop.settings import Settings
from tests.fake_node import MESSAGE_ID, TRANSFER_ID, FakeNode, make_peer, make_transfer
from tests.gui.noted_services import NotedInhibitor, NotedNotifier
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push, was_called
from tests.until import until

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", "does not support raise")

BEA = make_peer(trust=Trust.VERIFIED)


class OpenedDesktop:
    """A window on a desktop of the test's choice."""

    def __init__(self, window: OpenedWindow, node: FakeNode, theme: Theme, home: Path, *, has_tray: bool) -> None:
        self.autostart = XdgAutostart(home / "autostart", "it", icon="it")
        self.window = window
        self.node = node
        self.has_tray = has_tray
        self.notifier = NotedNotifier()
        self.inhibitor = NotedInhibitor()
        self.memory = WindowMemory(home)
        controller = window.controller
        self.tray = Tray(theme, controller.devices.peers, is_available=lambda: self.has_tray, parent=controller)
        self.desktop = Desktop(
            controller,
            window.bridge,
            theme,
            SystemClock(),
            self.tray,
            Services(self.notifier, self.inhibitor),
            Settings(),
            memory=self.memory,
            autostart=self.autostart,
            launch=LaunchCommand(arguments=("peerdrop", "--at-login")),
        )
        self.leaves = 0
        self.desktop.left.connect(self._left)

    async def move(self, state: TransferState = TransferState.TRANSFERRING) -> None:
        """Let a transfer come to *state*."""
        event = TransferStateChanged(
            transfer_id=TRANSFER_ID,
            state=state,
            previous=TransferState.ACCEPTED,
            reason=None,
            transfer=make_transfer(state=state, bytes_per_second=1e6),
        )
        await push(self.window, self.node, event)
        conversations = self.window.controller.conversations
        await until(lambda: [each.state for each in conversations.running()] == ([] if state.is_final else [state]))

    def _left(self) -> None:
        self.leaves += 1


@asynccontextmanager
async def on_desktop(theme: Theme, home: Path, *, has_tray: bool = False) -> AsyncIterator[OpenedDesktop]:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await until(lambda: bool(window.controller.devices.peers()))
        opened = OpenedDesktop(window, node, theme, home, has_tray=has_tray)
        try:
            yield opened
        finally:
            await opened.desktop.aclose()
            await opened.tray.aclose()


async def test_without_a_tray_closing_leaves(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path) as it:
        it.window.window.close()
        assert it.leaves == 1


async def test_without_a_tray_closing_asks_only_while_something_runs(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path) as it:
        await it.move()
        it.window.window.close()
        question = it.desktop.question
        assert question.isVisible()
        assert question.title.text() == "1 transfer is running."
        QTest.keyClick(question.refuse, Qt.Key.Key_Escape)
        assert not question.isVisible()
        assert it.leaves == 0
        it.window.window.close()
        question.agree.click()
        assert it.leaves == 1
        await it.move(TransferState.COMPLETED)
        it.window.window.close()
        assert it.leaves == 2


async def test_with_a_tray_closing_hides_and_says_so_once_ever(theme: Theme, tmp_path: Path) -> None:
    for told in (1, 0):
        async with on_desktop(theme, tmp_path, has_tray=True) as it:
            for _ in range(2):
                it.window.window.close()
                assert not it.window.window.isVisible()
                it.tray.toggled.emit()
                assert it.window.window.isVisible()
            assert it.leaves == 0
            assert len(it.notifier.shown) == told
            it.tray.quit_asked.emit()
            assert it.leaves == 1


async def test_ctrl_q_leaves_although_there_is_a_tray(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path, has_tray=True) as it:
        it.window.window.activateWindow()
        await until(it.window.window.isActiveWindow)
        it.window.window.first_start.setFocus()
        QTest.keyClick(it.window.window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
        assert it.leaves == 1


async def test_a_window_hidden_in_a_tray_that_goes_comes_back(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path, has_tray=True) as it:
        it.window.window.close()
        it.has_tray = False
        it.tray.look()
        assert it.window.window.isVisible()


async def test_a_restart_asks_only_while_something_runs(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path) as it:
        restarts: list[bool] = []
        it.desktop.restarted.connect(lambda: restarts.append(True))
        await it.move()
        it.window.controller.pages.restart_asked.emit()
        question = it.desktop.restart_question
        assert question.title.text() == "1 transfer is running."
        question.refuse.click()
        assert not restarts
        it.window.controller.pages.restart_asked.emit()
        question.agree.click()
        assert len(restarts) == 1
        await it.move(TransferState.COMPLETED)
        it.window.controller.pages.restart_asked.emit()
        assert len(restarts) == 2
        assert it.leaves == 0


async def test_closing_leaves_although_there_is_a_tray_if_that_is_set(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path, has_tray=True) as it:
        it.node.kept_settings = Settings(close_to_tray=False)
        it.window.controller.commands.read_settings()
        await until(lambda: not it.desktop._settings.close_to_tray)
        it.window.window.close()
        assert it.leaves == 1


async def test_a_hidden_start_shows_the_window_only_if_no_tray_comes(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path, has_tray=True) as it:
        it.window.window.hide()
        it.desktop.stay_hidden()
        it.desktop._show_without_tray()
        assert not it.window.window.isVisible()
    async with on_desktop(theme, tmp_path) as it:
        it.window.window.hide()
        it.desktop.stay_hidden()
        it.desktop._show_without_tray()
        assert it.window.window.isVisible()


async def test_starting_with_the_computer_is_written_and_read_where_the_system_looks(
    theme: Theme, tmp_path: Path
) -> None:
    async with on_desktop(theme, tmp_path, has_tray=True) as it:
        rows = await opened_general(it)
        await until(rows.autostart.isVisible)
        assert not rows.autostart.box.isChecked()
        assert not rows.start_hidden.isEnabled()
        rows.autostart.box.click()
        await until(rows.start_hidden.isEnabled)
        assert it.autostart.is_on()
        rows.start_hidden.box.click()
        await until(lambda: not it.node.kept_settings.start_hidden)
        # Switched off elsewhere: it is seen when the settings are opened again.
        it.autostart.switch_off()
        it.window.window.settings_asked.emit()
        await until(lambda: not rows.autostart.box.isChecked())


async def test_what_the_system_does_not_let_us_write_is_said_and_the_box_shows_what_is(
    theme: Theme, tmp_path: Path
) -> None:
    (tmp_path / "autostart").write_text("in the way")
    async with on_desktop(theme, tmp_path) as it:
        rows = await opened_general(it)
        await until(rows.autostart.isVisible)
        rows.autostart.box.click()
        await until(rows.autostart.wrong.isVisible)
        assert "could not be changed" in rows.autostart.wrong.text()
        assert not rows.autostart.box.isChecked()


async def test_a_path_that_the_system_cannot_be_told_is_said_and_the_box_goes_back(
    theme: Theme, tmp_path: Path
) -> None:
    async with on_desktop(theme, tmp_path) as it:
        # As Python reads a name on the disk that is no UTF-8.
        it.desktop._start_settings._command = LaunchCommand(arguments=("peerdrop", "--home", "/home/b\udce9a"))
        rows = await opened_general(it)
        await until(rows.autostart.isVisible)
        rows.autostart.box.click()
        await until(rows.autostart.wrong.isVisible)
        assert "characters" in rows.autostart.wrong.text()
        assert not rows.autostart.box.isChecked()
        assert not it.autostart.is_on()


async def test_what_needs_a_tray_is_offered_only_where_there_is_one(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path) as it:
        rows = await opened_general(it)
        await until(rows.autostart.isVisible)
        assert not rows.close_to_tray.isVisible()
        assert not rows.start_hidden.isVisible()
        it.has_tray = True
        it.tray.look()
        assert rows.close_to_tray.isVisible()
        assert rows.start_hidden.isVisible()
        rows.close_to_tray.box.click()
        await until(lambda: not it.node.kept_settings.close_to_tray)


async def opened_general(it: OpenedDesktop) -> GeneralSettings:
    it.window.window.settings_asked.emit()
    await until(it.window.window.settings.isEnabled)
    return it.window.window.settings.general


async def test_a_link_to_an_address_is_only_filled_in(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path) as it:
        it.window.window.hide()
        it.desktop.open(Opening(link=AppLink(address="10.0.0.5:3002")))
        assert it.window.window.isVisible()
        dialog = it.window.window.add_address
        assert dialog.isVisible()
        assert dialog.field.text() == "10.0.0.5:3002"
        await push(it.window, it.node)
        assert not it.node.called("add_address")


async def test_a_link_to_a_device_shows_its_conversation_or_looks_for_it(theme: Theme, tmp_path: Path) -> None:
    stranger = make_peer("Cem", "CEM").device_id
    async with on_desktop(theme, tmp_path) as it:
        it.desktop.open(Opening(link=AppLink(device_id=stranger)))
        assert it.window.window.rail.search.text() == stranger
        it.desktop.open(Opening(link=AppLink(device_id=BEA.device_id)))
        assert it.window.controller.opened == BEA.device_id
        assert it.window.window.rail.search.text() == ""
        await push(it.window, it.node)
        assert not it.node.called("connect")


async def test_files_for_a_device_wait_in_its_composer(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path) as it:
        it.desktop.open(Opening(files=(tmp_path,), link=AppLink(device_id=BEA.device_id)))
        assert it.window.window.page.composer.attachments.files == (tmp_path,)
        await push(it.window, it.node)
        assert not it.node.called("send_files")


async def test_the_machine_is_kept_awake_while_bytes_move(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path) as it:
        await it.move()
        await until(lambda: it.inhibitor.asked == ["hold"])
        await it.move(TransferState.PAUSED)
        await until(lambda: it.inhibitor.asked == ["hold", "release"])
        await it.move()
        await until(lambda: it.inhibitor.asked == ["hold", "release", "hold"])
    assert it.inhibitor.asked[-1] == "release"


async def test_a_press_opens_the_conversation_and_accepts_only_for_who_is_still_verified(
    theme: Theme, tmp_path: Path
) -> None:
    async with on_desktop(theme, tmp_path) as it:
        it.window.window.hide()
        await push(it.window, it.node, TransferOffered(transfer=make_transfer()))
        await until(lambda: bool(it.notifier.shown))
        (offer,) = it.notifier.shown
        assert offer.actions == (NotificationAction.ACCEPT,)
        it.notifier.signals.pressed.emit(offer, NotificationAction.ACCEPT)
        await until(was_called(it.node, "accept"))
        assert not it.window.window.isVisible()
        await push(it.window, it.node, PeerUpdated(peer=make_peer(trust=Trust.SEEN)))
        devices = it.window.controller.devices
        await until(lambda: (peer := devices.peer(BEA.device_id)) is not None and peer.trust is Trust.SEEN)
        it.notifier.signals.pressed.emit(offer, NotificationAction.ACCEPT)
        assert it.window.window.isVisible()
        assert it.window.controller.opened == BEA.device_id
        it.notifier.signals.pressed.emit(offer, NotificationAction.REVIEW)
        assert it.window.controller.reviewer.reviewed == TRANSFER_ID
        await push(it.window, it.node)
        assert len(it.node.called("accept")) == 1
        assert it.window.opened_paths == []


async def test_accept_on_a_notification_shows_the_hidden_window_where_a_taken_name_is_to_be_asked_about(
    theme: Theme, tmp_path: Path
) -> None:
    async with on_desktop(theme, tmp_path, has_tray=True) as it:
        it.node.kept_settings = Settings(conflicts=ConflictPolicy.ASK)
        conflict = FileConflict(index=0, outcome=ConflictOutcome.DIFFERENT, kept_as="a (1).txt")
        it.node.replies["conflicts"] = lambda *_: (conflict,)
        it.window.controller.commands.read_settings()
        await until(lambda: it.desktop._settings.conflicts is ConflictPolicy.ASK)
        it.window.window.hide()
        await push(it.window, it.node, TransferOffered(transfer=make_transfer()))
        await until(lambda: bool(it.notifier.shown))
        it.notifier.signals.pressed.emit(it.notifier.shown[0], NotificationAction.ACCEPT)
        await until(it.window.window.page.sheet.isVisible)
        assert it.window.window.isVisible()
        assert not it.node.called("accept")


async def test_a_hidden_window_comes_when_its_node_has_ended_by_an_error_unless_the_user_leaves(
    theme: Theme, tmp_path: Path
) -> None:
    failed = NodeClosed(HomeError("The disk is full.", next_step="Make room."))
    async with on_desktop(theme, tmp_path, has_tray=True) as it:
        it.window.window.close()
        it.window.bridge.closed.emit(NodeClosed(None))
        assert not it.window.window.isVisible()
        it.window.bridge.closed.emit(failed)
        assert it.window.window.isVisible()
        assert "The disk is full." in it.window.window.first_start.error_bar.cause.text()
        it.window.window.close()
        await it.desktop.aclose()
        it.window.bridge.closed.emit(failed)
        assert not it.window.window.isVisible()


async def test_nothing_brings_back_a_window_that_is_ending(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path, has_tray=True) as it:
        it.window.window.hide()
        await it.desktop.aclose()
        it.tray.toggled.emit()
        it.tray.settings_asked.emit()
        it.desktop.show_window()
        it.has_tray = False
        it.tray.look()
        assert not it.window.window.isVisible()


async def test_looking_at_a_conversation_takes_its_notification_back(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path) as it:
        it.window.window.hide()
        message = MessageReceived(message_id=MESSAGE_ID, device_id=BEA.device_id, name="Bea", text="hello", at=1.0)
        await push(it.window, it.node, message)
        await until(lambda: [each.body for each in it.notifier.shown] == ["hello"])
        it.notifier.signals.pressed.emit(it.notifier.shown[0], NotificationAction.OPEN)
        assert it.notifier.withdrawn == [BEA.device_id]


async def test_the_menu_pauses_all_mutes_and_hides_this_device(theme: Theme, tmp_path: Path) -> None:
    async with on_desktop(theme, tmp_path, has_tray=True) as it:
        await it.move()
        it.tray.pause_all.trigger()
        await until(was_called(it.node, "pause"))
        it.tray.mute.trigger()
        assert it.desktop.announcer.is_muted
        assert it.tray.visible.isChecked()
        it.tray.visible.trigger()
        await until(was_called(it.node, "change_settings"))
        assert it.node.called("change_settings") == [(Settings(discoverable=False),)]
        await until(lambda: not it.tray.visible.isChecked())
        # Whoever else changes it: a command, another window.
        it.node.kept_settings = Settings()
        await push(it.window, it.node, SettingsChanged(name="Own", discoverable=True))
        await until(it.tray.visible.isChecked)


async def test_the_clipboard_is_shown_before_it_is_sent(theme: Theme, tmp_path: Path, clipboard: object) -> None:
    clipboard.setText("from the clipboard")  # type: ignore[attr-defined]
    async with on_desktop(theme, tmp_path, has_tray=True) as it:
        it.window.window.hide()
        it.tray.send_clipboard_asked.emit(BEA.device_id)
        assert it.window.window.isVisible()
        assert it.window.window.page.composer.field.toPlainText() == "from the clipboard"
        await push(it.window, it.node)
        assert not it.node.called("send_message")


@pytest.mark.parametrize(
    ("url", "opening"),
    [
        ("peerdrop://10.0.0.5", Opening(link=AppLink(address="10.0.0.5"))),
        ("file:///tmp/a%20b", Opening(files=(Path("/tmp/a b"),))),
        ("peerdrop://10.0.0.5/send", None),
        ("http://10.0.0.5", None),
    ],
)
def test_what_macos_hands_over_is_checked_too(qapp: object, url: str, opening: Opening | None) -> None:
    received: list[Opening] = []
    each = FileOpenFilter()
    each.received.connect(received.append)
    assert each.eventFilter(each, QFileOpenEvent(QUrl(url)))
    assert received == ([opening] if opening else [])
    assert not each.eventFilter(each, QEvent(QEvent.Type.User))
