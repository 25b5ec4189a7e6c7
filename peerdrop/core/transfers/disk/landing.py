"""Where the files of a job came to stand, so that what was missing can come beside them."""

from collections.abc import Mapping, Sequence

import msgspec


class Landing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Below *directory*; *tops* are the folders that stand there for those that the job wanted."""

    directory: str
    tops: dict[str, str] = {}

    @property
    def folders(self) -> frozenset[str]:
        """The names of those of them that stand right below *directory*."""
        return frozenset(got for wanted, got in self.tops.items() if "/" not in wanted)

    def after(self, made: Mapping[str, str]) -> "Landing":
        """The same after a job that came beside it and *made* folders of its own."""
        standing = set(self.tops.values())
        more = {wanted: got for wanted, got in made.items() if wanted not in standing}
        return Landing(directory=self.directory, tops={**more, **self.tops})


def names_beside(
    names: Sequence[tuple[str, ...] | None], tops: Mapping[str, str]
) -> tuple[tuple[str, ...] | None, ...]:
    """*names* of a job below the folders that stand in *tops* for its own."""
    if not tops:
        return tuple(names)
    return tuple(None if each is None else _beside(each, tops) for each in names)


def _beside(names: tuple[str, ...], tops: Mapping[str, str]) -> tuple[str, ...]:
    folders = (tops.get("/".join(names[: depth + 1]), name) for depth, name in enumerate(names[:-1]))
    return (*folders, names[-1])
