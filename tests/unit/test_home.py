"""peerdrop/home.py: one process has a home, and a dead one lets go of it."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from peerdrop.core.errors import HomeError, HomeInUse
from peerdrop.home import ControlPoint, Home

POINT = ControlPoint(port=4000, token="t" * 43, pid=1, version="1")
HOLDER = """
import sys, pathlib
from peerdrop.home import Home
with Home(pathlib.Path(sys.argv[1])).hold():
    print("held", flush=True)
    sys.stdin.read()
"""


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_home_is_made_for_its_user_only(tmp_path: Path) -> None:
    home = Home(tmp_path / "new" / "home")
    home.create()
    home.publish_control(POINT)
    assert mode_of(home.path) == 0o700
    assert mode_of(home.control_file) == 0o600


def test_a_home_that_is_held_is_refused_even_within_one_process(tmp_path: Path) -> None:
    with Home(tmp_path).hold(), pytest.raises(HomeInUse, match="already runs"), Home(tmp_path).hold():
        pass


def test_a_home_is_free_again_when_left(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for _ in range(2):
        with home.hold():
            pass


def test_a_killed_process_lets_go_and_what_it_published_is_cleared(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        home.publish_control(POINT)
        with pytest.raises(HomeInUse), home.hold():
            pass
        assert home.read_control() == POINT
        holder.kill()
        holder.wait()
    with home.hold():
        assert home.read_control() is None


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b'{"port": 0, "token": "", "pid": 1, "version": "1"}'])
def test_a_control_file_that_is_not_whole_is_none(tmp_path: Path, raw: bytes) -> None:
    home = Home(tmp_path)
    home.control_file.write_bytes(raw)
    assert home.read_control() is None


def test_a_home_that_is_a_file_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(HomeError, match="not a folder") as caught, Home(tmp_path / "home").hold():
        pass
    assert caught.value.next_step


def test_a_home_that_cannot_be_made_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeError, match="can't be used") as caught, Home(tmp_path / "file" / "home").hold():
        pass
    assert "--home" in caught.value.next_step
