"""Where the focus is after something was opened, answered or clicked: what is typed next must arrive."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from peerdrop.core.states import TransferState
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.offer_sheet import OfferSheet
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer, state_changed
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push
from tests.until import until

BEA = make_peer()
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def node() -> FakeNode:
    return FakeNode([BEA])


@asynccontextmanager
async def active_window(theme: Theme, node: FakeNode) -> AsyncIterator[OpenedWindow]:
    """A window that has the focus, with a conversation open."""
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await until(lambda: focused() is window.window.page.composer.field, what="a new conversation takes the focus")
        yield window


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the focus"
    return widget


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(focused(), key, modifiers)


def press_space(button: QWidget) -> None:
    button.setFocus(Qt.FocusReason.TabFocusReason)
    press(Qt.Key.Key_Space)


WAYS_OUT: dict[str, Callable[[OfferSheet], None]] = {
    "accept": lambda _: press(Qt.Key.Key_Return, CONTROL),
    "later": lambda _: press(Qt.Key.Key_Escape),
    "decline": lambda sheet: press_space(sheet.decline),
    "cross": lambda sheet: press_space(sheet.close_button),
}


@pytest.mark.parametrize("way", WAYS_OUT)
async def test_after_an_offer_is_answered_by_keys_one_goes_on_typing(theme: Theme, node: FakeNode, way: str) -> None:
    async with active_window(theme, node) as window:
        page = window.window.page
        window.type("so ", enter=False)
        await push(window, node, state_changed(TransferState.OFFERED, TransferState.NEW))
        press(Qt.Key.Key_R, CONTROL)
        await until(page.sheet.accept.isEnabled)
        assert focused() is page.sheet.accept
        WAYS_OUT[way](page.sheet)
        assert page.sheet.isHidden()
        QTest.keyClicks(focused(), "be it")
        assert page.composer.field.toPlainText() == "so be it"


async def test_the_focus_goes_back_to_where_the_sheet_was_opened_from(theme: Theme, node: FakeNode) -> None:
    async with active_window(theme, node) as window:
        await push(window, node, state_changed(TransferState.OFFERED, TransferState.NEW))
        devices = window.window.rail.devices
        devices.setFocus()
        for _ in range(2):
            press(Qt.Key.Key_R, CONTROL)
            assert focused() is window.window.page.sheet.accept
        press(Qt.Key.Key_Escape)
        assert focused() is devices


async def test_a_withdrawn_offer_takes_the_focus_to_the_field_only_if_its_sheet_had_it(
    theme: Theme, node: FakeNode
) -> None:
    async with active_window(theme, node) as window:
        page, devices = window.window.page, window.window.rail.devices
        for holder, then in ((devices, devices), (page.sheet.folder, page.composer.field)):
            await push(window, node, state_changed(TransferState.OFFERED, TransferState.NEW))
            window.controller.reviewer.review(TRANSFER_ID)
            await until(page.sheet.isVisible)
            holder.setFocus()
            await push(window, node, state_changed(TransferState.CANCELED, TransferState.OFFERED))
            await until(page.sheet.isHidden)
            assert focused() is then
