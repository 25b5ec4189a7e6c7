"""peerdrop/gui/desktop/tray.py: there while there is a tray, and what its menu asks for."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSystemTrayIcon

from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import Direction, TransferState, Trust
from peerdrop.gui.desktop.notifier import Notification, NotificationAction
from peerdrop.gui.desktop.tray import Tray, TrayState, state_icon
from peerdrop.gui.theme import Theme
from tests.fake_node import make_peer, make_transfer

# Qt's stand-in for a screen has no tray of its own.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged")

BEA = make_peer()
HELLO = Notification(device_id=BEA.device_id, title="Bea", body="hello")


class Desk:
    """A desktop whose tray comes and goes."""

    def __init__(self) -> None:
        self.has_tray = True


@asynccontextmanager
async def tray_on(theme: Theme, desk: Desk, peers: Iterable[PeerSnapshot] = (BEA,)) -> AsyncIterator[Tray]:
    tray = Tray(theme, lambda: peers, is_available=lambda: desk.has_tray)
    try:
        yield tray
    finally:
        await tray.aclose()
        assert not tray.is_there
        tray.deleteLater()


async def test_the_icon_comes_with_a_tray_and_goes_with_it(theme: Theme) -> None:
    desk = Desk()
    desk.has_tray = False
    async with tray_on(theme, desk) as tray:
        changes: list[bool] = []
        tray.came_or_went.connect(lambda: changes.append(tray.is_there))
        assert not tray.is_there
        tray.show(HELLO)
        for desk.has_tray in (True, True, False, True):
            tray.look()
        assert changes == [True, False, True]


async def test_without_a_real_tray_there_is_none(theme: Theme) -> None:
    assert not QSystemTrayIcon.isSystemTrayAvailable()
    tray = Tray(theme, lambda: ())
    assert not tray.is_there
    await tray.aclose()


async def test_a_left_click_toggles_the_window(theme: Theme) -> None:
    async with tray_on(theme, Desk()) as tray:
        clicks: list[str] = []
        tray.toggled.connect(lambda: clicks.append("toggled"))
        assert tray._icon is not None
        tray._icon.activated.emit(QSystemTrayIcon.ActivationReason.Context)
        tray._icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
        assert clicks == ["toggled"]


def texts(actions: list[QAction]) -> list[str]:
    return [each.text() for each in actions if not each.isSeparator()]


async def test_the_menu_is_that_of_the_picture(theme: Theme) -> None:
    async with tray_on(theme, Desk()) as tray:
        moving = make_transfer(state=TransferState.TRANSFERRING, bytes_per_second=423e6)
        tray.show_transfers((moving, make_transfer(state=TransferState.PAUSED)))
        assert texts(tray.menu.actions()) == [
            "Open PeerDrop",
            "2 transfers · 423 MB/s",
            "Pause all",
            "Send files to",
            "Send clipboard to",
            "Visible on this network",
            "Mute notifications for 1 h",
            "Settings…",
            "Quit",
        ]
        assert tray.pause_all.isEnabled()
        tray.show_transfers(())
        assert tray.transfers.text() == "No transfers"
        assert not tray.pause_all.isEnabled()


async def test_each_entry_asks_for_its_own(theme: Theme) -> None:
    async with tray_on(theme, Desk()) as tray:
        asked: list[object] = []
        for name in ("open", "pause_all", "settings", "quit"):
            getattr(tray, f"{name}_asked").connect(lambda name=name: asked.append(name))
        tray.visible_asked.connect(lambda on: asked.append(("visible", on)))
        tray.mute_asked.connect(lambda on: asked.append(("mute", on)))
        tray.show_transfers((make_transfer(state=TransferState.TRANSFERRING),))
        for action in tray.menu.actions():
            action.trigger()
        expected = ["open", "pause_all", ("visible", True), ("mute", True), "settings", "quit"]
        assert asked == expected


async def test_files_and_clipboard_go_to_devices_that_are_here(theme: Theme) -> None:
    peers = [
        make_peer("Z & <b>", "ZED"),
        BEA,
        make_peer("Gone", "GONE", online=False),
        make_peer("Blocked", "BLOCK", trust=Trust.BLOCKED),
    ]
    async with tray_on(theme, Desk(), peers) as tray:
        asked: list[tuple[str, str]] = []
        tray.send_files_asked.connect(lambda device_id: asked.append(("files", device_id)))
        tray.send_clipboard_asked.connect(lambda device_id: asked.append(("clipboard", device_id)))
        tray.menu.aboutToShow.emit()
        assert texts(tray.send_files.actions()) == ["Bea", "Z && <b>"]
        tray.send_files.actions()[0].trigger()
        tray.send_clipboard.actions()[1].trigger()
        assert asked == [("files", BEA.device_id), ("clipboard", peers[0].device_id)]


async def test_nobody_here_is_said(theme: Theme) -> None:
    async with tray_on(theme, Desk(), ()) as tray:
        tray.menu.aboutToShow.emit()
        (only,) = tray.send_files.actions()
        assert (only.text(), only.isEnabled()) == ("No devices here", False)


async def test_the_icon_tells_of_what_moves_and_of_what_waits(theme: Theme) -> None:
    async with tray_on(theme, Desk()) as tray:
        moving = make_transfer(state=TransferState.TRANSFERRING)
        for transfers, state in (
            ((), TrayState.IDLE),
            ((moving,), TrayState.MOVING),
            ((moving, make_transfer()), TrayState.WAITING),
            ((make_transfer(direction=Direction.OUTGOING),), TrayState.IDLE),
        ):
            tray.show_transfers(transfers)
            assert tray.state is state


def test_the_three_icons_differ_in_shape(theme: Theme) -> None:
    images = [state_icon(state, "#3353CC").pixmap(32, 32).toImage() for state in TrayState]
    assert not images[0].isNull()
    assert all(images[a] != images[b] for a, b in ((0, 1), (1, 2), (0, 2)))


@pytest.mark.parametrize("withdrawn", [False, True])
async def test_a_click_on_its_message_opens_the_conversation(theme: Theme, withdrawn: bool) -> None:
    async with tray_on(theme, Desk()) as tray:
        pressed: list[tuple[Notification, NotificationAction]] = []
        tray.signals.pressed.connect(lambda *told: pressed.append(told))
        tray.show(HELLO)
        if withdrawn:
            tray.withdraw(BEA.device_id)
        assert tray._icon is not None
        tray._icon.messageClicked.emit()
        assert pressed == ([] if withdrawn else [(HELLO, NotificationAction.OPEN)])
