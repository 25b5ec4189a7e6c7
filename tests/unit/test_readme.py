"""What the README tells people to type is what works."""

import re
import shlex
from pathlib import Path

import msgspec
import pytest

from peerdrop.cli.arguments import COMMAND_NAMES, parse_arguments
from peerdrop.settings import APP_NAME, Settings
from peerdrop.wire.limits import DEFAULT_PORT

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    peerdrop (.+)$", README, re.MULTILINE)


@pytest.mark.parametrize("typed", COMMANDS)
def test_the_command_line_understands_the_examples(typed: str) -> None:
    assert parse_arguments(shlex.split(typed, comments=True), {}).command == typed.split()[0]


def test_there_is_an_example_of_every_command() -> None:
    assert {typed.split()[0] for typed in COMMANDS} == set(COMMAND_NAMES)


def test_every_make_target_it_names_exists() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^    )make (\w+)", README, re.MULTILINE)) <= targets


def test_every_path_it_names_exists() -> None:
    named = re.findall(r"\]\((?!http)([^)]+)\)|`((?:peerdrop|server|tests|packaging|resources)/[\w./-]*)`", README)
    assert [path for pair in named for path in pair if path and not (ROOT / path).exists()] == []


def test_its_settings_can_be_loaded() -> None:
    example = re.search(r'\{"ice_servers".*?\]\}', README, re.DOTALL)
    assert example
    assert len(msgspec.json.decode(example[0], type=Settings).ice_servers) == 2
    assert f"~/.local/share/{APP_NAME}" in README


def test_its_ports_are_the_ones_in_use() -> None:
    assert f"| UDP {DEFAULT_PORT} |" in README
    assert f"TCP {DEFAULT_PORT}, the first free one up to {DEFAULT_PORT + 9}" in README
