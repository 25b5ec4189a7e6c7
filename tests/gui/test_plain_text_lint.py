"""No file of the window but one can make a label or a tooltip that renders what a peer wrote."""

import ast
from pathlib import Path

import pytest

import peerdrop.gui

ROOT = Path(peerdrop.gui.__file__).parent
SAFE_PLACE = ROOT / "safe_text.py"
TRAY = ROOT / "desktop" / "tray.py"
"""Shows its own words beside its icon, and notifications only where desktops draw no markup in them."""
FILES = sorted(path for path in ROOT.rglob("*.py") if path not in (SAFE_PLACE, TRAY))
RICH_CLASSES = frozenset(
    {"QLabel", "QMessageBox", "QTextEdit", "QTextBrowser", "QTextDocument", "QStaticText", "QErrorMessage"}
    | {"QWhatsThis", "QToolTip", "QGraphicsTextItem", "QSystemTrayIcon", "QInputDialog", "QProgressDialog"}
)
RICH_CALLS = frozenset(
    {"setToolTip", "setWhatsThis", "setStatusTip", "setHtml", "insertHtml", "appendHtml", "setTextFormat"}
    | {"setInformativeText", "setDetailedText", "showMessage", "setMarkdown"}
)


def breaches(source: str) -> list[str]:
    """What in *source* could render markup."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found += [f"{node.lineno}: imports {each.name}" for each in node.names if each.name in RICH_CLASSES]
        elif isinstance(node, ast.Attribute) and node.attr in RICH_CLASSES | RICH_CALLS:
            found.append(f"{node.lineno}: uses {node.attr}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_of_the_window_shows_text_only_through_the_safe_place(path: Path) -> None:
    assert breaches(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["from PySide6.QtWidgets import QLabel", "widget.setToolTip(peer.name)", "QtWidgets.QMessageBox.warning(w, a, b)"],
)
def test_the_lint_finds_what_it_is_for(source: str) -> None:
    assert breaches(source)


def test_the_lint_reads_the_whole_window() -> None:
    assert len(FILES) > 30
