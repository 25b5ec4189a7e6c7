"""The names that the entries of an offer got, as little memory as they take."""

from collections.abc import Iterator, Sequence
from typing import overload


class TargetPaths(Sequence["tuple[str, ...] | None"]):
    """For each entry the components of where it goes, None if its name is not safe.

    Kept as one path each, and as the sender's own string where nothing of it had to be changed.
    """

    def __init__(self) -> None:
        self._paths: list[str | None] = []
        self._bad: list[int] = []

    def append(self, components: tuple[str, ...] | None, path: str) -> None:
        """One more, which the sender calls *path*."""
        if components is None:
            self._bad.append(len(self._paths))
            self._paths.append(None)
            return
        joined = "/".join(components)
        self._paths.append(path if joined == path else joined)

    @property
    def bad(self) -> frozenset[int]:
        """The indexes of those that have no safe name."""
        return frozenset(self._bad)

    def __len__(self) -> int:
        return len(self._paths)

    @overload
    def __getitem__(self, index: int) -> tuple[str, ...] | None: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[str, ...] | None, ...]: ...
    def __getitem__(self, index: int | slice) -> tuple[str, ...] | tuple[tuple[str, ...] | None, ...] | None:
        if isinstance(index, slice):
            return tuple(_components(path) for path in self._paths[index])
        return _components(self._paths[index])

    def __iter__(self) -> Iterator[tuple[str, ...] | None]:
        return map(_components, self._paths)


def _components(path: str | None) -> tuple[str, ...] | None:
    return tuple(path.split("/")) if path is not None else None
