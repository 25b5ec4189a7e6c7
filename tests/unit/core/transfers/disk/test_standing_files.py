"""What stands under the names that a job wants."""

import os
from pathlib import Path

import pytest
from blake3 import blake3

from peerdrop.core.states import ConflictOutcome
from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.standing_files import (
    StandingFiles,
    find_conflicts,
    find_identical,
    holds_same,
    is_identical,
)
from peerdrop.wire.transfers import EntryKind, FileEntry

DATE_NS = 1_700_000_000_123_456_789


def entry(index: int, path: str, size: int = 3, kind: EntryKind = EntryKind.FILE) -> FileEntry:
    return FileEntry(index=index, path=path, size_bytes=size, modified_ns=DATE_NS, kind=kind)


def put(path: Path, content: bytes, date_ns: int = DATE_NS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, ns=(date_ns, date_ns))
    return path


def test_conflicts_name_what_both_would_be_kept_as(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", b"123")
    put(tmp_path / "a (1).txt", b"")
    put(tmp_path / "day" / "b", b"12")
    (tmp_path / "day (1)").mkdir()
    entries = [entry(0, "a.txt"), entry(1, "new"), entry(2, "day/b"), entry(3, "day", 0, EntryKind.FOLDER)]
    names = [("a.txt",), ("new",), ("day", "b"), ("day",)]
    found = find_conflicts(entries, names, tmp_path)
    assert [(each.index, each.outcome, each.kept_as, each.new_folder) for each in found] == [
        (0, ConflictOutcome.IDENTICAL, "a (2).txt", ""),
        (2, ConflictOutcome.DIFFERENT, "b (1)", "day (2)"),
    ]
    (shared,) = find_conflicts(entries[2:3], names[2:3], tmp_path, shared={"day"})
    assert (shared.kept_as, shared.new_folder) == ("b (1)", "")
    assert find_identical(entries, names, tmp_path) == {0: tmp_path / "a.txt"}


def test_asking_makes_nothing(tmp_path: Path) -> None:
    assert find_conflicts([entry(0, "a/b")], [("a", "b")], tmp_path / "not" / "there") == ()
    assert list(tmp_path.iterdir()) == []


def test_an_unsafe_name_conflicts_with_nothing(tmp_path: Path) -> None:
    assert find_conflicts([entry(0, "../a")], [None], tmp_path) == ()


def test_links_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere" / "b", b"123")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "day").symlink_to(tmp_path / "elsewhere")
    (inbox / "link").symlink_to(tmp_path / "elsewhere" / "b")
    found = find_conflicts([entry(0, "day/b"), entry(1, "link")], [("day", "b"), ("link",)], inbox)
    assert [(each.index, each.outcome) for each in found] == [(1, ConflictOutcome.DIFFERENT)]


def test_handles_are_closed(tmp_path: Path) -> None:
    put(tmp_path / "a" / "b" / "c", b"")
    put(tmp_path / "a" / "d" / "c", b"")
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0  # noqa: PTH208
    with StandingFiles(tmp_path) as standing:
        assert standing.find(("a", "b", "c")) is not None
        assert standing.find(("a", "x", "c")) is None
        assert standing.find(("a", "d", "c")) is not None
        assert standing.find(("a", "b", "c", "e")) is None
    after = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0  # noqa: PTH208
    assert after == before


@pytest.mark.parametrize(
    ("content", "date_ns", "identical"),
    [
        (b"123", DATE_NS, True),
        (b"123", DATE_NS + 100, True),
        (b"123", 1_700_000_000_000_000_000, True),
        (b"123", 1_700_000_002_500_000_000, False),
        (b"123", DATE_NS + 50_000_000, False),
        (b"1234", DATE_NS, False),
    ],
    ids=["exactly", "a disk of 100 ns", "a disk of seconds", "later", "50 ms later", "longer"],
)
def test_same_size_and_date_are_identical(tmp_path: Path, content: bytes, date_ns: int, identical: bool) -> None:
    found = put(tmp_path / "a", content, date_ns).stat()
    assert is_identical(entry(0, "a"), found) is identical


def test_the_same_bytes_are_found_by_reading(tmp_path: Path) -> None:
    put(tmp_path / "a", b"123", 1)
    folder = Folder.open_root(tmp_path)
    try:
        assert holds_same(folder, "a", entry(0, "a"), blake3(b"123").digest())
        assert not holds_same(folder, "a", entry(0, "a"), blake3(b"124").digest())
        assert not holds_same(folder, "b", entry(0, "b"), blake3(b"123").digest())
    finally:
        folder.close()
