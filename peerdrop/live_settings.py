"""The settings that a node follows while it runs."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from peerdrop.core.errors import HomeError, PeerDropError
from peerdrop.machine_profile import machine_name
from peerdrop.settings import Settings, check_settings, load_settings, save_settings
from peerdrop.wire.card import fit_name

logger = logging.getLogger(__name__)

Followers = Callable[[Settings, Settings], None]
"""Called with what was in force and what is now."""
Preparation = Callable[[Settings, Settings], Awaitable[None]]
"""Called with what is in force and what is to be; what it raises refuses the change. Backwards if it can't be kept."""


class LiveSettings:
    """What is kept in *home*, and over it what holds for this run only. One change at a time, whole or not at all.

    `aclose` it before what follows is closed.
    """

    def __init__(self, home: Path, in_force: Settings) -> None:
        self._home = home
        self._in_force = in_force
        self._followed: Settings | None = None
        """As they were kept when they were followed last; None before the first change."""
        self._turn = asyncio.Lock()
        self._changes: set[asyncio.Task[None]] = set()

    async def aclose(self) -> None:
        """Return once every change that was begun is made or refused."""
        while self._changes:
            await asyncio.wait(tuple(self._changes))

    @property
    def now(self) -> Settings:
        """What is in force in this run."""
        return self._in_force

    @property
    def name(self) -> str:
        """What others see."""
        return fit_name(self._in_force.name or machine_name())

    async def kept(self) -> Settings:
        """What is in the home; raises HomeDamaged."""
        return await asyncio.to_thread(load_settings, self._home)

    async def change(self, settings: Settings, follow: Followers, prepare: Preparation | None = None) -> None:
        """*prepare* and keep *settings*, then *follow* what differs; to the end, also if nobody waits any more.

        Raises UsageError, HomeError or what *prepare* raises, and nothing has changed then.
        """
        check_settings(settings)
        # A window that asks and is closed takes its request along. Half of a change would stay: a port was left that
        # the others are still told of.
        changing = asyncio.get_running_loop().create_task(self._change(settings, follow, prepare), name="settings")
        self._changes.add(changing)
        changing.add_done_callback(self._ended)
        await asyncio.shield(changing)

    async def _change(self, settings: Settings, follow: Followers, prepare: Preparation | None) -> None:
        async with self._turn:
            if self._followed is None:
                self._followed = await self.kept()
            before = self._in_force
            # Only what differs from what was kept: the rest may be otherwise for this run (`--name`).
            changes = {
                field: getattr(settings, field)
                for field in settings.__struct_fields__
                if getattr(settings, field) != getattr(self._followed, field)
            }
            now = msgspec.structs.replace(before, **changes)
            if prepare is not None:
                await prepare(before, now)
            try:
                await asyncio.to_thread(save_settings, self._home, settings)
            except OSError as exc:
                if prepare is not None:
                    with contextlib.suppress(PeerDropError):
                        await prepare(now, before)
                raise HomeError(
                    f"The settings could not be saved ({exc.strerror}).",
                    next_step="Check the permissions and the free space of PeerDrop's folder.",
                ) from exc
            self._followed = settings
            self._in_force = now
            follow(before, now)

    def _ended(self, changing: asyncio.Task[None]) -> None:
        self._changes.discard(changing)
        if not changing.cancelled() and (refusal := changing.exception()) is not None:
            logger.info("settings were not changed: %s", refusal)
