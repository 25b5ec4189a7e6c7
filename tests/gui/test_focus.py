"""Where the focus is after something was opened, answered or clicked: what is typed next must arrive."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from peerdrop.core.states import Direction, TransferState
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.conversation_view import ConversationView
from peerdrop.gui.widgets.offer_sheet import OfferSheet
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.keeping import delete_all
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


async def click_on_screen(widget: QWidget) -> None:
    """Press and release the mouse over *widget*, as the window system tells the window."""
    window, at = widget.window(), widget.mapTo(widget.window(), widget.rect().center())
    done = asyncio.Event()

    def click_it() -> None:
        QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        done.set()

    # It lets Qt handle events meanwhile: within a step of this test no task of the window could go on.
    asyncio.get_running_loop().call_soon(click_it)
    await done.wait()


async def test_no_ring_is_shown_in_what_a_click_opened_and_one_is_in_what_a_key_opened(
    theme: Theme, node: FakeNode
) -> None:
    async with active_window(theme, node) as window:
        main = window.window
        transfers = window.controller.pages.transfers
        await push(window, node, state_changed(TransferState.TRANSFERRING, direction=Direction.OUTGOING))
        await click_on_screen(main.rail.foot.icon)
        await until(transfers.list.hasFocus)
        assert not transfers.list.delegate.shows_focus
        press(Qt.Key.Key_Escape)
        press(Qt.Key.Key_T, CONTROL)
        await until(transfers.list.hasFocus)
        assert transfers.list.delegate.shows_focus
        press(Qt.Key.Key_Escape)
        asking = window.controller.asking
        for by_key in (False, True):
            await click_on_screen(main.page.composer.field)
            if by_key:
                QTest.keyClick(main.windowHandle(), Qt.Key.Key_Control)
            asking.ask(delete_all(), lambda: None)
            assert asking.question is not None
            await until(asking.question.refuse.hasFocus)
            assert main.ring.target is (asking.question.refuse if by_key else None)
            press(Qt.Key.Key_Escape)


def click(view: ConversationView, at: QPoint) -> None:
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


async def failed_card(window: OpenedWindow, node: FakeNode) -> QRect:
    """Let a card stand there that can be sent again; where it is."""
    view = window.window.page.view
    await push(window, node, state_changed(TransferState.FAILED, TransferState.OFFERED, direction=Direction.OUTGOING))
    window.conversation(BEA.device_id).set_sources(TRANSFER_ID, (Path("/nowhere/film.mov"),))
    view.doItemsLayout()
    return view.visualRect(window.conversation(BEA.device_id).index_of(TRANSFER_ID))


async def test_letters_typed_after_a_click_on_a_card_go_into_the_message(theme: Theme, node: FakeNode) -> None:
    async with active_window(theme, node) as window:
        page = window.window.page
        card = await failed_card(window, node)
        click(page.view, QPoint(card.center().x(), card.top() + 2))
        assert focused() is page.view
        press(Qt.Key.Key_Space)
        assert focused() is page.view, "the space pauses and resumes"
        press(Qt.Key.Key_C, CONTROL)
        assert focused() is page.view, "a command is no letter"
        QTest.keyClicks(focused(), "É")
        assert focused() is page.composer.field
        QTest.keyClicks(focused(), " vero")
        assert page.composer.field.toPlainText() == "É vero"


async def test_a_click_where_nothing_is_puts_the_focus_into_the_message(theme: Theme, node: FakeNode) -> None:
    async with active_window(theme, node) as window:
        page = window.window.page
        card = await failed_card(window, node)
        for place in (QPoint(card.center().x(), card.bottom() + 40), QPoint(card.center().x(), card.top() - 10)):
            window.window.rail.devices.setFocus()
            click(page.view, place)
            assert focused() is page.composer.field


async def test_return_after_a_click_shows_first_which_card_it_is_for(theme: Theme, node: FakeNode) -> None:
    async with active_window(theme, node) as window:
        view = window.window.page.view
        card = await failed_card(window, node)
        asked: list[CardAction] = []
        view.card_action.connect(lambda _, action: asked.append(action))
        click(view, QPoint(card.center().x(), card.top() + 2))
        press(Qt.Key.Key_Return)
        assert (asked, view.delegate.shows_focus) == ([], True)
        press(Qt.Key.Key_Return)
        assert asked == [CardAction.RETRY]
