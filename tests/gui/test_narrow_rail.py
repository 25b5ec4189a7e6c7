"""What a rail of tiles alone shows and does: the search, whether this device can be found, and that bytes move."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from peerdrop.core.events import SettingsChanged
from peerdrop.core.states import Direction, TransferState, Trust
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.rail import RAIL_COLLAPSED_PX, RAIL_SMALL_PX, RailFoot, transfers_line
from tests.fake_node import FakeNode, make_peer, make_transfer, state_changed
from tests.gui.opened_window import FakeEngine, opened_window, push
from tests.until import until

PEERS = [make_peer(name, name, trust=Trust.KNOWN) for name in ("ANA", "BEA", "CID")]
BOTH_WAYS = tuple(
    make_transfer(state=TransferState.TRANSFERRING, direction=way, bytes_per_second=rate)
    for way, rate in ((Direction.OUTGOING, 412e6), (Direction.INCOMING, 11.2e6))
)


@pytest.mark.parametrize("by_key", [False, True])
async def test_devices_are_searched_in_a_narrow_window_and_the_one_chosen_is_opened(theme: Theme, by_key: bool) -> None:
    async with opened_window(theme, FakeEngine(FakeNode(PEERS)).open_node) as window:
        main, rail = window.window, window.window.rail
        main.resize(500, 700)
        await window.open(PEERS[0].device_id)
        await until(rail.search_icon.isVisible)
        beside = main.page.mapTo(main, main.page.rect().topLeft()).x()
        if by_key:
            QTest.keyClick(main, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        else:
            rail.search_icon.click()
        await until(rail.search.hasFocus)
        assert rail.width() >= RAIL_SMALL_PX
        assert main.page.mapTo(main, main.page.rect().topLeft()).x() == beside, "the rail lies over the conversation"
        QTest.keyClicks(rail.search, "ci")
        assert window.controller.order.device_ids() == (PEERS[2].device_id,)
        await until(lambda: rail.devices.visualRect(rail.devices.model().index(0, 0)).isValid())
        window.window.rail.devices.open_device(PEERS[2].device_id)
        await until(lambda: rail.width() == RAIL_COLLAPSED_PX)
        assert window.controller.opened == PEERS[2].device_id
        assert len(window.controller.order.device_ids()) == 3, "nothing is searched for any more"
        assert main.page.composer.field.hasFocus()
        assert main.page.mapTo(main, main.page.rect().topLeft()).x() == beside


async def test_escape_a_click_elsewhere_and_a_wide_window_end_the_search_of_a_narrow_one(theme: Theme) -> None:
    async with opened_window(theme, FakeEngine(FakeNode(PEERS)).open_node) as window:
        main, rail = window.window, window.window.rail
        main.resize(500, 700)
        await window.open(PEERS[0].device_id)
        field = main.page.composer.field
        await until(field.hasFocus)
        rail.search_icon.click()
        QTest.keyClicks(rail.search, "x")
        QTest.keyClick(rail.search, Qt.Key.Key_Escape)
        assert (rail.search.text(), main.widened_rail.is_open) == ("", True)
        QTest.keyClick(rail.search, Qt.Key.Key_Escape)
        assert rail.width() == RAIL_COLLAPSED_PX
        assert field.hasFocus()
        rail.search_icon.click()
        QTest.mouseClick(field, Qt.MouseButton.LeftButton)
        assert rail.width() == RAIL_COLLAPSED_PX
        rail.search_icon.click()
        main.resize(900, 700)
        await until(lambda: main.page.mapTo(main, main.page.rect().topLeft()).x() > RAIL_SMALL_PX)
        assert rail.search.isVisible()
        assert not rail.search_icon.isVisible()


async def test_the_tile_of_a_narrow_rail_shows_whether_this_device_can_be_found(theme: Theme) -> None:
    node = FakeNode(PEERS)
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        dot = window.window.rail.own.tile_dot
        assert not dot.isVisible(), "a wide one has it beside its words"
        window.window.resize(500, 700)
        await until(dot.isVisible)
        assert _has_colour(dot, theme.tokens.ok)
        await push(window, node, SettingsChanged(name="Own", discoverable=False))
        await until(lambda: not _has_colour(dot, theme.tokens.ok))


async def test_the_icon_of_the_transfers_is_lit_while_bytes_move(theme: Theme) -> None:
    node = FakeNode(PEERS)
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        icon = window.window.rail.foot.icon
        assert not _has_colour(icon, theme.tokens.accent)
        await push(window, node, state_changed(TransferState.TRANSFERRING, bytes_per_second=1e6))
        await until(lambda: _has_colour(icon, theme.tokens.accent))
        await push(window, node, state_changed(TransferState.COMPLETED, TransferState.TRANSFERRING))
        await until(lambda: not _has_colour(icon, theme.tokens.accent))


def test_the_foot_says_the_count_and_one_speed_whole_while_bytes_go_both_ways(theme: Theme) -> None:
    assert transfers_line(BOTH_WAYS) == "2 active · 423 MB/s"
    host = QWidget()
    foot = RailFoot(theme, host)
    foot.show_transfers(BOTH_WAYS)
    host.resize(RAIL_SMALL_PX, 60)
    foot.setGeometry(host.rect())
    host.show()
    assert QFontMetrics(foot.line.font()).horizontalAdvance(foot.line.text()) <= foot.line.width()
    assert all(each in foot.line.toolTip() for each in ("↑ 412 MB/s", "↓ 11.2 MB/s", "2 active"))


def _has_colour(widget: QWidget, colour: str) -> bool:
    image = widget.grab().toImage()
    wanted = QColor(colour).rgb()
    return any(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))
