"""What one does with a device: by the menu of its row or its header, by Enter, in the dialogs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QClipboard, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from peerdrop.core.errors import UsageError
from peerdrop.core.events import PeerForgotten, PeerUpdated
from peerdrop.core.saved_devices import PastConnection
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import ConnectionState, FailureReason, Quality, Trust
from peerdrop.gui.models.devices import DeviceRole
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.device_list import DeviceList
from peerdrop.gui.words.device_actions import DeviceAction, device_menu, header_action, main_action
from peerdrop.link import Path
from peerdrop.wire.identifiers import short_id
from tests.fake_node import FakeNode, make_peer, raising
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push, was_called
from tests.until import until

# Without a screen a menu can't be raised or take the keyboard.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

BEA = make_peer(trust=Trust.KNOWN)
LIVE = make_peer(state=ConnectionState.CONNECTED, path=Path.RELAY, quality=Quality.POOR, rtt_ms=184.0)


@asynccontextmanager
async def window_with(theme: Theme, node: FakeNode, peer: PeerSnapshot = BEA) -> AsyncIterator[OpenedWindow]:
    """A window that shows the conversation with *peer*."""
    node.known = [peer]
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(peer.device_id)
        yield window


def labels(menu: QMenu) -> list[str]:
    return [each.text().replace("&", "") for each in menu.actions() if not each.isSeparator()]


def choose(menu: QMenu, label: str) -> None:
    """Take an action of a menu that is shown, as a click does."""
    (action,) = [each for each in menu.actions() if each.text().replace("&", "") == label]
    menu.close()
    action.trigger()


def open_row_menu(window: OpenedWindow, peer: PeerSnapshot = BEA) -> QMenu:
    """Right click on the row of *peer*."""
    rows: DeviceList = window.window.rail.devices
    at = rows.visualRect(window.controller.order.index_of(peer.device_id)).center()
    mouse = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(rows.viewport(), QContextMenuEvent(mouse, at, rows.viewport().mapToGlobal(at)))
    return window.controller.device_desk.actions.menu


async def test_a_right_click_on_a_row_shows_the_menu_of_that_device_and_opens_nothing(theme: Theme) -> None:
    other = make_peer("Cem", "CEM", trust=Trust.KNOWN)
    node = FakeNode([BEA, other])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        rows = window.window.rail.devices
        at = rows.visualRect(window.controller.order.index_of(other.device_id)).center()
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, at)
        menu = open_row_menu(window, other)
        assert window.controller.opened == BEA.device_id
        assert labels(menu)[0] == "Connect"
        assert labels(menu)[-2:] == ["Block…", "Forget…"]
        choose(menu, "Connect")
        await until(was_called(node, "connect"))
        assert node.called("connect") == [(other.device_id,)]


@pytest.mark.parametrize(
    ("key", "keys"),
    [(Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)],
    ids=["menu", "shift-f10"],
)
async def test_the_menu_key_shows_the_menu_of_the_current_row(
    theme: Theme, key: Qt.Key, keys: Qt.KeyboardModifier
) -> None:
    async with window_with(theme, FakeNode()) as window:
        QTest.keyClick(window.window.rail.devices, key, keys)
        menu = window.controller.device_desk.actions.menu
        await until(menu.isVisible)
        assert "Rename…" in labels(menu)
        menu.close()


async def test_the_menu_in_the_header_is_that_of_the_row(theme: Theme) -> None:
    node = FakeNode()
    async with window_with(theme, node) as window:
        header = window.window.page.header
        header.menu.popup(QPoint(0, 0))
        assert labels(header.menu) == labels(open_row_menu(window))
        await push(window, node, PeerUpdated(peer=replace(BEA, state=ConnectionState.CONNECTED)))
        await until(lambda: window.window.page.header.state.text() == "Connected")
        header.menu.close()
        header.menu.popup(QPoint(0, 0))
        choose(header.menu, "Disconnect")
        await until(was_called(node, "disconnect"))


async def test_others_add_their_actions_to_every_menu(theme: Theme) -> None:
    async with window_with(theme, FakeNode()) as window:
        added: list[str] = []

        def more(menu: QMenu, peer: PeerSnapshot) -> None:
            menu.addAction("Something more…", lambda: added.append(peer.device_id))

        window.controller.device_desk.actions.add_to_menus(more)
        menu = open_row_menu(window)
        assert labels(menu)[-3:] == ["Something more…", "Block…", "Forget…"]
        choose(menu, "Something more…")
        assert added == [BEA.device_id]


async def test_the_whole_id_is_copied(theme: Theme, clipboard: QClipboard) -> None:
    async with window_with(theme, FakeNode()) as window:
        menu = open_row_menu(window)
        (label,) = [each for each in labels(menu) if each.startswith("Copy ID")]
        assert label == f"Copy ID ({short_id(BEA.device_id)})", "no ellipsis: it opens no dialog"
        choose(menu, label)
        assert clipboard.text() == BEA.device_id


async def test_a_device_is_renamed_and_what_is_refused_is_said_beside_the_field(theme: Theme) -> None:
    node = FakeNode()
    async with window_with(theme, node) as window:
        choose(open_row_menu(window), "Rename…")
        dialog = window.controller.device_desk.actions.rename
        assert dialog.isVisible()
        assert dialog.field.text() == "Bea"
        node.replies["rename"] = raising(UsageError("That is no name.", next_step="Write another."))
        dialog.field.setText("Studio")
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        await until(lambda: dialog.answer.text() == "That is no name. Write another.")
        assert dialog.field.text() == "Studio"
        del node.replies["rename"]
        dialog.agree.click()
        await until(dialog.isHidden)
        assert node.called("rename") == [(BEA.device_id, "Studio")] * 2


@pytest.mark.parametrize("action", ["Forget…", "Block…"])
async def test_what_loses_something_asks_first_with_the_verb_on_the_button(theme: Theme, action: str) -> None:
    node = FakeNode()
    async with window_with(theme, node) as window:
        actions = window.controller.device_desk.actions
        verb = action.rstrip("…")
        for agrees in (False, True):
            choose(open_row_menu(window), action)
            question = actions.forget_question if verb == "Forget" else actions.block_question
            assert question.isVisible()
            assert question.title.text() == f"{verb} Bea?"
            assert question.agree.text().replace("&", "") == verb
            (question.agree if agrees else question.refuse).click()
            assert question.isHidden()
            if not agrees:
                assert not node.called(verb.lower())
        await until(was_called(node, verb.lower()))
        assert node.called(verb.lower()) == [(BEA.device_id,)]


async def test_a_forgotten_device_that_is_away_leaves_the_window(theme: Theme) -> None:
    other = make_peer("Cem", "CEM", online=False)
    away = replace(BEA, online=False)
    node = FakeNode([away, other])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(away.device_id)
        await push(window, node, PeerForgotten(device_id=away.device_id))
        await until(lambda: window.controller.devices.peers() == (other,))
        assert window.window.stack.currentWidget() is window.window.first_start
        assert window.controller.opened is None


async def test_a_blocked_device_says_so_and_its_header_unblocks_it(theme: Theme) -> None:
    node = FakeNode()
    async with window_with(theme, node, replace(BEA, trust=Trust.BLOCKED)) as window:
        header = window.window.page.header
        assert header.state.text() == "Blocked"
        assert labels(open_row_menu(window))[-2:] == ["Unblock", "Forget…"]
        assert "Connect" not in labels(open_row_menu(window))
        header.action.click()
        await until(was_called(node, "unblock"))


async def test_the_history_tells_of_each_connection_and_connects_again(theme: Theme) -> None:
    node = FakeNode()
    began = 1_750_000_000.0
    node.replies["connections"] = lambda _: (
        PastConnection(connected_at=began, ended_at=began + 125, path=Path.LAN, reason="LOST", address="10.0.4.9"),
        PastConnection(connected_at=began - 9000, ended_at=began - 8991, path=Path.RELAY),
        PastConnection(connected_at=began - 99_000, path=Path.NAT),
    )
    async with window_with(theme, node) as window:
        choose(open_row_menu(window), "Connection history…")
        dialog = window.controller.device_desk.actions.history
        await until(lambda: dialog.model.rowCount() == 3)
        rows = [[dialog.model.index(row, column).data() for column in range(1, 5)] for row in range(3)]
        assert rows == [
            ["2 min 5 s", "LAN", "The connection was lost", "10.0.4.9"],
            ["9 s", "relay", "Closed by one of you", ""],
            ["Not known", "NAT", "PeerDrop ended before it", ""],
        ]
        assert "192.168.1.7:3001" in dialog.line.text()
        dialog.again.click()
        await until(was_called(node, "connect"))
        assert dialog.isHidden()


async def test_the_pill_opens_why_and_what_it_says_stays_live(theme: Theme) -> None:
    node = FakeNode()
    async with window_with(theme, node, LIVE) as window:
        pill = window.window.page.header.pill
        assert pill.text() == "Relay"
        pill.click()
        why = window.controller.device_desk.actions.why
        assert why.facts == {
            "State": "Weak link · 184 ms",
            "Path": "Through a relay",
            "Round trip": "184 ms",
            "Missed answers": "None",
            "Address": "192.168.1.7:3001",
        }
        assert why.line.text().startswith("Weak: answers take over 150 ms")
        await push(window, node, PeerUpdated(peer=replace(LIVE, missed_pings=3, silent_s=6.2)))
        await until(lambda: why.facts["Missed answers"] == "3, nothing heard for 6 s")
        better = replace(LIVE, path=Path.LAN, quality=Quality.GOOD, rtt_ms=0.4)
        await push(window, node, PeerUpdated(peer=better))
        await until(lambda: why.facts["Round trip"] == "0.4 ms")
        assert why.facts["Path"] == "Direct, on this network"
        QTest.keyClick(why.close_text, Qt.Key.Key_Escape)
        assert why.isHidden()


STATES: list[tuple[dict[str, Any], DeviceAction | None]] = [
    ({"trust": Trust.SEEN}, DeviceAction.OPEN),
    ({}, DeviceAction.CONNECT),
    ({"state": ConnectionState.SIGNALING}, DeviceAction.STOP),
    ({"state": ConnectionState.CONNECTING}, DeviceAction.STOP),
    ({"state": ConnectionState.AUTHENTICATING}, DeviceAction.STOP),
    ({"state": ConnectionState.CONNECTED}, DeviceAction.OPEN),
    ({"state": ConnectionState.DISCONNECTED}, None),
    ({"state": ConnectionState.FAILED, "reason": FailureReason.ICE}, DeviceAction.RETRY),
    ({"state": ConnectionState.FAILED, "reason": FailureReason.LOST, "retry_at": 1.0}, DeviceAction.TRY_NOW),
    ({"retry_at": 1.0}, DeviceAction.TRY_NOW),
    ({"retry_at": 1.0, "online": False}, DeviceAction.OPEN),
    ({"state": ConnectionState.FAILED, "reason": FailureReason.IDENTITY}, DeviceAction.OPEN),
    ({"state": ConnectionState.FAILED, "reason": FailureReason.LIMIT}, DeviceAction.CONNECT_ANYWAY),
    ({"state": ConnectionState.CLOSING}, None),
    ({"online": False}, DeviceAction.OPEN),
    ({"trust": Trust.BLOCKED}, DeviceAction.UNBLOCK),
]


@pytest.mark.parametrize(("facts", "action"), STATES)
def test_enter_on_a_row_does_what_its_state_asks_for(facts: dict[str, Any], action: DeviceAction | None) -> None:
    peer = replace(BEA, **facts)
    assert main_action(peer) is action
    # What can be done by Enter can be done by the mouse: in the menu, in the header or by opening the row.
    offered = {each for group in device_menu(peer) for each in group} | {header_action(peer), DeviceAction.OPEN, None}
    assert action in offered


async def test_a_device_that_is_tried_again_is_tried_now_by_a_click(theme: Theme) -> None:
    node = FakeNode()
    waiting = replace(BEA, state=ConnectionState.CLOSED, retry_at=4e9)
    async with window_with(theme, node, waiting) as window:
        header = window.window.page.header
        await until(lambda: header.action.text().replace("&", "") == "Try now")
        header.action.click()
        await until(was_called(node, "connect"))
        assert node.called("connect") == [(BEA.device_id,)]


async def test_beyond_the_limit_the_row_says_so_and_the_header_connects_anyway(theme: Theme) -> None:
    node = FakeNode()
    full = replace(BEA, state=ConnectionState.FAILED, reason=FailureReason.LIMIT)
    others = [make_peer(f"o{each}", f"O{each}", state=ConnectionState.CONNECTED) for each in "ABCDEFGH"]
    async with window_with(theme, node, full) as window:
        await push(window, node, *(PeerUpdated(peer=each) for each in others))
        row = window.controller.devices.index_of(full.device_id)
        await until(lambda: row.data(DeviceRole.LOOK).line == "Nearby · 8 devices connected already")
        assert window.window.page.header.action.text().replace("&", "") == "Connect anyway"
        window.window.page.header.action.click()
        await until(was_called(node, "connect"))
        assert node.called("connect") == [(full.device_id, True)]


async def test_the_line_below_the_devices_says_how_this_one_is_connected(theme: Theme) -> None:
    node = FakeNode()
    async with window_with(theme, node) as window:
        line = window.window.rail.status.line
        await until(lambda: line.text() == "Not connected · 1 nearby")
        direct = [make_peer(each, each * 3, state=ConnectionState.CONNECTED, path=Path.LAN) for each in "DE"]
        await push(window, node, *(PeerUpdated(peer=each) for each in (*direct, replace(LIVE, trust=Trust.KNOWN))))
        await until(lambda: line.text() == "2 peer-to-peer · 1 by relay")
        assert "Offline: 0." in line.toolTip()


async def test_enter_stops_a_call_and_writes_to_whom_is_connected(theme: Theme) -> None:
    node = FakeNode()
    async with window_with(theme, node, replace(BEA, state=ConnectionState.SIGNALING)) as window:
        rows = window.window.rail.devices
        QTest.keyClick(rows, Qt.Key.Key_Return)
        await until(was_called(node, "disconnect"))
        await push(window, node, PeerUpdated(peer=replace(BEA, state=ConnectionState.CONNECTED)))
        window.window.activateWindow()
        await until(window.window.isActiveWindow)
        rows.setFocus()
        QTest.keyClick(rows, Qt.Key.Key_Return)
        assert window.window.page.composer.field.hasFocus()


async def test_the_search_hides_the_row_of_the_open_conversation_and_opens_no_other(theme: Theme) -> None:
    other = make_peer("Cem", "CEM", trust=Trust.KNOWN)
    async with opened_window(theme, FakeEngine(FakeNode([BEA, other])).open_node) as window:
        await window.open(BEA.device_id)
        rail = window.window.rail
        QTest.keyClicks(rail.search, "cem")
        assert window.controller.order.device_ids() == (other.device_id,)
        assert window.controller.opened == BEA.device_id
        assert not rail.devices.currentIndex().isValid()
        QTest.keyClick(rail.search, Qt.Key.Key_Escape)
        assert rail.search.text() == ""
        assert rail.devices.currentIndex().data() == "Bea"
        QTest.keyClicks(rail.search, "nobody is called that")
        assert rail.empty.isVisible()


async def test_a_click_on_the_open_device_comes_back_from_a_page(theme: Theme) -> None:
    async with window_with(theme, FakeNode()) as window:
        window.window.settings_asked.emit()
        assert window.window.stack.currentWidget() is not window.window.page
        rows = window.window.rail.devices
        at = rows.visualRect(window.controller.order.index_of(BEA.device_id)).center()
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        assert window.window.stack.currentWidget() is window.window.page
