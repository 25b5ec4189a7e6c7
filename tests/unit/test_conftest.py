"""The guards around every test: each must fail a test that does what it guards against."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

CARELESS = """
import asyncio, logging, threading, time
import pytest

kept, release = [], threading.Event()

@pytest.fixture(scope="module", autouse=True)
def stop():
    yield
    release.set()

async def bad_task():
    kept.append(asyncio.create_task(asyncio.sleep(100), name="nobody's task"))

async def bad_canceled_but_not_awaited():
    async def tidy():
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.01)
    task = asyncio.create_task(tidy(), name="unawaited task")
    await asyncio.sleep(0)
    task.cancel()
    kept.append(task)

def bad_thread():
    threading.Thread(target=release.wait, name="nobody's thread", daemon=True).start()

def bad_log():
    logging.getLogger("some.where").warning("out of %s", "paper")

def bad_missing_log(expected_log):
    expected_log("out of ink")

async def bad_exception_of_a_task():
    async def fail():
        raise ValueError("nobody asked")
    task = asyncio.create_task(fail(), name="failing")
    await asyncio.sleep(0)

async def bad_callback():
    def fail():
        raise ValueError("in a callback")
    asyncio.get_running_loop().call_soon(fail)
    await asyncio.sleep(0)

def bad_destructor():
    class Thing:
        def __del__(self):
            raise ValueError("in a destructor")
    Thing()

async def bad_coroutine():
    asyncio.sleep(0)

def bad_warning():
    import warnings
    warnings.warn("old", DeprecationWarning)

async def bad_assertion():
    assert not "run at all"

async def good_executor():
    assert await asyncio.to_thread(lambda: 5) == 5

def good_log(expected_log):
    expected_log("out of .*")
    expected_log.allow("never said")
    logging.getLogger("some.where").warning("out of %s", "paper")
    assert expected_log.messages == ["out of paper"]

def good_thread():
    thread = threading.Thread(target=int, name="short")
    thread.start()

@pytest.fixture
async def number():
    task = asyncio.create_task(asyncio.sleep(100), name="the fixture's")
    yield 7
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

async def good_fixture(number):
    assert number == 7

async def good_fixture_again(number):
    assert number == 7

@pytest.mark.parametrize("number", [1, 2])
async def good_parameters(number):
    assert number in (1, 2)
"""


def test_each_guard_fails_the_test_it_is_for_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "unit").mkdir()
    (tmp_path / "conftest.py").write_bytes((ROOT / "tests" / "conftest.py").read_bytes())
    (tmp_path / "unit" / "test_careless.py").write_text(CARELESS)
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\npython_functions = bad_* good_*\nfilterwarnings = error\naddopts = -p no:cacheprovider -rA\n"
    )
    done = subprocess.run([sys.executable, "-m", "pytest"], cwd=tmp_path, capture_output=True, text=True, check=False)
    verdicts = re.findall(r"^(FAILED|ERROR|PASSED) \S+::(\w+)", done.stdout, re.MULTILINE)
    broken = {name for verdict, name in verdicts if verdict != "PASSED"}
    every = set(re.findall(r"^(?:async )?def ((?:bad|good)_\w+)", CARELESS, re.MULTILINE))
    assert {name for _, name in verdicts} == every, done.stdout
    assert broken == {name for name in every if name.startswith("bad_")}, done.stdout
    for culprit in ("nobody's task", "unawaited task", "nobody's thread", "some.where: out of paper", "out of ink"):
        assert culprit in done.stdout
