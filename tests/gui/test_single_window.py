"""Two starts of the program on one home: one window, and the second ends at once with what it was given handed over."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from peerdrop.gui.desktop.hand_off import HandOff
from tests.ports import free_port

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ends the first by a signal")


@contextmanager
def first_window(home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        [*PROGRAM, "--home", str(home), "--port", str(free_port(socket.SOCK_STREAM))], env=environ
    ) as process:
        try:
            yield process
        finally:
            process.kill()


PROGRAM = (sys.executable, "-W", "error", "-m", "peerdrop")


def second_start(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [*PROGRAM, "--home", str(home), *words], env=environ, capture_output=True, text=True, timeout=60, check=False
    )


def wait_for_window(home: Path) -> None:
    """Until the lock is taken; who hands over waits for the rest."""
    deadline = time.monotonic() + 60
    while not (home / "window.lock").exists():
        assert time.monotonic() < deadline, "the first window did not come up"
        time.sleep(0.05)


def test_the_second_start_hands_over_and_ends_and_the_first_goes_on(qapp: object, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with first_window(home) as first:
        wait_for_window(home)
        for words in ((), (str(tmp_path), "peerdrop://10.0.0.5")):
            done = second_start(home, *words)
            assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert first.poll() is None
        refused = second_start(home, "peerdrop://10.0.0.5/send")
        assert refused.returncode == 2
        first.send_signal(signal.SIGTERM)
        assert first.wait(60) == 0
    again = HandOff(home)
    assert again.claim()
    again.close()
