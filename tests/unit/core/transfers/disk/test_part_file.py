from pathlib import Path

import pytest
from blake3 import blake3

from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.part_file import PART_SUFFIX, PartFile, part_name


def test_a_part_is_hidden_and_names_its_job() -> None:
    assert part_name("ab" * 16, 3) == f".{'ab' * 16}-3{PART_SUFFIX}"
    assert part_name("ab" * 16, 3, 1) != part_name("ab" * 16, 3)


def test_what_is_written_is_hashed_and_published_with_its_date(tmp_path: Path) -> None:
    folder = Folder.open_root(tmp_path)
    part = PartFile(folder, ".p")
    assert part.write(memoryview(b"hello ")) == 6
    part.write(memoryview(b"world"))
    part.sync()
    assert part.digest() == blake3(b"hello world").digest()
    assert part.publish(folder, "h.txt", 1_700_000_000_000_000_000) == "h.txt"
    assert (tmp_path / "h.txt").read_bytes() == b"hello world"
    assert (tmp_path / "h.txt").stat().st_mtime_ns == 1_700_000_000_000_000_000
    assert (tmp_path / "h.txt").stat().st_mode & 0o111 == 0
    folder.close()


def test_a_kept_part_goes_on_with_its_digest(tmp_path: Path) -> None:
    folder = Folder.open_root(tmp_path)
    part = PartFile(folder, ".p")
    part.write(memoryview(b"hello, and what was not synced"))
    part.close()
    again = PartFile.reopen(folder, ".p", 6, 2)
    assert again.offset == 6
    again.write(memoryview(b"world"))
    assert again.digest() == blake3(b"hello,world").digest()
    again.publish(folder, "h.txt", 0)
    assert (tmp_path / "h.txt").read_bytes() == b"hello,world"
    folder.close()


def test_a_part_of_which_a_disk_lost_the_end_goes_on_behind_what_was_synced(tmp_path: Path) -> None:
    folder = Folder.open_root(tmp_path)
    part = PartFile(folder, ".p")
    part.write(memoryview(b"hello, and"))
    part.close()
    again = PartFile.reopen(folder, ".p", 30, 6)
    again.write(memoryview(b"world"))
    assert again.digest() == blake3(b"hello,world").digest()
    again.close()
    assert (tmp_path / ".p").read_bytes() == b"hello,world"
    folder.close()


def test_a_part_is_known_by_its_name_where_files_are_numbered_anew(tmp_path: Path) -> None:
    folder = Folder.open_root(tmp_path)
    (tmp_path / "made").write_bytes(b"hello")
    (tmp_path / "made").rename(tmp_path / ".p")
    again = PartFile.reopen(folder, ".p", 5, 5)
    assert again.digest() == blake3(b"hello").digest()
    again.close()
    folder.close()


@pytest.mark.parametrize("how", ["gone", "another", "shorter"])
def test_a_part_that_is_not_ours_is_not_touched(tmp_path: Path, how: str) -> None:
    folder = Folder.open_root(tmp_path)
    part = PartFile(folder, ".p")
    part.write(memoryview(b"hello"))
    part.close()
    offset = 5
    if how == "gone":
        (tmp_path / ".p").unlink()
    elif how == "another":
        (tmp_path / "other").write_bytes(b"precious")
        (tmp_path / ".p").unlink()
        (tmp_path / ".p").hardlink_to(tmp_path / "other")
    else:
        offset = 6
    with pytest.raises(FileNotFoundError):
        PartFile.reopen(folder, ".p", offset, offset)
    if how == "another":
        assert (tmp_path / ".p").read_bytes() == b"precious"
    folder.close()


def test_a_discarded_part_is_gone_but_never_another_file(tmp_path: Path) -> None:
    folder = Folder.open_root(tmp_path)
    part = PartFile(folder, ".p")
    part.discard()
    assert list(tmp_path.iterdir()) == []
    part = PartFile(folder, ".p")
    (tmp_path / "other").write_bytes(b"precious")
    (tmp_path / "other").replace(tmp_path / ".p")
    part.discard()
    assert (tmp_path / ".p").read_bytes() == b"precious"
    folder.close()
