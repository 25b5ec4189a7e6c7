"""peerdrop/cli/figures.py: numbers as people read them."""

import pytest

from peerdrop.cli.figures import contents_text, files_text, size_text, speed_text, time_text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_550_000, "1.6 MB"), (99_949, "99.9 kB"), (123_456_789, "123 MB")],
)
def test_a_size_has_two_or_three_figures(size: int, text: str) -> None:
    assert size_text(size) == text


def test_a_size_just_below_a_unit_is_told_in_the_next() -> None:
    assert size_text(999_600) == "1.0 MB"
    assert size_text(5e15) == "5000 TB"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (9.6, "0:10"), (72, "1:12"), (3672, "1:01:12"), (-1, "0:00")]
)
def test_a_time_is_minutes_and_seconds(seconds: float, text: str) -> None:
    assert time_text(seconds) == text


def test_speeds_and_numbers_of_files_have_their_words() -> None:
    assert speed_text(2_500_000) == "2.5 MB/s"
    assert (files_text(1), files_text(2)) == ("1 file", "2 files")


@pytest.mark.parametrize(
    ("files", "folders", "text"),
    [
        (2, 0, "2 files"),
        (2, 1, "2 files, 1 empty folder"),
        (1, 12, "1 file, 12 empty folders"),
        (0, 1, "1 empty folder"),
        (0, 0, "0 files"),
    ],
)
def test_empty_folders_are_counted_beside_the_files(files: int, folders: int, text: str) -> None:
    assert contents_text(files, folders) == text
