"""Runs coroutine tests of the window on Qt's own loop."""

import asyncio
import gc
import inspect
import os
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QApplication

from peerdrop.gui.qt_loop import new_qt_loop
from peerdrop.gui.theme import Theme
from peerdrop.settings import ThemeChoice

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test on the loop that the window runs on."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    runner: asyncio.Runner = pyfuncitem._request.getfixturevalue("qt_runner")
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    runner.run(pyfuncitem.obj(**arguments))
    return True


@pytest.fixture
def qt_runner(qapp: QApplication, expected_log: object) -> Iterator[asyncio.Runner]:
    """Qt's loop for this test; a task left behind fails it."""
    qapp.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: new_qt_loop(qapp)) as runner:
        yield runner
        stray = runner.run(_stray_tasks())
    gc.collect()
    assert not stray


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QClipboard]:
    """The clipboard, emptied afterwards.

    Without a screen a static object of Qt keeps what is in it. A QMimeData made in Python would be destroyed with that,
    when Python is no more: the process that ran the tests would end in a segmentation fault.
    """
    yield qapp.clipboard()
    qapp.clipboard().clear()


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The look of the one application of this process."""
    return Theme(qapp, ThemeChoice.LIGHT)


@pytest.fixture(params=[ThemeChoice.LIGHT, ThemeChoice.DARK])
def each_theme(theme: Theme, request: pytest.FixtureRequest) -> Iterator[Theme]:
    """Light, then dark."""
    theme.choose(request.param)
    yield theme
    theme.choose(ThemeChoice.LIGHT)


async def _stray_tasks() -> list[str]:
    return [repr(task) for task in asyncio.all_tasks() if task is not asyncio.current_task()]
