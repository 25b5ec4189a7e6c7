"""The entry in the menus of Linux desktops."""

import configparser
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from peerdrop.gui.app import DESKTOP_ID
from peerdrop.settings import APP_NAME

ROOT = Path(__file__).parents[3]
ENTRY = ROOT / "resources" / "desktop" / f"{DESKTOP_ID}.desktop"


def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(ENTRY, encoding="utf-8")
    return parser["Desktop Entry"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the validator is a program of Linux desktops")
def test_the_desktop_entry_keeps_to_its_specification() -> None:
    validator = shutil.which("desktop-file-validate")
    assert validator, "needs `desktop-file-validate` (apt install desktop-file-utils)"
    done = subprocess.run([validator, ENTRY], capture_output=True, text=True, timeout=20)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_desktop_entry_starts_the_command_that_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    program, argument = entry()["Exec"].split()
    assert program in project["scripts"]
    assert program == entry()["TryExec"]
    assert argument == "%U"


def test_links_and_icon_carry_the_names_that_desktops_look_for() -> None:
    assert entry()["MimeType"] == "x-scheme-handler/peerdrop;"
    # A package installs resources/icons/peerdrop.svg, which the window shows as well, under this name.
    assert entry()["Icon"] == DESKTOP_ID
    assert (ROOT / "resources" / "icons" / "peerdrop.svg").is_file()


def test_the_window_belongs_to_the_entry() -> None:
    """Under Wayland by DESKTOP_ID, which is the entry's file name; under X by the class that Qt makes of APP_NAME."""
    assert ENTRY.is_file()
    assert entry()["StartupWMClass"] == APP_NAME
