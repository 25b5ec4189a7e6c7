"""Measures of the window that a picture shows at once: what begins where, and what never stands in the way."""

from collections.abc import Iterator
from dataclasses import replace
from unittest import mock

import pytest
from PySide6.QtCore import QMargins, QModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionViewItem, QWidget

from peerdrop.core.events import PeerStateChanged, TransferOffered
from peerdrop.core.saved_devices import PastConnection
from peerdrop.core.snapshots import FileConflict, OfferedFile, SpaceShortage
from peerdrop.core.states import (
    ConflictOutcome,
    ConnectionState,
    Direction,
    FailureReason,
    Quality,
    TransferReason,
    TransferState,
)
from peerdrop.gui.delegates.brush import Brush
from peerdrop.gui.delegates.card import lay_out_card
from peerdrop.gui.theme import Fonts, Theme
from peerdrop.gui.widgets.buttons import IconButton
from peerdrop.gui.widgets.drop_overlay import DropOverlay
from peerdrop.gui.widgets.offered_files_list import FileRow, OfferedFilesList
from peerdrop.gui.widgets.rail import RAIL_COLLAPSED_PX
from peerdrop.gui.words.card_face import CardFacts
from peerdrop.gui.words.cards import card_face
from peerdrop.link import Path as LinkPath
from peerdrop.settings import ThemeChoice
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer, make_transfer
from tests.gui.opened_window import FakeEngine, opened_window, push
from tests.kept_history import received
from tests.until import until

BEA = make_peer()


def below(widget: QWidget, other: QWidget) -> int:
    """How far the top of *widget* is below the bottom of *other*, in the window."""
    window = widget.window()
    return widget.mapTo(window, QPoint()).y() - other.mapTo(window, QPoint(0, other.height())).y()


async def test_messages_scroll_under_the_line_of_the_header_while_no_error_stands_there(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        page = window.window.page
        await until(lambda: below(page.view, page.header) == 1)
        failed = PeerStateChanged(
            device_id=BEA.device_id,
            state=ConnectionState.FAILED,
            previous=ConnectionState.SIGNALING,
            reason=FailureReason.ICE,
            path=None,
            via_mailbox=False,
        )
        await push(window, node, failed)
        await until(lambda: page.error_bar.isVisible() and below(page.view, page.error_bar) == 0)
        page.error_bar.close_button.click()
        await until(lambda: below(page.view, page.header) == 1)


@pytest.mark.parametrize(("width", "left"), [(1180, 24), (480, 16)])
async def test_the_header_begins_where_the_messages_do(theme: Theme, width: int, left: int) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        window.window.resize(width, 760)
        header = window.window.page.header
        await until(lambda: header.tile.x() == left)


async def test_the_tiles_of_a_narrow_rail_stay_in_its_middle_though_they_scroll(theme: Theme) -> None:
    node = FakeNode([make_peer(f"Peer {number}", f"P{'ABCDEFGHIJKLMNOP'[number]}") for number in range(16)])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.window.resize(480, 520)
        rail = window.window.rail
        await until(lambda: rail.width() == RAIL_COLLAPSED_PX)
        await until(lambda: rail.devices.verticalScrollBar().maximum() > 0)
        assert rail.devices.viewport().width() == RAIL_COLLAPSED_PX
        middles = {each.geometry().center().x() for each in (rail.scan, rail.add_icon)}
        assert max(middles) - min(middles) <= 1
        window.window.resize(800, 520)
        await until(lambda: rail.devices.viewport().width() > RAIL_COLLAPSED_PX)
        assert rail.devices.verticalScrollBar().isVisible()


async def test_a_dialog_is_as_high_as_its_lines_and_no_higher(theme: Theme) -> None:
    async with opened_window(theme, FakeEngine(FakeNode()).open_node) as window:
        dialog = window.window.add_address
        dialog.ask("192.168.1.20")
        await until(lambda: below(dialog.field, dialog.help) == dialog.column.spacing())
        spare = dialog.help.height() - dialog.help.heightForWidth(dialog.help.width())
        assert 0 <= spare < dialog.help.fontMetrics().lineSpacing() // 2
        short = dialog.dialog.height()
        dialog.say("Nothing answers at 192.168.1.20. Is PeerDrop running there? " * 3)
        await until(lambda: dialog.dialog.height() > short)
        await until(lambda: dialog.answer.height() >= dialog.answer.heightForWidth(dialog.answer.width()))


async def test_a_dialog_in_a_low_window_scrolls_between_its_title_and_its_buttons(
    qapp: QApplication, large: Theme
) -> None:
    async with opened_window(large, FakeEngine(FakeNode([BEA])).open_node) as window:
        window.window.resize(480, 520)
        actions = window.controller.device_desk.actions
        peer = make_peer(
            "conference-room-with-projector-east",
            state=ConnectionState.CONNECTED,
            path=LinkPath.RELAY,
            quality=Quality.POOR,
            rtt_ms=184,
            missed_pings=3,
        )
        actions.why.ask(peer)
        await until(lambda: _is_within(actions.why.close_text, actions.why.dialog))
        assert _is_within(actions.why.title, actions.why.dialog)
        name, value = next(each for each in actions.why._rows if each[1].text())
        at_name, at_value = (each.mapTo(actions.why, QPoint()) for each in (name, value))
        assert at_name.x() == at_value.x()
        assert at_value.y() >= at_name.y() + name.height(), "the value has a line of its own, below its name"
        assert actions.why._body.verticalScrollBar().maximum() > 0, "the rest can be scrolled to"
        actions.why.dismiss()
        history = actions.history
        history.ask(peer)
        past = PastConnection(connected_at=0.0, ended_at=60.0, path=LinkPath.LAN, reason="LOST")
        history.show_connections((past,) * 12)
        await until(lambda: _is_within(history.close_text, history.dialog))
        row_px = history.table.visualRect(history.model.index(0, 0)).height()
        assert 2 * row_px < history.table.viewport().height() < 7 * row_px
        window.window.resize(1180, 1000)
        await until(lambda: history.table.viewport().height() > 7 * row_px, what="it shows more where there is room")
        assert history._body.verticalScrollBar().maximum() == 0


def _is_within(widget: QWidget, frame: QWidget) -> bool:
    return frame.rect().contains(QRect(widget.mapTo(frame, QPoint()), widget.size()))


@pytest.fixture
def large(qapp: QApplication) -> Iterator[Theme]:
    """The user's text at 200 %."""
    before, font = qapp.font(), qapp.font()
    font.setPointSizeF(2 * before.pointSizeF())
    qapp.setFont(font)
    yield Theme(qapp, ThemeChoice.LIGHT)
    qapp.setFont(before)


@pytest.mark.parametrize("name", ["Studio PC of the long corridor", "conference-room-with-projector-east.example.org"])
def test_who_gets_the_files_is_said_whole_however_narrow_the_window(theme: Theme, name: str) -> None:
    window = QWidget()
    overlay = DropOverlay(theme, window)
    overlay.announce(name, 3)
    rows = []
    for width in (1200, 260):
        overlay.resize(width, 900)
        image = overlay.grab().toImage()
        text = QColor(theme.tokens.text)
        inked = {(x, y) for x in range(width) for y in range(900) if image.pixelColor(x, y) == text}
        assert min(x for x, _ in inked) >= 16
        assert max(x for x, _ in inked) <= width - 16
        rows.append(max(y for _, y in inked) - min(y for _, y in inked))
    line = QFontMetrics(theme.fonts.title).lineSpacing()
    assert rows[0] < line
    needed = QFontMetrics(theme.fonts.title).horizontalAdvance(overlay.title()) // (260 - 80)
    assert rows[1] > needed * line - line


async def test_the_sheet_of_a_narrow_window_shows_names_whole_and_scrolls_only_if_it_must(theme: Theme) -> None:
    node = FakeNode([BEA])
    names = ("drone-take-01.mov", "grade-notes.txt")
    files = tuple(OfferedFile(path=each, size_bytes=610_000_000, safe_path=each) for each in names)
    node.replies["offered_files"] = lambda _: files
    node.replies["conflicts"] = lambda *_: (
        FileConflict(index=1, outcome=ConflictOutcome.DIFFERENT, kept_as="notes (1)"),
    )
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        await until(lambda: window.cards(BEA.device_id))
        sheet = window.window.page.sheet
        window.controller.reviewer.review(TRANSFER_ID)
        await until(lambda: sheet.files.has_notes and sheet.files.rowCount() == 2)
        columns = [sheet.list.isColumnHidden(each) for each in range(3)]
        assert columns == [False, False, False]
        window.window.resize(480, 1000)
        await until(lambda: [sheet.list.isColumnHidden(each) for each in range(3)] == [False, True, True])
        row = sheet.files.index(1, 0)
        widest = max(QFontMetrics(theme.fonts.control).horizontalAdvance(each) for each in names)
        await until(lambda: sheet.list.visualRect(row).width() >= widest + 60, what="the name has the row for itself")
        lines = sum(QFontMetrics(each).height() for each in (theme.fonts.control, theme.fonts.meta))
        assert sheet.list.visualRect(row).height() >= lines
        await until(lambda: sheet._body.verticalScrollBar().maximum() == 0, what="nothing has to be scrolled")
        image = sheet.list.viewport().grab(sheet.list.visualRect(row)).toImage()
        inked = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
        assert QColor(theme.tokens.warn).name() in inked, "what becomes of a taken name is said below it"
        QTest.mouseClick(
            sheet.list.viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            QPoint(_box_middle(sheet.list, row), sheet.list.visualRect(row).center().y()),
        )
        assert sheet.files.chosen() == (0,)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [320, 404, 480, 760])
def test_no_line_of_what_a_card_says_is_cut_off_however_many_it_needs(
    qapp: QApplication, width: int, scale: float
) -> None:
    font = qapp.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    fonts = Fonts(font)
    full = make_transfer(
        state=TransferState.PAUSED,
        reason=TransferReason.DISK_FULL,
        direction=Direction.OUTGOING,
        peer_name="the studio of the long corridor",
        shortage=SpaceShortage(needed_bytes=1_400_000_000, free_bytes=200_000_000),
    )
    stopped = card_face(CardFacts(full))
    noted = replace(stopped, note=stopped.status)
    layout = lay_out_card(noted, "09:41", width, fonts, outgoing=True, direction=Qt.LayoutDirection.LeftToRight)
    assert layout.status is not None
    assert layout.note is not None
    for rect in (layout.status, layout.note):
        needed = _ink(fonts.meta, noted.status, rect.size().grownBy(QMargins(0, 0, 0, 400)))
        assert _ink(fonts.meta, noted.status, rect.size()) == needed


def _ink(font: QFont, text: str, size: QSize) -> int:
    """How many points of a card's line after its icon are drawn in a rectangle of that size."""
    theme = mock.Mock(fonts=mock.Mock(meta=font), tokens=mock.Mock(text="#000000"))
    image = QImage(size.width(), size.height(), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        Brush(painter, theme).line_with_icon(QRect(QPoint(), size), "warning", "text", "text", text)
    white = QColor("white").rgb()
    return sum(image.pixel(x, y) != white for x in range(size.width()) for y in range(size.height()))


def _box_middle(files: OfferedFilesList, index: QModelIndex) -> int:
    option = QStyleOptionViewItem()
    files.initViewItemOption(option)
    option.rect = files.visualRect(index)
    delegate = files.itemDelegate()
    assert isinstance(delegate, FileRow)
    delegate.initStyleOption(option, index)
    return files.style().subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, option, files).center().x()


async def test_the_name_in_the_header_stays_where_it_is_when_the_path_comes_and_goes(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        header = window.window.page.header
        places = []
        for shown in (False, True, False):
            header.pill.setVisible(shown)
            header._row.activate()
            places.append((header.name.y(), header.state.geometry().center().y()))
        assert len(set(places)) == 1


async def test_a_card_keeps_its_width_when_the_scroll_bar_comes_and_no_handle_is_seen_before(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        view = window.window.page.view
        await push(window, node, received("hi", 0, BEA.device_id))
        view.doItemsLayout()
        bar = view.verticalScrollBar()
        before = view.viewport().width()
        assert bar.maximum() == 0
        room = bar.parentWidget()
        assert room is not None
        picture = view.grab(room.geometry()).toImage()
        colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(0, 300, 20)}
        assert colours == {theme.tokens.surface.lower()}
        for number in range(1, 60):
            await push(window, node, received(f"line {number}", number, BEA.device_id))
        await until(lambda: bar.maximum() > 0, what="it scrolls")
        assert view.viewport().width() == before


@pytest.mark.parametrize("width", [1180, 1000])
async def test_the_cross_of_both_pages_is_in_the_same_place(theme: Theme, width: int) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.window.resize(width, 760)
        places = []
        for page in (window.controller.pages.transfers, window.window.settings):
            window.window.show_page(page)
            page.grab()
            cross = next(each for each in page.findChildren(IconButton) if each.accessibleName() == "Back (Esc)")
            places.append(cross.mapTo(window.window, cross.rect().topLeft()))
        assert places[0] == places[1]
