"""For those who do not see the window or do not use a mouse."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QToolButton, QWidget

from peerdrop.core.events import MessageReceived, TransferProgressed, TransferStateChanged
from peerdrop.core.states import Direction, TransferReason, TransferState
from peerdrop.gui.safe_text import tooltip
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.card_buttons import OverlaidButton
from peerdrop.gui.words.card_face import CardAction
from peerdrop.wire.identifiers import MessageId
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer, state_changed
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push, was_called
from tests.until import until

PEER = make_peer()
"""A stranger: the sheet does not open by itself, and the card keeps its buttons."""


@pytest.fixture
def node() -> FakeNode:
    return FakeNode([PEER])


def offered(**changes: Any) -> TransferStateChanged:
    return state_changed(TransferState.OFFERED, TransferState.NEW, **changes)


def running(**changes: Any) -> TransferStateChanged:
    facts: dict[str, Any] = {"direction": Direction.OUTGOING, "size_bytes": 1000, **changes}
    return state_changed(TransferState.TRANSFERRING, TransferState.ACCEPTED, **facts)


def progressed(done: int) -> TransferProgressed:
    return TransferProgressed(
        transfer_id=TRANSFER_ID, bytes_done=done, size_bytes=1000, bytes_per_second=1.0, eta_s=None
    )


async def show_buttons(window: OpenedWindow) -> list[OverlaidButton]:
    """Go to the conversation by the keyboard, and give the true buttons that lie over its last card."""
    view = window.window.page.view
    view.doItemsLayout()
    # Without a screen no window is active and none has the focus: tell the list as Qt would.
    view.setCurrentIndex(view.model().index(view.model().rowCount() - 1, 0))
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.sendEvent(view, QFocusEvent(QFocusEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    await until(lambda: bool(view.buttons.shown), what="the buttons lie over the card")
    return list(view.buttons.shown)


async def test_the_current_card_has_true_buttons_where_its_painted_ones_are(theme: Theme, node: FakeNode) -> None:
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(PEER.device_id)
        await push(window, node, offered())
        window.window.activateWindow()
        buttons = await show_buttons(window)
        assert [each.accessibleName() for each in buttons] == ["Decline", "Review…", "Accept"]
        roles = [QAccessible.queryAccessibleInterface(each).role() for each in buttons]
        assert roles == [QAccessible.Role.PushButton] * 3
        view = window.window.page.view
        card = window.cards(PEER.device_id)[0]
        row = view.visualRect(window.conversation(PEER.device_id).index_of(TRANSFER_ID))
        painted = [rect.translated(row.topLeft()) for _, rect in view.delegate.card_layout(card, row.width()).buttons]
        assert [each.geometry().center() for each in buttons] == [each.center() for each in painted]
        assert all(button.geometry().contains(rect) for button, rect in zip(buttons, painted, strict=True))
        QTest.keyClick(buttons[0], Qt.Key.Key_Return)
        await until(was_called(node, "decline"))


async def test_the_true_buttons_follow_the_state_of_their_card(theme: Theme, node: FakeNode) -> None:
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(PEER.device_id)
        await push(window, node, running())
        window.window.activateWindow()
        assert CardAction.CANCEL in [each.action for each in await show_buttons(window)]
        await push(window, node, state_changed(TransferState.VERIFYING, direction=Direction.OUTGOING))
        await until(lambda: not window.window.page.view.buttons.shown, what="a card without buttons has none")


async def test_the_true_buttons_lie_over_the_card_below_the_mouse_too(theme: Theme, node: FakeNode) -> None:
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(PEER.device_id)
        await push(window, node, offered())
        view = window.window.page.view
        view.doItemsLayout()
        row = view.visualRect(window.conversation(PEER.device_id).index_of(TRANSFER_ID))
        assert not view.buttons.shown
        # It lets Qt handle events meanwhile: within a step of this test no task of the window could go on, for good.
        asyncio.get_running_loop().call_soon(QTest.mouseMove, view.viewport(), row.center())
        await until(lambda: len(view.buttons.shown) == 3)
        accept = view.buttons.shown[2]
        assert not accept.hitButton(QPoint(0, 0)), "beside the painted button nothing is hit"
        QTest.mouseClick(accept, Qt.MouseButton.LeftButton)
        await until(was_called(node, "accept"))


async def test_ten_thousand_cards_share_a_handful_of_true_buttons(theme: Theme, node: FakeNode) -> None:
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(PEER.device_id)
        for number in range(40):
            await push(window, node, offered(transfer_id=f"{number:032x}"))
        await show_buttons(window)
        view = window.window.page.view
        for _ in range(30):
            QTest.keyClick(view, Qt.Key.Key_Up)
        assert len(view.viewport().findChildren(QAbstractButton)) <= 4


async def test_progress_is_told_at_the_quarters_and_never_in_between(theme: Theme, node: FakeNode) -> None:
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        told: list[tuple[str, bool]] = []
        window.controller.screen_reader.said.connect(lambda text, assertive: told.append((text, assertive)))
        await push(window, node, running(label="film.mov"))
        for done in (10, 240, 260, 270, 499, 600, 800, 900):
            window.bridge.transfer_progressed.emit(progressed(done))
        await push(window, node, state_changed(TransferState.COMPLETED, direction=Direction.OUTGOING, label="film.mov"))
        assert told == [
            ("Sending film.mov to Bea", False),
            ("film.mov: 25 %", False),
            ("film.mov: 50 %", False),
            ("film.mov: 75 %", False),
            ("film.mov: Delivered", False),
        ]


@pytest.mark.parametrize(
    ("state", "reason", "assertive"),
    [
        (TransferState.PAUSED, TransferReason.PEER, False),
        (TransferState.SUSPENDED, None, False),
        (TransferState.FAILED, TransferReason.LOST, True),
    ],
)
async def test_a_pause_a_loss_and_a_failure_are_told(
    theme: Theme, node: FakeNode, state: TransferState, reason: TransferReason | None, assertive: bool
) -> None:
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        told: list[tuple[str, bool]] = []
        window.controller.screen_reader.said.connect(lambda text, urgent: told.append((text, urgent)))
        await push(window, node, state_changed(state, TransferState.TRANSFERRING, reason, bytes_done=10))
        assert [urgent for _, urgent in told] == [assertive]


async def test_messages_of_the_open_conversation_are_read_out_and_others_not(theme: Theme, node: FakeNode) -> None:
    other = make_peer("Cem", "CEM")
    node.known.append(other)
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        told: list[str] = []
        window.controller.screen_reader.said.connect(lambda text, _: told.append(text))
        await window.open(PEER.device_id)
        for number, peer in enumerate((PEER, other)):
            message_id = MessageId(f"{number:032x}")
            event = MessageReceived(
                message_id=message_id, device_id=peer.device_id, name=peer.name, text="hi\nyou", at=1.0
            )
            await push(window, node, event)
        assert told == ["Bea: hi you"]


async def test_every_icon_button_is_called_what_its_tooltip_says(theme: Theme, node: FakeNode) -> None:
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(PEER.device_id)
        buttons = list(_own(window.window.findChildren(QToolButton)))
        assert len(buttons) > 5
        for button in buttons:
            assert button.accessibleName(), f"{button} has no name"
            assert button.toolTip() == tooltip(button.accessibleName())


async def test_everything_that_takes_the_focus_has_a_name(theme: Theme, node: FakeNode) -> None:
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(PEER.device_id)
        for widget in _own(window.window.findChildren(QWidget)):
            if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or widget.focusProxy() is not None:
                continue
            interface = QAccessible.queryAccessibleInterface(widget)
            spoken = interface.text(QAccessible.Text.Name) if interface is not None else ""
            assert spoken or not widget.isVisible(), f"{widget} ({widget.objectName()}) has no name"


def _own(widgets: list[QWidget]) -> Iterator[QWidget]:
    """Without those that Qt puts into its own, as the buttons in a field."""
    return (each for each in widgets if not isinstance(each.parent(), QLineEdit))


async def test_a_tab_of_the_settings_is_one_of_several_and_the_id_s_button_says_what_it_copies(
    theme: Theme, node: FakeNode
) -> None:
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.controller.pages.open_settings()
        page = window.window.settings
        await until(page.isEnabled)
        tabs = page._tabs._buttons.buttons()
        assert {QAccessible.queryAccessibleInterface(each).role() for each in tabs} == {QAccessible.Role.RadioButton}
        assert [each.isChecked() for each in tabs] == [True, False, False, False]
        copy = QAccessible.queryAccessibleInterface(page.general.device_id.control)
        assert copy.text(QAccessible.Text.Name) == "Copy the device ID"
        assert copy.text(QAccessible.Text.Description) == page.general.device_id.help.text() == "OWNA-AAAA"


async def test_the_button_that_clears_a_search_has_a_name(theme: Theme, node: FakeNode) -> None:
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        fields = window.window.findChildren(QLineEdit)
        clear = [each for field in fields if field.isClearButtonEnabled() for each in field.findChildren(QToolButton)]
        assert [each.accessibleName() for each in clear] == ["Clear the search"]
