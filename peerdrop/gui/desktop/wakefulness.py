"""Keeps the machine awake while bytes move, and only then."""

import asyncio
import logging
from collections.abc import Iterable

from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import TransferState
from peerdrop.gui.desktop.sleep_inhibitor import SleepInhibitor

logger = logging.getLogger(__name__)

_MOVING = frozenset({TransferState.TRANSFERRING, TransferState.VERIFYING})


class Wakefulness:
    """Owns the one task that holds and releases, in order. `aclose` releases."""

    def __init__(self, inhibitor: SleepInhibitor) -> None:
        self._inhibitor = inhibitor
        self._wanted = False
        self._held = False
        self._task: asyncio.Task[None] | None = None

    def follow(self, transfers: Iterable[TransferSnapshot]) -> None:
        """Take what runs now."""
        self._want(any(each.state in _MOVING for each in transfers))

    async def aclose(self) -> None:
        """Let the machine sleep again."""
        self._want(False)
        if self._task is not None:
            await self._task

    def _want(self, wanted: bool) -> None:
        self._wanted = wanted
        if self._wanted != self._held and (self._task is None or self._task.done()):
            self._task = asyncio.get_running_loop().create_task(self._settle(), name="sleep inhibitor")

    async def _settle(self) -> None:
        while self._wanted != self._held:
            self._held = self._wanted
            await (self._inhibitor.hold() if self._held else self._inhibitor.release())
