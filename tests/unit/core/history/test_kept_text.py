"""Any string comes back as it was; a search minds neither case nor ways of writing."""

from hypothesis import given
from hypothesis import strategies as st

from peerdrop.core.history.kept_text import folded_text, kept_text, shown_text


@given(text=st.text(alphabet=st.characters()))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert shown_text(kept_text(text)) == text
    folded_text(text)


def test_one_letter_written_in_two_ways_is_found_by_either() -> None:
    assert folded_text("u\u0308") == folded_text("\u00dc")
    assert folded_text("STRASSE") == folded_text("straße")
    assert folded_text("ﬁle") == folded_text("FILE")
