"""Facts of the layout, not pixels: nothing is cut off, lies over its neighbour or out of reach, in any look."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from itertools import combinations
from typing import TypeAlias

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from peerdrop.core.errors import NothingAnswers, PeerDropError
from peerdrop.core.saved_devices import PastConnection
from peerdrop.core.snapshots import OfferedFile, ProblemFile
from peerdrop.core.states import ConnectionState, TransferReason, TransferState
from peerdrop.gui.language import Language
from peerdrop.gui.models.failures import ShownFailure
from peerdrop.gui.safe_text import ElidedLabel
from peerdrop.gui.storage import Room
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.card_buttons import OverlaidButton
from peerdrop.gui.widgets.settings_page import NETWORK_TAB, PRIVACY_TAB, TRANSFERS_TAB
from peerdrop.gui.words.device_actions import DeviceAction
from peerdrop.gui.words.failures import command_failure
from peerdrop.link import Path as LinkPath
from peerdrop.settings import ThemeChoice
from tests.fake_node import TRANSFER_ID, FakeNode, make_peer, make_transfer, state_changed
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push
from tests.until import until

BEA = make_peer("Studio PC in the workshop")
Faults: TypeAlias = dict[str, list[str]]
"""What is wrong, by what was shown."""
SIZES = [(480, 520), (800, 600), (1180, 820)]
SCALES = [1.0, 1.5, 2.0]
DIRECTIONS = [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]


@pytest.fixture(params=SCALES, ids=lambda each: f"{each:.0%}")
def scaled(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[float]:
    """The user's text at that size."""
    before = qapp.font()
    font = qapp.font()
    font.setPointSizeF(before.pointSizeF() * request.param)
    qapp.setFont(font)
    yield request.param
    qapp.setFont(before)


@pytest.fixture
def german(qapp: QApplication) -> Iterator[Language]:
    """What is made in this test speaks German, whose words are long."""
    with closing(Language(qapp, "de")) as language:
        yield language


@pytest.fixture(params=DIRECTIONS, ids=["ltr", "rtl"])
def direction(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[Qt.LayoutDirection]:
    qapp.setLayoutDirection(request.param)
    yield request.param
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@asynccontextmanager
async def talking(theme: Theme, size: tuple[int, int]) -> AsyncIterator[OpenedWindow]:
    node = FakeNode([BEA])
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        window.window.resize(*size)
        await window.open(BEA.device_id)
        await push(window, node, state_changed(TransferState.OFFERED, TransferState.NEW, size_bytes=10**9))
        yield window


async def faults(window: QWidget) -> list[str]:
    """What is wrong with what can be seen of *window* now."""
    for _ in range(4):
        await asyncio.sleep(0.005)
    shown = [
        each
        for each in window.findChildren(QWidget)
        if each.isVisible() and not isinstance(each, OverlaidButton) and not isinstance(each.parent(), QLineEdit)
    ]
    buttons = [each for each in shown if isinstance(each, QAbstractButton)]
    fields = [each for each in shown if isinstance(each, QLineEdit | QComboBox)]
    labels = [each for each in shown if isinstance(each, QLabel) and each.text()]
    found = [fault for each in buttons if (fault := _fault_of_button(each))]
    found += [fault for each in [*buttons, *fields] if (fault := _fault_of_place(each, window))]
    found += [fault for each in labels if (fault := _fault_of_label(each))]
    for one, other in combinations([*buttons, *fields, *labels], 2):
        if one.parentWidget() is other.parentWidget() and one.geometry().intersects(other.geometry()):
            found.append(f"{_name(one)} lies over {_name(other)}")
    return found


def _fault_of_button(button: QAbstractButton) -> str:
    if button.text() and not _has_only_icon(button) and button.width() < button.minimumSizeHint().width() - 1:
        return f"{_name(button)} is cut off: {button.width()} of {button.minimumSizeHint().width()}"
    if button.height() < 24 and button.property("kind") != "link" and not isinstance(button, QCheckBox):
        return f"{_name(button)} is only {button.height()} high"
    return ""


def _fault_of_place(control: QWidget, window: QWidget) -> str:
    area = _scroll_area(control)
    place = QRect(control.mapTo(window, QPoint()), control.size())
    if area is None:
        reach = window.rect()
    else:
        top_left = area.viewport().mapTo(window, QPoint())
        # It can be scrolled to, but only up and down.
        reach = QRect(top_left.x(), -10_000, area.viewport().width(), 30_000)
    return "" if reach.contains(place) else f"{_name(control)} is out of reach: {place} of {reach}"


def _fault_of_label(label: QLabel) -> str:
    text = label.text()
    if not text or isinstance(label, ElidedLabel) or label.pixmap().width():
        return ""
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        return f"{text!r} needs {needed} and is {label.height()} high" if label.height() < needed - 1 else ""
    needed = label.sizeHint().width()
    return f"{text!r} needs {needed} and is {label.width()} wide" if label.width() < needed - 1 else ""


def _has_only_icon(button: QAbstractButton) -> bool:
    return isinstance(button, QToolButton) and button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly


def _scroll_area(widget: QWidget) -> QAbstractScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return parent
        parent = parent.parentWidget()
    return None


def _name(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QAbstractButton | QLabel) else ""
    return repr(words or widget.accessibleName() or widget.objectName() or type(widget).__name__)


async def first_start(window: OpenedWindow, found: Faults) -> None:
    page = window.window.first_start
    found["first start"] = await faults(window.window)
    page.show_own("The laptop of the long corridor", "/home/somebody/Downloads")
    page.show_discoverable(False)
    page.show_help()
    found["first start of a device with a long name"] = await faults(window.window)


async def conversation(window: OpenedWindow, found: Faults) -> None:
    """Everything in the conversation and over it, and the conversation once more in the other colours."""
    controller, page = window.controller, window.window.page
    found["main"] = await faults(window.window)
    controller.reviewer.review(TRANSFER_ID)
    await until(page.sheet.isVisible, what="the sheet is open")
    found["sheet"] = await faults(window.window)
    page.sheet.set_room(page.sheet.directory, Room(free_bytes=10**11, total_bytes=2 * 10**11))
    page.sheet.set_files(tuple(OfferedFile(path=f"{each}.txt", size_bytes=9, safe_path=each) for each in "abc"))
    found["sheet with its files and the room for them"] = await faults(window.window)
    controller.reviewer.postpone()
    page.search_bar.begin()
    page.search_bar.show_position(998, 1000, more=True)
    found["search"] = await faults(window.window)
    page.search_bar.end()
    failure = command_failure(BEA.name, PeerDropError("The disk here is full: 0.2 GB left.", next_step="Free space."))
    controller.failures.show(BEA.device_id, ShownFailure(failure, lambda: None))
    found["error bar"] = await faults(window.window)


async def pages(window: OpenedWindow, found: Faults) -> None:
    controller = window.controller
    controller.pages.open_transfers()
    found["transfers"] = await faults(window.window)
    page = window.window.settings
    controller.pages.open_settings()
    await until(page.isEnabled, what="the settings are read")
    page.network.port.say_wrong("A port is a number from 1 to 65535.")
    for number in (0, NETWORK_TAB, TRANSFERS_TAB, PRIVACY_TAB):
        page.show_tab(number)
        found[f"settings {number}"] = await faults(window.window)
    page.closed.emit()


async def dialogs(window: OpenedWindow, found: Faults) -> None:
    """Each as long as it gets: with the sentence of a refusal, with facts of a connection."""
    controller, actions = window.controller, window.controller.device_desk.actions
    window.window.add_address.ask("192.168.1.20")
    found["add by address"] = await faults(window.window)
    window.window.add_address.show_error(NothingAnswers("192.168.1.20"))
    found["add by address, refused"] = await faults(window.window)
    window.window.add_address.dismiss()
    actions.perform(DeviceAction.RENAME, BEA)
    found["rename"] = await faults(window.window)
    actions.rename.dismiss()
    actions.perform(DeviceAction.HISTORY, BEA)
    past = PastConnection(connected_at=0.0, ended_at=60.0, path=LinkPath.LAN, reason="LOST")
    actions.history.show_connections((past,) * 12)
    found["connection history"] = await faults(window.window)
    actions.history.dismiss()
    actions.why.ask(
        make_peer(BEA.name, state=ConnectionState.CONNECTED, path=LinkPath.RELAY, rtt_ms=184, missed_pings=3)
    )
    found["why"] = await faults(window.window)
    actions.why.dismiss()
    actions.perform(DeviceAction.FORGET, BEA)
    found["question"] = await faults(window.window)
    actions.forget_question.dismiss()
    lost = tuple(
        ProblemFile(path=f"a/long/way/to/{each}.mov", reason=TransferReason.SOURCE_UNREADABLE) for each in "abc"
    )
    controller.problems.show_problems(make_transfer(problems=lost))
    found["problems"] = await faults(window.window)
    controller.problems.dismiss()
    window.window.receiver_chooser.ask(3)
    found["to whom"] = await faults(window.window)
    window.window.receiver_chooser.dismiss()


@pytest.mark.parametrize("size", SIZES, ids=lambda each: f"{each[0]}x{each[1]}")
async def test_every_state_of_the_window_shows_its_words_whole_and_its_buttons_within_reach(
    qapp: QApplication, scaled: float, direction: Qt.LayoutDirection, size: tuple[int, int]
) -> None:
    mirrored = direction is Qt.LayoutDirection.RightToLeft
    looks = [ThemeChoice.DARK, ThemeChoice.LIGHT] if mirrored else [ThemeChoice.LIGHT, ThemeChoice.DARK]
    assert_no_faults(await look_at_everything(Theme(qapp, looks[0]), size, looks[1]))


@pytest.mark.parametrize("scaled", [2.0], indirect=True, ids=["200%"])
@pytest.mark.parametrize("size", SIZES[:2], ids=lambda each: f"{each[0]}x{each[1]}")
async def test_german_words_are_whole_too_in_a_small_window_with_large_text(
    qapp: QApplication, scaled: float, german: Language, size: tuple[int, int]
) -> None:
    assert_no_faults(await look_at_everything(Theme(qapp, ThemeChoice.LIGHT), size, ThemeChoice.DARK))


async def look_at_everything(theme: Theme, size: tuple[int, int], other_colours: ThemeChoice) -> Faults:
    """What is wrong in a window of that size, in each of its states."""
    found: Faults = {}
    async with opened_window(theme, FakeEngine(FakeNode([])).open_node) as window:
        window.window.resize(*size)
        await first_start(window, found)
    async with talking(theme, size) as window:
        for show in (conversation, pages, dialogs):
            await show(window, found)
        # The style sheet is written anew with the colours; no measure may come out otherwise.
        theme.choose(other_colours)
        found["main in other colours"] = await faults(window.window)
    return found


def assert_no_faults(found: Faults) -> None:
    """Show them all at once."""
    wrong = "\n".join(f"{state}: {fault}" for state, each in found.items() for fault in each)
    assert not wrong, wrong
