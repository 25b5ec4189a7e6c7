"""One command from its arguments to its exit code."""

import asyncio
import logging
import shutil
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TextIO

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.errors import UnexpectedError
from peerdrop.cli.exit_code import ExitCode, exit_code_of
from peerdrop.cli.failed_commands import Discard, Retry
from peerdrop.cli.json_lines import JsonLines
from peerdrop.cli.line_writer import LineWriter
from peerdrop.cli.message import Message
from peerdrop.cli.offer_commands import Accept, Decline, Files
from peerdrop.cli.open_node import NodeOpener, OpenedNode, open_node
from peerdrop.cli.outbox import Outbox
from peerdrop.cli.output import Output
from peerdrop.cli.peers import Peers
from peerdrop.cli.question import Questions, TerminalQuestions
from peerdrop.cli.receive import Receive
from peerdrop.cli.run import Command, Run
from peerdrop.cli.send import Send
from peerdrop.cli.serve import Serve
from peerdrop.cli.signals import ending_signals
from peerdrop.cli.terminal import Terminal
from peerdrop.cli.transfer_commands import Cancel, Limit, Move, Pause, Resume
from peerdrop.cli.transfers import Transfers
from peerdrop.cli.watch import Watch
from peerdrop.clock import Clock, SystemClock
from peerdrop.control.open_node import StartOptions
from peerdrop.core.errors import PeerDropError
from peerdrop.home import Home

logger = logging.getLogger(__name__)

COMMANDS: Final[dict[str, Callable[[Arguments], Command]]] = {
    "serve": Serve,
    "peers": Peers,
    "message": Message,
    "send": Send,
    "receive": Receive,
    "outbox": Outbox,
    "transfers": Transfers,
    "pause": Pause,
    "resume": Resume,
    "cancel": Cancel,
    "move": Move,
    "limit": Limit,
    "files": Files,
    "accept": Accept,
    "decline": Decline,
    "retry": Retry,
    "discard": Discard,
}
_WATCHING: Final = frozenset({"serve", "receive"})
_COLUMNS: Final = 80


@dataclass(frozen=True, slots=True)
class Streams:
    """Standard input, output and error."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO

    @property
    def is_attended(self) -> bool:
        """Somebody reads what is asked and can type an answer."""
        return self.stdin.isatty() and self.stderr.isatty()


class _OutputClosed(Exception):
    """Nobody reads stdout any more."""


class CommandLine:
    """Carries out commands on nodes from *opener*."""

    def __init__(
        self,
        streams: Streams,
        *,
        opener: NodeOpener = open_node,
        clock: Clock | None = None,
        questions: Questions | None = None,
    ) -> None:
        self._streams = streams
        self._opener = opener
        self._clock = clock or SystemClock()
        if questions is None and streams.is_attended:
            questions = TerminalQuestions(streams.stdin)
        self._questions = questions
        self._told: signal.Signals | None = None
        self._output_closed = False

    async def execute(self, arguments: Arguments) -> int:
        """Run *arguments*' command to its end, or until a signal; its exit code. All that it printed is out then."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        assert task is not None

        def stdout_broken() -> None:
            def end() -> None:
                self._output_closed = True
                task.cancel()

            with suppress(RuntimeError):
                loop.call_soon_threadsafe(end)

        def told(number: signal.Signals) -> None:
            self._told = number
            task.cancel()

        writer = LineWriter(self._streams.stdout, self._streams.stderr, broken=stdout_broken)
        try:
            output = self._output(arguments, writer)
            with ending_signals(told):
                return await self._outcome(arguments, output)
        finally:
            await asyncio.to_thread(writer.close)

    async def _outcome(self, arguments: Arguments, output: Output) -> int:
        try:
            await self._run(arguments, output)
        except asyncio.CancelledError:
            if self._told is None and not self._output_closed:
                raise
            return self._code_when_told(arguments)
        except PeerDropError as exc:
            output.error(exc)
            return exit_code_of(exc)
        except Exception as exc:
            logger.exception("a command ended unexpectedly command=%s", arguments.command)
            output.error(
                UnexpectedError(
                    f"Something in PeerDrop went wrong: {exc!r}.", next_step="Try again; with --verbose it tells more."
                )
            )
            return ExitCode.OWN_TROUBLE
        return ExitCode.DONE

    def _code_when_told(self, arguments: Arguments) -> int:
        if self._told is None:
            return ExitCode.OWN_TROUBLE
        if arguments.command == "serve":
            return ExitCode.DONE
        return ExitCode.INTERRUPTED if self._told is signal.SIGINT else ExitCode.TERMINATED

    async def _run(self, arguments: Arguments, output: Output) -> None:
        command = COMMANDS[arguments.command or "serve"](arguments)
        await command.check()
        watch = Watch(output)
        options = StartOptions(
            name=arguments.name,
            port=arguments.port,
            # With --from, nothing may be taken before it is known who that is; with --only, nothing whole.
            accept=arguments.accept if arguments.sender is None and not arguments.picks else None,
            directory=arguments.directory,
        )
        async with self._opener(Home(arguments.home), options, watch.take) as opened:
            watch.begin(opened.started, await opened.handle.peers())
            run = Run(
                arguments=arguments,
                node=opened.handle,
                started=opened.started,
                started_at=self._clock.monotonic(),
                watch=watch,
                output=output,
                clock=self._clock,
                questions=self._questions,
            )
            await _until_done(command, run, opened)

    def _output(self, arguments: Arguments, writer: LineWriter) -> Output:
        if arguments.json:
            return JsonLines(write_out=writer.out, write_err=writer.err, clock=self._clock)
        columns = shutil.get_terminal_size((_COLUMNS, 24)).columns if self._streams.stderr.isatty() else 0
        return Terminal(
            write_out=writer.out,
            write_err=writer.err,
            columns=columns,
            watching=arguments.command in _WATCHING or arguments.command is None,
        )


async def _until_done(command: Command, run: Run, opened: OpenedNode) -> None:
    """Run *command*, or raise what ended the node under it."""
    body = asyncio.create_task(command.run(run), name=f"cli-{run.arguments.command}")
    try:
        await asyncio.wait({body, opened.ended}, return_when=asyncio.FIRST_COMPLETED)
        (body if body.done() else opened.ended).result()
    finally:
        if not body.done():
            body.cancel()
            with suppress(asyncio.CancelledError, PeerDropError):
                await body
