"""Ways to keep the machine from falling asleep."""

import asyncio
import ctypes
import logging
import os
import sys
from subprocess import DEVNULL, Popen, TimeoutExpired
from typing import Final, Protocol

from peerdrop.gui.words.phrase import Phrase

logger = logging.getLogger(__name__)

#: Why this machine does not fall asleep: some desktops show it.
REASON: Final = Phrase("Desktop", "Files are being transferred")
_ES_CONTINUOUS: Final = 0x80000000
_ES_SYSTEM_REQUIRED: Final = 0x00000001
_END_S: Final = 2.0


class SleepInhibitor(Protocol):
    """Neither raises; a machine that can't be kept awake sleeps, and the transfer goes on afterwards."""

    async def hold(self) -> None:
        """Keep the machine awake; the screen may go dark."""

    async def release(self) -> None:
        """Let it sleep again."""


class NoInhibitor:
    """For a system that offers none."""

    async def hold(self) -> None:
        """Nothing."""

    async def release(self) -> None:
        """Nothing."""


class WindowsInhibitor:
    """By the execution state of the thread it is made in."""

    async def hold(self) -> None:
        self._set(_ES_CONTINUOUS | _ES_SYSTEM_REQUIRED)

    async def release(self) -> None:
        self._set(_ES_CONTINUOUS)

    def _set(self, state: int) -> None:
        if sys.platform == "win32":
            ctypes.windll.kernel32.SetThreadExecutionState(state)


class CommandInhibitor:
    """By a program that holds sleep off for as long as it runs (macOS: caffeinate)."""

    def __init__(self, *command: str) -> None:
        self._command = command
        self._process: Popen[bytes] | None = None

    async def hold(self) -> None:
        if self._process is None:
            self._process = await asyncio.to_thread(self._start)

    async def release(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await asyncio.to_thread(_end, process)

    def _start(self) -> Popen[bytes] | None:
        try:
            return Popen(self._command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)
        except OSError as exc:
            logger.info("sleep can't be held off: %s", exc)
            return None


def _end(process: Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END_S)
    except TimeoutExpired:
        process.kill()
        process.wait(_END_S)


def caffeinate() -> CommandInhibitor:
    """macOS's own; it ends with this process even if that is killed."""
    return CommandInhibitor("/usr/bin/caffeinate", "-i", "-w", str(os.getpid()))
