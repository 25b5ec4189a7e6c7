"""`peerdrop` run as its users run it: a process of its own, read by its --json lines."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

Fields = dict[str, Any]
"""One event: a line of --json."""

_ROOT = Path(__file__).parents[1]
_LEAVE_LIMIT_S = 30.0
_SHOWN_EVENTS = 15
_SHOWN_CHARS = 4000
_LINE_BYTES = 1 << 24
"""A completed job of 10,000 files is one line."""
# What no user may ever see: the exceptions nobody caught, and what was left open.
_NEVER_ON_STDERR = ("Traceback (most recent call last)", "ResourceWarning", "RuntimeWarning", "was never")


class PeerdropProcess:
    """`python -m peerdrop COMMAND --json --home HOME ...`, started on entering the context and gone when it is left.

    *host* is a machine of the lab; without one it runs on this machine. *home* may be shared by several processes.
    Standard input is closed unless the program *takes_lines*.
    """

    def __init__(
        self,
        command: str,
        *arguments: str | Path,
        home: Path,
        host: "RunsCommands | None" = None,
        program: Sequence[str] = (sys.executable, "-m", "peerdrop"),
        takes_lines: bool = False,
    ) -> None:
        own = [command, "--json", "--home", str(home), *(str(argument) for argument in arguments)]
        self._argv = host.namespace.command(*program, *own) if host else [*program, *own]
        self._label = f"peerdrop {command}" + (f" on {host.name}" if host else "")
        self._home = home
        self._takes_lines = takes_lines
        self.events: list[Fields] = []
        """Every event so far, in order."""
        self._taken: set[int] = set()
        self._heard = asyncio.Event()
        self._ended = False
        self._not_json: list[str] = []
        self._stderr_path = home.with_name(f"{home.name}-{command}-{time.monotonic_ns()}.stderr")

    async def __aenter__(self) -> Self:
        self._home.parent.mkdir(parents=True, exist_ok=True)
        with self._stderr_path.open("wb") as stderr:
            self._process = await asyncio.create_subprocess_exec(
                *self._argv,
                cwd=_ROOT,
                env=_environment(self._home),
                stdin=asyncio.subprocess.PIPE if self._takes_lines else asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=stderr,
                limit=_LINE_BYTES,
            )
        self._reader = asyncio.create_task(self._read(), name=f"reader of {self._label}")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            # The test may have failed for what went wrong in another process than the one it waited for.
            sys.stderr.write(f"{self._failure('while the test failed')}\n")
        try:
            await self.stop()
            if any(mark in self.stderr for mark in _NEVER_ON_STDERR):
                raise self._failure("stderr tells of a bug")
        except AssertionError:
            # What the test failed of says more.
            if error is None:
                raise

    @property
    def pid(self) -> int:
        """The process ID of the program itself."""
        return self._process.pid

    @property
    def stderr(self) -> str:
        """What it said beside its events, so far."""
        return self._stderr_path.read_text(errors="replace")

    def tell(self, line: str) -> None:
        """Give it one line on its standard input."""
        assert self._process.stdin is not None, "started without takes_lines"
        self._process.stdin.write(f"{line}\n".encode())

    def of(self, event: str, **fields: Any) -> list[Fields]:
        """All events so far of that name and with those fields."""
        return [entry for entry in self.events if _fits(entry, event, fields)]

    async def expect(self, event: str, *, within_s: float, at_least: Fields | None = None, **fields: Any) -> Fields:
        """The first event that fits and that `expect` did not give before; AssertionError if none comes in time.

        *at_least*: fields that must be as large or larger.
        """
        wanted = f"{event} {({**fields, **(at_least or {})}) or ''}".strip()
        try:
            async with asyncio.timeout(within_s):
                while True:
                    for index, entry in enumerate(self.events):
                        if index not in self._taken and _fits(entry, event, fields, at_least or {}):
                            self._taken.add(index)
                            return entry
                    if self._ended:
                        raise self._failure(f"ended without {wanted}")
                    self._heard.clear()
                    await self._heard.wait()
        except TimeoutError:
            raise self._failure(f"no {wanted} within {within_s} s") from None

    async def exit_code(self, within_s: float) -> int:
        """Its exit code once it has ended by itself; AssertionError if it does not in time. All events are in then."""
        try:
            async with asyncio.timeout(within_s):
                await asyncio.shield(self._reader)
                code = await self._process.wait()
        except TimeoutError:
            raise self._failure(f"still runs after {within_s} s") from None
        if self._not_json:
            raise self._failure(f"stdout has lines that are no events: {self._not_json}")
        return code

    async def expect_exit(self, code: int, *, within_s: float) -> None:
        """It ends by itself with *code*; AssertionError if not."""
        actual = await self.exit_code(within_s)
        if actual != code:
            raise self._failure(f"exit code {actual}, not {code}")

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it by a signal and give its exit code; AssertionError if it had to be killed."""
        if self._process.returncode is None:
            self._process.send_signal(number)
        try:
            async with asyncio.timeout(_LEAVE_LIMIT_S):
                code = await self._process.wait()
                await asyncio.shield(self._reader)
        except TimeoutError:
            await self._kill()
            raise self._failure(f"did not leave within {_LEAVE_LIMIT_S} s of {number.name}") from None
        except asyncio.CancelledError:
            await self._kill()
            raise
        return code

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if self._process.returncode is None:
            self._process.send_signal(number)

    def resident_bytes(self) -> int:
        """The memory it holds now (Linux)."""
        return self._status_kib("VmRSS") * 1024

    def peak_resident_bytes(self) -> int:
        """The most memory it ever held (Linux)."""
        return self._status_kib("VmHWM") * 1024

    def read_position(self, path: Path) -> int:
        """How far it has read the file *path* that it holds open (Linux)."""
        descriptors = Path(f"/proc/{self.pid}/fd")
        for descriptor in descriptors.iterdir():
            with suppress(OSError):
                if descriptor.readlink() == path.resolve():
                    facts = Path(f"/proc/{self.pid}/fdinfo/{descriptor.name}").read_text()
                    return int(facts.split("pos:")[1].split()[0])
        raise self._failure(f"it does not hold {path.name} open")

    def _status_kib(self, key: str) -> int:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(f"{key}:"):
                return int(line.split()[1])
        raise self._failure(f"no {key}: it has ended")

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            try:
                entry = json.loads(line)
                entry["event"], entry["time"]
                self.events.append(entry)
            except (ValueError, KeyError, TypeError):
                self._not_json.append(line.decode(errors="replace"))
            self._heard.set()
        self._ended = True
        self._heard.set()

    async def _kill(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        await self._reader

    def _failure(self, what: str) -> AssertionError:
        last = "\n".join(f"  {json.dumps(entry, ensure_ascii=False)}" for entry in self.events[-_SHOWN_EVENTS:])
        end = "" if self._process.returncode is None else f" (exit code {self._process.returncode})"
        return AssertionError(
            f"{self._label}: {what}{end}\nits last events:\n{last or '  none'}\n"
            f"its stderr:\n{self.stderr[-_SHOWN_CHARS:] or '  nothing'}"
        )


class RunsCommands(Protocol):
    """What a host of the lab has that matters here."""

    name: str

    @property
    def namespace(self) -> "HasCommand": ...


class HasCommand(Protocol):
    """Turns a command line into one that runs elsewhere, as the same process."""

    def command(self, *argv: str) -> list[str]: ...


def _fits(entry: Fields, event: str, fields: Fields, at_least: Fields | None = None) -> bool:
    return (
        entry["event"] == event
        and all(key in entry and entry[key] == value for key, value in fields.items())
        and all(key in entry and entry[key] >= value for key, value in (at_least or {}).items())
    )


def _environment(home: Path) -> dict[str, str]:
    """This one's, with no home, cache or downloads folder but those under *home*'s parent."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PEERDROP_")}
    user = home.with_name(f"{home.name}-user")
    return environment | {
        "HOME": str(user),
        "PYTHONWARNINGS": "default::ResourceWarning,default::RuntimeWarning",
        "XDG_DATA_HOME": str(user / "data"),
        "XDG_CONFIG_HOME": str(user / "config"),
        "XDG_CACHE_HOME": str(user / "cache"),
        "XDG_RUNTIME_DIR": str(user / "run"),
    }
