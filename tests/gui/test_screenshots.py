"""The pictures of the README: there, drawn from the window's states, and small."""

import re
from pathlib import Path

from tests.screenshots import FOLDER

ROOT = Path(__file__).parents[2]
LIMIT_BYTES = 4_000_000
STATES = (
    "first-start",
    "main",
    "accept",
    "error",
    "drop",
    "states",
    "settings",
    "transfers",
    "narrow",
    "right-to-left",
    "large-text",
    "large-text-accept",
    "large-text-settings",
    "rename",
    "connection-history",
    "search",
    "problems",
    "why",
    "device-menu",
    "german",
    *(f"large-text-german-{state}" for state in ("first-start", "failed-card", "why", "connection-history")),
)


def test_every_picture_in_the_readme_is_there() -> None:
    named = re.findall(r"\((resources/screenshots/[^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(named) >= 4
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_there_is_a_picture_of_every_state_and_all_of_them_are_small() -> None:
    pictures = {path.stem: path.stat().st_size for path in FOLDER.glob("*.png")}
    assert [state for state in STATES if not any(name.startswith(state) for name in pictures)] == []
    assert sum(pictures.values()) < LIMIT_BYTES
