"""The left side of the window: this device, the search for others, drops on rows, and the keys that go there."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QClipboard, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from peerdrop.control.handle import NodeHandle
from peerdrop.core.errors import UsageError
from peerdrop.core.events import ScanEnded, ScanProgressed, SettingsChanged
from peerdrop.core.history.entries import OutboxItem, OutboxKind
from peerdrop.core.states import Trust
from peerdrop.gui.models.devices import DeviceRole
from peerdrop.gui.theme import Theme
from peerdrop.settings import Settings
from tests.fake_node import OWN_ID, FakeNode, make_peer, raising, waiting_forever
from tests.gui.opened_window import FakeEngine, opened_window, push, was_called
from tests.until import until

BEA = make_peer(trust=Trust.KNOWN)
HIDDEN = "Hidden: only devices you know can find this one."


async def test_this_device_is_renamed_in_the_rail_and_the_rest_stays_set(theme: Theme) -> None:
    node = FakeNode()
    node.kept_settings = Settings(discoverable=False)
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        own, this_device = window.window.rail.own, window.controller.device_desk.this_device
        own.rename_action.trigger()
        assert this_device.rename.field.text() == "Own"
        this_device.rename.field.setText("Kitchen")
        QTest.keyClick(this_device.rename.field, Qt.Key.Key_Return)
        await until(this_device.rename.isHidden)
        assert (node.kept_settings.name, node.kept_settings.discoverable) == ("Kitchen", False)
        await push(window, node, SettingsChanged(name="Kitchen", discoverable=False))
        await until(lambda: own.name.text() == "Kitchen")
        assert own.state.text() == HIDDEN
        assert HIDDEN in own.tile.toolTip(), "a narrow rail has only the tile to say it"


async def test_a_name_that_is_refused_is_said_beside_the_field(theme: Theme) -> None:
    node = FakeNode()
    node.replies["change_settings"] = raising(UsageError("That is no name."))
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.window.rail.own.rename_action.trigger()
        dialog = window.controller.device_desk.this_device.rename
        dialog.agree.click()
        await until(lambda: dialog.answer.text() == "That is no name.")
        assert dialog.isVisible()


async def test_settings_that_are_read_or_changed_meanwhile_leave_the_dialog_of_the_name_open(theme: Theme) -> None:
    node = FakeNode()
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        own, rename = window.window.rail.own, window.controller.device_desk.this_device.rename
        read: list[Settings] = []
        window.controller.commands.settings_read.connect(read.append)
        node.replies["change_settings"] = waiting_forever
        own.rename_action.trigger()
        rename.field.setText("Kitchen")
        rename.agree.click()
        await until(was_called(node, "change_settings"))
        # What the window reads when it opens may come as late as this.
        node.kept_settings = Settings(name="Elsewhere")
        window.controller.commands.read_settings()
        await until(lambda: read and read[-1].name == "Elsewhere")
        assert rename.isVisible(), "its own answer has not come"
        del node.replies["change_settings"]
        own.visible_asked.emit(False)
        await until(lambda: not read[-1].discoverable)
        assert rename.isVisible()


async def test_a_late_answer_closes_no_dialog_that_was_opened_after_it(theme: Theme) -> None:
    node = FakeNode()
    answer = asyncio.Event()

    async def later(settings: Settings) -> Settings:
        await answer.wait()
        return settings

    async def let_go(_: NodeHandle) -> None:
        answer.set()

    node.replies["change_settings"] = later
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        rename = window.controller.device_desk.this_device.rename
        taken: list[bool] = []
        window.controller.commands.settings_taken.connect(lambda: taken.append(True))
        window.window.rail.own.rename_action.trigger()
        rename.agree.click()
        await until(was_called(node, "change_settings"))
        rename.dismiss()
        window.window.rail.own.rename_action.trigger()
        await asyncio.wrap_future(window.engine.submit(let_go))
        await until(lambda: bool(taken))
        assert rename.isVisible()


@pytest.mark.parametrize("opened_again", [False, True])
async def test_a_name_that_is_refused_after_its_dialog_was_closed_is_said_in_the_window(
    theme: Theme, opened_again: bool
) -> None:
    node = FakeNode()
    answer = asyncio.Event()

    async def refuse(settings: Settings) -> Settings:
        await answer.wait()
        raise UsageError("That is no name.")

    async def let_go(_: NodeHandle) -> None:
        answer.set()

    node.replies["change_settings"] = refuse
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        rename, notice = window.controller.device_desk.this_device.rename, window.window.notice
        window.window.rail.own.rename_action.trigger()
        rename.field.setText("Kitchen")
        rename.agree.click()
        await until(was_called(node, "change_settings"))
        rename.dismiss()
        if opened_again:
            window.window.rail.own.rename_action.trigger()
        await asyncio.wrap_future(window.engine.submit(let_go))
        await until(notice.isVisible)
        assert notice.cause.text() == "That is no name."
        assert rename.isVisible() is opened_again
        assert rename.answer.text() == ""


async def test_the_tick_of_visible_follows_what_is_in_force(theme: Theme) -> None:
    node = FakeNode()
    node.started_as = replace(node.started_as, discoverable=False)
    node.kept_settings = Settings(discoverable=False)
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        own, first = window.window.rail.own, window.window.first_start
        assert own.state.text() == HIDDEN
        assert first.hidden.isVisible()
        assert not own.visible_action.isChecked()
        first.make_visible.click()
        await until(lambda: node.kept_settings.discoverable)
        await push(window, node, SettingsChanged(name="Own", discoverable=True))
        await until(own.visible_action.isChecked)
        assert own.state.text() == "Visible on this network"
        assert not first.hidden.isVisible()
        own.visible_action.trigger()
        await until(lambda: not node.kept_settings.discoverable)


async def test_the_whole_id_of_this_device_is_copied(theme: Theme, clipboard: QClipboard) -> None:
    async with opened_window(theme, FakeEngine(FakeNode()).open_node) as window:
        window.window.rail.own.copy_action.trigger()
        assert clipboard.text() == OWN_ID


async def test_f5_searches_once_and_its_progress_is_counted(theme: Theme) -> None:
    node = FakeNode()
    node.replies["scan"] = waiting_forever
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        rail, first = window.window.rail, window.window.first_start
        assert first.detail.text() == "Searching 192.168.1.0/24"
        for _ in range(2):
            QTest.keyClick(window.window, Qt.Key.Key_F5)
        await until(was_called(node, "scan"))
        assert not rail.scan.isEnabled()
        await push(window, node, ScanProgressed(done=120, total=254, in_background=False))
        await until(lambda: rail.status.line.text() == "Searching… 120 of 254")
        assert first.detail.text() == "Searching 192.168.1.0/24 · 120 of 254 asked"
        await push(window, node, ScanEnded(asked=254, found=2, in_background=False))
        await until(lambda: rail.status.line.text() == "2 devices found")
        assert first.detail.text() == "Searching 192.168.1.0/24"
        assert rail.scan.isEnabled()
        assert node.called("scan") == [()]


async def test_a_search_that_fails_can_be_started_again(theme: Theme) -> None:
    node = FakeNode()
    node.replies["scan"] = raising(UsageError("No."))
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        rail = window.window.rail
        for number in (1, 2):
            window.controller.device_desk.scanning.start()
            await until(lambda number=number: len(node.called("scan")) == number and rail.scan.isEnabled())  # type: ignore[misc]
        assert rail.status.line.text() == ""


async def test_a_search_nobody_asked_for_is_not_shown_beside_the_devices(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        line = window.window.rail.status.line
        await until(lambda: line.text() == "Not connected · 1 nearby")
        await push(window, node, ScanProgressed(done=1, total=2, in_background=True))
        assert line.text() == "Not connected · 1 nearby"
        assert window.window.first_start.detail.text() == "Then write to it, or drop files on it."


async def test_without_a_network_the_window_says_so_and_checks_again(theme: Theme) -> None:
    node = FakeNode()
    node.started_as = replace(node.started_as, addresses=("127.0.0.1",))
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        first = window.window.first_start
        assert first.title.text() == "No network. Connect to Wi-Fi or plug in a cable."
        assert first.scan.text().replace("&", "") == "Check again"
        first.show_help()
        assert not first.help.isVisible()
        first.scan.click()
        await until(was_called(node, "scan"))


async def test_after_a_while_without_a_device_it_is_said_what_helps(theme: Theme) -> None:
    async with opened_window(theme, FakeEngine(FakeNode()).open_node) as window:
        first = window.window.first_start
        assert not first.help.isVisible()
        window.controller.device_desk.scanning._help.timeout.emit()
        assert first.help.text().startswith("Still nothing after 10 seconds?")
        assert first.help.isVisible()


async def test_files_held_over_a_row_name_their_receiver_and_go_there_unopened(theme: Theme, tmp_path: Path) -> None:
    other = make_peer("Cem", "CEM", trust=Trust.KNOWN)
    node = FakeNode([BEA, other])
    source = tmp_path / "notes.txt"
    source.write_text("x")
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        rows = window.window.rail.devices
        at = rows.visualRect(window.controller.order.index_of(other.device_id)).center()
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(source))])
        copy, left, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(rows.viewport(), QDragEnterEvent(at, copy, mime, left, keys))
        assert window.window.rail.status.line.text() == "Drop to send to Cem"
        assert rows.delegate.drop_target == other.device_id
        QApplication.sendEvent(rows.viewport(), QDropEvent(QPointF(at), copy, mime, left, keys))
        await until(was_called(node, "send_files"))
        assert node.called("send_files") == [(other.device_id, (source,))]
        assert window.controller.opened == BEA.device_id
        assert "Cem" not in window.window.rail.status.line.text()


async def test_what_waits_in_the_outbox_is_counted_in_the_row(theme: Theme) -> None:
    away = replace(BEA, online=False)
    node = FakeNode([away])
    item = OutboxItem(item_id="1", kind=OutboxKind.TEXT, device_id=away.device_id, created_at=1.0)
    node.replies["history_outbox"] = lambda: (item, replace(item, item_id="2"))
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await until(lambda: window.controller.devices.rowCount() == 4)
        row = window.controller.devices.index_of(away.device_id)
        await until(lambda: row.data(DeviceRole.LOOK).line.endswith(" · 2 waiting"))


async def test_the_keys_of_the_left_side(theme: Theme) -> None:
    peers = [make_peer(name, name.upper(), trust=Trust.KNOWN) for name in ("ann", "bea", "cem")]
    async with opened_window(theme, FakeEngine(FakeNode(peers)).open_node) as window:
        main = window.window
        main.activateWindow()
        await until(main.isActiveWindow)
        await until(lambda: len(window.controller.order.device_ids()) == 3)
        QTest.keyClick(main, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        assert window.controller.opened == peers[1].device_id
        QTest.keyClick(main, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert window.controller.opened == peers[2].device_id
        QTest.keyClick(main, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert window.controller.opened == peers[1].device_id
        QTest.keyClick(main, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert main.rail.search.hasFocus()
        QTest.keyClick(main, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        assert main.add_address.field.hasFocus()
        QTest.keyClick(main.add_address.field, Qt.Key.Key_Escape)
        assert main.add_address.isHidden()
        assert main.rail.search.hasFocus(), "the focus goes back to where it was"


async def test_every_row_of_a_narrow_rail_says_who_it_is_and_how_it_is(theme: Theme) -> None:
    async with opened_window(theme, FakeEngine(FakeNode([BEA])).open_node) as window:
        window.window.resize(500, 700)
        await until(lambda: window.window.rail.width() == 64)
        row = window.controller.order.index_of(BEA.device_id)
        assert "Bea · Nearby · not connected" in row.data(Qt.ItemDataRole.ToolTipRole)
        assert row.data(Qt.ItemDataRole.AccessibleTextRole) == "Bea, Nearby, not connected"
        rail = window.window.rail

        def at_of(button: QWidget) -> QPoint:
            return button.mapTo(rail, QPoint(0, 0))

        buttons = (rail.own.menu_button, rail.add_icon, rail.scan, rail.foot.icon, rail.foot.settings)
        await until(lambda: all(rail.rect().contains(each.rect().translated(at_of(each))) for each in buttons))
        assert all(each.isVisible() for each in buttons)
