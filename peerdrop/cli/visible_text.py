"""Text of other people, fit for a terminal: it can neither steer it nor look like something else."""

import unicodedata
from typing import Final

# Controls (escape sequences begin with one), format characters (bidi overrides, zero widths), surrogates, private use
# and unassigned, and the two separators that some terminals take for line ends.
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def visible(text: str) -> str:
    """*text* on one line, each character that steers or hides shown as <U+202E>."""
    return "".join(f"<U+{ord(each):04X}>" if unicodedata.category(each) in _HIDDEN else each for each in text)


def visible_lines(text: str) -> list[str]:
    """The lines of *text*, each made `visible`; tabs become spaces."""
    return [visible(line.expandtabs(4)) for line in text.replace("\r\n", "\n").split("\n")]


def columns_of(text: str) -> int:
    """How many columns of a terminal *text* takes: East Asian characters two, combining ones none."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )
