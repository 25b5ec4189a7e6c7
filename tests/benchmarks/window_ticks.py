"""One window with many rows and a running transfer, in a process of its own: how late each turn of its loop comes.

`bench_window` runs it; it prints one JSON object: the bare loop's turns, the window's, and what held it up most.
"""
# ruff: noqa: T201

import argparse
import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from peerdrop.control.handle import NodeHandle
from peerdrop.control.open_node import StartOptions, open_node
from peerdrop.core.events import MessageReceived
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import TransferState
from peerdrop.gui.app import attended, with_short_collections
from peerdrop.gui.qt_loop import new_qt_loop
from peerdrop.gui.theme import Theme
from peerdrop.home import Home
from peerdrop.wire.identifiers import MessageId, TransferId
from tests.fake_node import state_changed
from tests.gui.opened_window import OpenedWindow, opened_window
from tests.peerdrop_process import PeerdropProcess
from tests.until import until

_TICK_S: Final = 0.002
_SCROLL_S: Final = 0.05
_MESSAGE_S: Final = 0.2
_LIMIT_S: Final = 120.0


class Ticks:
    """Milliseconds by which each turn of the loop came late, and how many of them its thread worked itself.

    The rest it waited: for the interpreter, which the engine's thread had, or for a processor.
    """

    def __init__(self) -> None:
        self.late_ms: list[float] = []
        self.worked_ms: list[float] = []

    async def take(self, count: int, each: Callable[[float], None] = lambda now: None) -> None:
        """Let *count* turns pass, *each* done in them."""
        loop = asyncio.get_running_loop()
        for _ in range(count):
            begun, worked = loop.time(), time.thread_time()
            each(begun)
            await asyncio.sleep(_TICK_S)
            self.late_ms.append((loop.time() - begun - _TICK_S) * 1000)
            self.worked_ms.append((time.thread_time() - worked) * 1000)


class Collections:
    """How long Python's collector of garbage held everything up, in milliseconds of its own work."""

    def __init__(self) -> None:
        self.worst_ms = 0.0
        self._begun = 0.0
        gc.callbacks.append(self._told)

    def _told(self, phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            self._begun = time.thread_time()
        else:
            self.worst_ms = max(self.worst_ms, (time.thread_time() - self._begun) * 1000)


class Reader:
    """Somebody who scrolls up and down, while messages keep coming."""

    def __init__(self, window: OpenedWindow, peer: PeerSnapshot) -> None:
        self._window = window
        self._peer = peer
        self._scrolled_at = self._told_at = 0.0
        self._number = 0

    def act(self, now: float) -> None:
        """Do what is due at *now*."""
        if now - self._scrolled_at > _SCROLL_S:
            self._scrolled_at = now
            self._number += 1
            bar = self._window.window.page.view.verticalScrollBar()
            bar.setValue(bar.maximum() - (self._number * 120) % max(1, bar.maximum()))
        if now - self._told_at > _MESSAGE_S:
            self._told_at = now
            self._window.bridge.deliver(message(self._peer, f"a{self._number:031x}", "and one more"))


def message(peer: PeerSnapshot, message_id: str, text: str) -> MessageReceived:
    """One from *peer*."""
    return MessageReceived(
        message_id=MessageId(message_id), device_id=peer.device_id, name=peer.name, text=text, at=time.time()
    )


async def fill(window: OpenedWindow, peer: PeerSnapshot, rows: int) -> None:
    """Put *rows* rows into the conversation, half of them files."""
    for number in range(rows // 2):
        window.bridge.deliver(message(peer, f"{number:032x}", f"message {number} " * (1 + number % 9)))
        transfer_id = TransferId(f"{number:032x}")
        window.bridge.deliver(
            state_changed(TransferState.COMPLETED, transfer_id=transfer_id, device_id=peer.device_id, at=time.time())
        )
    await until(lambda: len(window.conversation(peer.device_id).entries()) > rows, _LIMIT_S)


async def measure(application: QApplication, folder: Path, rows: int, count: int) -> dict[str, object]:
    """Turns of a bare window's loop, before and after, and between them those of the whole program."""
    bare, busy = Ticks(), Ticks()
    await _bare(bare, count // 2)
    async with _receiver(folder) as receiver:

        def own_node() -> AbstractAsyncContextManager[NodeHandle]:
            node = open_node(Home(folder / "window"), StartOptions(name="Window"))
            return with_short_collections(attended(node))

        async with opened_window(Theme(application), own_node) as window:
            await receiver.expect("node_started", within_s=_LIMIT_S)
            await until(lambda: bool(window.controller.devices.peers()), _LIMIT_S, what="the receiver is found")
            (peer,) = window.controller.devices.peers()
            await window.open(peer.device_id)
            await fill(window, peer, rows)
            window.controller.commands.send_files(peer.device_id, [folder / "big.bin"])
            await until(lambda: _rate(window) > 0, _LIMIT_S, what="bytes move")
            collections = Collections()
            await busy.take(count, Reader(window, peer).act)
            figures: dict[str, object] = {"bytes_per_second": _rate(window), "collection_ms": collections.worst_ms}
    await _bare(bare, count - count // 2)
    return {"bare": bare.late_ms, "late": busy.late_ms, "worked": busy.worked_ms, **figures}


def _rate(window: OpenedWindow) -> float:
    return sum(each.bytes_per_second for each in window.controller.conversations.running())


async def _bare(ticks: Ticks, count: int) -> None:
    window = QMainWindow()
    window.setCentralWidget(QLabel("bare"))
    window.show()
    await ticks.take(count)
    window.close()
    window.deleteLater()


@asynccontextmanager
async def _receiver(folder: Path) -> AsyncIterator[PeerdropProcess]:
    arrived = folder / "arrived"
    arrived.mkdir()
    async with PeerdropProcess(
        "serve", "--accept", "all", "--dir", arrived, "--name", "Receiver", home=folder / "receiver"
    ) as receiver:
        # It stands for another machine: what it works must not be taken from the window's processor.
        os.setpriority(os.PRIO_PROCESS, receiver.pid, 19)
        yield receiver


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--ticks", type=int, required=True)
    options = parser.parse_args()
    # Sparse: it is read as fast as memory, and takes no room.
    with (options.folder / "big.bin").open("wb") as file:
        file.truncate(16 << 30)
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: new_qt_loop(application)) as runner:
        print(json.dumps(runner.run(measure(application, options.folder, options.rows, options.ticks))))


if __name__ == "__main__":
    main()
