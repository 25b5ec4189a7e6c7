from pathlib import Path

import pytest

from peerdrop.identity.private_file import write_private


def test_a_private_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_private(path, b"old")

    def power_cut(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", power_cut)
        with pytest.raises(OSError, match="Input/output error"):
            write_private(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_crash_left_of_a_private_file_is_in_nobody_s_way(tmp_path: Path) -> None:
    (tmp_path / "file.new").write_bytes(b"half")
    write_private(tmp_path / "file", b"whole")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"whole"
