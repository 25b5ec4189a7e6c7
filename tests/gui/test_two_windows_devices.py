"""Two windows over two real nodes: what one does with the other device, and what the other one sees of it."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import ConnectionState, Trust
from peerdrop.gui.theme import Theme
from peerdrop.gui.words.device_actions import DeviceAction
from peerdrop.wire.identifiers import DeviceId
from tests.gui.opened_window import OpenedWindow
from tests.gui.test_two_windows import other_device, texts, two_windows, window_of
from tests.ports import free_port
from tests.until import until

SLOW_S = 60.0


@pytest.fixture
def discovery_port() -> int:
    """A port of these two windows' own."""
    return free_port(socket.SOCK_DGRAM)


def device(window: OpenedWindow, device_id: DeviceId) -> PeerSnapshot:
    peer = window.controller.devices.peer(device_id)
    assert peer is not None
    return peer


def act(window: OpenedWindow, device_id: DeviceId, action: DeviceAction) -> None:
    """Choose an action of the menu of a device."""
    window.controller.device_desk.actions.perform(action, device(window, device_id))


@asynccontextmanager
async def talking(theme: Theme, folder: Path, port: int) -> AsyncIterator[tuple[OpenedWindow, DeviceId, OpenedWindow]]:
    """Ana's window, Ben's device ID, Ben's window: connected by a message."""
    async with two_windows(theme, folder, port) as (ana, ben_id, ben, ana_id):
        ana.type("hello")
        await until(lambda: len(texts(ben, ana_id)) == 1, SLOW_S, what="the message came")
        await until(lambda: device(ana, ben_id).state is ConnectionState.CONNECTED, SLOW_S)
        yield ana, ben_id, ben


async def test_a_name_given_here_stands_in_row_and_header_until_it_is_taken_back(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    async with talking(theme, tmp_path, discovery_port) as (ana, ben_id, _):
        act(ana, ben_id, DeviceAction.RENAME)
        dialog = ana.controller.device_desk.actions.rename
        dialog.field.setText("The kitchen")
        dialog.agree.click()
        await until(dialog.isHidden, SLOW_S)
        await until(lambda: device(ana, ben_id).name == "The kitchen", SLOW_S)
        await until(lambda: ana.window.page.header.name.text() == "The kitchen", SLOW_S)
        await until(lambda: ana.controller.devices.index_of(ben_id).data() == "The kitchen", SLOW_S)
        act(ana, ben_id, DeviceAction.RENAME)
        assert dialog.field.text() == "The kitchen"
        dialog.field.clear()
        dialog.agree.click()
        await until(lambda: device(ana, ben_id).name == "Ben", SLOW_S)


async def test_the_history_of_a_connection_grows_and_connects_again(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    async with talking(theme, tmp_path, discovery_port) as (ana, ben_id, _):
        act(ana, ben_id, DeviceAction.HISTORY)
        dialog = ana.controller.device_desk.actions.history
        await until(lambda: dialog.model.rowCount() == 1, SLOW_S)
        await until(lambda: dialog.model.index(0, 1).data() == "Still connected", SLOW_S)
        act(ana, ben_id, DeviceAction.DISCONNECT)
        await until(lambda: dialog.model.index(0, 3).data() == "Closed by one of you", SLOW_S)
        await until(dialog.again.isVisible, SLOW_S)
        await until(lambda: device(ana, ben_id).state is not ConnectionState.CONNECTED, SLOW_S)
        dialog.again.click()
        await until(lambda: device(ana, ben_id).state is ConnectionState.CONNECTED, SLOW_S)
        act(ana, ben_id, DeviceAction.HISTORY)
        await until(lambda: dialog.model.rowCount() == 2, SLOW_S)


async def test_a_blocked_device_is_cut_off_and_can_call_no_more_until_it_is_unblocked(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    async with talking(theme, tmp_path, discovery_port) as (ana, ben_id, ben):
        (ana_id,) = [each.device_id for each in ben.controller.devices.peers()]
        act(ana, ben_id, DeviceAction.BLOCK)
        ana.controller.device_desk.actions.block_question.agree.click()
        await until(lambda: device(ana, ben_id).trust is Trust.BLOCKED, SLOW_S)
        await until(lambda: device(ben, ana_id).state is ConnectionState.CLOSED, SLOW_S)
        await until(lambda: ana.window.page.header.state.text() == "Blocked", SLOW_S)
        ana.window.page.header.action.click()
        await until(lambda: device(ana, ben_id).trust is not Trust.BLOCKED, SLOW_S)
        ben.type("am I back?")
        await until(lambda: len(texts(ana, ben_id)) == 2, SLOW_S)


async def test_a_forgotten_device_that_left_is_gone_from_the_list(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    async with window_of(theme, tmp_path / "ana", "Ana", discovery_port) as ana:
        async with window_of(theme, tmp_path / "ben", "Ben", discovery_port):
            ben_id = await other_device(ana, "Ben")
            await ana.open(ben_id)
            ana.type("hello")
            await until(lambda: device(ana, ben_id).state is ConnectionState.CONNECTED, SLOW_S)
        # The last word of a session and the goodbye to all are two: who is heard of after being forgotten is new.
        await until(lambda: not device(ana, ben_id).online, SLOW_S)
        act(ana, ben_id, DeviceAction.FORGET)
        ana.controller.device_desk.actions.forget_question.agree.click()
        await until(lambda: not ana.controller.devices.peers(), SLOW_S, what="nobody is left")
        await until(lambda: ana.window.stack.currentWidget() is ana.window.first_start, SLOW_S)


async def test_a_new_name_of_this_device_is_seen_by_the_other_at_once(
    theme: Theme, tmp_path: Path, discovery_port: int
) -> None:
    async with two_windows(theme, tmp_path, discovery_port) as (ana, _, ben, ana_id):
        ana.window.rail.own.rename_action.trigger()
        dialog = ana.controller.device_desk.this_device.rename
        dialog.field.setText("Anastasia")
        dialog.agree.click()
        await until(lambda: ana.window.rail.own.name.text() == "Anastasia", SLOW_S)
        await until(lambda: device(ben, ana_id).name == "Anastasia", SLOW_S, what="Ben sees the new name")
