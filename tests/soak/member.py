"""One device of a soak: its host, its home, its disk, and the runs of its program, one after the other."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TypeVar

from peerdrop.control.client import AttachedNode
from peerdrop.wire.identifiers import DeviceId
from tests.lab.indoors import Indoors
from tests.lab.network import Host
from tests.peerdrop_process import Fields, PeerdropProcess
from tests.soak.disk import SmallDisk

ResultT = TypeVar("ResultT")

_START_LIMIT_S = 60.0
_ASK_LIMIT_S = 30.0
_START_ATTEMPTS = 3


class Member:
    """A context manager; `start` begins the first run. *steady*: it is never ended, and so can be watched for long."""

    def __init__(self, name: str, host: Host, folder: Path, *, disk_bytes: int, steady: bool) -> None:
        self.name = name
        self.host = host
        self.home = folder / name
        self.sources = folder / f"{name}-sources"
        self.sources.mkdir(parents=True)
        self.disk = SmallDisk(folder / f"{name}-downloads", disk_bytes)
        self.steady = steady
        self.busy = asyncio.Lock()
        """Held by the fault that happens to it."""
        self.device_id = DeviceId("")
        self.is_up = False
        """It runs, and is not stopped."""
        self.stops = 0
        self.run_count = 0
        self.broken_runs: list[str] = []
        """What ended runs told that no user may ever see."""
        self._indoors = Indoors(host)
        self._stack = AsyncExitStack()
        self._process: PeerdropProcess | None = None
        self._run = AsyncExitStack()
        self._taken = 0
        self._has_started = False
        self._left_over: list[Fields] = []
        self._tasks_file = folder / f"{name}.tasks"

    async def __aenter__(self) -> "Member":
        self._stack.enter_context(self.disk)
        self._stack.enter_context(self._indoors)
        return self

    async def __aexit__(self, *_exc: object) -> None:
        async with self._stack:
            await self._end(signal.SIGKILL)

    @property
    def pid(self) -> int:
        """Of the present run."""
        assert self._process is not None
        return self._process.pid

    @property
    def tasks_and_blocks(self) -> tuple[int, int]:
        """As the program last told them: its tasks, and the blocks that Python has for its objects; else (0, 0)."""
        try:
            tasks, blocks = self._tasks_file.read_text().split()
            return int(tasks), int(blocks)
        except (OSError, ValueError):
            return 0, 0

    async def start(self) -> None:
        """Run it, and return once it has started; AssertionError if it does not, however often it is tried."""
        for attempt in range(_START_ATTEMPTS):
            try:
                await self._begin()
            except AssertionError as exc:
                if attempt == _START_ATTEMPTS - 1:
                    raise
                self.broken_runs.append(f"{self.name}: {exc}")
                await self._end(signal.SIGKILL)
            else:
                return

    async def kill(self) -> None:
        """As a crash would."""
        await self._end(signal.SIGKILL)

    async def leave(self) -> None:
        """As its user would end it; AssertionError if it does not."""
        await self._end(signal.SIGTERM)

    def stand_still(self) -> None:
        """Let it get no time, until `go_on`."""
        assert self._process is not None
        self.is_up = False
        self._process.signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Undo `stand_still`."""
        assert self._process is not None
        self._process.signal(signal.SIGCONT)
        self.is_up = True

    async def ask(self, command: Callable[[AttachedNode], Awaitable[ResultT]]) -> ResultT:
        """What *command* gives; raises PeerDropError, or TimeoutError if nothing answers."""
        async with asyncio.timeout(_ASK_LIMIT_S):
            return await self._indoors.ask(self.home, command)

    def take_events(self) -> Iterator[Fields]:
        """Every event that was not taken before, of all runs."""
        left, self._left_over = self._left_over, []
        yield from left
        # Not before: who waits for its start must still find the event that tells of it.
        if self._process is not None and self._has_started:
            events = self._process.events
            while self._taken < len(events):
                self._taken += 1
                yield events[self._taken - 1]
            del events[: self._taken]
            self._taken = 0

    async def _begin(self) -> None:
        process = PeerdropProcess(
            "serve",
            *("--accept", "all", "--dir", self.disk.path, "--name", self.name, "--verbose"),
            home=self.home,
            host=self.host,
            program=(sys.executable, "-m", "tests.soak.observed", str(self._tasks_file)),
        )
        self._process = await self._run.enter_async_context(process)
        self._taken = 0
        self._has_started = False
        self.run_count += 1
        started = await process.expect("node_started", within_s=_START_LIMIT_S)
        self._has_started = True
        self.device_id = DeviceId(started["device_id"])
        self.is_up = True

    async def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        self.is_up = False
        if process is None:
            return
        process.signal(signal.SIGCONT)
        run, self._run = self._run, AsyncExitStack()
        try:
            code = await process.stop(number)
            if code not in {0, -number}:
                self.broken_runs.append(f"{self.name}: exit code {code} after {number.name}")
            await run.aclose()
        except AssertionError as exc:
            self.broken_runs.append(f"{self.name}: {exc}")
            with contextlib.suppress(AssertionError):
                await run.aclose()
        finally:
            self._left_over += process.events[self._taken :]
