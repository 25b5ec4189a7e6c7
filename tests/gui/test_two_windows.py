"""Two windows over two real nodes: find each other, talk, send files both ways, decline."""

import hashlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from peerdrop.core.states import ConnectionState, Direction, TransferState
from peerdrop.gui.app import attended
from peerdrop.gui.models.entries import CardEntry, TextEntry, Tick
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.cards import card_face
from peerdrop.node import Node
from peerdrop.settings import Settings
from peerdrop.wire.identifiers import DeviceId
from tests.gui.opened_window import OpenedWindow, opened_window
from tests.ports import free_port
from tests.two_nodes import make_file
from tests.until import until

SLOW_S = 60.0


@pytest.fixture
def discovery_port() -> int:
    """A port of these two windows' own."""
    return free_port(socket.SOCK_DGRAM)


@asynccontextmanager
async def window_of(theme: Theme, folder: Path, name: str, discovery_port: int) -> AsyncIterator[OpenedWindow]:
    """A window over a real node in its own thread."""
    downloads = folder / "in"
    downloads.mkdir(parents=True)
    settings = Settings(
        name=name, port=free_port(socket.SOCK_STREAM), discovery_port=discovery_port, directory=str(downloads)
    )
    async with opened_window(theme, lambda: attended(Node(folder / "home", settings)), downloads=downloads) as window:
        yield window


@asynccontextmanager
async def two_windows(
    theme: Theme, folder: Path, discovery_port: int
) -> AsyncIterator[tuple[OpenedWindow, DeviceId, OpenedWindow, DeviceId]]:
    """Ana's window, Ben's device ID, Ben's window, Ana's device ID; each has the other's conversation open."""
    async with (
        window_of(theme, folder / "ana", "Ana", discovery_port) as ana,
        window_of(theme, folder / "ben", "Ben", discovery_port) as ben,
    ):
        ben_id, ana_id = await other_device(ana, "Ben"), await other_device(ben, "Ana")
        await ana.open(ben_id)
        await ben.open(ana_id)
        yield ana, ben_id, ben, ana_id


async def other_device(window: OpenedWindow, name: str) -> DeviceId:
    """The ID of the one device that shows up in the list."""
    await until(lambda: window.controller.devices.peers(), SLOW_S, what=f"{name} is found")
    (peer,) = window.controller.devices.peers()
    assert peer.name == name
    return peer.device_id


def texts(window: OpenedWindow, device_id: DeviceId) -> list[tuple[str, Direction, Tick]]:
    entries = window.conversation(device_id).entries()
    return [(each.text, each.direction, each.tick) for each in entries if isinstance(each, TextEntry)]


async def card(window: OpenedWindow, device_id: DeviceId, state: TransferState, number: int = 0) -> CardEntry:
    """The card of that number, once it has come to *state*."""

    def has_come() -> bool:
        cards = window.cards(device_id)
        return len(cards) > number and cards[number].facts.transfer.state is state

    await until(has_come, SLOW_S, what=f"card {number} is {state}")
    return window.cards(device_id)[number]


def is_connected(window: OpenedWindow, device_id: DeviceId) -> bool:
    peer = window.controller.devices.peer(device_id)
    return peer is not None and peer.state is ConnectionState.CONNECTED


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


async def test_two_people_find_each_other_and_talk(theme: Theme, tmp_path: Path, discovery_port: int) -> None:
    async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
        ana.type("<b>hello</b> Ben")
        await until(lambda: texts(ana, ben_id) == [("<b>hello</b> Ben", Direction.OUTGOING, Tick.DELIVERED)], SLOW_S)
        await until(lambda: texts(ben, ana_id) == [("<b>hello</b> Ben", Direction.INCOMING, Tick.NONE)], SLOW_S)
        ben.type("hello Ana")
        await until(lambda: len(texts(ana, ben_id)) == 2, SLOW_S)
        for window, device_id in ((ana, ben_id), (ben, ana_id)):
            await until(partial(is_connected, window, device_id), SLOW_S)
            # Which of them says how busy this machine is.
            shown = window.window.page.header.state.text
            await until(lambda shown=shown: shown().startswith(("Connected", "Slow link", "Weak link")), SLOW_S)  # type: ignore[misc]


async def test_a_new_name_stands_in_the_other_window_at_once(theme: Theme, tmp_path: Path, discovery_port: int) -> None:
    async with two_windows(theme, tmp_path, discovery_port) as (ana, _, ben, ana_id):
        page = ana.window.settings
        ana.window.settings_asked.emit()
        await until(page.isEnabled)
        page.general.name.field.setFocus()
        page.general.name.field.selectAll()
        QTest.keyClicks(page.general.name.field, "Kitchen")
        QTest.keyClick(page.general.name.field, Qt.Key.Key_Return)

        def name_there() -> str:
            peer = ben.controller.devices.peer(ana_id)
            return "" if peer is None else peer.name

        await until(lambda: name_there() == "Kitchen", SLOW_S)
        await until(lambda: ben.window.page.header.name.text() == "Kitchen")
        await until(lambda: ana.window.rail.own.name.text() == "Kitchen", SLOW_S)


async def test_a_dropped_file_is_accepted_and_arrives_whole(theme: Theme, tmp_path: Path, discovery_port: int) -> None:
    source = make_file(tmp_path / "holiday.raw", 3_000_017)
    async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
        ana.drop([source])
        offer = await card(ben, ana_id, TransferState.OFFERED)
        await ben.press(offer.facts.transfer.transfer_id, CardAction.ACCEPT)
        await card(ana, ben_id, TransferState.COMPLETED)
        await card(ben, ana_id, TransferState.COMPLETED)
        await until(lambda: bool(ben.cards(ana_id)[0].facts.published), SLOW_S)
        arrived = ben.cards(ana_id)[0].facts.published[0].path
        assert arrived == tmp_path / "ben" / "in" / "holiday.raw"
        assert digest(arrived) == digest(source)
        assert card_face(ben.cards(ana_id)[0].facts).status == "Saved to in"
        await ben.press(offer.facts.transfer.transfer_id, CardAction.SHOW_IN_FOLDER)
        await until(lambda: ben.opened_paths == [arrived.parent], SLOW_S)


@pytest.mark.qt_log_ignore("propagateSizeHints")
async def test_a_file_chosen_with_the_button_is_accepted_on_the_sheet(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    source = make_file(tmp_path / "notes.txt", 5000)
    async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
        QTest.mouseClick(ben.window.page.composer.attach, Qt.MouseButton.LeftButton)
        dialog = ben.window.page.composer.findChild(QWidget, "QFileDialog")
        assert dialog is not None
        dialog.filesSelected.emit([str(source)])  # type: ignore[attr-defined]
        dialog.close()
        offer = await card(ana, ben_id, TransferState.OFFERED)
        await ana.press(offer.facts.transfer.transfer_id, CardAction.REVIEW)
        sheet = ana.window.page.sheet
        await until(lambda: sheet.files.rowCount() == 1, SLOW_S)
        assert sheet.files.index(0, 0).data() == "notes.txt"
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        sheet.set_directory(str(elsewhere))
        QTest.mouseClick(sheet.accept, Qt.MouseButton.LeftButton)
        await card(ana, ben_id, TransferState.COMPLETED)
        await card(ben, ana_id, TransferState.COMPLETED)
        assert digest(elsewhere / "notes.txt") == digest(source)


async def test_what_is_declined_is_not_saved_and_can_be_sent_again(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    source = make_file(tmp_path / "unwanted.bin", 5000)
    async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
        ana.drop([source])
        offer = await card(ben, ana_id, TransferState.OFFERED)
        await ben.press(offer.facts.transfer.transfer_id, CardAction.DECLINE)
        declined = await card(ana, ben_id, TransferState.DECLINED)
        assert card_face(declined.facts).status == "Ben declined"
        assert not list((tmp_path / "ben" / "in").iterdir())
        await until(lambda: ana.cards(ben_id)[0].facts.can_send_again, SLOW_S)
        await ana.press(declined.facts.transfer.transfer_id, CardAction.SEND_AGAIN)
        again = await card(ben, ana_id, TransferState.OFFERED, 1)
        await ana.press(again.facts.transfer.transfer_id, CardAction.CANCEL)
        await card(ana, ben_id, TransferState.CANCELED, 1)
        canceled = await card(ben, ana_id, TransferState.CANCELED, 1)
        assert card_face(canceled.facts).status == "Canceled by Ana"


async def test_a_device_that_went_away_is_an_error_with_retry(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    async with window_of(theme, tmp_path / "ana", "Ana", discovery_port) as ana:
        async with window_of(theme, tmp_path / "ben", "Ben", discovery_port):
            ben_id = await other_device(ana, "Ben")
            await ana.open(ben_id)
        ana.type("are you there?")
        await until(lambda: bool(ana.error_text), 90, what="the error bar")
        assert "Ben" in ana.error_text
        assert ana.window.page.error_bar.step.text() in ("Retry", "Search again")
