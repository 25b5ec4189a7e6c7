"""What is asked of the node about its settings; while none runs, of the home itself."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

from peerdrop.control.handle import NodeHandle
from peerdrop.core.errors import PeerDropError
from peerdrop.gui.command_runner import CommandFailed, CommandRunner
from peerdrop.gui.engine import Command, Engine, NotRunning
from peerdrop.gui.home_node import StoppedSettings
from peerdrop.link import ServerFailure, ServerReport
from peerdrop.settings import IceServer, Settings

logger = logging.getLogger(__name__)

_StoppedCommand: TypeAlias = Callable[[StoppedSettings], Awaitable[Settings]]


class SettingCommands(CommandRunner):
    """Reads and changes what is set, so that a port that is taken can be changed before the node runs."""

    settings_read = Signal(object)
    """The Settings in force, asked for or changed."""
    reserve_changed = Signal()
    """More or less is to stay free on disks, by what was just read."""
    settings_taken = Signal()
    """A change of ours is in force; `settings_read` came before."""
    server_tested = Signal(object, object)
    """An IceServer and its ServerReport."""
    kept_for_start = Signal()
    """While no node ran, settings were changed with which it may start."""
    settings_refused = Signal(object)
    """PeerDropError of a change; what was in force stays so."""

    def __init__(
        self, engine: Engine, parent: QObject | None = None, *, stopped: StoppedSettings | None = None
    ) -> None:
        super().__init__(engine, parent)
        self._stopped = stopped
        self.reserve_bytes = 0
        """What stays free on disks by the user's wish, as far as it was read."""
        self.settings_read.connect(self._note)

    def read_settings(self) -> None:
        """Ask what is set; `settings_read` follows."""

        async def read() -> None:
            try:
                settings = await self._running_or_stopped(lambda node: node.settings(), lambda stopped: stopped.read())
            except PeerDropError as exc:
                self.failed.emit(CommandFailed(None, exc, self.read_settings))
            else:
                self.settings_read.emit(settings)

        self._own(read(), "read settings")

    def change_one_setting(
        self, change: Callable[[Settings], Settings], ended: Callable[[PeerDropError | None], None] | None = None
    ) -> None:
        """Make *change* to what is set by then; `settings_read` or `settings_refused` follows.

        Whoever waits for this very change gives *ended*, which is called with None or, in place of the signal, with
        why it was refused.
        """

        async def alter(node: NodeHandle) -> Settings:
            return await node.change_settings(change(await node.settings()))

        async def alter_stopped(stopped: StoppedSettings) -> Settings:
            return await self._keep_for_start(stopped, change(await stopped.read()))

        self._change(alter, alter_stopped, ended)

    def change_settings(self, settings: Settings) -> None:
        """Set *settings*; `settings_read` or `settings_refused` follows."""
        self._change(
            lambda node: node.change_settings(settings), lambda stopped: self._keep_for_start(stopped, settings)
        )

    def test_server(self, server: IceServer) -> None:
        """Try a STUN or TURN server; `server_tested` follows."""

        async def test() -> None:
            try:
                report = await self._ask(lambda node: node.test_ice_server(server))
            except PeerDropError as exc:
                logger.info("a server was not tested: %s", exc)
                report = ServerReport(failure=ServerFailure.NOT_TRIED)
            self.server_tested.emit(server, report)

        self._own(test(), "test server")

    def _note(self, settings: Settings) -> None:
        if settings.reserve_bytes != self.reserve_bytes:
            self.reserve_bytes = settings.reserve_bytes
            self.reserve_changed.emit()

    def _change(
        self,
        command: Command[Settings],
        stopped: _StoppedCommand,
        ended: Callable[[PeerDropError | None], None] | None = None,
    ) -> None:
        async def change() -> None:
            try:
                in_force = await self._running_or_stopped(command, stopped)
            except PeerDropError as exc:
                (ended or self.settings_refused.emit)(exc)
            else:
                self.settings_read.emit(in_force)
                self.settings_taken.emit()
                if ended is not None:
                    ended(None)

        self._own(change(), "change settings")

    async def _running_or_stopped(self, command: Command[Settings], stopped: _StoppedCommand) -> Settings:
        try:
            return await self._ask(command)
        except NotRunning:
            if self._stopped is None:
                raise
        return await stopped(self._stopped)

    async def _keep_for_start(self, stopped: StoppedSettings, settings: Settings) -> Settings:
        await stopped.change(settings)
        self.kept_for_start.emit()
        return settings
