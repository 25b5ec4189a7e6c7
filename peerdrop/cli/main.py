"""The command line: arguments in, exit code out."""

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, TextIO

from peerdrop.cli.arguments import Arguments, parse_arguments, wants_json
from peerdrop.cli.exit_code import ExitCode
from peerdrop.cli.json_lines import JsonLines
from peerdrop.cli.screen import why_no_window
from peerdrop.clock import SystemClock
from peerdrop.core.errors import PeerDropError, UsageError

_LOG_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"

ShowWindow = Callable[[Arguments], int]
"""Opens the window and returns its exit code; raises ImportError where what it needs is not installed."""


def run(argv: Sequence[str], *, show_window: ShowWindow) -> int:
    """Do what *argv* asks for, on this process's standard streams; its exit code."""
    for stream in (sys.stdout, sys.stderr):
        _write_utf8(stream)
    try:
        arguments = parse_arguments(argv, os.environ)
    except UsageError as exc:
        return _refuse(argv, exc)
    except SystemExit as exc:
        # --help and --version.
        return int(exc.code or 0)
    _log(verbose=arguments.verbose)
    if arguments.command is None:
        return _open_window(arguments, show_window)
    return _execute(arguments)


def _open_window(arguments: Arguments, show_window: ShowWindow) -> int:
    why_not = why_no_window(os.environ)
    if why_not is None:
        try:
            return show_window(arguments)
        except ImportError as exc:
            why_not = f"The window can't be opened ({exc})."
    if arguments.paths or arguments.link:
        print(f"peerdrop: {why_not} Send files with `peerdrop send FILE --to PEER`.", file=sys.stderr)
        return ExitCode.OWN_TROUBLE
    print(f"{why_not} PeerDrop runs without a window; Ctrl-C ends it.", file=sys.stderr)
    return _execute(replace(arguments, command="serve"))


def _execute(arguments: Arguments) -> int:
    # Imported late: the window, which needs no command, waits for none of the libraries that commands need.
    from peerdrop.cli.command_line import CommandLine, Streams

    command_line = CommandLine(Streams(sys.stdin, sys.stdout, sys.stderr))
    return asyncio.run(command_line.execute(arguments))


def _refuse(argv: Sequence[str], error: PeerDropError) -> int:
    if wants_json(argv):
        JsonLines(write_out=sys.stdout.write, write_err=sys.stderr.write, clock=SystemClock()).error(error)
    else:
        print(f"peerdrop: {error.message} {error.next_step}".rstrip(), file=sys.stderr)
    return ExitCode.USAGE


def _write_utf8(stream: TextIO) -> None:
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _log(*, verbose: bool) -> None:
    # Without --verbose only faults of the program itself: what a user must know comes as an event or an error.
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, stream=sys.stderr, format=_LOG_FORMAT)
    if verbose:
        # Libraries tell of each packet.
        for own in ("peerdrop", "server"):
            logging.getLogger(own).setLevel(logging.DEBUG)
