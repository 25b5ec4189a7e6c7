"""Runs coroutine tests, and fails every test that leaves something behind.

A test may leave no task, no thread and no log record at WARNING or above that it did not ask for. Warnings, exceptions
nobody can catch and exceptions of tasks nobody asked about fail it too (the latter by way of the log).
"""

import asyncio
import gc
import inspect
import logging
import os
import re
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import hypothesis
import pytest

from tests.own_network import enter_own_network

_ON_A_REAL_NETWORK: Final = pytest.StashKey[str]()
_LIBRARY_TASK: Final = re.compile(r"Task-\d+$")
_SETTLE_S: Final = 4.0

if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

hypothesis.settings.register_profile("peerdrop", deadline=None, database=None, max_examples=60, print_blob=True)
hypothesis.settings.load_profile("peerdrop")


def pytest_configure(config: pytest.Config) -> None:
    """Nothing that a test sends leaves this machine, and Ctrl-C ends what tests start, also where nohup runs them."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.stash[_ON_A_REAL_NETWORK] = enter_own_network()


def pytest_report_header(config: pytest.Config) -> str:
    reason = config.stash[_ON_A_REAL_NETWORK]
    return f"network: this machine's, as {reason}" if reason else "network: a namespace of its own"


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a coroutine test on the test's own loop. Tests of the window bring their own (qasync)."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj) or _brings_its_own_loop(pyfuncitem):
        return None
    runner: asyncio.Runner = pyfuncitem._request.getfixturevalue("runner")
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    runner.run(pyfuncitem.obj(**arguments))
    return True


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a function-scoped fixture be an async generator.

    What stands before and after its `yield` runs in two different tasks: neither a task group nor a timeout may be
    held open across it. In doubt write an async context manager and enter it in the test.
    """
    asynchronous = fixturedef.func
    if not inspect.isasyncgenfunction(asynchronous) or _brings_its_own_loop(request.node):
        return (yield)

    def synchronous(**arguments: Any) -> Iterator[Any]:
        runner: asyncio.Runner = request.getfixturevalue("runner")
        generator = asynchronous(**arguments)
        yield runner.run(anext(generator))
        with suppress(StopAsyncIteration):
            runner.run(anext(generator))
            pytest.fail(f"the fixture {fixturedef.argname} yields twice", pytrace=False)

    fixturedef.func = synchronous  # type: ignore[misc]
    try:
        return (yield)
    finally:
        fixturedef.func = asynchronous  # type: ignore[misc]


def pytest_collection_finish() -> None:
    """What was imported stays anyway; without it each test's gc.collect() takes a millisecond instead of fifty."""
    gc.collect()
    gc.freeze()


class ExpectedLog:
    """What a test says it makes the program log; patterns are searched for in the formatted message."""

    def __init__(self) -> None:
        self.records: list[logging.LogRecord] = []
        """Every record at WARNING or above so far."""
        self._required: list[str] = []
        self._allowed: list[str] = []

    def __call__(self, pattern: str) -> None:
        """A record that fits *pattern* must come."""
        self._required.append(pattern)

    def allow(self, pattern: str) -> None:
        """Records that fit *pattern* may come."""
        self._allowed.append(pattern)

    @property
    def messages(self) -> list[str]:
        return [record.getMessage() for record in self.records]

    def check(self) -> None:
        """Fail the test if anything came unasked for, or did not come."""
        patterns = self._required + self._allowed
        surprises = [
            record for record in self.records if not any(re.search(each, record.getMessage()) for each in patterns)
        ]
        if surprises:
            pytest.fail("unexpected log:\n" + "\n".join(map(_FORMATTER.format, surprises)), pytrace=False)
        missing = [each for each in self._required if not any(re.search(each, text) for text in self.messages)]
        if missing:
            pytest.fail(f"never logged: {missing}", pytrace=False)


class _Keep(logging.Handler):
    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(logging.WARNING)
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)


_FORMATTER: Final = logging.Formatter("%(levelname)s %(name)s: %(message)s")


@pytest.fixture(autouse=True)
def no_stray_threads() -> Iterator[None]:
    """Every thread that a test starts has ended when it is over."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + _SETTLE_S
    for thread in set(threading.enumerate()) - before:
        thread.join(max(0.0, deadline - time.monotonic()))
    left = [thread for thread in threading.enumerate() if thread not in before]
    if left:
        pytest.fail("threads left behind:\n" + "\n".join(map(_describe_thread, left)), pytrace=False)


@pytest.fixture(autouse=True)
def expected_log(no_stray_threads: None) -> Iterator[ExpectedLog]:
    """Fails the test for each log record at WARNING or above that it did not announce here."""
    expected = ExpectedLog()
    handler = _Keep(expected.records)
    logging.getLogger().addHandler(handler)
    try:
        yield expected
    finally:
        logging.getLogger().removeHandler(handler)
    expected.check()


@pytest.fixture
def runner(expected_log: ExpectedLog, request: pytest.FixtureRequest) -> Iterator[asyncio.Runner]:
    """The loop of this test. It is in debug mode for unit tests; others move too many bytes for that."""
    with asyncio.Runner(debug="unit" in request.path.parts) as runner:
        loop = runner.get_loop()
        # How busy the machine is says nothing about the program.
        loop.slow_callback_duration = float("inf")
        yield runner
        stray = runner.run(_stray_tasks())
    # Only a collected task tells of an exception that nobody asked it for.
    del loop
    gc.collect()
    if stray:
        pytest.fail("tasks left behind:\n" + "\n".join(stray), pytrace=False)


async def _stray_tasks() -> list[str]:
    """What still runs. Our own tasks have a name and an owner who waits for them; a library's may need a moment."""
    deadline = time.monotonic() + _SETTLE_S
    while True:
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        named = [task for task in left if not _LIBRARY_TASK.match(task.get_name())]
        if named or not left or time.monotonic() > deadline:
            return [repr(task) for task in left]
        await asyncio.sleep(0.01)


def _describe_thread(thread: threading.Thread) -> str:
    frame = sys._current_frames().get(thread.ident or 0)
    where = "".join(traceback.format_stack(frame)[-3:]) if frame else ""
    return f"{thread!r}\n{where}"


def _brings_its_own_loop(node: pytest.Item | pytest.Collector) -> bool:
    return "gui" in node.path.relative_to(node.config.rootpath).parts
