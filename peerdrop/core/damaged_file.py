"""A file that can't be read any more."""

import itertools
from pathlib import Path


def set_aside(path: Path) -> Path:
    """Rename *path* so that nothing is written over it, for a user may want to mend it; the new path.

    What was set aside before stays too. Raises OSError.
    """
    aside = next(
        candidate
        for number in itertools.count(1)
        if not (candidate := path.with_name(f"{path.name}.damaged{'' if number == 1 else f'-{number}'}")).exists()
    )
    path.replace(aside)
    return aside
