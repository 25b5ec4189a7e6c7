"""peerdrop/cli/offer_list.py: the numbered lines of an offer, folders counted."""

from peerdrop.cli.offer_list import OfferList
from peerdrop.cli.offer_rows import offer_rows
from tests.unit.cli.offered import offered_file as file

EVIL = "E\x1b[2Jv"


def test_a_folder_comes_before_what_is_in_it_and_counts_it() -> None:
    offer = OfferList([file("p/a", 10), file("top", 5), file("p/q/b", 20), file("p/empty", 0, is_folder=True)])
    assert [(each.number, each.path, each.files, each.size_bytes) for each in offer.lines] == [
        (1, "p/", 2, 30),
        (2, "p/a", 1, 10),
        (3, "p/q/", 1, 20),
        (4, "p/q/b", 1, 20),
        (5, "p/empty/", 0, 0),
        (6, "top", 1, 5),
    ]
    assert [offer.entries(each) for each in offer.lines] == [(0, 2, 3), (0,), (2,), (2,), (3,), (1,)]


def test_an_amount_counts_files_and_not_folders() -> None:
    offer = OfferList([file("a", 10), file("b", 5), file("c", 0, is_folder=True)])
    assert offer.amount() == (2, 15)
    assert offer.amount([0, 2]) == (1, 10)


def test_paths_that_are_no_place_in_a_tree_are_shown_as_they_were_sent() -> None:
    paths = ["../up", "/root", "a//b", "a/./b", "a"]
    assert [each.path for each in OfferList([file(path) for path in paths]).lines] == paths


def test_people_see_what_would_be_saved_under_another_name_or_not_at_all() -> None:
    offer = OfferList([file("d/con", 1_500_000, safe_path="d/_con"), file(EVIL, 0, safe_path="")])
    assert offer_rows(offer.lines, 100) == [
        "  1    1.5 MB  d/ (1 file)",
        "  2    1.5 MB  d/con (saved as d/_con)",
        "  3       0 B  E<U+001B>[2Jv (can't be saved: the name is not allowed)",
    ]


def test_an_empty_folder_and_an_empty_file_are_told_apart() -> None:
    offer = OfferList([file("d", 0, is_folder=True), file("f", 0)])
    assert offer_rows(offer.lines, 2) == ["1       0 B  d/ (empty folder)", "2       0 B  f"]


def test_ten_thousand_files_in_deep_folders_are_arranged() -> None:
    deep = "/".join("d" * 1 for _ in range(31))
    offer = OfferList([file(f"{deep}/{number}") for number in range(10_000)])
    assert len(offer.lines) == 10_031
    assert offer.lines[30].files == 10_000
    assert offer.entries(offer.lines[-1]) == (9_999,)
