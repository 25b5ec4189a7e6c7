"""Two windows over two real nodes: search, delete, and what waits for a device that is away."""

import socket
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from peerdrop.core.states import TransferReason, TransferState
from peerdrop.gui.app import attended
from peerdrop.gui.models.entries import CardEntry, TextEntry, Tick
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.card_face import CardAction
from peerdrop.gui.words.cards import card_face
from peerdrop.node import Node
from peerdrop.settings import Settings
from peerdrop.wire.identifiers import DeviceId
from tests.gui.opened_window import OpenedWindow, opened_window
from tests.gui.test_two_windows import SLOW_S, other_device, two_windows, window_of
from tests.ports import free_port
from tests.two_nodes import make_file
from tests.until import until


@pytest.fixture
def discovery_port() -> int:
    """A port of these windows' own."""
    return free_port(socket.SOCK_DGRAM)


def said(window: OpenedWindow, device_id: DeviceId) -> list[tuple[str, Tick]]:
    entries = window.conversation(device_id).entries()
    return [(each.text, each.tick) for each in entries if isinstance(each, TextEntry)]


async def test_what_was_said_is_found_and_deleted_on_one_side_only(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    async with two_windows(theme, tmp_path, discovery_port) as (ana, ben_id, ben, ana_id):
        for text in ("the red house", "a blue door", "red again"):
            ana.type(text)
        await until(lambda: [each[1] for each in said(ana, ben_id)] == [Tick.DELIVERED] * 3, SLOW_S)
        bar = ben.window.page.search_bar
        bar.begin()
        QTest.keyClicks(bar.field, "RED")
        await until(lambda: bar.position.text() == "1 of 2", SLOW_S)
        QTest.keyClick(bar.field, Qt.Key.Key_Return)
        await until(lambda: bar.position.text() == "2 of 2", SLOW_S)

        def found() -> object:
            return ben.window.page.view.currentIndex().data(Qt.ItemDataRole.UserRole + 1)

        await until(lambda: isinstance(entry := found(), TextEntry) and entry.text == "the red house", SLOW_S)
        entry = found()
        assert isinstance(entry, TextEntry)
        QTest.keyClick(bar.field, Qt.Key.Key_Escape)
        ben.window.page.view.deletion_asked.emit(entry.message_id)
        question = ben.controller.asking.question
        assert question is not None
        QTest.mouseClick(question.agree, Qt.MouseButton.LeftButton)
        await until(lambda: [each[0] for each in said(ben, ana_id)] == ["a blue door", "red again"], SLOW_S)
        assert len(said(ana, ben_id)) == 3
        bar.begin()
        QTest.keyClicks(bar.field, "house")
        await until(lambda: bar.position.text() == "Not found", SLOW_S)


async def test_what_waits_outlives_a_restart_and_is_withdrawn_there(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    source = make_file(tmp_path / "notes.txt", 5000)
    async with window_of(theme, tmp_path / "ana", "Ana", discovery_port) as ana:
        async with window_of(theme, tmp_path / "ben", "Ben", discovery_port) as ben:
            ben_id = await other_device(ana, "Ben")
            await other_device(ben, "Ana")
            await ana.open(ben_id)
            ana.type("hello")
            await until(lambda: said(ana, ben_id) == [("hello", Tick.DELIVERED)], SLOW_S)
        await until(lambda: _is_away(ana, ben_id), SLOW_S, what="Ben is away")
        ana.type("this waits")
        ana.drop([source])
        await until(lambda: len(said(ana, ben_id)) == 2 and _waits(ana, ben_id), SLOW_S, what="both wait")
    settings = Settings(
        name="Ana",
        port=free_port(socket.SOCK_STREAM),
        discovery_port=discovery_port,
        directory=str(tmp_path / "ana" / "in"),
    )
    async with opened_window(
        theme, lambda: attended(Node(tmp_path / "ana" / "home", settings)), downloads=tmp_path / "ana" / "in"
    ) as again:
        await again.open(ben_id)
        both = [("hello", Tick.DELIVERED), ("this waits", Tick.WAITING)]
        await until(lambda: said(again, ben_id) == both and _waits(again, ben_id), SLOW_S, what="both still wait")
        (card,) = again.cards(ben_id)
        await until(lambda: _status(again, ben_id) == "Goes when Ben is back online", SLOW_S)
        entries = again.conversation(ben_id).entries()
        text = next(each for each in entries if isinstance(each, TextEntry) and each.tick is Tick.WAITING)
        again.window.page.view.message_withdrawn.emit(text.message_id)
        await until(lambda: said(again, ben_id)[1] == ("this waits", Tick.FAILED), SLOW_S)
        await again.press(card.facts.transfer.transfer_id, CardAction.CANCEL)
        await until(lambda: _state(again, ben_id) is TransferState.CANCELED, SLOW_S)
        assert not again.error_text


def _is_away(window: OpenedWindow, device_id: DeviceId) -> bool:
    peer = window.controller.devices.peer(device_id)
    return peer is not None and not peer.online


def _waits(window: OpenedWindow, device_id: DeviceId) -> bool:
    return any(
        each.facts.transfer.state is TransferState.NEW and each.facts.transfer.reason is TransferReason.WAITING
        for each in window.cards(device_id)
    )


def _status(window: OpenedWindow, device_id: DeviceId) -> str:
    return card_face(window.cards(device_id)[0].facts).status


def _state(window: OpenedWindow, device_id: DeviceId) -> TransferState:
    cards: list[CardEntry] = window.cards(device_id)
    return cards[0].facts.transfer.state
