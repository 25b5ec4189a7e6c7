"""What an offer holds, as lines for people. Every path is made visible first."""

from collections.abc import Sequence
from typing import Final

from peerdrop.cli.figures import files_text, size_text
from peerdrop.cli.offer_list import OfferLine
from peerdrop.cli.visible_text import visible

_SIZE_CHARS: Final = 8


def offer_rows(lines: Sequence[OfferLine], last_number: int) -> list[str]:
    """One row for each of *lines*, of a list that goes to *last_number*."""
    width = len(str(last_number))
    return [f"{line.number:>{width}}  {size_text(line.size_bytes):>{_SIZE_CHARS}}  {_what(line)}" for line in lines]


def _what(line: OfferLine) -> str:
    what = visible(line.path)
    if not line.is_entry:
        return f"{what} ({files_text(line.files)})"
    if not line.saved_as:
        return f"{what} (can't be saved: the name is not allowed)"
    if line.saved_as != line.path:
        return f"{what} (saved as {visible(line.saved_as)})"
    return f"{what} (empty folder)" if not line.files else what
