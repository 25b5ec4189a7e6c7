import tracemalloc

import pytest

from peerdrop.core.transfers.receiving import offer_intake, target_names
from peerdrop.core.transfers.receiving.offer_intake import ManifestWeight, OfferIntake
from peerdrop.wire.errors import MalformedMessage
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import FILE_BYTES_MAX, PATH_DEPTH
from peerdrop.wire.transfers import EntryKind, FileEntry, Manifest, TransferOffer

ID = TransferId("0" * 32)


def offer(file_count: int, size_bytes: int) -> TransferOffer:
    return TransferOffer(
        transfer_id=ID, label="l", file_count=file_count, size_bytes=size_bytes, lanes=("data_channel",)
    )


def entry(index: int, path: str, size_bytes: int = 1, kind: EntryKind = EntryKind.FILE) -> FileEntry:
    return FileEntry(index=index, path=path, size_bytes=size_bytes, kind=kind)


def piece(*entries: FileEntry, last: bool = True) -> Manifest:
    return Manifest(transfer_id=ID, entries=entries, last=last)


def test_pieces_make_a_manifest() -> None:
    intake = OfferIntake(offer(3, 2))
    assert not intake.add(piece(entry(0, "a"), entry(1, "../b"), last=False))
    assert intake.add(piece(entry(2, "c", 0, EntryKind.FOLDER)))
    assert [each.path for each in intake.entries] == ["a", "../b", "c"]
    assert list(intake.names) == [("a",), None, ("c",)]


@pytest.mark.parametrize(
    ("announced", "bad"),
    [
        ((2, 2), piece(entry(0, "a"))),
        ((1, 2), piece(entry(0, "a"))),
        ((1, 0), piece(entry(0, "a"))),
        ((1, 1), piece(entry(0, "a"), entry(1, "b", 0))),
        ((2, 2), piece(entry(1, "a"), entry(0, "b"))),
        ((2, 2), piece(entry(0, "a"), entry(0, "b"))),
        ((2, 2), piece(entry(0, "a"), entry(1, "a"))),
        ((2, 2), piece(entry(0, "a"), entry(1, "a/b"))),
        ((1, 1), piece(entry(0, "a", 1, EntryKind.FOLDER))),
        ((0, 0), piece()),
        ((1, 1), piece(last=False)),
        ((2, FILE_BYTES_MAX), piece(entry(0, "a", FILE_BYTES_MAX), entry(1, "b", FILE_BYTES_MAX))),
    ],
    ids=[
        "too few",
        "too small",
        "too big",
        "too many",
        "out of order",
        "index twice",
        "path twice",
        "file as folder",
        "folder with bytes",
        "nothing",
        "empty piece",
        "more than announced",
    ],
)
def test_a_manifest_that_is_not_what_was_announced_is_refused(announced: tuple[int, int], bad: Manifest) -> None:
    intake = OfferIntake(offer(*announced))
    with pytest.raises(MalformedMessage):
        intake.add(bad)


def test_a_manifest_takes_only_so_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offer_intake, "JOB_PATH_BYTES", 10)
    intake = OfferIntake(offer(100, 100))
    intake.add(piece(entry(0, "12345"), last=False))
    with pytest.raises(MalformedMessage):
        intake.add(piece(entry(1, "ü" * 3), last=False))


def test_a_manifest_names_only_so_many_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target_names, "JOB_FOLDERS_MAX", 3)
    intake = OfferIntake(offer(100, 100))
    intake.add(piece(entry(0, "a/b/c"), entry(1, "a/b/d"), entry(2, "a/d", 0, EntryKind.FOLDER), last=False))
    assert intake.weight == ManifestWeight(entries=100, path_bytes=13, folders=3)
    with pytest.raises(MalformedMessage):
        intake.add(piece(entry(3, "a/e/f"), last=False))


def test_folders_in_folders_take_hardly_more_memory_than_their_names() -> None:
    count, depth = 200, PATH_DEPTH
    intake = OfferIntake(offer(count, 0))
    paths = ["/".join([f"{number:030}", *["x" * 30] * (depth - 1)]) for number in range(count)]
    entries = [entry(number, path, 0) for number, path in enumerate(paths)]
    tracemalloc.start()
    try:
        intake.add(piece(*entries))
        intake_bytes, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Whole paths and whole tuples for every folder were 34 times their names.
    assert intake_bytes < 14 * sum(map(len, paths))
    assert intake.weight.folders == count * (depth - 1)
    assert intake.names[-1] == tuple(paths[-1].split("/"))
