"""The window as a program: it is shown first, serves, and leaves in order."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from peerdrop.app_link import AppLink
from peerdrop.control.handle import NodeHandle
from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.errors import HomeError
from peerdrop.gui.app import RESTART, attended, serve_window
from peerdrop.gui.desktop.hand_off import HandOff, WindowSilent, hand_over
from peerdrop.gui.desktop.opening import Opening
from peerdrop.gui.handed_on import HandedOn
from peerdrop.gui.widgets.main_window import FirstPaint, MainWindow
from peerdrop.settings import Settings
from tests.fake_node import FakeNode, make_peer
from tests.gui.opened_window import FakeEngine
from tests.until import LIMIT_S, until

BEA, CEM = make_peer(), make_peer("Cem", "CEM")
ROOT = Path(__file__).parents[2]

# Starts the program as its user does, and ends it where the engine would be started.
_MODULES_AT_FIRST_PICTURE = """
import os, sys
from peerdrop.__main__ import main
from peerdrop.gui.engine import Engine

def told(engine):
    print(*sys.modules, flush=True)
    os._exit(0)

Engine.start = told
sys.argv = ["peerdrop", "--home", sys.argv[1]]
sys.exit(main())
"""
_NOT_FOR_A_PICTURE = ("aiohttp", "aiortc", "av", "blake3", "cryptography", "sqlite3")


def test_the_first_picture_waits_for_no_library_of_the_engine(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _MODULES_AT_FIRST_PICTURE, str(tmp_path / "home")]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    loaded = done.stdout.split()
    assert "peerdrop.gui.widgets.main_window" in loaded, done.stderr
    assert not {each.partition(".")[0] for each in loaded}.intersection(_NOT_FOR_A_PICTURE)
    assert not [each for each in loaded if each in ("peerdrop.node", "peerdrop.transport", "peerdrop.cli.command_line")]


@pytest.fixture(autouse=True)
def no_windows_left(qapp: QApplication) -> Iterator[None]:
    yield
    for widget in qapp.topLevelWidgets():
        widget.deleteLater()


class Stage:
    """A node that notes whether the window was on the screen when it was opened."""

    def __init__(self) -> None:
        self.node = FakeNode()
        self.window_was_shown = False
        self.closed = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[NodeHandle]:
        self.window_was_shown = any(each.isVisible() for each in windows())
        yield self.node
        self.closed = True


def windows() -> list[MainWindow]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)]


async def test_the_window_is_shown_before_the_node_is_opened_and_closing_it_ends_both(
    qapp: QApplication, tmp_path: Path
) -> None:
    stage = Stage()
    serving = asyncio.create_task(
        serve_window(qapp, lambda: attended(stage.open()), Settings(), tmp_path), name="window"
    )
    await until(lambda: bool(stage.node.policies))
    assert stage.window_was_shown
    assert stage.node.policies == [AcceptPolicy(attended=True)]
    (window,) = [each for each in windows() if each.isVisible()]
    window.close()
    assert await serving == 0
    assert stage.node.policies == []
    assert not window.isVisible()


async def test_a_restart_ends_window_and_node_in_order_and_a_new_window_can_follow(
    qapp: QApplication, tmp_path: Path
) -> None:
    stage = Stage()
    for at_settings in (False, True):
        serving = asyncio.create_task(
            serve_window(qapp, lambda: attended(stage.open()), Settings(), tmp_path, at_settings=at_settings),
            name="window",
        )
        await until(lambda: bool(stage.node.policies))
        (window,) = [each for each in windows() if each.isVisible()]
        if not at_settings:
            window.settings_asked.emit()
        await until(window.settings.isVisible)
        window.settings.general.restart_asked.emit()
        assert await serving == RESTART
        assert stage.node.policies == []
        assert not any(each.isVisible() for each in windows())


class SlowEnd:
    """A node that takes until `may_end` to close."""

    def __init__(self) -> None:
        self.node = FakeNode([BEA])
        self.closing, self.may_end = threading.Event(), threading.Event()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[NodeHandle]:
        try:
            async with attended(nullcontext(self.node)) as node:
                yield node
        finally:
            self.closing.set()
            self.may_end.wait(LIMIT_S)


def has_devices(window: MainWindow, number: int) -> bool:
    return len(window._order.device_ids()) == number


async def shown_window() -> MainWindow:
    await until(lambda: any(each.isVisible() for each in windows()))
    (window,) = [each for each in windows() if each.isVisible()]
    return window


@pytest.mark.qt_log_ignore("does not support raise")
async def test_what_a_second_start_hands_over_during_a_restart_is_filled_into_the_next_window(
    qapp: QApplication, tmp_path: Path
) -> None:
    handed_on, given = HandedOn(), Opening(link=AppLink(address="10.0.0.5:3002"))
    stage = SlowEnd()
    with taken_home(tmp_path) as hand_off:
        serving = asyncio.create_task(
            serve_window(qapp, stage.open, Settings(), tmp_path, hand_off=hand_off, handed_on=handed_on), name="window"
        )
        window = await shown_window()
        await until(lambda: bool(stage.node.policies))
        window.settings_asked.emit()
        await until(window.settings.isEnabled)
        window.settings.general.restart_asked.emit()
        await until(stage.closing.is_set)
        await asyncio.to_thread(hand_over, tmp_path, given)
        assert not window.isVisible()
        stage.may_end.set()
        assert await serving == RESTART
    assert handed_on.openings == [given]
    serving = asyncio.create_task(
        serve_window(qapp, Stage().open, Settings(), tmp_path, handed_on=handed_on), name="window"
    )
    window = await shown_window()
    await until(window.add_address.isVisible)
    assert window.add_address.field.text() == "10.0.0.5:3002"
    assert handed_on.openings == []
    window.close()
    assert await serving == 0


async def test_a_window_that_is_left_for_good_does_not_take_what_a_second_start_hands_over(
    qapp: QApplication, tmp_path: Path
) -> None:
    stage = SlowEnd()
    with taken_home(tmp_path) as hand_off:
        serving = asyncio.create_task(
            serve_window(qapp, stage.open, Settings(), tmp_path, hand_off=hand_off), name="window"
        )
        window = await shown_window()
        await until(lambda: bool(stage.node.policies))
        window.close()
        await until(stage.closing.is_set)
        with pytest.raises(WindowSilent):
            await asyncio.to_thread(hand_over, tmp_path, Opening(), limit_s=0.2)
        assert not HandOff(tmp_path).claim()
        stage.may_end.set()
        assert await serving == 0


@contextmanager
def taken_home(home: Path) -> Iterator[HandOff]:
    hand_off = HandOff(home)
    assert hand_off.claim()
    try:
        yield hand_off
    finally:
        hand_off.close()


async def test_what_was_written_and_not_sent_stands_in_the_window_after_a_restart(
    qapp: QApplication, tmp_path: Path
) -> None:
    node, handed_on = FakeNode([BEA, CEM]), HandedOn()
    for is_again in (False, True):
        serving = asyncio.create_task(
            serve_window(qapp, FakeEngine(node).open_node, Settings(), tmp_path, handed_on=handed_on), name="window"
        )
        window = await shown_window()
        composer = window.page.composer
        await until(partial(has_devices, window, 2))
        for device_id in (BEA.device_id, CEM.device_id):
            window.rail.devices.open_device(device_id)
            if is_again:
                assert composer.field.toPlainText() == f"to {device_id}"
            else:
                composer.field.setPlainText(f"to {device_id}")
        if not is_again:
            composer.attach_for(BEA.device_id, [tmp_path])
        window.settings_asked.emit()
        await until(window.settings.isEnabled)
        window.settings.general.restart_asked.emit()
        assert await serving == RESTART
        assert handed_on.drafts[BEA.device_id].files == (tmp_path,)


async def test_hidden_it_serves_without_a_window_until_no_tray_has_come(qapp: QApplication, tmp_path: Path) -> None:
    stage = Stage()
    serving = asyncio.create_task(
        serve_window(qapp, lambda: attended(stage.open()), Settings(), tmp_path, hidden=True), name="window"
    )
    await until(lambda: bool(stage.node.policies))
    assert not stage.window_was_shown
    assert not any(each.isVisible() for each in windows())
    os.kill(os.getpid(), signal.SIGTERM)
    assert await asyncio.wait_for(serving, 10) == 0


@pytest.mark.qt_log_ignore("does not support raise")
async def test_a_hidden_window_whose_node_does_not_start_comes_to_say_so_and_does_not_try_again_by_itself(
    qapp: QApplication, tmp_path: Path
) -> None:
    engine = FakeEngine(FakeNode())
    engine.refusals = [HomeError("The disk is full.", next_step="Make room."), HomeError("Again.", next_step="")]
    serving = asyncio.create_task(
        serve_window(qapp, engine.open_node, Settings(), tmp_path, hidden=True), name="window"
    )
    await until(lambda: any(each.isVisible() for each in windows()))
    (window,) = [each for each in windows() if each.isVisible()]
    await until(window.first_start.error_bar.isVisible)
    assert "The disk is full." in window.first_start.error_bar.cause.text()
    await until(lambda: not window.findChildren(FirstPaint), what="what begins with the first picture has begun")
    window.close()
    assert await serving == 0
    assert engine.opens == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda each: each.name)
async def test_a_signal_closes_the_window(qapp: QApplication, number: signal.Signals, tmp_path: Path) -> None:
    stage = Stage()
    before = signal.getsignal(number)
    serving = asyncio.create_task(serve_window(qapp, stage.open, Settings(), tmp_path), name="window")
    await until(lambda: any(each.isVisible() for each in windows()))
    os.kill(os.getpid(), number)
    assert await asyncio.wait_for(serving, LIMIT_S) == 0
    assert signal.getsignal(number) is before


async def test_a_task_that_waits_for_the_window_can_be_cancelled(qapp: QApplication, tmp_path: Path) -> None:
    stage = Stage()
    serving = asyncio.create_task(serve_window(qapp, stage.open, Settings(), tmp_path), name="window")
    await until(lambda: any(each.isVisible() for each in windows()))
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert not any(each.isVisible() for each in windows())
