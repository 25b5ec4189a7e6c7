"""A pattern for paths of an offer, as shells and .gitignore have them."""

import fnmatch
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_ANY_DEPTH: Final = "**"


class PathPattern:
    """`*.jpg` and `notes` fit names in any folder, `photos/*.jpg` whole paths, `photos/**/*.jpg` at any depth.

    What fits a folder takes all that is in it; with a slash at its end it fits folders only. Upper and lower case are
    the same, and a text that is just the path of something means that, whatever signs it has.
    """

    def __init__(self, text: str) -> None:
        folded = _fold(text).removeprefix("./")
        self._literal = folded.strip("/")
        self._folders_only = folded.endswith("/")
        names = self._literal.split("/")
        if len(names) == 1 and not folded.startswith("/"):
            names.insert(0, _ANY_DEPTH)
        self._steps = [None if name == _ANY_DEPTH else re.compile(fnmatch.translate(name)) for name in names]

    def fits(self, path: str, *, is_folder: bool) -> bool:
        """Whether it means the entry at *path*, or a folder above it."""
        folded = _fold(path)
        if not self._literal:
            return False
        if folded.startswith(f"{self._literal}/"):
            return True
        ends_here = is_folder or not self._folders_only
        return (folded == self._literal and ends_here) or self._fits_names(folded.split("/"), ends_here=ends_here)

    def _fits_names(self, names: Sequence[str], *, ends_here: bool) -> bool:
        places = self._through({0})
        for number, name in enumerate(names, start=1):
            places = self._through(set(self._after(places, name)))
            if not places:
                return False
            if len(self._steps) in places and (number < len(names) or ends_here):
                return True
        return False

    def _after(self, places: set[int], name: str) -> list[int]:
        """Where in the pattern one is, one name further."""
        after = []
        for place in places:
            if place == len(self._steps):
                continue
            step = self._steps[place]
            if step is None:
                after.append(place)
            elif step.match(name):
                after.append(place + 1)
        return after

    def _through(self, places: set[int]) -> set[int]:
        """With what can be reached without a name: `**` stands for none too."""
        for place in sorted(places):
            further = place
            while further < len(self._steps) and self._steps[further] is None:
                further += 1
                places.add(further)
        return places


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
