"""The transfers page, and closing while something runs."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from peerdrop.core.events import TransferProgressed
from peerdrop.core.states import Direction, TransferReason, TransferState
from peerdrop.gui.models.transfers import MORE_ROWS, ROW_ROLE, HeadRow, TransferRow
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.transfers_page import TransfersPage
from peerdrop.gui.words.card_face import CardAction
from peerdrop.wire.identifiers import TransferId
from tests.fake_node import FakeNode, make_peer, state_changed
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push, was_called
from tests.until import until

BEA = make_peer()
RUNNING, DONE, WAITING, STOPPED = (TransferId(each * 32) for each in "1234")
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
        await until(lambda: "5 MB/s" in page.totals.text())
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
