"""Which files of an offer a user means: by the numbers of its list, or by patterns."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from peerdrop.cli.offer_list import OfferList
from peerdrop.cli.path_pattern import PathPattern
from peerdrop.cli.visible_text import visible
from peerdrop.core.errors import UsageError

_NUMBERS: Final = re.compile(r"\d{1,9}(-\d{0,9})?(,\d{1,9}(-\d{0,9})?)*,?", re.ASCII)
_WORD_CHARS: Final = 60


def choose_files(words: Sequence[str], offer: OfferList) -> tuple[int, ...]:
    """The indices of what *words* mean: `3`, `1,4-6`, `7-` and patterns, all together. Not to be called on a loop.

    What is no number of the list may still be a name. Raises UsageError if one of them means nothing, or if nothing of
    it all can be saved.
    """
    chosen: set[int] = set()
    for word in words:
        chosen.update(_entries_of(word, offer))
    if not any(offer.files[each].safe_path for each in chosen):
        raise UsageError("Nothing of that can be saved: the names are not allowed.", next_step="Choose other files.")
    return tuple(sorted(chosen))


def matching_files(patterns: Sequence[str], offer: OfferList) -> tuple[int, ...]:
    """The indices of what fits one of *patterns*; maybe none. Not to be called on a loop."""
    made = [PathPattern(each) for each in patterns]
    return tuple(
        index
        for index, file in enumerate(offer.files)
        if any(pattern.fits(file.path, is_folder=file.is_folder) for pattern in made)
    )


def _entries_of(word: str, offer: OfferList) -> Collection[int]:
    try:
        found: Collection[int] = _by_numbers(word, offer) if _NUMBERS.fullmatch(word) else matching_files([word], offer)
    except UsageError:
        # A folder may be called 2024.
        found = matching_files([word], offer)
        if not found:
            raise
    if not found:
        raise UsageError(
            f"Nothing in this offer fits {visible(word[:_WORD_CHARS])}.", next_step="Give another name or pattern."
        )
    return found


def _by_numbers(word: str, offer: OfferList) -> set[int]:
    last = len(offer.lines)
    found: set[int] = set()
    for first, end in _ranges(word, last):
        if not 1 <= first <= end <= last:
            what = f"is no number {first}" if first == end else f"are no numbers {first} to {end}"
            raise UsageError(f"There {what} in this offer.", next_step=f"Its list goes from 1 to {last}.")
        for line in offer.lines[first - 1 : end]:
            # Of a folder on the way a range takes what it reaches; the number at its end is that of all of a folder.
            if line.is_entry or line.number == end:
                found.update(offer.entries(line))
    return found


def _ranges(word: str, last: int) -> Iterator[tuple[int, int]]:
    for part in word.rstrip(",").split(","):
        first, dash, end = part.partition("-")
        yield int(first), int(end) if end else last if dash else int(first)
