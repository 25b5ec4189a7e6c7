"""A command of the command line, run in this process on a FakeNode."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from peerdrop.cli.arguments import parse_arguments
from peerdrop.cli.command_line import CommandLine, Streams
from peerdrop.cli.open_node import OpenedNode
from peerdrop.cli.question import Questions
from peerdrop.control.open_node import StartOptions
from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import Event
from peerdrop.home import Home
from tests.fake_node import FakeNode
from tests.manual_clock import ManualClock, settle
from tests.until import LIMIT_S, until


class TypedCommand:
    """`peerdrop ARGV --json --home HOME`, started by entering; its clock is turned by the test.

    *fails_to_open*: what opening the node raises.
    """

    def __init__(
        self,
        node: FakeNode,
        home: Path,
        *argv: str,
        as_json: bool = True,
        questions: Questions | None = None,
        fails_to_open: PeerDropError | None = None,
        stdout: io.StringIO | None = None,
    ) -> None:
        self.clock = ManualClock()
        self.options: StartOptions | None = None
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = False
        """The node was given back."""
        self._node = node
        self._fails_to_open = fails_to_open
        self._stdout, self._stderr = stdout or io.StringIO(), io.StringIO()
        self._arguments = parse_arguments([*argv, "--home", str(home), *(["--json"] if as_json else [])], {})
        self._line = CommandLine(
            Streams(io.StringIO(), self._stdout, self._stderr),
            opener=self._open,
            clock=self.clock,
            questions=questions,
        )

    async def __aenter__(self) -> Self:
        self.task = asyncio.create_task(self._line.execute(self._arguments), name="typed-command")
        return self

    async def __aexit__(self, *_details: object) -> None:
        self.task.cancel()
        await asyncio.wait({self.task})

    async def exit_code(self) -> int:
        """Its exit code, once it has ended; within a limit."""
        return await asyncio.wait_for(self.task, LIMIT_S)

    @property
    def events(self) -> list[dict[str, Any]]:
        """Every line of stdout so far."""
        return [json.loads(line) for line in self._stdout.getvalue().splitlines()]

    @property
    def names(self) -> list[str]:
        """The events' names."""
        return [event["event"] for event in self.events]

    @property
    def error(self) -> dict[str, Any]:
        """The last line, which must be the only error."""
        assert self.names.count("error") == 1
        assert self.names[-1] == "error"
        return self.events[-1]

    @property
    def stdout(self) -> str:
        return self._stdout.getvalue()

    @property
    def stderr(self) -> str:
        return self._stderr.getvalue()

    async def until_called(self, name: str) -> tuple[Any, ...]:
        """The arguments of the first call of a command of the node, once it was called."""
        await until(lambda: self._node.called(name), what=f"{name} was called")
        arguments = self._node.called(name)[0]
        await settle()
        return arguments

    async def until_running(self) -> None:
        """The node is open and the command has begun to wait."""
        await until(lambda: self.options is not None, what="the node was opened")
        await settle()

    @asynccontextmanager
    async def _open(
        self, _home: Home, options: StartOptions, on_event: Callable[[Event], None]
    ) -> AsyncIterator[OpenedNode]:
        if self._fails_to_open is not None:
            raise self._fails_to_open
        unsubscribe = self._node.bus.subscribe(on_event)
        try:
            self.options = options
            yield OpenedNode(handle=self._node, started=self._node.started_as, ended=self.ended)
        finally:
            unsubscribe()
            self.closed = True
