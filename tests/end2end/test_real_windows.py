"""Two windows in two processes, used with a mouse and a keyboard on one screen that nobody sees."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import pytest

from peerdrop.control.client import AttachedNode
from peerdrop.core.bus import Bus
from peerdrop.core.events import (
    MessageDelivered,
    MessageReceived,
    PeerFound,
    PeerStateChanged,
    TransferCompleted,
    TransferProgressed,
    TransferStateChanged,
)
from peerdrop.core.states import ConnectionState, Direction, TransferState
from peerdrop.gui.tokens import LIGHT
from peerdrop.home import Home
from peerdrop.settings import Settings, save_settings
from tests.drag_source import SIZE_PX
from tests.ports import free_port
from tests.recorder import Recorder
from tests.two_nodes import make_file
from tests.until import until
from tests.virtual_screen import Area, VirtualScreen, missing_for_a_screen

ROOT: Final = Path(__file__).parents[2]
SLOW_S: Final = 60.0
WINDOW_PX: Final = (1000, 760)
RAIL_PX: Final = 288
HEADER_PX: Final = 73

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="needs an X server"),
    pytest.mark.skipif(bool(missing_for_a_screen()), reason=f"not installed: {missing_for_a_screen()}"),
    pytest.mark.timeout(300),
]


class Hand:
    """What one person sees of their window, and does with it."""

    def __init__(
        self, screen: VirtualScreen, process: asyncio.subprocess.Process, left: int, said: Recorder, folder: Path
    ) -> None:
        self._screen = screen
        self._folder = folder
        self.process = process
        self._left = left
        self.said = said
        self.window_id = ""

    @property
    def page(self) -> Area:
        """The conversation below its header."""
        width, height = WINDOW_PX
        return Area(self._left + RAIL_PX, HEADER_PX, width - RAIL_PX, height - HEADER_PX)

    async def take(self) -> None:
        """Find the window, and put it where this person sits."""
        found = await self._screen.do("search", "--sync", "--onlyvisible", "--pid", self.process.pid, "--name", "^Peer")
        self.window_id = found.split()[-1]
        await self._screen.do("windowmove", "--sync", self.window_id, self._left, 0)
        await self._screen.do("windowsize", "--sync", self.window_id, *WINDOW_PX)

    async def open_first_device(self) -> None:
        """Click on the first device, which puts the cursor into the composer."""
        await self.look()
        tile = await self.sees(LIGHT.sunken, Area(self._left, 130, RAIL_PX, 130), "a device", width_px=20)
        await self._screen.click(tile.left + 80, tile.top + 15)
        place = Area(self.page.left, 600, self.page.width, 160)
        await self.sees(LIGHT.accent, place, "the field with the cursor", width_px=300)

    async def look(self) -> None:
        """Give this window the keyboard."""
        await self._screen.do("windowfocus", "--sync", self.window_id)

    async def keys(self, *keys: str) -> None:
        """Press them one after the other."""
        await self.look()
        await self._screen.do("key", "--delay", 30, *keys)

    async def writes(self, text: str) -> None:
        """Type a message and send it."""
        await self.look()
        await self._screen.do("type", "--delay", 10, text)
        await self._screen.do("key", "Return")

    async def sees(
        self, colour: str, within: Area | None = None, what: str = "", *, width_px: int = 40, height_px: int = 2
    ) -> Area:
        """Wait until something of that colour stands in the conversation."""
        found: list[Area] = []

        def is_there() -> bool:
            area = self._screen.find(colour, within or self.page, width_px=width_px, height_px=height_px)
            if area is not None:
                found.append(area)
            return area is not None

        deadline = asyncio.get_running_loop().time() + SLOW_S
        while not is_there():
            if asyncio.get_running_loop().time() > deadline:
                picture = self._folder / "screen.ppm"
                self._screen.save(picture)
                pytest.fail(f"{what or colour} was never seen; the screen is in {picture}")
            await asyncio.sleep(0.1)
        return found[-1]

    async def clicks_accept(self) -> None:
        """Click the one button in the accent's colour: Accept, on the card or on the sheet."""
        place = await self.sees(LIGHT.accent, what="Accept", width_px=50, height_px=5)
        await self._screen.click(*place.centre)

    async def is_given(self, files: list[Path], folder: Path) -> None:
        """Drag *files* from another program over the conversation and let go there."""
        async with _drag_source(self._screen, files, folder) as (source, lines):
            x, y = self.page.left + self.page.width // 2, 300
            sx, sy = source.centre
            await self._screen.do("mousemove", sx, sy, "mousedown", 1)
            try:
                # A drag begins with a movement; its target hears of it by steps.
                await self._screen.do("mousemove", sx + 20, sy - 20, "mousemove", x - 30, y, "mousemove", x, y)
                await self.sees(LIGHT.accent_tint, what="where to drop", width_px=300, height_px=50)
                await self._screen.do("mousemove", x + 1, y)
            finally:
                await self._screen.do("mouseup", 1)
            async with asyncio.timeout(SLOW_S):
                assert (await lines.readline()).decode().strip() == "dropped CopyAction"
            # What was dropped is read from its source afterwards, which must not have gone by then.
            await self.offers(Direction.OUTGOING)

    async def finds(self, name: str) -> None:
        """A device of that name shows up."""
        await self.said.expect(PeerFound, where=lambda each: each.peer.name == name, within_s=SLOW_S)

    async def connection_comes_to(self, state: ConnectionState) -> None:
        """The connection with the only other device comes to *state*."""
        await self.said.expect(PeerStateChanged, where=lambda each: each.state is state, within_s=SLOW_S)

    async def offers(self, direction: Direction = Direction.INCOMING) -> str:
        """The ID of the next job that is offered, to this person or by them."""
        event = await self.said.expect(
            TransferStateChanged,
            where=lambda each: each.state is TransferState.OFFERED and each.transfer.direction is direction,
            within_s=SLOW_S,
        )
        return event.transfer_id

    async def comes_to(self, transfer_id: str, state: TransferState) -> None:
        """The job comes to *state* here."""
        await self.said.expect(
            TransferStateChanged,
            where=lambda each: each.transfer_id == transfer_id and each.state is state,
            within_s=SLOW_S,
        )


@asynccontextmanager
async def _drag_source(
    screen: VirtualScreen, files: list[Path], folder: Path
) -> AsyncIterator[tuple[Area, asyncio.StreamReader]]:
    (folder / "drag").mkdir(exist_ok=True)
    left, top = 2 * WINDOW_PX[0] + 20, 40
    arguments = [str(left), str(top), *map(str, files)]
    process = await _start([sys.executable, "-m", "tests.drag_source", *arguments], screen, folder / "drag")
    assert process.stdout is not None
    try:
        async with asyncio.timeout(SLOW_S):
            assert await process.stdout.readline() == b"ready\n"
        yield Area(left, top, SIZE_PX, SIZE_PX), process.stdout
    finally:
        await _end(process)


async def _start(argv: list[str], screen: VirtualScreen, folder: Path) -> asyncio.subprocess.Process:
    user = folder / "user"
    environment = {
        **os.environ,
        **screen.environment,
        "HOME": str(user),
        "XDG_DATA_HOME": str(user / "data"),
        "XDG_CONFIG_HOME": str(user / "config"),
        "XDG_CACHE_HOME": str(user / "cache"),
        "LC_ALL": "C.UTF-8",
        "DBUS_SESSION_BUS_ADDRESS": "disabled:",
    }
    with (folder / "stderr").open("ab") as stderr:
        return await asyncio.create_subprocess_exec(
            *argv,
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
        )


async def _end(process: asyncio.subprocess.Process) -> None:
    for number, limit_s in ((signal.SIGCONT, 0.0), (signal.SIGTERM, 20.0), (signal.SIGKILL, 5.0)):
        if process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)
        if limit_s:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(limit_s):
                    await process.wait()


@asynccontextmanager
async def window_of(
    screen: VirtualScreen, folder: Path, name: str, discovery_port: int, left: int
) -> AsyncIterator[Hand]:
    """PeerDrop as its user starts it, and an ear at its control port."""
    home = Home(folder / "home")
    (folder / "in").mkdir(parents=True)
    settings = Settings(
        name=name, port=free_port(socket.SOCK_STREAM), discovery_port=discovery_port, directory=str(folder / "in")
    )
    save_settings(home.path, settings)
    process = await _start([sys.executable, "-m", "peerdrop", "--home", str(home.path)], screen, folder)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_end, process)
        await until(lambda: home.read_control() is not None or process.returncode is not None, SLOW_S, what="started")
        point = home.read_control()
        assert point is not None, (folder / "stderr").read_text()
        node = await stack.enter_async_context(AttachedNode(point))
        bus = Bus()
        events = await stack.enter_async_context(node.events())

        async def listen() -> None:
            async for event in events:
                bus.publish(event)

        hand = Hand(screen, process, left, Recorder(bus), folder)
        listener = asyncio.create_task(listen(), name=f"ear at {name}")
        stack.push_async_callback(_stop, listener)
        for peer in await node.peers():
            bus.publish(PeerFound(peer=peer))
        await hand.take()
        yield hand
        assert process.returncode is None, (folder / "stderr").read_text()
    stderr = (folder / "stderr").read_text()
    assert "Traceback" not in stderr, stderr


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


@asynccontextmanager
async def two_windows(tmp_path: Path) -> AsyncIterator[tuple[Hand, Hand]]:
    """Ana's window on the left, Ben's on the right; each has found the other and opened the conversation."""
    discovery_port = free_port(socket.SOCK_DGRAM)
    width, height = WINDOW_PX
    async with AsyncExitStack() as stack:
        screen = await stack.enter_async_context(VirtualScreen(tmp_path / "screen", 2 * width + 200, height))
        ana = await stack.enter_async_context(window_of(screen, tmp_path / "ana", "Ana", discovery_port, 0))
        ben = await stack.enter_async_context(window_of(screen, tmp_path / "ben", "Ben", discovery_port, width))
        for hand, other in ((ana, "Ben"), (ben, "Ana")):
            await hand.finds(other)
            await hand.open_first_device()
        yield ana, ben


async def test_two_people_meet_talk_and_give_each_other_a_file(tmp_path: Path) -> None:
    source = make_file(tmp_path / "holiday.raw", 2_000_003)
    async with two_windows(tmp_path) as (ana, ben):
        await ana.writes("Hello Ben")
        for hand in (ana, ben):
            await hand.connection_comes_to(ConnectionState.CONNECTED)
        received = await ben.said.expect(MessageReceived, within_s=SLOW_S)
        assert received.text == "Hello Ben"
        await ana.said.expect(MessageDelivered, within_s=SLOW_S)
        await ben.writes("Hello Ana")
        assert (await ana.said.expect(MessageReceived, within_s=SLOW_S)).text == "Hello Ana"

        await ana.is_given([source], tmp_path)
        await ben.offers()
        await ben.clicks_accept()
        await ben.said.expect(TransferCompleted, within_s=SLOW_S)
        await ana.said.expect(TransferCompleted, within_s=SLOW_S)
        assert (tmp_path / "ben" / "in" / "holiday.raw").read_bytes() == source.read_bytes()


async def test_an_offer_is_declined_by_the_keyboard_and_a_running_job_is_canceled_by_it(tmp_path: Path) -> None:
    small = make_file(tmp_path / "note.txt", 1000)
    big = tmp_path / "film.mov"
    with big.open("wb") as file:
        file.truncate(1 << 30)
    async with two_windows(tmp_path) as (ana, ben):
        await ana.is_given([small], tmp_path)
        declined = await ben.offers()
        # The shortcut leads to Accept on the sheet; Decline stands before it.
        await ben.keys("ctrl+r")
        await ben.sees(LIGHT.accent, what="Accept on the sheet", width_px=120, height_px=5)
        await ben.keys("shift+Tab", "space")
        await ana.comes_to(declined, TransferState.DECLINED)

        await ana.is_given([big], tmp_path)
        canceled = await ben.offers()
        await ben.clicks_accept()
        await ana.said.expect(TransferProgressed, within_s=SLOW_S)
        # From the composer one area back is the conversation, with its last row current.
        await ana.keys("shift+F6", "End", "Delete")
        await ben.comes_to(canceled, TransferState.CANCELED)
        await ana.comes_to(canceled, TransferState.CANCELED)
        await until(lambda: not any((tmp_path / "ben" / "in").iterdir()), SLOW_S, what="nothing of it is left")


async def test_a_device_that_does_not_answer_is_said_and_retry_gets_through_once_it_does(tmp_path: Path) -> None:
    async with two_windows(tmp_path) as (ana, ben):
        ben.process.send_signal(signal.SIGSTOP)
        await ana.writes("Are you there?")
        for state in (ConnectionState.SIGNALING, ConnectionState.FAILED):
            await ana.connection_comes_to(state)
        bar = await ana.sees(LIGHT.bad_tint, what="the error bar", width_px=300)
        assert bar.top < HEADER_PX + 100
        # The bar's own stops lie between the header and the conversation.
        await ana.keys("shift+F6", "shift+Tab", "shift+Tab", "space")
        await ana.connection_comes_to(ConnectionState.SIGNALING)
        ben.process.send_signal(signal.SIGCONT)
        received = await ben.said.expect(MessageReceived, within_s=SLOW_S)
        assert received.text == "Are you there?"
        await ana.said.expect(MessageDelivered, within_s=SLOW_S)
