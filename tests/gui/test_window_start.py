"""What goes wrong at the start is said in the window, with a way on; what stops nothing is said too, and once."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from peerdrop.control.handle import NodeHandle
from peerdrop.core.events import WarningRaised
from peerdrop.core.history.history import HISTORY_FILE
from peerdrop.gui.home_node import HomeNode
from peerdrop.gui.theme import Theme
from peerdrop.gui.widgets.first_start import FirstStart
from peerdrop.home import Home
from peerdrop.settings import SETTINGS_FILE, Settings, load_settings
from tests.fake_node import FakeNode, make_peer
from tests.gui.opened_window import FakeEngine, OpenedWindow, opened_window, push
from tests.ports import free_port
from tests.until import until

BEA = make_peer()


def warning(number: int) -> WarningRaised:
    return WarningRaised(reason="HOME", message=f"Warning {number}.", next_step="Look there.")


def quiet(home: Path, **settings: object) -> Path:
    """A home that meets nobody."""
    home.mkdir()
    kept = {"discovery_port": free_port(socket.SOCK_DGRAM), "discoverable": False, **settings}
    (home / SETTINGS_FILE).write_text(json.dumps(kept))
    return home


@asynccontextmanager
async def started(theme: Theme, home: Path, *, port: int | None = None) -> AsyncIterator[OpenedWindow]:
    """A window over a real node, or what stopped it."""
    node = HomeNode(home, port=port)
    async with opened_window(theme, node.open, wait=False, stopped=node) as window:
        yield window


def said(window: OpenedWindow) -> str:
    bar = window.window.notice
    return "" if bar.isHidden() else f"{bar.cause.text()} {bar.help.text()}"


def failure(window: OpenedWindow) -> str:
    bar = window.window.first_start.error_bar
    return "" if bar.isHidden() else f"{bar.cause.text()} {bar.help.text()}".strip()


async def test_a_damaged_history_is_said_although_it_was_set_aside_before_the_window_listened(
    theme: Theme, tmp_path: Path
) -> None:
    home = quiet(tmp_path / "home")
    (home / HISTORY_FILE).write_bytes(b"no database" * 1000)
    async with started(theme, home) as window:
        await until(lambda: bool(said(window)))
        assert "damaged" in said(window)
        assert window.window.first_start.title.text() != "PeerDrop is not running"
        assert window.window.first_start.scan.isEnabled()


async def test_warnings_are_shown_one_after_the_other_above_every_page_and_each_once(theme: Theme) -> None:
    node = FakeNode([BEA])
    node.warned = [warning(1), warning(2)]
    async with opened_window(theme, FakeEngine(node).open_node) as window:
        assert said(window) == "Warning 1. Look there."
        await window.open(BEA.device_id)
        assert window.window.notice.isVisible()
        await push(window, node, warning(3), warning(1))
        for number in (2, 3):
            window.window.notice.close_button.click()
            assert said(window) == f"Warning {number}. Look there."
        window.window.notice.close_button.click()
        assert said(window) == ""
        assert window.error_text == ""


async def test_a_taken_port_leads_to_another_one_with_which_it_starts(theme: Theme, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        home = quiet(tmp_path / "home", port=port)
        async with started(theme, home) as window:
            await until(lambda: bool(failure(window)))
            assert failure(window) == f"Could not start: port {port} is in use by another program."
            bar = window.window.first_start.error_bar
            assert bar.step.text() == "Choose another port…"
            bar.step.click()
            page = window.controller.pages.settings
            await until(page.isEnabled)
            assert page.network.port.isVisible()
            assert page.network.port.field.text() == str(port)
            # What else is set can be changed as well; that one does not help.
            free = free_port(socket.SOCK_STREAM)
            page.network.port.field.selectAll()
            QTest.keyClicks(page.network.port.field, str(free))
            QTest.keyClick(page.network.port.field, Qt.Key.Key_Return)
            await until(window.window.first_start.scan.isEnabled)
            assert load_settings(home).port == free
            assert failure(window) == ""


async def test_a_port_of_the_command_line_gives_way_to_the_one_that_is_chosen_instead(
    theme: Theme, tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        home = quiet(tmp_path / "home")
        async with started(theme, home, port=taken.getsockname()[1]) as window:
            await until(lambda: bool(failure(window)))
            window.window.first_start.error_bar.step.click()
            page = window.controller.pages.settings
            await until(page.isEnabled)
            QTest.keyClicks(page.network.port.field, str(free_port(socket.SOCK_STREAM)))
            QTest.keyClick(page.network.port.field, Qt.Key.Key_Return)
            await until(window.window.first_start.scan.isEnabled)


async def test_a_damaged_identity_is_said_and_tried_again_once_it_is_put_back(theme: Theme, tmp_path: Path) -> None:
    home = quiet(tmp_path / "home", port=free_port(socket.SOCK_STREAM))
    (home / "identity.json").write_text("{")
    async with started(theme, home) as window:
        await until(lambda: bool(failure(window)))
        assert "identity.json" in failure(window)
        assert window.window.first_start.title.text() == "PeerDrop is not running"
        (home / "identity.json").unlink()
        bar = window.window.first_start.error_bar
        assert bar.step.text() == "Retry"
        bar.step.click()
        await until(window.window.first_start.scan.isEnabled)


async def test_a_home_that_cannot_be_used_is_said_with_a_next_step(theme: Theme, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    async with started(theme, tmp_path / "home") as window:
        await until(lambda: bool(failure(window)))
        assert "is not a folder" in failure(window)
        assert window.window.first_start.error_bar.help.text()


async def test_a_home_that_is_held_and_does_not_answer_is_said(theme: Theme, tmp_path: Path) -> None:
    home = quiet(tmp_path / "home")
    with Home(home).hold():
        async with started(theme, home) as window:
            await until(lambda: bool(failure(window)))
            assert "already runs" in failure(window)
            assert window.window.first_start.error_bar.help.text()


async def test_damaged_settings_are_said_and_left_alone(theme: Theme, tmp_path: Path) -> None:
    home = quiet(tmp_path / "home")
    (home / SETTINGS_FILE).write_text("{")
    async with started(theme, home) as window:
        await until(lambda: bool(failure(window)))
        assert SETTINGS_FILE in failure(window)
        assert (home / SETTINGS_FILE).read_text() == "{"


async def test_the_free_space_is_measured_again_when_it_is_read_how_much_is_to_stay_free(theme: Theme) -> None:
    node = FakeNode()
    may_read = asyncio.Event()

    async def read() -> Settings:
        await may_read.wait()
        return Settings(reserve_bytes=10**18)

    async def let_go(_: NodeHandle) -> None:
        may_read.set()

    node.replies["settings"] = read
    async with opened_window(theme, FakeEngine(node).open_node, wait=False) as window:
        figures: list[int] = []
        window.controller.commands.space_measured.connect(figures.append)
        await until(lambda: figures)
        assert figures[0] > 0
        await asyncio.wrap_future(window.engine.submit(let_go))
        await until(lambda: figures[-1] == 0)


def test_without_a_network_nothing_is_shown_as_looked_for(theme: Theme) -> None:
    page = FirstStart(theme)
    page.show_looking(())
    assert page.title.text().startswith("No network.")
    assert page.steps.isHidden(), "none of them helps"
    assert not page.picture.is_searching
    page.show_looking(("192.168.1.7",))
    assert not page.steps.isHidden()
    assert page.picture.is_searching
