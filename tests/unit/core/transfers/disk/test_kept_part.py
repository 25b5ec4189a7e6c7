from collections.abc import Iterator
from pathlib import Path

import pytest

from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.journal import PartLine
from peerdrop.core.transfers.disk.kept_part import KeptPart

PART = ".job-0.peerdrop-part"
NO_INODE = 0


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Folder]:
    folder = Folder.open_root(tmp_path / "inbox")
    yield folder
    folder.close()


def kept(root: Folder, inode: int, size_bytes: int = 5) -> KeptPart:
    """A part file that had that number when it was made."""
    return KeptPart(root, PartLine(index=0, name=PART, device=root.device, inode=inode), size_bytes)


def put(root: Folder, name: str, content: bytes) -> int:
    """A file of that content; its number."""
    path = root.path / name
    path.write_bytes(content)
    return path.stat().st_ino


@pytest.mark.parametrize("has_both", [True, False], ids=["with both names", "with one name"])
def test_a_file_that_the_crash_left_with_its_name_is_known_by_its_number(root: Folder, has_both: bool) -> None:
    put(root, "a", b"older")
    inode = put(root, "a (1)", b"hello")
    if has_both:
        (root.path / PART).hardlink_to(root.path / "a (1)")
    assert kept(root, inode).published_as(root, "a") == "a (1)"
    assert sorted(path.name for path in root.path.iterdir()) == ["a", "a (1)"]


def test_a_file_that_was_given_the_parts_number_is_not_taken_for_it(root: Folder) -> None:
    """FAT numbers its files anew whenever it is mounted."""
    inode = put(root, "a", b"theirs")
    put(root, PART, b"hel")
    assert kept(root, inode, len(b"theirs")).published_as(root, "a") is None
    (root.path / PART).unlink()
    assert kept(root, inode, len(b"hello")).published_as(root, "a") is None
    assert (root.path / "a").read_bytes() == b"theirs"


def test_it_is_deleted_though_its_disk_gave_it_another_number(root: Folder) -> None:
    inode = put(root, PART, b"hel")
    elsewhere = PartLine(index=0, name=PART, device=root.device + 1, inode=inode)
    KeptPart(root, elsewhere, 5).delete(3)
    assert list(root.path.iterdir()) == []
    put(root, PART, b"hel")
    kept(root, NO_INODE).delete(0)
    assert list(root.path.iterdir()) == []
    kept(root, NO_INODE).delete(0)


@pytest.mark.parametrize("content", [b"precious", b"he"], ids=["longer", "shorter"])
def test_a_file_that_can_not_be_it_is_not_deleted(root: Folder, content: bytes) -> None:
    put(root, PART, content)
    kept(root, NO_INODE).delete(3)
    assert (root.path / PART).read_bytes() == content


def test_a_link_in_its_place_is_not_deleted_nor_a_file_that_has_another_name_too(root: Folder) -> None:
    put(root, "mine", b"hello")
    (root.path / PART).symlink_to(root.path / "mine")
    kept(root, NO_INODE).delete(0)
    assert (root.path / PART).is_symlink()
    (root.path / PART).unlink()
    (root.path / PART).hardlink_to(root.path / "mine")
    kept(root, NO_INODE).delete(0)
    assert (root.path / PART).exists()
    assert (root.path / "mine").read_bytes() == b"hello"
