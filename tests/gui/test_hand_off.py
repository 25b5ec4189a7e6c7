"""peerdrop/gui/desktop/hand_off.py: the first window of a home takes what later starts were given."""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication

from peerdrop.app_link import AppLink
from peerdrop.gui.desktop.hand_off import HandOff, WindowSilent, hand_over, socket_names
from peerdrop.gui.desktop.opening import Opening, decode_opening, encode_opening
from peerdrop.wire.identifiers import DeviceId
from tests.until import until

ID = DeviceId("BEA".ljust(52, "2"))
OPENINGS = [
    Opening(),
    Opening(files=(Path("/tmp/a b.txt"), Path("/tmp/ü\n"))),
    Opening(link=AppLink(device_id=ID)),
    Opening(files=(Path("/x"),), link=AppLink(address="[fe80::1]:3001")),
]


@pytest.fixture
def home() -> Iterator[Path]:
    """A path short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="pd-") as folder:
        yield Path(folder) / "home"


@contextmanager
def first_window(home: Path) -> Iterator[tuple[HandOff, list[Opening]]]:
    hand_off = HandOff(home)
    received: list[Opening] = []
    hand_off.received.connect(received.append)
    assert hand_off.claim()
    try:
        yield hand_off, received
    finally:
        hand_off.close()
        hand_off.deleteLater()


@pytest.mark.parametrize("opening", OPENINGS)
async def test_the_first_window_gets_what_the_second_was_opened_with(
    qapp: QApplication, home: Path, opening: Opening
) -> None:
    with first_window(home) as (_, received):
        assert not HandOff(home).claim()
        await asyncio.to_thread(hand_over, home, opening)
        await until(lambda: bool(received))
        assert received == [opening]


async def test_in_a_home_with_a_long_path_too(qapp: QApplication, tmp_path: Path) -> None:
    home = tmp_path / ("x" * 100)
    assert len(socket_names(home)) == 1
    with first_window(home) as (_, received):
        await asyncio.to_thread(hand_over, home, Opening())
        await until(lambda: bool(received))


async def test_two_homes_have_two_windows(qapp: QApplication, home: Path) -> None:
    with first_window(home / "a"), first_window(home / "b") as (_, received):
        await asyncio.to_thread(hand_over, home / "b", Opening())
        await until(lambda: bool(received))


async def test_after_the_first_has_closed_the_next_is_the_first(qapp: QApplication, home: Path) -> None:
    with first_window(home):
        pass
    with first_window(home):
        pass


KILLED = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from peerdrop.gui.desktop.hand_off import HandOff
application = QCoreApplication([])
hand_off = HandOff(Path(sys.argv[1]))
assert hand_off.claim()
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills itself")
def test_what_a_killed_window_left_is_in_nobodys_way(qapp: QApplication, home: Path, qt_runner: asyncio.Runner) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(home)], check=False)
    assert done.returncode == -9
    assert Path(socket_names(home)[0]).exists()

    async def hand_over_again() -> None:
        with first_window(home) as (_, received):
            await asyncio.to_thread(hand_over, home, Opening())
            await until(lambda: bool(received))

    qt_runner.run(hand_over_again())


async def test_a_window_that_does_not_answer_is_said(qapp: QApplication, home: Path) -> None:
    with pytest.raises(WindowSilent):
        await asyncio.to_thread(hand_over, home, Opening(), limit_s=0.2)


@pytest.mark.parametrize(
    "raw",
    [
        b"\n",
        b"[]\n",
        b'{"files":["relative"]}\n',
        b'{"files":["/a\\u0000b"]}\n',
        b'{"files":[""]}\n',
        b'{"link":"peerdrop://10.0.0.5/send"}\n',
        b'{"link":"http://10.0.0.5"}\n',
        b'{"accept":"all"}\n',
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
    ],
)
async def test_something_malformed_is_dropped_and_the_next_start_is_heard(
    qapp: QApplication, home: Path, raw: bytes
) -> None:
    assert decode_opening(raw) is None
    with first_window(home) as (_, received):
        socket = QLocalSocket()
        socket.connectToServer(socket_names(home)[0])
        socket.write(raw)
        await until(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState)
        await asyncio.to_thread(hand_over, home, Opening())
        await until(lambda: received == [Opening()])


def test_more_files_than_anybody_means_are_cut_off() -> None:
    files = tuple(Path(f"/{number}") for number in range(10_001))
    opening = decode_opening(encode_opening(Opening(files=files)))
    assert opening is not None
    assert len(opening.files) == 10_000
