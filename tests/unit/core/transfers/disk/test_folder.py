"""A folder by handle, and as on systems that have none."""

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from peerdrop.core.transfers.disk.folder import Folder, identity_of
from peerdrop.core.transfers.disk.journal import PartLine


@pytest.fixture(params=[True, False], ids=["by handle", "by name"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Folder]:
    folder = Folder.open_root(tmp_path / "inbox", by_handle=request.param)
    yield folder
    folder.close()
    folder.close()


def write(folder: Folder, name: str, content: bytes) -> None:
    with os.fdopen(folder.create_file(name), "wb") as file:
        file.write(content)


def test_the_root_is_made_and_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "Downloads").symlink_to(tmp_path / "disk")
    folder = Folder.open_root(tmp_path / "Downloads" / "new")
    write(folder, "a", b"x")
    folder.close()
    assert (tmp_path / "disk" / "new" / "a").read_bytes() == b"x"


def test_a_file_in_the_roots_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "inbox").write_bytes(b"")
    with pytest.raises(OSError, match=r"exists|Not a directory"):
        Folder.open_root(tmp_path / "inbox")


def test_a_published_file_takes_its_name_and_the_part_is_gone(root: Folder) -> None:
    write(root, ".part", b"new")
    assert root.publish(".part", root, "a.txt") == "a.txt"
    assert (root.path / "a.txt").read_bytes() == b"new"
    assert not (root.path / ".part").exists()


@pytest.mark.parametrize("kind", ["file", "folder", "link", "dangling link"])
def test_what_is_there_is_never_replaced(root: Folder, tmp_path: Path, kind: str) -> None:
    there = root.path / "a.txt"
    match kind:
        case "file":
            there.write_bytes(b"old")
        case "folder":
            there.mkdir()
        case "link":
            (tmp_path / "elsewhere").write_bytes(b"precious")
            there.symlink_to(tmp_path / "elsewhere")
        case _:
            there.symlink_to(tmp_path / "nowhere")
    (root.path / "a (1).txt").write_bytes(b"old too")
    write(root, ".part", b"new")
    assert root.publish(".part", root, "a.txt") == "a (2).txt"
    assert (root.path / "a (2).txt").read_bytes() == b"new"
    assert (root.path / "a (1).txt").read_bytes() == b"old too"
    assert kind != "file" or there.read_bytes() == b"old"
    assert kind != "link" or (tmp_path / "elsewhere").read_bytes() == b"precious"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("code", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_disk_without_hard_links_replaces_nothing_either(
    root: Folder, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", no_links)
    (root.path / "a.txt").write_bytes(b"old")
    write(root, ".part", b"new")
    assert root.publish(".part", root, "a.txt") == "a (1).txt"
    assert (root.path / "a.txt").read_bytes() == b"old"
    assert (root.path / "a (1).txt").read_bytes() == b"new"
    assert not (root.path / ".part").exists()


def test_a_disk_without_hard_links_that_breaks_at_the_last_moment_shows_no_empty_file(
    root: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "broken")

    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(os, "replace", breaks)
    write(root, ".part", b"new")
    with pytest.raises(OSError, match="broken"):
        root.publish(".part", root, "a.txt")
    assert [path.name for path in root.path.iterdir()] == [".part"]


def test_a_link_is_not_followed_on_the_way_down(root: Folder, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (root.path / "sub").symlink_to(tmp_path / "outside")
    with pytest.raises(OSError, match=r"Not a directory|symbolic"):
        root.child("sub")


def test_a_new_folder_is_never_one_that_was_there(root: Folder) -> None:
    (root.path / "day").mkdir()
    (root.path / "day (1)").write_bytes(b"")
    assert root.make_new_folder("day") == "day (2)"


def test_a_file_is_only_made_where_nothing_is(root: Folder, tmp_path: Path) -> None:
    (root.path / "x").symlink_to(tmp_path / "outside")
    with pytest.raises(FileExistsError):
        root.create_file("x")
    assert not (tmp_path / "outside").exists()


def test_going_on_with_a_file_refuses_links_and_pipes(root: Folder, tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"precious")
    (root.path / "x").symlink_to(tmp_path / "outside")
    with pytest.raises(OSError, match=r"symbolic"):
        root.open_file("x")
    os.mkfifo(root.path / "pipe")
    with pytest.raises(OSError, match="plain file"):
        root.open_file("pipe")


def test_only_the_very_file_is_deleted(root: Folder) -> None:
    write(root, "part", b"ours")
    identity = identity_of(root.stat("part"))
    (root.path / "other").write_bytes(b"theirs")
    (root.path / "other").replace(root.path / "part")
    root.unlink("part", identity)
    assert (root.path / "part").read_bytes() == b"theirs"
    root.unlink("part", identity_of(root.stat("part")))
    assert not (root.path / "part").exists()
    root.unlink("part", identity)


def test_a_date_that_no_disk_can_hold_is_let_go(root: Folder) -> None:
    write(root, "a", b"")
    root.set_modified("a", 1_000_000_000_123_456_789)
    assert (root.path / "a").stat().st_mtime_ns == 1_000_000_000_123_456_789
    (root.path / "b").write_bytes(b"x")
    os.utime(root.path / "b", ns=(1, 1))
    (root.path / "link").symlink_to("b")
    root.set_modified("link", 1_000_000_000_123_456_789)
    assert (root.path / "b").stat().st_mtime_ns == 1, "no link is followed"
    root.set_modified("a", 2**63 - 1)
    root.set_modified("a", -(2**63))


def test_a_folder_swapped_for_a_link_never_lets_anything_out(tmp_path: Path) -> None:
    """Somebody swaps "sub" for a link to outside, again and again, while files are published into it."""
    outside = tmp_path / "outside"
    outside.mkdir()
    root = Folder.open_root(tmp_path / "inbox")
    sub, spare = root.path / "sub", root.path / "spare"
    sub.mkdir()
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            sub.rename(spare)
            sub.symlink_to(outside)
            sub.unlink()
            spare.rename(sub)

    swapper = threading.Thread(target=swap)
    swapper.start()
    published = 0
    try:
        for number in range(1000):
            write(root, ".part", b"x")
            try:
                child = root.child("sub")
            except OSError:
                root.unlink(".part", identity_of(root.stat(".part")))
                continue
            root.publish(".part", child, f"f{number}")
            child.close()
            published += 1
    finally:
        stop.set()
        swapper.join()
        root.close()
    assert list(outside.iterdir()) == []
    assert len(list(sub.iterdir())) == published


def test_a_file_is_replaced_in_one_step(root: Folder) -> None:
    write(root, "old", b"old")
    write(root, "part", b"new")
    before = identity_of(root.stat("part"))
    assert root.replace("part", root, "old") == "old"
    assert identity_of(root.stat("old")) == before
    assert (root.path / "old").read_bytes() == b"new"
    assert not (root.path / "part").exists()


def test_what_is_not_there_is_not_replaced_but_made(root: Folder) -> None:
    write(root, "part", b"new")
    assert root.replace("part", root, "a") == "a"


def test_nothing_but_a_plain_file_is_replaced(root: Folder, tmp_path: Path) -> None:
    root.make_folder("day")
    (root.path / "link").symlink_to(tmp_path)
    for name in ("day", "link"):
        write(root, "part", b"new")
        assert root.replace("part", root, name) == f"{name} (1)"
    assert root.path.joinpath("link").is_symlink()


def test_a_file_that_can_not_be_replaced_stays_beside(root: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "in use")

    write(root, "old", b"old")
    write(root, "part", b"new")
    monkeypatch.setattr(os, "replace", refuse)
    assert root.replace("part", root, "old") == "old (1)"
    assert (root.path / "old").read_bytes() == b"old"


def test_a_folder_is_taken_up_again_on_its_device_or_with_the_part_that_was_left_in_it(tmp_path: Path) -> None:
    device = tmp_path.stat().st_dev
    here = PartLine(index=0, name=".part", device=device, inode=1)
    elsewhere = PartLine(index=0, name=".part", device=device + 1, inode=1)
    for known in (None, here):
        Folder.reopen_root(tmp_path, known).close()
    with pytest.raises(OSError, match="No such device"):
        Folder.reopen_root(tmp_path, elsewhere)
    (tmp_path / ".part").touch()
    Folder.reopen_root(tmp_path, elsewhere).close()
