"""peerdrop/cli/path_pattern.py: which paths of an offer a pattern means."""

import time
import unicodedata

import pytest

from peerdrop.cli.path_pattern import PathPattern

PATHS = ("notes.txt", "photos/1.jpg", "photos/2024/IMG.JPG", "photos/2024/raw/x[1].dng", "more/photos/9.jpg", "a/b/")


def fitting(pattern: str) -> list[str]:
    made = PathPattern(pattern)
    return [path for path in PATHS if made.fits(path.rstrip("/"), is_folder=path.endswith("/"))]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.jpg", ["photos/1.jpg", "photos/2024/IMG.JPG", "more/photos/9.jpg"]),
        ("?.jpg", ["photos/1.jpg", "more/photos/9.jpg"]),
        ("[0-4].jpg", ["photos/1.jpg"]),
        ("photos", ["photos/1.jpg", "photos/2024/IMG.JPG", "photos/2024/raw/x[1].dng", "more/photos/9.jpg"]),
        ("photos/", ["photos/1.jpg", "photos/2024/IMG.JPG", "photos/2024/raw/x[1].dng", "more/photos/9.jpg"]),
        ("/photos", ["photos/1.jpg", "photos/2024/IMG.JPG", "photos/2024/raw/x[1].dng"]),
        ("photos/2024", ["photos/2024/IMG.JPG", "photos/2024/raw/x[1].dng"]),
        ("photos/*.jpg", ["photos/1.jpg"]),
        ("./photos/*.jpg", ["photos/1.jpg"]),
        ("photos/**/*.jpg", ["photos/1.jpg", "photos/2024/IMG.JPG"]),
        ("**/raw", ["photos/2024/raw/x[1].dng"]),
        ("*/photos", ["more/photos/9.jpg"]),
        ("photos/**", ["photos/1.jpg", "photos/2024/IMG.JPG", "photos/2024/raw/x[1].dng"]),
        ("**", list(PATHS)),
        ("*", list(PATHS)),
        ("NOTES.TXT", ["notes.txt"]),
        ("notes.txt/", []),
        ("b/", ["a/b/"]),
        ("a", ["a/b/"]),
        ("photos/2024/raw/x[1].dng", ["photos/2024/raw/x[1].dng"]),
        ("1.jp", []),
        ("", []),
        ("/", []),
    ],
)
def test_what_a_pattern_means(pattern: str, expected: list[str]) -> None:
    assert fitting(pattern) == expected


def test_names_of_other_systems_are_the_same_in_either_form_of_their_accents() -> None:
    assert PathPattern("Ä*.txt").fits(unicodedata.normalize("NFD", "dir/äpfel.txt"), is_folder=False)


def test_no_pattern_takes_long_for_a_path_made_to_be_slow() -> None:
    begin = time.process_time()
    assert not PathPattern("**/".join(["*a*a*a*a*b"] * 8)).fits("/".join(["a" * 200] * 30), is_folder=False)
    assert time.process_time() - begin < 5
