"""The window as a program: Qt and asyncio on one loop in the main thread, the node on its own in another."""

import asyncio
import contextlib
import gc
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, Qt
from PySide6.QtWidgets import QApplication

from peerdrop.autostart import autostart_of
from peerdrop.clock import SystemClock
from peerdrop.control.handle import NodeHandle
from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.errors import HomeDamaged
from peerdrop.gui.bridge import Bridge
from peerdrop.gui.controller import Controller
from peerdrop.gui.desktop.desktop import Desktop
from peerdrop.gui.desktop.file_open import FileOpenFilter
from peerdrop.gui.desktop.hand_off import HandOff, WindowSilent, hand_over
from peerdrop.gui.desktop.opening import Opening
from peerdrop.gui.desktop.services import services_of_desktop
from peerdrop.gui.desktop.tray import Tray
from peerdrop.gui.desktop.window_memory import WindowMemory
from peerdrop.gui.engine import Engine, OpenNode
from peerdrop.gui.handed_on import HandedOn
from peerdrop.gui.home_node import HomeNode, StoppedSettings
from peerdrop.gui.language import Language
from peerdrop.gui.qt_loop import new_qt_loop
from peerdrop.gui.theme import Theme
from peerdrop.launch_command import LaunchCommand
from peerdrop.settings import APP_NAME, Settings, load_settings

logger = logging.getLogger(__name__)

DESKTOP_ID: Final = "io.github.peerdrop.PeerDrop"
"""The name of the desktop entry without its ending: by it a desktop finds the window's icon and groups its windows."""
PICTURES_FOLDER: Final = "pasted"
EXIT_DONE: Final = 0
EXIT_OWN_TROUBLE: Final = 1
RESTART: Final = -1
"""No exit code of the program: the window is to be opened anew."""


def run(
    home: Path, opening: Opening, *, name: str | None = None, port: int | None = None, at_login: bool = False
) -> int:
    """Show the window over the node of *home*, filled with *opening*, until the user leaves; the exit code.

    If *home* has a window already, that one is filled and shown, and this ends at once; *at_login*, when the computer
    has just started, it is left alone, and a new one may stay hidden in the tray.
    """
    application = _application()
    node = HomeNode(home, name=name, port=port)

    def open_here() -> AbstractAsyncContextManager[NodeHandle]:
        return with_short_collections(attended(node.open()))

    is_again = False
    handed_on = HandedOn([opening])
    while True:
        hand_off = HandOff(home)
        if not hand_off.claim():
            return EXIT_DONE if at_login else _leave_it_to_the_first(home, handed_on.openings)
        settings = _settings_or_defaults(home)
        with (
            # First of all: what is made before it would speak another language.
            contextlib.closing(Language(application, settings.language)),
            asyncio.Runner(loop_factory=lambda: new_qt_loop(application)) as runner,
        ):
            code = runner.run(
                serve_window(
                    application,
                    open_here,
                    settings,
                    home,
                    hand_off=hand_off,
                    handed_on=handed_on,
                    stopped=node,
                    hidden=at_login and settings.start_hidden,
                    at_settings=is_again,
                )
            )
        if code != RESTART:
            return code
        at_login, is_again = False, True


def _leave_it_to_the_first(home: Path, openings: Sequence[Opening]) -> int:
    try:
        for each in openings or [Opening()]:
            hand_over(home, each)
    except WindowSilent as exc:
        sys.stderr.write(f"peerdrop: {exc.message} {exc.next_step}\n")
        return EXIT_OWN_TROUBLE
    return EXIT_DONE


@asynccontextmanager
async def attended(opening: AbstractAsyncContextManager[NodeHandle]) -> AsyncIterator[NodeHandle]:
    """The node that *opening* gives, with somebody there who decides on offers."""
    async with opening as node, node.hold_policy(AcceptPolicy(attended=True)):
        yield node


@asynccontextmanager
async def with_short_collections(opening: AbstractAsyncContextManager[NodeHandle]) -> AsyncIterator[NodeHandle]:
    """The node that *opening* gives, with all that is loaded by then left out of every later search for garbage.

    Such a search stops all threads for 60 ms when it goes through the modules, and for 2 ms when not (measured).
    """
    async with opening as node:
        gc.freeze()
        yield node


async def serve_window(
    application: QApplication,
    open_node: OpenNode,
    settings: Settings,
    home: Path,
    *,
    hand_off: HandOff | None = None,
    handed_on: HandedOn | None = None,
    stopped: StoppedSettings | None = None,
    hidden: bool = False,
    at_settings: bool = False,
) -> int:
    """Show the window, then start the engine; when the user leaves, end both in order.

    *handed_on*: what it is opened with; what comes too late for it stands there then. *hidden*: without the window, as
    long as there is a tray to open it from. *at_settings*: with the settings open, from where it was begun anew.
    RESTART if that is wanted.
    """
    left, restarted = asyncio.Event(), asyncio.Event()
    handed_on = HandedOn() if handed_on is None else handed_on
    bridge = Bridge()
    engine = Engine(open_node, bridge.deliver)
    theme, clock = Theme(application, settings.theme, dressed=False), SystemClock()
    controller = Controller(
        engine,
        bridge,
        theme,
        clock,
        download_directory=settings.download_directory,
        pictures_directory=home / PICTURES_FOLDER,
        stopped=stopped,
    )
    tray = Tray(theme, controller.devices.peers, parent=controller)
    begin = controller.window.shown.connect(engine.start)
    async with services_of_desktop(tray, DESKTOP_ID) as services:
        memory = WindowMemory(home)
        desktop = Desktop(
            controller,
            bridge,
            theme,
            clock,
            tray,
            services,
            settings,
            memory=memory,
            autostart=autostart_of(DESKTOP_ID, home),
            launch=LaunchCommand.at_login(home),
        )
        desktop.left.connect(left.set)
        desktop.restarted.connect(restarted.set)
        desktop.restarted.connect(left.set)
        with _quit_on_signals(left), _openings(application, hand_off, desktop, left, handed_on):
            theme.dress()
            if hidden:
                # Once: it may be shown for the first time to say why the engine did not start.
                QObject.disconnect(begin)
                engine.start()
                desktop.stay_hidden()
            else:
                controller.window.show()
            if at_settings:
                controller.pages.open_settings()
            _fill_in(controller, desktop, handed_on)
            try:
                await left.wait()
            finally:
                _hand_on(controller, handed_on, hand_off, is_last=not restarted.is_set())
                # Left before the first paint: the engine must not start after its end.
                QObject.disconnect(begin)
                controller.window.hide()
                await desktop.aclose()
                await controller.commands.aclose()
                ended = await stop_engine(engine)
    if not ended:
        logger.error("the node did not end in time")
        return EXIT_OWN_TROUBLE
    if not restarted.is_set():
        return EXIT_DONE
    # The next window has its own; this one must not follow the colours of the system any more.
    for each in (controller.window, controller, bridge, theme):
        each.deleteLater()
    await asyncio.sleep(0)
    return RESTART


def _fill_in(controller: Controller, desktop: Desktop, handed_on: HandedOn) -> None:
    controller.window.page.composer.put_drafts(handed_on.drafts)
    openings, handed_on.openings = handed_on.openings, []
    for opening in openings:
        if opening != Opening():
            desktop.open(opening)


def _hand_on(controller: Controller, handed_on: HandedOn, hand_off: HandOff | None, *, is_last: bool) -> None:
    handed_on.drafts = controller.window.page.composer.drafts()
    if is_last and hand_off is not None:
        # No window comes that could take it.
        hand_off.refuse()


async def stop_engine(engine: Engine) -> bool:
    """Let the node close without keeping Qt waiting; False if it did not in time."""
    engine.request_stop()
    return await asyncio.to_thread(engine.join)


@contextmanager
def _openings(
    application: QApplication, hand_off: HandOff | None, desktop: Desktop, left: asyncio.Event, handed_on: HandedOn
) -> Iterator[None]:
    """What later starts and, on macOS, the system give goes to the window that is open, or once it is left to the
    next."""

    def take(opening: Opening) -> None:
        if left.is_set():
            handed_on.openings.append(opening)
        else:
            desktop.open(opening)

    # It sees every event of the program, so it stands only where it is needed.
    files = FileOpenFilter() if sys.platform == "darwin" else None
    if files is not None:
        files.received.connect(take)
        application.installEventFilter(files)
    if hand_off is not None:
        hand_off.received.connect(take)
    try:
        yield
    finally:
        if files is not None:
            application.removeEventFilter(files)
        if hand_off is not None:
            hand_off.close()


def _application() -> QApplication:
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName(APP_NAME)
    application.setDesktopFileName(DESKTOP_ID)
    # The loop ends when the node is closed, not when the window is.
    application.setQuitOnLastWindowClosed(False)
    return application


def _settings_or_defaults(home: Path) -> Settings:
    # What is wrong with the file is said in the window, when the engine does not start because of it.
    try:
        return load_settings(home)
    except HomeDamaged:
        return Settings()


@contextmanager
def _quit_on_signals(left: asyncio.Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM close the window.

    Python runs its handlers only between byte codes, and none is run while Qt waits; the wake-up socket makes Qt
    look.
    """
    reader, writer = socket.socketpair()
    for each in (reader, writer):
        each.setblocking(False)
    notifier = QSocketNotifier(reader.fileno(), QSocketNotifier.Type.Read)

    def woken(*_: object) -> None:
        with contextlib.suppress(BlockingIOError):
            reader.recv(64)

    notifier.activated.connect(woken, Qt.ConnectionType.DirectConnection)
    numbers = (signal.SIGINT, signal.SIGTERM)
    previous = {number: signal.signal(number, lambda *_: left.set()) for number in numbers}
    wakeup = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in previous.items():
            signal.signal(number, handler)
        notifier.setEnabled(False)
        reader.close()
        writer.close()
