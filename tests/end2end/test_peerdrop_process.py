"""The driver of the end-to-end and lab tests, against a program that does what it is told."""

import json
import sys
from pathlib import Path

import pytest

from tests.peerdrop_process import PeerdropProcess

_SAY = """
import json, sys, time
for line in json.loads(sys.argv[-1]):
    print(line if isinstance(line, str) else json.dumps({"time": time.time(), **line}), flush=True)
"""
_WAIT = "import time; time.sleep(60)"
_DEAF = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print('{"event": "deaf", "time": 0}', flush=True)
"""


def says(home: Path, lines: list[object], then: str = "") -> PeerdropProcess:
    program = (sys.executable, "-c", _SAY + then)
    return PeerdropProcess("serve", json.dumps(lines), home=home, program=program)


async def test_an_expected_event_is_given_once_and_by_its_fields(tmp_path: Path) -> None:
    lines: list[object] = [{"event": "a", "n": 1}, {"event": "b", "n": 2}, {"event": "a", "n": 3, "text": "ü"}]
    async with says(tmp_path / "home", lines, _WAIT) as process:
        assert (await process.expect("a", n=3, within_s=30))["text"] == "ü"
        assert (await process.expect("a", within_s=30))["n"] == 1
        assert (await process.expect("b", at_least={"n": 2}, within_s=30))["n"] == 2
        with pytest.raises(AssertionError, match=r"(?s)no a within 0.05 s.*its last events:.*\"n\": 3"):
            await process.expect("a", within_s=0.05)
        assert len(process.of("a")) == 2
        assert process.resident_bytes() > 1 << 20
        assert process.peak_resident_bytes() >= process.resident_bytes()
        assert await process.stop() == -15


async def test_a_program_that_ends_early_fails_the_wait_at_once_with_its_stderr(tmp_path: Path) -> None:
    async with says(tmp_path / "home", [{"event": "a"}], "sys.exit('it broke')") as process:
        with pytest.raises(AssertionError, match=r"(?s)ended without b.*its stderr:\nit broke"):
            await process.expect("b", within_s=30)
        with pytest.raises(AssertionError, match="exit code 1, not 0"):
            await process.expect_exit(0, within_s=30)
        assert await process.exit_code(within_s=30) == 1


async def test_a_program_that_stays_fails_the_wait_for_its_end(tmp_path: Path) -> None:
    async with says(tmp_path / "home", [], _WAIT) as process:
        with pytest.raises(AssertionError, match=r"still runs after 0.05 s"):
            await process.exit_code(within_s=0.05)
        await process.stop()


async def test_a_line_that_is_no_event_fails_the_test(tmp_path: Path) -> None:
    async with says(tmp_path / "home", ["hello", {"event": "a"}]) as process:
        await process.expect("a", within_s=30)
        with pytest.raises(AssertionError, match=r"no events: \['hello\\n'\]"):
            await process.exit_code(within_s=30)


async def test_a_program_that_does_not_heed_signals_is_killed_and_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.peerdrop_process._LEAVE_LIMIT_S", 0.2)
    process = says(tmp_path / "home", [], _DEAF + _WAIT)
    await process.__aenter__()
    await process.expect("deaf", within_s=30)
    with pytest.raises(AssertionError, match=r"did not leave within 0.2 s of SIGTERM \(exit code -9\)"):
        await process.__aexit__(None, None, None)


async def test_it_keeps_out_of_the_users_own_folders(tmp_path: Path) -> None:
    home = tmp_path / "home"
    tell = """
import json, os, sys
print(json.dumps({"event": "told", "time": 0, "argv": sys.argv[1:], "home": os.environ["HOME"]}), flush=True)
"""
    async with PeerdropProcess("peers", "--wait", "1", home=home, program=(sys.executable, "-c", tell)) as process:
        told = await process.expect("told", within_s=30)
        assert told["argv"] == ["peers", "--json", "--home", str(home), "--wait", "1"]
        assert told["home"] == str(tmp_path / "home-user")
        await process.expect_exit(0, within_s=30)


async def test_a_program_that_takes_lines_is_told_them(tmp_path: Path) -> None:
    echo = """
import json, sys
for line in sys.stdin:
    print(json.dumps({"event": "heard", "time": 0, "text": line.rstrip()}), flush=True)
"""
    program = (sys.executable, "-c", echo)
    async with PeerdropProcess("serve", home=tmp_path / "home", program=program, takes_lines=True) as process:
        process.tell("grüß dich")
        await process.expect("heard", text="grüß dich", within_s=30)


@pytest.mark.parametrize("bug", ["1 / 0", "open(sys.executable, 'rb')"])
async def test_a_program_that_shows_a_bug_on_stderr_fails_the_test(tmp_path: Path, bug: str) -> None:
    process = says(tmp_path / "home", [], bug)
    await process.__aenter__()
    await process.exit_code(within_s=30)
    with pytest.raises(AssertionError, match="stderr tells of a bug"):
        await process.__aexit__(None, None, None)
