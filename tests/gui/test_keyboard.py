"""The whole window by its keys: where Tab and F6 go, what shows the focus, and what the keys of a card do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from peerdrop.core.errors import PeerDropError
from peerdrop.core.states import Direction, TransferState
from peerdrop.gui.models.failures import ShownFailure
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.failures import command_failure
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer, state_changed
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push, was_called
from tests.until import until

BEA = make_peer()
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
STOPS_MAX = 60


@pytest.fixture
def node() -> FakeNode:
    return FakeNode([BEA])


@asynccontextmanager
async def active_window(theme: Theme, node: FakeNode) -> AsyncIterator[OpenedWindow]:
    """A window that has the focus, with a conversation open."""
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.window.activateWindow()
        await until(window.window.isActiveWindow)
        await window.open(BEA.device_id)
        await until(lambda: focused() is window.window.page.composer.field, what="a new conversation takes the focus")
        yield window


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focused(), key, modifiers)


def spoken(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def shows(stack: QStackedWidget, page: QWidget) -> bool:
    """It is in front, and can be used."""
    return stack.currentWidget() is page and page.isEnabled()


def round_by(key: Qt.Key) -> list[QWidget]:
    """Every stop from here until the focus is where it was; a trap never comes round."""
    start, stops = focused(), []
    for _ in range(STOPS_MAX):
        press(key)
        stops.append(focused())
        if focused() is start:
            return stops
    raise AssertionError(f"Tab does not come back to {spoken(start)}: {[spoken(each) for each in stops]}")


async def test_tab_walks_the_whole_window_in_order_and_back_and_every_stop_has_a_name(
    theme: Theme, node: FakeNode
) -> None:
    async with active_window(theme, node) as window:
        await push(window, node, state_changed(TransferState.OFFERED, TransferState.NEW))
        window.controller.reviewer.review(TRANSFER_ID)
        failure = command_failure(BEA.name, PeerDropError("The disk here is full.", next_step="Free space."))
        window.controller.failures.show(BEA.device_id, ShownFailure(failure, lambda: None))
        window.type("hi", enter=False)
        await until(window.window.page.sheet.isVisible)
        window.window.rail.own.menu_button.setFocus(Qt.FocusReason.TabFocusReason)
        onward = round_by(Qt.Key.Key_Tab)
        names = [spoken(each) for each in onward]
        assert all(names), [f"{each} {name}" for each, name in zip(onward, names, strict=True)]
        page, rail = window.window.page, window.window.rail
        wanted = [
            rail.search,
            rail.devices,
            rail.add,
            rail.scan,
            rail.foot.icon,
            rail.foot.settings,
            page.header.pill,
            page.header.action,
            page.header.menu_button,
            page.error_bar.step,
            page.error_bar.close_button,
            page.view,
            page.sheet.close_button,
            page.sheet.list,
            page.sheet.folder,
            page.sheet.change,
            page.sheet.choice,
            page.sheet.remember,
            page.sheet.decline,
            page.sheet.accept,
            page.composer.attach,
            page.composer.field,
            page.composer.send,
            rail.own.menu_button,
        ]
        wanted = [each for each in wanted if each.isVisible() and each.isEnabled()]
        assert names == [spoken(each) for each in wanted]
        back = round_by(Qt.Key.Key_Backtab)
        assert [spoken(each) for each in reversed(back[:-1])] == names[:-1]


async def test_tab_comes_round_on_every_page_and_in_every_dialog(theme: Theme, node: FakeNode) -> None:
    async with active_window(theme, node) as window:
        pages, main = window.controller.pages, window.window
        pages.open_settings()
        await until(main.settings.isEnabled)
        assert focused() is main.settings, "a page takes the focus when it is opened"
        assert main.ring.target is None, "it may have been opened by a click"
        for number in range(4):
            main.settings.show_tab(number)
            main.settings.setFocus(Qt.FocusReason.OtherFocusReason)
            press(Qt.Key.Key_F6)
            press(Qt.Key.Key_F6, SHIFT)
            assert main.settings.isAncestorOf(focused())
            assert main.ring.target is focused()
            assert all(spoken(each) for each in round_by(Qt.Key.Key_Tab))
        press(Qt.Key.Key_Escape)
        assert focused() is main.page.composer.field
        pages.open_transfers()
        assert all(spoken(each) for each in round_by(Qt.Key.Key_Tab))
        main.add_address.ask()
        stops = round_by(Qt.Key.Key_Tab)
        assert all(main.add_address.isAncestorOf(each) and spoken(each) for each in stops)
        QTest.keyClick(main, Qt.Key.Key_F6)
        assert main.add_address.isAncestorOf(focused()), "F6 does not go below a dialog"
        press(Qt.Key.Key_Escape)
        assert main.add_address.isHidden()
        assert main.stack.currentWidget() is pages.transfers, "Esc closes the dialog, not the page below it"


async def test_f6_goes_round_all_areas_both_ways(theme: Theme, node: FakeNode) -> None:
    async with active_window(theme, node) as window:
        await push(window, node, state_changed(TransferState.OFFERED, TransferState.NEW))
        window.controller.reviewer.review(TRANSFER_ID)
        page, rail = window.window.page, window.window.rail
        areas: list[QWidget] = [page.composer.field, rail.foot.icon, rail.devices, page.view, page.sheet.accept]
        page.composer.field.setFocus()
        seen = []
        for _ in areas:
            press(Qt.Key.Key_F6)
            seen.append(focused())
        assert seen == [*areas[1:], areas[0]]
        for area in reversed([*areas[1:]]):
            press(Qt.Key.Key_F6, SHIFT)
            assert focused() is area


async def test_the_ring_is_around_a_button_that_a_key_reached_and_never_after_a_click(
    theme: Theme, node: FakeNode
) -> None:
    async with active_window(theme, node) as window:
        main = window.window
        ring, attach = main.ring, main.page.composer.attach
        assert ring.target is None, "a field shows the focus by its own edge"
        press(Qt.Key.Key_Backtab)
        assert ring.target is attach is focused()
        gaps = attach.mapTo(main, attach.rect().topLeft()) - ring.geometry().topLeft()
        assert (gaps.x(), gaps.y()) == (4, 4), "2 pixels of ring, 2 pixels away"
        main.resize(main.width() - 60, main.height() - 40)
        await until(lambda: ring.geometry().center() == attach.mapTo(main, attach.rect().center()), what="it follows")
        press(Qt.Key.Key_Tab)
        assert ring.target is None
        QTest.mouseClick(main.rail.foot.settings, Qt.MouseButton.LeftButton)
        assert focused() is not main.rail.foot.settings


async def test_keys_open_the_pages_and_escape_leaves_them(theme: Theme, node: FakeNode) -> None:
    async with active_window(theme, node) as window:
        main = window.window
        pages: list[tuple[Qt.Key, QWidget]] = [
            (Qt.Key.Key_T, window.controller.pages.transfers),
            (Qt.Key.Key_Comma, main.settings),
        ]
        for key, page in pages:
            press(key, CONTROL)
            await until(partial(shows, main.stack, page))
            assert focused() is page or page.isAncestorOf(focused())
            press(Qt.Key.Key_Escape)
            assert main.stack.currentWidget() is main.page
            assert focused() is main.page.composer.field


async def test_space_pauses_delete_cancels_and_enter_does_what_is_ringed(theme: Theme, node: FakeNode) -> None:
    async with active_window(theme, node) as window:
        outgoing = Direction.OUTGOING
        await push(window, node, state_changed(TransferState.TRANSFERRING, TransferState.ACCEPTED, direction=outgoing))
        press(Qt.Key.Key_F6, SHIFT)
        view = window.window.page.view
        assert focused() is view
        press(Qt.Key.Key_End)
        press(Qt.Key.Key_Space)
        await until(was_called(node, "pause"))
        press(Qt.Key.Key_Delete)
        await until(was_called(node, "cancel"))
        await push(window, node, state_changed(TransferState.OFFERED, TransferState.NEW))
        press(Qt.Key.Key_End)
        press(Qt.Key.Key_Return)
        assert not node.called("accept"), "Accept is never where the ring starts"


async def test_ctrl_enter_accepts_only_on_the_sheet(theme: Theme, node: FakeNode) -> None:
    async with active_window(theme, node) as window:
        await push(window, node, state_changed(TransferState.OFFERED, TransferState.NEW))
        window.controller.reviewer.review(TRANSFER_ID)
        sheet, field = window.window.page.sheet, window.window.page.composer.field
        await until(sheet.accept.isEnabled)
        field.setFocus()
        press(Qt.Key.Key_Return, CONTROL)
        assert sheet.isVisible(), "who writes a message does not accept files by that"
        assert not node.called("accept")
        sheet.list.setFocus()
        press(Qt.Key.Key_Return, CONTROL)
        await until(was_called(node, "accept"))
