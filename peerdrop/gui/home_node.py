"""The node of one home, as a window starts it; and the settings of that home while no node runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from peerdrop.control.handle import NodeHandle
from peerdrop.core.errors import HomeError
from peerdrop.home import Home
from peerdrop.settings import Settings, check_settings, load_settings, save_settings


class StoppedSettings(Protocol):
    """Where settings are read and changed that keep the node from starting: a port, say."""

    async def read(self) -> Settings:
        """What is kept; raises HomeError."""

    async def change(self, settings: Settings) -> None:
        """Keep *settings* for the next start; raises UsageError or HomeError."""


class HomeNode:
    """Opens the node of *home*. *name* and *port* are for this run only, the port until another is set."""

    def __init__(self, home: Path, *, name: str | None = None, port: int | None = None) -> None:
        self._home = home
        self._name = name
        self._port = port

    @asynccontextmanager
    async def open(self) -> AsyncIterator[NodeHandle]:
        """The node; may be opened again after it was left."""
        # Imported late, in the engine's thread: the window does not wait for the backend's libraries.
        from peerdrop.control.open_node import StartOptions, open_node

        async with open_node(Home(self._home), StartOptions(name=self._name, port=self._port)) as node:
            yield node

    async def read(self) -> Settings:
        """What is kept in the home, by StoppedSettings."""
        return await asyncio.to_thread(load_settings, self._home)

    async def change(self, settings: Settings) -> None:
        """Keep *settings*, by StoppedSettings; raises HomeInUse if a node runs meanwhile."""
        check_settings(settings)
        before = await self.read()
        await asyncio.to_thread(self._save, settings)
        if settings.port != before.port:
            # Whoever chooses a port because the one of the command line is taken means it for this run too.
            self._port = None

    def _save(self, settings: Settings) -> None:
        with Home(self._home).hold():
            try:
                save_settings(self._home, settings)
            except OSError as exc:
                raise HomeError(
                    f"The settings could not be saved ({exc.strerror}).",
                    next_step="Check the permissions and the free space of PeerDrop's folder.",
                ) from exc
