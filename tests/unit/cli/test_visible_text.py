"""peerdrop/cli/visible_text.py: what hides is shown, what people write stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerdrop.cli.visible_text import columns_of, visible, visible_lines


@pytest.mark.parametrize("text", ["Bea", "Zoë", "東京", "עברית", "naïve café", "a b", "👍"])
def test_what_people_write_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;x\x07", "<U+001B>]0;x<U+0007>"),
        ("a\r\nb", "a<U+000D><U+000A>b"),
        ("gpj\u202eexe", "gpj<U+202E>exe"),
        ("a\u200bb", "a<U+200B>b"),
        ("\x9b31m", "<U+009B>31m"),
        ("\u2028", "<U+2028>"),
        ("\ud800", "<U+D800>"),
    ],
)
def test_what_steers_or_hides_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_nothing_that_steers_is_left_in_any_text(text: str) -> None:
    for line in (visible(text), *visible_lines(text)):
        assert all(unicodedata.category(each)[0] != "C" for each in line)


def test_lines_are_kept_and_tabs_become_spaces() -> None:
    assert visible_lines("a\r\nb\n\tc") == ["a", "b", "    c"]


@pytest.mark.parametrize(("text", "columns"), [("Bea", 3), ("東京", 4), ("e\u0301", 1), ("", 0)])
def test_columns_are_what_a_terminal_takes(text: str, columns: int) -> None:
    assert columns_of(text) == columns
