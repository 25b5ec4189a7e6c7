"""The icons and the style are found wherever the app runs from."""

import re
import sys
from pathlib import Path

import pytest

import peerdrop.gui.resources as resources
from peerdrop.gui.resources import resource_path

SOURCES = Path(resources.__file__).parent


def test_no_icon_is_shipped_that_the_window_does_not_name() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    shipped = {path.stem for path in resource_path("icons").glob("*.svg")}
    assert {"send", "attach", "laptop", "verified"} <= shipped
    assert {name for name in shipped if not re.search(rf'[/"]{name}["\.]', texts)} == set()


def test_a_wheel_carries_them_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = tmp_path / "peerdrop" / "_resources"
    packed.mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "peerdrop" / "gui" / "resources.py"))
    assert resource_path("icons/send.svg") == packed / "icons" / "send.svg"


def test_a_frozen_app_has_them_beside_its_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource_path("style/window.qss") == tmp_path / "resources" / "style" / "window.qss"
