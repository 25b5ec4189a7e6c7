from itertools import islice, product

import pytest

from peerdrop.core.transfers.disk.safe_target import numbered
from peerdrop.core.transfers.receiving import target_names
from peerdrop.core.transfers.receiving.target_names import TargetNames
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.transfers import EntryKind, FileEntry


def place(*paths: str) -> list[str | None]:
    """Where each path goes; one that ends in "/" is a folder."""
    names = TargetNames()
    placed: list[str | None] = []
    for index, path in enumerate(paths):
        kind = EntryKind.FOLDER if path.endswith("/") else EntryKind.FILE
        components = names.add(FileEntry(index=index, path=path.removesuffix("/"), size_bytes=0, kind=kind))
        placed.append(None if components is None else "/".join(components))
    return placed


def test_files_of_one_folder_stay_together() -> None:
    assert place("day/a", "day/b", "day/raw/c") == ["day/a", "day/b", "day/raw/c"]


def test_names_that_differ_only_in_case_or_form_are_kept_apart() -> None:
    assert place("A.txt", "a.txt", "\u00e9", "e\u0301") == ["A.txt", "a (1).txt", "\u00e9", "\u00e9 (1)"]


def test_names_that_become_the_same_are_kept_apart() -> None:
    assert place("x?.txt", "x*.txt") == ["x_.txt", "x_ (1).txt"]


def test_folders_that_differ_only_in_case_do_not_mix() -> None:
    assert place("Day/a", "day/a", "Day/b") == ["Day/a", "day (1)/a", "Day/b"]


def test_a_folder_does_not_take_the_name_of_a_file() -> None:
    assert place("a?", "a*/x") == ["a_", "a_ (1)/x"]


def test_an_empty_folder_has_a_place() -> None:
    assert place("day/", "day/raw/") == ["day", "day/raw"]


def test_an_unsafe_name_has_no_place_and_stops_no_other() -> None:
    assert place("../x", "y") == [None, "y"]


@pytest.mark.parametrize(
    "paths",
    [("a", "a"), ("a", "a/b"), ("a/b", "a"), ("a/", "a")],
    ids=["twice", "file as folder", "folder as file", "both"],
)
def test_paths_that_can_not_stand_beside_each_other_are_refused(paths: tuple[str, ...]) -> None:
    with pytest.raises(MalformedMessage):
        place(*paths)


def test_many_names_that_become_the_same_cost_no_more_each_than_few(monkeypatch: pytest.MonkeyPatch) -> None:
    count, tried = 20_000, 0

    def counted(name: str, number: int) -> str:
        nonlocal tried
        tried += 1
        assert tried <= 3 * count, "each is tried against all before it"
        return numbered(name, number)

    monkeypatch.setattr(target_names, "numbered", counted)
    same = ["x" + "".join(tail) for tail in islice(product(". ", repeat=15), count)]
    # Numbers that are taken already are passed over, and not once for each of them.
    taken = [f"x ({number})" for number in range(2, count)]
    assert place(*taken, *same) == [
        *taken,
        "x",
        "x (1)",
        *(f"x ({number})" for number in range(count, 2 * count - 2)),
    ]
