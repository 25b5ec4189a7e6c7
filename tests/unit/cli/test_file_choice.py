"""peerdrop/cli/file_choice.py: numbers and patterns, and what is no choice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerdrop.cli.file_choice import choose_files, matching_files
from peerdrop.cli.offer_list import OfferList
from peerdrop.core.errors import UsageError
from tests.unit.cli.offered import offered_file as file

# 1 p/, 2 p/a.jpg, 3 p/2024/, 4 p/2024/b.jpg, 5 p/c.txt, 6 d.jpg, 7 7
OFFER = OfferList([file("p/a.jpg"), file("p/2024/b.jpg"), file("p/c.txt"), file("d.jpg"), file("7")])


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        (["1"], (0, 1, 2)),
        (["2"], (0,)),
        (["3"], (1,)),
        (["2,5"], (0, 2)),
        (["2,", "5"], (0, 2)),
        (["4-6"], (1, 2, 3)),
        (["6-"], (3, 4)),
        (["*.jpg"], (0, 1, 3)),
        (["p/*.jpg", "6"], (0, 3)),
        (["2024"], (1,)),
        (["c.txt", "c.txt", "5"], (2,)),
        (["7"], (4,)),
    ],
)
def test_numbers_and_patterns_mean_files_all_together(words: list[str], chosen: tuple[int, ...]) -> None:
    assert choose_files(words, OFFER) == chosen


def test_a_range_takes_of_a_folder_on_its_way_only_what_it_reaches() -> None:
    assert choose_files(["1-2"], OFFER) == (0,)
    assert choose_files(["2-3"], OFFER) == (0, 1)
    assert choose_files(["1-7"], OFFER) == (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("0", "There is no number 0 in this offer"),
        ("8", "There is no number 8"),
        ("5-4", "There are no numbers 5 to 4"),
        ("6-9", "There are no numbers 6 to 9"),
        ("999999999", "There is no number 999999999"),
        ("9" * 5000, "Nothing in this offer fits"),
        ("*.png", "Nothing in this offer fits *.png"),
        ("\x1b[2J", "Nothing in this offer fits <U+001B>[2J"),
        ("p/nothing", "Nothing in this offer fits p/nothing"),
        ("٣", "Nothing in this offer fits ٣"),
    ],
)
def test_what_means_nothing_is_told_even_beside_what_does(word: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        choose_files(["d.jpg", word], OFFER)
    assert caught.value.message.startswith(says)
    assert caught.value.next_step


def test_names_that_can_not_be_saved_are_no_choice_by_themselves() -> None:
    offer = OfferList([file("a/../b", safe_path=""), file("c")])
    with pytest.raises(UsageError):
        choose_files(["1"], offer)
    assert choose_files(["1", "2"], offer) == (0, 1)


def test_for_who_knows_no_list_a_number_is_a_name() -> None:
    assert matching_files(["7", "2"], OFFER) == (4,)
    assert matching_files(["*.gif"], OFFER) == ()


@given(st.lists(st.text(max_size=12), min_size=1, max_size=3))
def test_whatever_is_typed_is_a_choice_or_a_usage_error(words: list[str]) -> None:
    try:
        chosen = choose_files(words, OFFER)
    except UsageError:
        return
    assert chosen
    assert set(chosen) <= set(range(5))
