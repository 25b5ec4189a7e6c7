"""What a user or a peer can do wrong, between real nodes: it is said, nothing is lost, every button is within reach."""

import asyncio
import os
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

import peerdrop.live_settings
import server.this_device
from peerdrop.control.handle import NodeHandle
from peerdrop.core.history.history import HISTORY_FILE
from peerdrop.core.states import ConnectionState, Direction, TransferState
from peerdrop.gui.models.entries import Tick
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.cards import card_face
from peerdrop.node import Node
from peerdrop.wire.card import fit_name
from peerdrop.wire.codec import encode
from peerdrop.wire.conversation import TextMessage
from peerdrop.wire.identifiers import DeviceId, MessageId
from tests.fake_node import MESSAGE_ID
from tests.gui.opened_window import OpenedWindow
from tests.gui.test_two_windows import SLOW_S, card, other_device, texts, two_windows, window_of
from tests.gui.test_two_windows_control import change_settings
from tests.lab.namespace import run
from tests.mere_user import mere_user
from tests.ports import free_port
from tests.two_nodes import make_file
from tests.until import until

TINY_PX = (480, 520)


@pytest.fixture
def discovery_port() -> int:
    """A port of these two windows' own."""
    return free_port(socket.SOCK_DGRAM)


def check_reach(window: OpenedWindow) -> None:
    """What a user needs in order to go on lies in the window and takes a click."""
    page = window.window.page
    wanted: list[QWidget] = [page.header.menu_button, page.composer.attach, page.composer.send, page.composer.field]
    if window.error_text:
        wanted.append(page.error_bar.close_button)
        wanted += [page.error_bar.step] if page.error_bar.step.isVisible() else []
    for each in wanted:
        place = each.mapTo(window.window, each.rect().center())
        assert window.window.rect().contains(place), f"{each.accessibleName()} is out of reach"
        assert window.window.childAt(place) in (each, *each.findChildren(QWidget)), (
            f"{each.accessibleName()} is covered"
        )


def status(window: OpenedWindow, device_id: DeviceId, number: int = 0) -> str:
    cards = window.cards(device_id)
    return card_face(cards[number].facts).status if len(cards) > number else ""


async def still_talk(ana: OpenedWindow, ben_id: DeviceId, ben: OpenedWindow, ana_id: DeviceId) -> None:
    """A message goes each way."""
    for sender, to, receiver, of, text in (
        (ana, ben_id, ben, ana_id, "still here"),
        (ben, ana_id, ana, ben_id, "me too"),
    ):
        sender.type(text)
        await until(lambda: (text, Direction.OUTGOING, Tick.DELIVERED) in texts(sender, to), SLOW_S, what=text)  # noqa: B023
        # Stored there is not yet shown there: two windows, two turns of the loop.
        await until(lambda: (text, Direction.INCOMING, Tick.NONE) in texts(receiver, of), SLOW_S, what=text)  # noqa: B023


# Names


async def test_a_peer_named_like_a_picture_is_that_text_everywhere_and_its_file_arrives(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    name = "<img src=x>"
    source = make_file(tmp_path / "<b>bold<b>.txt", 5000)
    async with (
        window_of(theme, tmp_path / "ana", "Ana", discovery_port) as ana,
        window_of(theme, tmp_path / "rude", name, discovery_port) as rude,
    ):
        rude_id, ana_id = await other_device(ana, name), await other_device(rude, "Ana")
        ana.window.resize(*TINY_PX)
        await ana.open(rude_id)
        await rude.open(ana_id)
        rude.type("<img src=y>")
        await until(lambda: texts(ana, rude_id), SLOW_S)
        assert texts(ana, rude_id) == [("<img src=y>", Direction.INCOMING, Tick.NONE)]
        header = ana.window.page.header
        assert header.name.text() == name
        assert header.name.textFormat() is Qt.TextFormat.PlainText
        rude.drop([source])
        offer = await card(ana, rude_id, TransferState.OFFERED)
        check_reach(ana)
        await ana.press(offer.facts.transfer.transfer_id, CardAction.ACCEPT)
        await card(ana, rude_id, TransferState.COMPLETED)
        (arrived,) = (tmp_path / "ana" / "in").iterdir()
        assert arrived.read_bytes() == source.read_bytes()


@pytest.mark.parametrize("name", ["n" * 300, "‮evil‬⁧", "line\nbreak\r\n"], ids=["long", "turned", "lines"])
async def test_a_peer_with_a_name_that_no_device_may_have_is_refused_and_said_where_it_was_asked_for(
    theme: Theme, tmp_path: Path, discovery_port: int, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unfit(text: str) -> str:
        return name if text in ("Rude", name) else fit_name(text)

    for module in (peerdrop.live_settings, server.this_device):
        monkeypatch.setattr(module, "fit_name", unfit)
    async with (
        window_of(theme, tmp_path / "ana", "Ana", discovery_port) as ana,
        window_of(theme, tmp_path / "ben", "Ben", discovery_port) as ben,
        window_of(theme, tmp_path / "rude", "Rude", free_port(socket.SOCK_DGRAM)) as rude,
    ):
        ben_id, ana_id = await other_device(ana, "Ben"), await other_device(ben, "Ana")
        await ana.open(ben_id)
        await ben.open(ana_id)
        port = await asyncio.wrap_future(rude.engine.submit(_port))
        dialog = ana.window.add_address
        ana.window.rail.add.click()
        QTest.keyClicks(dialog.field, f"127.0.0.1:{port}")
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        await until(lambda: bool(dialog.answer.text()), SLOW_S, what="an answer beside the field")
        assert dialog.field.text() == f"127.0.0.1:{port}"
        assert dialog.agree.isEnabled()
        assert name not in dialog.answer.text()
        QTest.keyClick(dialog.field, Qt.Key.Key_Escape)
        assert [each.name for each in ana.controller.devices.peers()] == ["Ben"]
        await still_talk(ana, ben_id, ben, ana_id)
        check_reach(ana)


async def _port(node: NodeHandle) -> int:
    return (await node.started()).port


# A message of 1 MB


async def test_a_megabyte_that_is_pasted_reaches_the_other_as_a_file(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    text = "All work and no play.\n" * 50_000
    async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
        mime = QMimeData()
        mime.setText(text)
        ana.window.page.composer.field.insertFromMimeData(mime)
        assert ana.error_text.startswith("Too long for a message:")
        check_reach(ana)
        QTest.mouseClick(ana.window.page.error_bar.step, Qt.MouseButton.LeftButton)
        offer = await card(ben, ana_id, TransferState.OFFERED)
        await ben.press(offer.facts.transfer.transfer_id, CardAction.ACCEPT)
        await card(ben, ana_id, TransferState.COMPLETED)
        (arrived,) = (tmp_path / "ben" / "in").iterdir()
        assert arrived.read_text() == text
        await still_talk(ana, ben_id, ben, ana_id)


@pytest.mark.parametrize("length", [70_000, 1_000_000], ids=["text", "message"])
async def test_a_peer_that_sends_too_long_a_message_loses_its_connection_and_nothing_else(
    theme: Theme, tmp_path: Path, discovery_port: int, length: int
) -> None:
    async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
        await still_talk(ana, ben_id, ben, ana_id)
        before = texts(ben, ana_id)
        states: list[ConnectionState] = []

        def note() -> None:
            peer = ben.controller.devices.peer(ana_id)
            states.append(ConnectionState.NEW if peer is None else peer.state)

        ben.controller.devices.dataChanged.connect(note)
        await asyncio.wrap_future(ana.engine.submit(lambda node: _flood(node, ben_id, "x" * length)))
        await until(lambda: any(each is not ConnectionState.CONNECTED for each in states), SLOW_S, what="it is cut off")
        assert texts(ben, ana_id) == before
        check_reach(ben)
        # Either side may go on at once.
        await still_talk(ben, ana_id, ana, ben_id)
        check_reach(ben)


async def _flood(node: NodeHandle, device_id: DeviceId, text: str) -> None:
    """What no PeerDrop does: send more in one message than any may."""
    assert isinstance(node, Node)
    session: Any = node.peers_known._known(device_id).live
    # It does not heed what the other side said that it takes.
    session._link._open_queue()._sctp._remote_max_message_size = 0
    raw = encode(TextMessage(message_id=MessageId(MESSAGE_ID), text="TEXT", sent_at=0.0))
    session._link.send_control(raw.replace(b"TEXT", text.encode()))


# Many files


async def test_a_thousand_files_dropped_at_once_all_arrive(theme: Theme, tmp_path: Path, discovery_port: int) -> None:
    sources = [make_file(tmp_path / "many" / f"{number:04}.bin", number % 50, number) for number in range(1000)]
    async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
        ana.drop(sources)
        check_reach(ana)
        offer = await card(ben, ana_id, TransferState.OFFERED)
        assert offer.facts.transfer.file_count == 1000
        check_reach(ben)
        await ben.press(offer.facts.transfer.transfer_id, CardAction.REVIEW)
        sheet = ben.window.page.sheet
        await until(lambda: sheet.accept.isEnabled(), SLOW_S)
        place = sheet.accept.mapTo(ben.window, sheet.accept.rect().center())
        assert ben.window.childAt(place) is sheet.accept
        QTest.mouseClick(sheet.accept, Qt.MouseButton.LeftButton)
        await card(ben, ana_id, TransferState.COMPLETED)
        await card(ana, ben_id, TransferState.COMPLETED)
        assert len(ana.cards(ben_id)) == len(ben.cards(ana_id)) == 1
        for source in sources:
            assert (tmp_path / "ben" / "in" / source.name).read_bytes() == source.read_bytes()
        await still_talk(ana, ben_id, ben, ana_id)


# Folders and disks


@contextmanager
def locked(folder: Path) -> Iterator[Path]:
    """Nobody may look into it."""
    folder.chmod(0)
    try:
        yield folder
    finally:
        folder.chmod(0o700)


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
async def test_a_folder_that_may_not_be_read_is_named_and_another_one_goes(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    secret = make_file(tmp_path / "secret" / "diary.txt", 100).parent
    photos = make_file(tmp_path / "photos" / "one.jpg", 100).parent
    make_file(photos / "private" / "two.jpg", 100)
    with mere_user(), locked(secret), locked(photos / "private"):
        async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
            ana.drop([secret])
            await until(lambda: bool(ana.error_text), SLOW_S, what="the error bar")
            assert "secret" in ana.error_text
            check_reach(ana)
            assert ana.cards(ben_id) == []
            ana.drop([photos])
            offer = await card(ben, ana_id, TransferState.OFFERED)
            mine = await card(ana, ben_id, TransferState.OFFERED)
            assert [Path(each.path).name for each in mine.facts.transfer.problems] == ["private"]
            await until(lambda: bool(card_face(ana.cards(ben_id)[0].facts).note), SLOW_S)
            await ben.press(offer.facts.transfer.transfer_id, CardAction.ACCEPT)
            await card(ana, ben_id, TransferState.COMPLETED)
            await until(lambda: "1" in status(ana, ben_id), SLOW_S)
            check_reach(ana)
            arrived = tmp_path / "ben" / "in" / "photos"
            assert [each.name for each in arrived.iterdir()] == ["one.jpg"]
            await still_talk(ana, ben_id, ben, ana_id)


@contextmanager
def small_disk(folder: Path, size_bytes: int) -> Iterator[Path]:
    """A disk of that size at *folder*."""
    folder.mkdir(parents=True)
    run("mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "peerdrop-test", str(folder))
    try:
        yield folder
    finally:
        run("umount", "--lazy", str(folder))


@asynccontextmanager
async def ballast(disk: Path, left_bytes: int) -> AsyncIterator[None]:
    """Another program takes all but the last *left_bytes*."""
    path = disk / "ballast"
    found = os.statvfs(disk)
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, found.f_bavail * found.f_frsize - left_bytes)
    try:
        yield
    finally:
        path.unlink()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount a small disk")
async def test_a_disk_that_fills_pauses_on_both_sides_and_the_file_is_whole_once_there_is_room(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    source = make_file(tmp_path / "film.raw", 4_000_000)
    with small_disk(tmp_path / "small", 40_000_000) as disk:
        async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
            # So slow that the disk is full before all is written, however late this test has its turn.
            await change_settings(ana, speed_limit_bytes_per_second=200_000)
            ana.drop([source])
            offer = await card(ben, ana_id, TransferState.OFFERED)
            await ben.press(offer.facts.transfer.transfer_id, CardAction.REVIEW)
            sheet = ben.window.page.sheet
            await until(lambda: sheet.files.rowCount() == 1, SLOW_S)
            sheet.set_directory(str(disk))
            await until(lambda: sheet.accept.isEnabled(), SLOW_S)
            QTest.mouseClick(sheet.accept, Qt.MouseButton.LeftButton)
            await until(lambda: ben.cards(ana_id)[0].facts.transfer.state is not TransferState.OFFERED, SLOW_S)
            async with ballast(disk, 1_000_000):
                await change_settings(ana, speed_limit_bytes_per_second=0)
                await card(ben, ana_id, TransferState.PAUSED)
                await card(ana, ben_id, TransferState.PAUSED)
                await until(lambda: "The disk here is full" in status(ben, ana_id), SLOW_S)
                await until(lambda: "The disk on Ben is full" in status(ana, ben_id), SLOW_S)
                for window, device_id in ((ana, ben_id), (ben, ana_id)):
                    buttons = [each.action for each in card_face(window.cards(device_id)[0].facts).buttons]
                    assert CardAction.CANCEL in buttons
                    check_reach(window)
                await still_talk(ana, ben_id, ben, ana_id)
            await card(ben, ana_id, TransferState.COMPLETED)
            await card(ana, ben_id, TransferState.COMPLETED)
            assert (disk / source.name).read_bytes() == source.read_bytes()


# The home


async def test_a_history_of_a_newer_version_is_said_left_alone_and_people_still_talk(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    home = tmp_path / "ana" / "home"
    home.mkdir(parents=True)
    with sqlite3.connect(home / HISTORY_FILE) as database:
        database.execute("CREATE TABLE entries (what TEXT)")
        database.execute("INSERT INTO entries VALUES ('from the future')")
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = (home / HISTORY_FILE).read_bytes()
    async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
        notice = ana.window.notice
        await until(notice.isVisible, SLOW_S)
        assert "newer PeerDrop" in notice.cause.text()
        assert notice.help.text()
        check_reach(ana)
        await still_talk(ana, ben_id, ben, ana_id)
        notice.close_button.click()
        assert notice.isHidden()
        check_reach(ana)
    assert (home / HISTORY_FILE).read_bytes() == before
