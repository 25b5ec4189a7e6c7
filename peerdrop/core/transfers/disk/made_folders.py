"""The folders that a job made, when nothing came into them."""

import contextlib
from collections.abc import Collection, Iterable, Mapping

from peerdrop.core.transfers.disk.folder import Folder


def remove_empty_folders(
    root: Folder, names: Iterable[tuple[str, ...] | None], tops: Mapping[str, str], made: Collection[str]
) -> None:
    """Remove what of *names* is a folder below *root* with nothing in it; only below the uppermost ones *made*.

    *tops* has what a folder is called there, by its joined names, if it is called otherwise.
    """
    wanted = {each[:depth] for each in names if each and each[0] in made for depth in range(1, len(each) + 1)}
    chain: list[tuple[str, Folder]] = []
    try:
        # What is in a folder comes before it.
        for each in sorted(wanted, reverse=True):
            *above, name = (tops.get("/".join(each[:depth]), each[depth - 1]) for depth in range(1, len(each) + 1))
            with contextlib.suppress(OSError):
                _reach(root, chain, above).remove_folder(name)
    finally:
        _leave(chain, 0)


def _reach(root: Folder, chain: list[tuple[str, Folder]], names: list[str]) -> Folder:
    depth = 0
    while depth < min(len(names), len(chain)) and chain[depth][0] == names[depth]:
        depth += 1
    _leave(chain, depth)
    for name in names[depth:]:
        chain.append((name, (chain[-1][1] if chain else root).child(name)))
    return chain[-1][1] if chain else root


def _leave(chain: list[tuple[str, Folder]], depth: int) -> None:
    while len(chain) > depth:
        chain.pop()[1].close()
