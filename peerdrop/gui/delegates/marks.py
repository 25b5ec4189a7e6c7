"""Where the words that were searched for stand in a text."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QColor, QTextCharFormat, QTextLayout

from peerdrop.core.history.kept_text import folded_text, shown_text
from peerdrop.gui.tokens import Tokens

_TEXT_CHARS: Final = 70_000
_MARKS: Final = 500


def searched_words(text: str) -> tuple[str, ...]:
    """The words of a search as they are compared: neither case nor the ways to write one letter matter."""
    return tuple(_folded(word) for word in text.split())


def is_found(text: str, words: Sequence[str]) -> bool:
    """Every one of *words* is somewhere in *text*."""
    folded = _folded(text)
    return bool(words) and all(word in folded for word in words)


def found_ranges(text: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Start and length of each of *words* in *text*, in the units that Qt counts (UTF-16)."""
    folded: list[str] = []
    starts: list[int] = []
    lengths: list[int] = []
    at = 0
    for character in text[:_TEXT_CHARS]:
        units = 2 if character > "\uffff" else 1
        # One letter may become several, and each of them stands for the whole.
        for each in _folded(character):
            folded.append(each)
            starts.append(at)
            lengths.append(units)
        at += units
    whole = "".join(folded)
    ranges: list[tuple[int, int]] = []
    for word in words:
        position = whole.find(word)
        while position >= 0 and len(ranges) < _MARKS:
            last = position + len(word) - 1
            ranges.append((starts[position], starts[last] + lengths[last] - starts[position]))
            position = whole.find(word, last + 1)
    return tuple(ranges)


def marks(text: str, words: Sequence[str], tokens: Tokens, *, is_current: bool) -> list[QTextLayout.FormatRange]:
    """How they are drawn: filled in the row that the search stands at, underlined in the others."""
    style = QTextCharFormat()
    style.setBackground(QColor(tokens.accent if is_current else tokens.warn_tint))
    style.setForeground(QColor(tokens.on_accent if is_current else tokens.text))
    style.setFontUnderline(not is_current)
    made = []
    for start, length in found_ranges(text, words):
        each = QTextLayout.FormatRange()
        each.start, each.length, each.format = start, length, style
        made.append(each)
    return made


def _folded(text: str) -> str:
    return shown_text(folded_text(text))
