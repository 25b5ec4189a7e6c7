"""`make translations`: reads the marked words out of the source into resources/translations/*.ts, and packs those.

lupdate reads Python by a tokenizer of its own that overlooks plurals, keyword arguments and what stands inside an
f-string. So the marks are found by Python's own parser, and lupdate gets a file for each module that has nothing but
them, in the form it knows.
"""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import PySide6

from peerdrop.gui.language import LANGUAGES

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCES: Final = ROOT / "peerdrop" / "gui"
TRANSLATIONS: Final = ROOT / "resources" / "translations"
TAGS: Final = tuple(tag for tag in LANGUAGES if tag != "en")
MARKS: Final = frozenset({"translate", "Phrase"})
_TOOLS: Final = Path(PySide6.__file__).parent
_NOTE: Final = "#:"


class MarkUnreadable(Exception):
    """Something is marked that is not written out where it is marked; its text says where."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """One text for the translators."""

    context: str
    text: str
    comment: str
    is_counted: bool
    note: str

    def for_lupdate(self) -> str:
        """The text as lupdate can read it."""
        note = f"{_NOTE} {self.note}\n" if self.note else ""
        count = ", 0" if self.is_counted else ""
        arguments = ", ".join(map(_quoted, (self.context, self.text, self.comment)))
        return f"{note}translate({arguments}{count})\n"


def marked_texts(source: str, name: str) -> Iterator[MarkedText]:
    """Every marked text of *source*, top to bottom; raises MarkUnreadable, which says *name* and line."""
    lines = source.splitlines()
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and called(node) in MARKS]
    for call in sorted(calls, key=lambda each: (each.lineno, each.col_offset)):
        if _is_passed_on(call):
            continue
        literals = [each.value for each in call.args[:3] if isinstance(each, ast.Constant)]
        keywords = {each.arg for each in call.keywords}
        if not 2 <= len(literals) == len(call.args) <= 3 or keywords - {"n"} or not all(map(_is_text, literals)):
            raise MarkUnreadable(f"{name}:{call.lineno}: context, text and comment are literals, and n a keyword")
        context, text, comment = (*map(str, literals), "")[:3]
        yield MarkedText(context, text, comment, "n" in keywords, _note_above(lines, call.lineno))


def called(call: ast.Call) -> str:
    """The name of the function that is called; "" for a method: a painter translates too."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def update(directory: Path) -> None:
    """Bring the .ts files in *directory* up to date with the source, and pack them as .qm."""
    with TemporaryDirectory() as kept:
        modules = []
        for path in sorted(SOURCES.rglob("*.py")):
            texts = list(marked_texts(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))))
            if texts:
                module = Path(kept) / "_".join(path.relative_to(SOURCES).parts)
                module.write_text("".join(each.for_lupdate() for each in texts), encoding="utf-8")
                modules.append(str(module))
        for tag in TAGS:
            words = directory / f"peerdrop_{tag}.ts"
            languages = ("-source-language", "en", "-target-language", tag)
            # Without the places in the source, which would change with every line above them.
            options = ("-locations", "none", "-no-obsolete", "-warnings-are-errors", *languages)
            _run("lupdate", *options, *modules, "-ts", str(words))
            pack(words)


def pack(words: Path) -> None:
    """Write the .qm file beside a .ts file."""
    _run("lrelease", "-silent", str(words), "-qm", str(words.with_suffix(".qm")))


def _run(tool: str, *arguments: str) -> None:
    done = subprocess.run([str(_TOOLS / tool), *arguments], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0 or done.stderr:
        raise SystemExit(f"{tool}: {done.stdout}{done.stderr}")


def _is_passed_on(call: ast.Call) -> bool:
    # Phrase.translated() hands on what was marked where the Phrase was made.
    return any(isinstance(each, ast.Attribute) for each in call.args[:2])


def _is_text(value: object) -> bool:
    return isinstance(value, str) and "\n" not in value


def _note_above(lines: list[str], number: int) -> str:
    notes: list[str] = []
    for line in reversed(lines[: number - 1]):
        if not line.strip().startswith(_NOTE):
            break
        notes.insert(0, line.strip().removeprefix(_NOTE).strip())
    return " ".join(notes)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


if __name__ == "__main__":
    TRANSLATIONS.mkdir(exist_ok=True)
    update(TRANSLATIONS)
