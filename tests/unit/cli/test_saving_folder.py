"""peerdrop/cli/saving_folder.py: --dir is tried before anything starts."""

from pathlib import Path

import pytest

from peerdrop.cli.saving_folder import check_saving_folder
from peerdrop.core.errors import FolderUnwritable


def test_a_folder_that_is_not_there_is_made_and_left_empty(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    check_saving_folder(folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("folder", ["file", "file/in"])
def test_what_cannot_be_a_folder_is_refused_with_a_next_step(tmp_path: Path, folder: str) -> None:
    (tmp_path / "file").write_text("kept")
    with pytest.raises(FolderUnwritable, match="can't be saved") as caught:
        check_saving_folder(tmp_path / folder)
    assert "--dir" in caught.value.next_step
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a file system that nobody may write, root included")
def test_a_read_only_folder_is_refused_even_for_root() -> None:
    with pytest.raises(FolderUnwritable):
        check_saving_folder(Path("/proc/self"))
