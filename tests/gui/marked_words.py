"""Finds in the source what a window could show, and whether it is marked for translation."""

import ast
import re
from collections.abc import Iterator
from typing import Final

_MARKS: Final = frozenset({"translate", "Phrase"})
_SHOWING: Final = frozenset(
    {"setText", "setPlainText", "setWindowTitle", "setTitle", "setPlaceholderText", "setAccessibleName"}
    | {"setAccessibleDescription", "set_label", "set_tooltip", "say", "addAction", "addMenu", "addItem", "addRow"}
    | {"QAction", "QPushButton", "QCheckBox", "QRadioButton", "QMenu", "TextButton", "PlainLabel", "ElidedLabel"}
)
_SILENT: Final = frozenset(
    {"setObjectName", "setProperty", "property", "QKeySequence", "QFont", "getattr", "TypeVar"}
    # Tasks have names too.
    | {"_own", "own", "_run", "run", "start"}
)
# "wants to", "Send (Enter)", "Paused: the".
_SENTENCE: Final = re.compile(r"[^\W\d_]{2,}[,;:.…]? +[^\W\d_(]")
_CAPITAL: Final = re.compile(r"&?[^\W\d_]*&?[A-Z][^\W\d_]*[a-z][^\W\d_]*([….:?]| \(.*\))?$")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def unmarked_words(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every literal in *source* that reads like words for a user and would never be translated."""
    tree = ast.parse(source)
    silent = _silent_literals(tree)
    for node in ast.walk(tree):
        found: list[ast.AST]
        if isinstance(node, ast.JoinedStr):
            # Words around a value; "{x} · {y}" and "{size_px}px" are none.
            found = [each for each in node.values if _is_text(each) and re.search(r"\s[^\W\d_]{2,}", _text(each))]
        elif isinstance(node, ast.Call) and _called(node) in _SHOWING:
            found = [each for each in node.args if _is_text(each) and _WORD.search(_text(each))]
        else:
            found = [node] if _is_text(node) and _reads_like_words(_text(node)) else []
        yield from ((getattr(each, "lineno", 0), _text(each)) for each in found if id(each) not in silent)


def _reads_like_words(text: str) -> bool:
    return _SENTENCE.search(text) is not None or _CAPITAL.match(text.strip()) is not None


def _silent_literals(tree: ast.AST) -> set[int]:
    """Literals that are marked, or that no user sees."""
    silent: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(id(node.value))
        elif (isinstance(node, ast.Call) and _is_silent(node)) or isinstance(node, ast.Assert):
            silent.update(id(each) for each in ast.walk(node))
        elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
            silent.update(id(each) for each in ast.walk(node.annotation))
    return silent


def _is_silent(call: ast.Call) -> bool:
    function = call.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "logger":
        return True
    return _called(call) in _MARKS | _SILENT


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _text(node: ast.AST) -> str:
    assert isinstance(node, ast.Constant)
    return str(node.value)
