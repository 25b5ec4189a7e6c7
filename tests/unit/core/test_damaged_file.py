"""Nothing that was set aside is ever written over."""

from pathlib import Path

from peerdrop.core.damaged_file import set_aside


def test_each_damaged_file_gets_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    asides = []
    for text in ("one", "two", "three"):
        path.write_text(text)
        asides.append(set_aside(path))
    assert [aside.read_text() for aside in asides] == ["one", "two", "three"]
    assert not path.exists()
