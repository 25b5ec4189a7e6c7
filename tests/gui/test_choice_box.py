"""A list of which one is chosen stands in pages that scroll."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from peerdrop.core.events import TransferOffered
from peerdrop.core.states import Trust
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.choice_box import ChoiceBox
from peerdrop.gui.widgets.settings_page import NETWORK_TAB, PRIVACY_TAB, TRANSFERS_TAB
from peerdrop.settings import Settings
from tests.fake_node import FakeNode, make_peer, make_transfer
from tests.gui.opened_window import FakeEngine, opened_window, push
from tests.until import until

BEA = make_peer(trust=Trust.KNOWN)


def turn_wheel(over: QWidget, notches: int) -> bool:
    """Away from the user, or towards them if less than 0. False: it goes on to what is around it, which scrolls."""
    at = over.rect().center()
    event = QWheelEvent(
        QPointF(at),
        QPointF(over.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(over, event)
    return event.isAccepted()


@pytest.mark.parametrize("tab", [0, NETWORK_TAB, TRANSFERS_TAB, PRIVACY_TAB])
async def test_the_wheel_scrolls_the_settings_and_changes_none_of_them(theme: Theme, tab: int) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.window.resize(700, 520)
        window.controller.pages.open_settings()
        page = window.window.settings
        await until(page.isEnabled)
        asked: list[Settings] = []
        page.change_asked.connect(lambda _, settings: asked.append(settings))
        page.show_tab(tab)
        for box in (each for each in page.findChildren(ChoiceBox) if each.isVisible()):
            before = box.currentIndex()
            assert not any(turn_wheel(box, notches) for notches in (-1, 1, 1))
            assert box.currentIndex() == before
        assert not asked


async def test_the_wheel_chooses_nothing_for_taken_names_on_the_sheet(theme: Theme) -> None:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        await window.open(BEA.device_id)
        await push(window, node, TransferOffered(transfer=make_transfer()))
        sheet = window.window.page.sheet
        await until(sheet.isVisible)
        before = sheet.choice.currentIndex()
        for notches in (-1, 1, 1):
            assert not turn_wheel(sheet.choice, notches)
            assert sheet.choice.currentIndex() == before
