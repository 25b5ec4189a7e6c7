"""The settings that a node follows while it runs."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from peerdrop.core.errors import HomeError
from peerdrop.machine_profile import machine_name
from peerdrop.settings import Settings, check_settings, load_settings, save_settings
from peerdrop.wire.card import fit_name

NEXT_START: Final = frozenset({"port", "discovery_port"})
"""What is kept at once and followed from the next start on: others hold the address of this run."""

Followers = Callable[[Settings, Settings], None]
"""Called with what was in force and what is now."""


class LiveSettings:
    """What is kept in *home*, and over it what holds for this run only. One change at a time, whole or not at all."""

    def __init__(self, home: Path, in_force: Settings) -> None:
        self._home = home
        self._in_force = in_force
        self._followed: Settings | None = None
        """As they were kept when they were followed last; None before the first change."""
        self._turn = asyncio.Lock()

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

    async def change(self, settings: Settings, follow: Followers) -> None:
        """Keep *settings*, then *follow* what differs; raises UsageError or HomeError, and nothing has changed then."""
        check_settings(settings)
        async with self._turn:
            if self._followed is None:
                self._followed = await self.kept()
            try:
                await asyncio.to_thread(save_settings, self._home, settings)
            except OSError as exc:
                raise HomeError(
                    f"The settings could not be saved ({exc.strerror}).",
                    next_step="Check the permissions and the free space of PeerDrop's folder.",
                ) from exc
            before = self._in_force
            # Only what differs from what was kept: the rest may be otherwise for this run (`--name`).
            changes = {
                field: getattr(settings, field)
                for field in settings.__struct_fields__
                if field not in NEXT_START and getattr(settings, field) != getattr(self._followed, field)
            }
            self._followed = settings
            self._in_force = msgspec.structs.replace(before, **changes)
            follow(before, self._in_force)
