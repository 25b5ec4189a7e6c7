"""What has no room in a painted row, and what its icons do, is said under the pointer."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QToolTip

from peerdrop.core.states import Direction, TransferReason, TransferState
from peerdrop.gui.models.transfers import ROW_ROLE, TransferRow
from peerdrop.gui.safe_text import tooltip
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.transfers_page import TransfersPage
from peerdrop.gui.words.card_face import CardAction
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer, state_changed
from tests.gui.opened_window import FakeEngine, opened_window, push
from tests.until import until

# A tooltip raises itself over the other windows, which there are none of offscreen.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise")

BEA = make_peer("Studio PC in the workshop")
LONG = "The photos of the whole summer, sorted by place and by day, with notes.zip"
REASON = "The disk on Studio PC in the workshop is full."
FAILED = state_changed(
    TransferState.FAILED,
    TransferState.TRANSFERRING,
    direction=Direction.OUTGOING,
    peer_name=BEA.name,
    label="render.mov",
    size_bytes=18_400_000_000,
    bytes_done=7_600_000_000,
    reason=TransferReason.DISK_FULL,
)


@pytest.fixture(autouse=True)
def no_tip_before() -> Iterator[None]:
    yield
    QToolTip.hideText()


def tip_at(view: QAbstractItemView, position: QPoint) -> str:
    """What is said of the place *position* of the viewport."""
    event = QHelpEvent(QEvent.Type.ToolTip, position, view.viewport().mapToGlobal(position))
    QApplication.sendEvent(view.viewport(), event)
    return QToolTip.text() if event.isAccepted() else ""


def row_of(page: TransfersPage) -> tuple[TransferRow, QRect]:
    """The only row and where it is."""
    page.list.doItemsLayout()
    index = page.list.model().index(1, 0)
    return index.data(ROW_ROLE), page.list.visualRect(index)


async def test_each_icon_of_a_transfer_says_what_it_does(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await push(window, node, FAILED)
        window.window.transfers_asked.emit()
        page = window.controller.pages.transfers
        await until(lambda: page.list.model().rowCount() == 2)
        row, rect = row_of(page)
        layout = page.list.delegate.row_layout(row, rect, page.list.layoutDirection())
        assert layout is not None
        said = {action: tip_at(page.list, rect.center()) for action, rect in layout.buttons}
        assert said == {CardAction.DISMISS: tooltip("Dismiss")}


@pytest.mark.parametrize("width", [480, 1000, 1100, 1180])
async def test_why_a_transfer_stopped_is_read_in_its_row_or_under_the_pointer(theme: Theme, width: int) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.window.resize(width, 700)
        await push(window, node, FAILED)
        window.window.transfers_asked.emit()
        page = window.controller.pages.transfers
        await until(lambda: page.list.model().rowCount() == 2)
        row, rect = row_of(page)
        layout = page.list.delegate.row_layout(row, rect, page.list.layoutDirection())
        assert layout is not None
        said = tip_at(page.list, layout.texts.center())
        assert (REASON in said) is (width == 480), "only the narrow row has no room for it"


async def test_a_card_says_under_the_pointer_what_has_no_room_in_it(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(
            window, node, state_changed(TransferState.OFFERED, TransferState.NEW, label="short.txt", file_count=1)
        )
        view = window.window.page.view
        await until(lambda: window.cards(BEA.device_id))

        def middle_of_the_card() -> QPoint:
            view.doItemsLayout()
            index = window.conversation(BEA.device_id).index_of(TRANSFER_ID)
            row, card = view.visualRect(index), window.cards(BEA.device_id)[0]
            return row.topLeft() + view.delegate.card_layout(card, row.width()).title.center()

        assert tip_at(view, middle_of_the_card()) == ""
        await push(window, node, state_changed(TransferState.OFFERED, TransferState.NEW, label=LONG, file_count=1))
        await until(lambda: window.cards(BEA.device_id)[0].facts.transfer.label == LONG)
        assert tip_at(view, middle_of_the_card()) == tooltip(LONG)
