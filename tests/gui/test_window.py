"""Devices and messages in the window: what a user does, and what the node is asked for."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from peerdrop.core.events import (
    MessageDelivered,
    MessageFailed,
    MessageReceived,
    MessageSent,
    PeerFound,
    PeerLost,
    PeerUpdated,
)
from peerdrop.gui.models.entries import TextEntry, Tick
from peerdrop.gui.theme import Theme
from peerdrop.wire.identifiers import MessageId
from peerdrop.wire.limits import TEXT_CHARS
from tests.fake_node import MESSAGE_ID, FakeNode, make_peer
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push, was_called
from tests.until import until

BEA = make_peer()


def ticks(window: OpenedWindow) -> list[Tick]:
    return [each.tick for each in window.conversation(BEA.device_id).entries() if isinstance(each, TextEntry)]


async def test_a_device_that_is_found_stands_in_the_list_and_leaves_for_offline(theme: Theme) -> None:
    node = FakeNode()
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        assert window.window.rail.empty.isVisible()
        await push(window, node, PeerFound(peer=BEA))
        await until(lambda: window.controller.order.rowCount() == 2, what="head and device")
        assert window.controller.order.index(0, 0).data() == "Nearby"
        assert not window.window.rail.empty.isVisible()
        await push(window, node, PeerLost(peer=BEA))
        await until(lambda: window.controller.order.index(0, 0).data() == "Offline")


async def test_enter_sends_the_message_and_empties_the_field(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        window.type("good morning")
        await until(was_called(node, "send_message"))
        assert node.called("send_message") == [(BEA.device_id, "good morning")]
        assert window.window.page.composer.field.toPlainText() == ""


async def test_shift_enter_begins_a_line_and_blank_text_is_not_sent(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        field = window.window.page.composer.field
        window.type("   ")
        assert not window.window.page.composer.send.isEnabled()
        field.clear()
        window.type("one", enter=False)
        QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        window.type("two")
        await until(was_called(node, "send_message"))
        assert node.called("send_message") == [(BEA.device_id, "one\ntwo")]


@pytest.mark.parametrize("text", ["x" * (TEXT_CHARS + 1), "\N{GRINNING FACE}" * 60_000], ids=["characters", "bytes"])
async def test_a_text_that_is_too_long_stays_in_the_field_and_says_so(theme: Theme, text: str) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        field = window.window.page.composer.field
        field.setPlainText(text)
        window.window.page.composer.submit()
        assert "Too long" in window.error_text
        assert field.toPlainText() == text
        assert not node.called("send_message")


async def test_ticks_follow_a_message_of_ours(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, MessageSent(message_id=MESSAGE_ID, device_id=BEA.device_id, text="hi", at=1.0))
        await until(lambda: ticks(window) == [Tick.WAITING])
        await push(window, node, MessageDelivered(message_id=MESSAGE_ID, device_id=BEA.device_id))
        await until(lambda: ticks(window) == [Tick.DELIVERED])


async def test_a_message_that_was_not_sent_can_be_sent_again_by_a_click(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(
            window,
            node,
            MessageSent(message_id=MESSAGE_ID, device_id=BEA.device_id, text="hi", at=1.0),
            MessageFailed(message_id=MESSAGE_ID, device_id=BEA.device_id, reason="SIGNALING"),
        )
        await until(lambda: ticks(window) == [Tick.FAILED])
        view = window.window.page.view
        view.setFocus()
        view.setCurrentIndex(window.conversation(BEA.device_id).index_of(MESSAGE_ID))
        QTest.keyClick(view, Qt.Key.Key_Return)
        await until(was_called(node, "send_message"))
        assert node.called("send_message") == [(BEA.device_id, "hi")]
        assert ticks(window) == []


async def test_a_message_is_spoken_with_the_name_of_its_sender(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(
            window,
            node,
            MessageReceived(message_id=MESSAGE_ID, device_id=BEA.device_id, name="Bea", text="hi {name}", at=2.0),
        )

        def spoken() -> str:
            return str(window.conversation(BEA.device_id).index_of(MESSAGE_ID).data(Qt.ItemDataRole.AccessibleTextRole))

        await until(lambda: spoken().startswith("Bea, "), what="the sender is named")
        assert spoken().endswith(": hi {name}")
        await push(window, node, PeerUpdated(peer=replace(BEA, name="Beatrix")))
        await until(lambda: spoken().startswith("Beatrix, "), what="by the name that is shown now")


async def test_a_message_for_another_conversation_is_counted_as_unread_until_that_is_opened(theme: Theme) -> None:
    other = make_peer("Cid", "CID")
    node = FakeNode([BEA, other])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        received = MessageReceived(
            message_id=MESSAGE_ID, device_id=other.device_id, name="Cid", text="<b>hi</b>", at=2.0
        )
        await push(window, node, received, received)
        index = window.controller.order.index_of
        await until(lambda: "1 unread" in index(other.device_id).data(Qt.ItemDataRole.AccessibleTextRole))
        assert window.controller.order.device_ids()[0] == other.device_id, "what is unread stands first"
        await window.open(other.device_id)
        assert "unread" not in index(other.device_id).data(Qt.ItemDataRole.AccessibleTextRole)


async def test_keys_go_through_the_devices(theme: Theme) -> None:
    peers = [make_peer(name, name) for name in ("ANA", "BEA", "CID")]
    async with opened_window(theme, FakeEngine(FakeNode(peers)).open_node) as window:
        window.window.activateWindow()
        await until(window.window.isActiveWindow)
        await until(lambda: len(window.controller.order.device_ids()) == 3)
        QTest.keyClick(window.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        assert window.controller.opened == peers[1].device_id
        QTest.keyClick(window.window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert window.controller.opened == peers[2].device_id
        QTest.keyClick(window.window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert window.controller.opened == peers[1].device_id
        assert window.window.focusWidget() is window.window.page.composer.field
        QTest.keyClick(window.window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        assert window.window.focusWidget() is window.window.rail.search
        QTest.keyClicks(window.window.rail.search, "ci")
        assert window.controller.order.device_ids() == (peers[2].device_id,)
        QTest.keyClick(window.window.rail.search, Qt.Key.Key_Escape)
        assert len(window.controller.order.device_ids()) == 3


async def test_a_narrow_window_keeps_the_rail_to_its_tiles(theme: Theme) -> None:
    async with opened_window(theme, FakeEngine(FakeNode([BEA])).open_node) as window:
        window.window.resize(500, 700)
        assert window.window.rail.width() == 64
        assert not window.window.rail.search.isVisible()
        await until(lambda: window.window.stack.mapTo(window.window, QPoint(0, 0)) == QPoint(65, 0), what="no gap")
        window.window.resize(1180, 700)
        assert window.window.rail.width() >= 288
        assert window.window.rail.search.isVisible()


async def test_messages_of_one_id_are_shown_once(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        received = MessageReceived(message_id=MessageId("1" * 32), device_id=BEA.device_id, name="B", text="x", at=1.0)
        await push(window, node, received, received)
        await until(lambda: len(window.conversation(BEA.device_id).entries()) == 2)
