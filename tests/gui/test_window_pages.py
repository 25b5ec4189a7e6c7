"""The transfers page, and closing while something runs."""

from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from peerdrop.core.events import TransferOffered, TransferProgressed
from peerdrop.core.states import Direction, TransferReason, TransferState
from peerdrop.gui.delegates.transfer import RowLayout, amount_text
from peerdrop.gui.models.transfers import MORE_ROWS, ROW_ROLE, HeadRow, TransferRow
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.rail import transfers_line
from peerdrop.gui.widgets.transfers_page import TransfersPage
from peerdrop.gui.words.card_face import CardAction, CardFacts
from peerdrop.gui.words.cards import card_face
from peerdrop.wire.identifiers import TransferId
from tests.fake_node import FakeNode, make_peer, make_transfer, state_changed
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push, was_called
from tests.until import until

BEA = make_peer()
RUNNING, DONE, WAITING, STOPPED, IN_LINE = (TransferId(each * 32) for each in "12345")
STATES = {
    DONE: (TransferState.COMPLETED, None),
    STOPPED: (TransferState.PAUSED, TransferReason.USER),
    RUNNING: (TransferState.TRANSFERRING, None),
    WAITING: (TransferState.OFFERED, None),
}


async def open_transfers(window: OpenedWindow, node: FakeNode) -> TransfersPage:
    for transfer_id, (state, reason) in STATES.items():
        await push(
            window,
            node,
            state_changed(state, reason=reason, transfer_id=transfer_id, direction=Direction.OUTGOING),
        )
    window.window.rail.foot.icon.click()
    page = window.controller.pages.transfers
    assert window.window.stack.currentWidget() is page
    await until(lambda: len(rows(page)) == 8)
    return page


def rows(page: TransfersPage) -> list[str]:
    """Sections by name, transfers by ID."""
    model = page.list.model()
    found = [model.index(row, 0).data(ROW_ROLE) for row in range(model.rowCount())]
    return [each.section.title if isinstance(each, HeadRow) else each.transfer_id for each in found]


def press(page: TransfersPage, transfer_id: TransferId, action: CardAction) -> None:
    page.list.doItemsLayout()
    index = page.list.model().index(rows(page).index(transfer_id), 0)
    page.list.scrollTo(index)
    row = index.data(ROW_ROLE)
    assert isinstance(row, TransferRow)
    layout = page.list.delegate.row_layout(row, page.list.visualRect(index), page.list.layoutDirection())
    assert layout is not None
    place = dict(layout.buttons)[action].center()
    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


async def test_what_runs_stands_first_and_what_is_over_last(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        page = await open_transfers(window, node)
        assert rows(page) == ["Active", RUNNING, "Waiting", WAITING, "Paused or stopped", STOPPED, "Done", DONE]


async def test_what_waits_for_the_user_does_not_stand_with_what_waits_for_others(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        page = await open_transfers(window, node)
        await push(window, node, TransferOffered(transfer=make_transfer(transfer_id=IN_LINE)))
        await until(lambda: rows(page)[2:6] == ["Waiting for you", IN_LINE, "Waiting", WAITING])
        assert page.totals.text() == "1 active · 2 waiting"


@pytest.mark.parametrize(
    ("state", "reason", "text"),
    [
        (TransferState.PAUSED, TransferReason.USER, "2 of 5 MB"),
        (TransferState.FAILED, TransferReason.LOST, "2 of 5 MB"),
        (TransferState.FAILED, TransferReason.FORGOTTEN, "5 MB"),
        (TransferState.CANCELED, TransferReason.CANCELED, "5 MB"),
        (TransferState.COMPLETED, None, "5 MB"),
    ],
)
def test_a_row_says_how_much_is_kept_of_what_stopped(
    state: TransferState, reason: TransferReason | None, text: str
) -> None:
    facts = CardFacts(transfer=make_transfer(state=state, reason=reason, bytes_done=2_000_000))
    assert amount_text(facts, card_face(facts)) == text


async def test_the_totals_follow_the_speed(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        page = await open_transfers(window, node)
        await push(
            window,
            node,
            TransferProgressed(
                transfer_id=RUNNING, bytes_done=1, size_bytes=5_000_000, bytes_per_second=423e6, eta_s=None
            ),
        )
        await until(lambda: page.totals.text() == "1 active · 423 MB/s together · 1 waiting")


async def test_the_buttons_of_a_row_and_of_the_page_ask_the_node(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        page = await open_transfers(window, node)
        press(page, STOPPED, CardAction.RESUME)
        await until(was_called(node, "resume"))
        press(page, WAITING, CardAction.CANCEL)
        await until(was_called(node, "cancel"))
        page.pause_all.click()
        await until(was_called(node, "pause"))
        assert node.called("resume") == [(STOPPED,)]
        assert node.called("cancel") == [(WAITING,)]
        assert node.called("pause") == [(RUNNING,)]


async def test_space_pauses_delete_cancels_and_enter_shows_the_conversation(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        page = await open_transfers(window, node)
        page.list.setCurrentIndex(page.list.model().index(rows(page).index(RUNNING), 0))
        QTest.keyClick(page.list, Qt.Key.Key_Space)
        await until(was_called(node, "pause"))
        QTest.keyClick(page.list, Qt.Key.Key_Delete)
        await until(was_called(node, "cancel"))
        QTest.keyClick(page.list, Qt.Key.Key_Return)
        await until(lambda: window.controller.opened == BEA.device_id)
        assert window.window.stack.currentWidget() is window.window.page


async def test_cleared_transfers_leave_the_page_and_stay_in_their_conversation(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        page = await open_transfers(window, node)
        page.clear.click()
        assert DONE not in rows(page)
        assert window.conversation(BEA.device_id).card(DONE) is not None


async def test_a_thousand_transfers_come_to_the_list_as_it_is_scrolled(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        for number in range(1_000):
            transfer_id = TransferId(f"{number:032x}")
            window.bridge.deliver(state_changed(TransferState.COMPLETED, transfer_id=transfer_id))
        await until(lambda: len(window.controller.conversations.cards()) == 1_000, 60)
        window.controller.pages.open_transfers()
        page = window.controller.pages.transfers
        assert len(rows(page)) == MORE_ROWS
        page.list.doItemsLayout()
        page.list.scrollToBottom()
        await until(lambda: len(rows(page)) == 2 * MORE_ROWS, what="further rows are fetched")


async def test_progress_lays_out_no_row_again_and_a_hidden_page_follows_nothing(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        page = await open_transfers(window, node)
        resets: list[None] = []
        page.list.model().modelReset.connect(lambda: resets.append(None))
        moved = TransferProgressed(
            transfer_id=RUNNING, bytes_done=1, size_bytes=5_000_000, bytes_per_second=5e6, eta_s=None
        )
        await push(window, node, moved)
        await until(lambda: "5.0 MB/s" in page.totals.text())
        assert not resets
        page.closed.emit()
        await push(window, node, state_changed(TransferState.COMPLETED, transfer_id=RUNNING))
        assert rows(page)[:2] == ["Active", RUNNING]
        window.controller.pages.open_transfers()
        assert RUNNING in rows(page)[rows(page).index("Done") :]


async def test_the_current_row_stays_when_another_transfer_changes_its_place(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        page = await open_transfers(window, node)
        page.list.setCurrentIndex(page.list.model().index(rows(page).index(STOPPED), 0))
        await push(window, node, state_changed(TransferState.COMPLETED, transfer_id=RUNNING))
        await until(lambda: "Active" not in rows(page))
        assert page.list.currentIndex().row() == rows(page).index(STOPPED)


def layout_of(page: TransfersPage, transfer_id: TransferId) -> RowLayout:
    page.list.doItemsLayout()
    index = page.list.model().index(rows(page).index(transfer_id), 0)
    layout = page.list.delegate.row_layout(
        index.data(ROW_ROLE), page.list.visualRect(index), page.list.layoutDirection()
    )
    assert layout is not None
    return layout


async def test_the_columns_line_up_though_what_waits_in_line_has_more_buttons(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        page = await open_transfers(window, node)
        alone = layout_of(page, RUNNING).amounts
        queued = state_changed(
            TransferState.NEW,
            reason=TransferReason.QUEUED,
            transfer_id=IN_LINE,
            direction=Direction.OUTGOING,
            queue_position=2,
        )
        await push(window, node, queued)
        await until(lambda: IN_LINE in rows(page))
        layouts = [layout_of(page, each) for each in (RUNNING, DONE, WAITING, STOPPED, IN_LINE)]
        amounts = [each.amounts for each in layouts if each.amounts is not None]
        assert len({(each.left(), each.right()) for each in amounts}) == 1
        assert len(layouts[-1].buttons) == 3
        assert alone is not None
        assert amounts[0].right() < alone.right(), "no row has a third button yet: its room is not kept"
        for each in layouts:
            parts = [each.texts, each.amounts, *(rect for _, rect in each.buttons)]
            assert not any(one.intersects(two) for one, two in combinations([part for part in parts if part], 2))


async def test_the_head_keeps_its_buttons_in_one_row_where_they_fit_and_its_margin_is_that_of_the_rows(
    theme: Theme,
) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        page = await open_transfers(window, node)
        for width, beside in ((1180, True), (600, False)):
            window.window.resize(width, 760)
            await until(lambda: len(tops(page)) == 1 and page.totals.mapTo(page, QPoint()).x() == card_left(page))
            assert (tops(page).pop() < page.totals.mapTo(page, QPoint()).y()) is beside


def tops(page: TransfersPage) -> set[int]:
    return {each.mapTo(page, QPoint()).y() for each in (page.speed, page.pause_all, page.clear)}


def card_left(page: TransfersPage) -> int:
    return layout_of(page, RUNNING).card.left()


async def test_escape_leaves_the_page_wherever_the_keyboard_is(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        page = await open_transfers(window, node)
        for focus in (page.list, window.window.rail.devices):
            focus.setFocus()
            QTest.keyClick(focus, Qt.Key.Key_Escape)
            await until(lambda: window.window.stack.currentWidget() is not page)
            window.controller.pages.open_transfers()


async def test_escape_in_the_search_clears_it_before_it_leaves_the_page(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        page, search = await open_transfers(window, node), window.window.rail.search
        search.setFocus()
        QTest.keyClicks(search, "nobody")
        QTest.keyClick(search, Qt.Key.Key_Escape)
        assert search.text() == ""
        assert window.window.stack.currentWidget() is page
        QTest.keyClick(search, Qt.Key.Key_Escape)
        await until(lambda: window.window.stack.currentWidget() is not page)


async def test_a_failed_transfer_can_be_dismissed_in_its_row(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        page = await open_transfers(window, node)
        failed = state_changed(
            TransferState.FAILED,
            reason=TransferReason.DISK_FULL,
            transfer_id=RUNNING,
            direction=Direction.OUTGOING,
            bytes_done=1000,
        )
        await push(window, node, failed)
        await until(lambda: "Active" not in rows(page))
        press(page, RUNNING, CardAction.DISMISS)
        await until(lambda: RUNNING not in rows(page))


async def test_what_is_offered_again_after_its_card_was_dismissed_is_asked_again(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        conversations, arrived = window.controller.conversations, list[str]()
        page = await open_transfers(window, node)
        failed = state_changed(TransferState.FAILED, reason=TransferReason.DISK_FULL, transfer_id=RUNNING)
        await push(window, node, failed)
        press(page, RUNNING, CardAction.DISMISS)
        await until(lambda: conversations.card(RUNNING) is None)
        conversations.offer_arrived.connect(lambda _, transfer_id: arrived.append(transfer_id))
        await push(window, node, state_changed(TransferState.FAILED, transfer_id=RUNNING))
        assert conversations.card(RUNNING) is None
        await push(window, node, state_changed(TransferState.OFFERED, TransferState.NEW, transfer_id=RUNNING))
        await push(window, node, TransferOffered(transfer=make_transfer(transfer_id=RUNNING)))
        assert conversations.card(RUNNING) is not None
        assert arrived == [RUNNING]


@pytest.mark.parametrize(
    ("states", "line"),
    [
        ([], "No transfers"),
        ([(TransferState.TRANSFERRING, None), (TransferState.OFFERED, None)], "↓ 1.0 MB/s · 1 active"),
        ([(TransferState.ACCEPTED, None), (TransferState.VERIFYING, None)], "2 active"),
        ([(TransferState.OFFERED, None), (TransferState.PAUSED, TransferReason.USER)], "1 waiting for you"),
        ([(TransferState.PAUSED, TransferReason.QUEUED), (TransferState.NEW, None)], "2 waiting"),
        ([(TransferState.PAUSED, TransferReason.USER), (TransferState.SUSPENDED, None)], "2 paused or stopped"),
    ],
)
def test_the_foot_counts_as_active_what_the_page_does(
    states: list[tuple[TransferState, TransferReason | None]], line: str
) -> None:
    transfers = tuple(
        make_transfer(
            state=state,
            reason=reason,
            direction=Direction.INCOMING,
            bytes_per_second=1e6 if state is TransferState.TRANSFERRING else 0.0,
        )
        for state, reason in states
    )
    assert transfers_line(transfers) == line
