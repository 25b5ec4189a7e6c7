"""The settings of how PeerDrop starts: what the system says of it is shown, what the user wants is told to it."""

import asyncio
import logging
from collections.abc import Callable

from PySide6.QtCore import QObject

from peerdrop.autostart import Autostart
from peerdrop.core.supervisor import Supervisor
from peerdrop.gui.desktop.tray import Tray
from peerdrop.gui.pages import Pages
from peerdrop.gui.widgets.settings_general import GeneralSettings
from peerdrop.gui.words.phrase import translate
from peerdrop.launch_command import LaunchCommand

logger = logging.getLogger(__name__)


class StartSettings(QObject):
    """Asks *autostart*, None where the system has none, whenever the settings are opened. `aclose` it."""

    def __init__(
        self,
        pages: Pages,
        tray: Tray,
        autostart: Autostart | None,
        command: LaunchCommand,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tray = tray
        self._autostart = autostart
        self._command = command
        self._rows: GeneralSettings | None = None
        self._supervisor = Supervisor("start")
        pages.settings_opened.connect(self._opened)
        tray.came_or_went.connect(self._show_tray)

    async def aclose(self) -> None:
        """What was wanted is written, or not at all."""
        await self._supervisor.aclose()

    def _opened(self, rows: GeneralSettings) -> None:
        if self._rows is None:
            self._rows = rows
            rows.autostart_asked.connect(self._switch)
        self._show_tray()
        if self._autostart is not None:
            self._do(None)

    def _show_tray(self) -> None:
        if self._rows is not None:
            self._rows.show_tray(is_there=self._tray.is_there)

    def _switch(self, on: bool) -> None:
        assert self._autostart is not None
        autostart = self._autostart
        self._do((lambda: autostart.switch_on(self._command)) if on else autostart.switch_off)

    def _do(self, work: Callable[[], None] | None) -> None:
        self._supervisor.spawn(self._done(work), name="autostart")

    async def _done(self, work: Callable[[], None] | None) -> None:
        assert self._autostart is not None
        assert self._rows is not None
        wrong, is_on = "", False
        try:
            if work is not None:
                await asyncio.to_thread(work)
        except OSError as exc:
            logger.info("autostart was not changed: %s", exc)
            wrong = translate(
                "Settings", "That could not be changed: the folder of the system's settings can't be written."
            )
        except ValueError as exc:
            # A name on the disk may be no text.
            logger.info("autostart can't be told the command: %r", exc)
            wrong = translate(
                "Settings",
                "That could not be changed: where PeerDrop or its files are has characters that the system can't be "
                "told.",
            )
        try:
            is_on = await asyncio.to_thread(self._autostart.is_on)
        except OSError as exc:
            logger.info("autostart can't be read: %s", exc)
        self._rows.show_autostart(is_on)
        self._rows.autostart.say_wrong(wrong)
