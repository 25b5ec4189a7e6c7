"""A painter ends before what it paints on is shown or goes, also when painting fails half way.

Left to the garbage collector it may outlive its widget in the traceback of an exception, and Qt ends the process.
"""

import ast
from pathlib import Path

import pytest

import peerdrop.gui

FILES = sorted(Path(peerdrop.gui.__file__).parent.rglob("*.py"))


def loose_painters(source: str) -> list[int]:
    """The lines on which a QPainter is made that no `with` ends."""
    tree = ast.parse(source)
    held = {id(item.context_expr) for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and id(node) not in held]
    return [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "QPainter"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_painter_is_ended_where_it_was_made(path: Path) -> None:
    assert loose_painters(path.read_text(encoding="utf-8")) == []


def test_the_lint_finds_what_it_is_for() -> None:
    assert loose_painters("painter = QPainter(self)\nwith QPainter(self) as p:\n    icons.paint(QPainter(self))\n") == [
        1,
        3,
    ]
