"""Where the files of a job stand, and the names of those that come beside them."""

from peerdrop.core.transfers.disk.landing import Landing, names_beside


def test_names_follow_the_folders_that_stand() -> None:
    names = (("photos", "a"), ("photos", "raw", "b"), ("c",), None)
    assert names_beside(names, {"photos": "photos (1)", "photos/raw": "raw (2)"}) == (
        ("photos (1)", "a"),
        ("photos (1)", "raw (2)", "b"),
        ("c",),
        None,
    )
    assert names_beside(names, {}) == names


def test_a_job_that_came_beside_leaves_what_stood_and_adds_its_own() -> None:
    landing = Landing(directory="/in", tops={"photos": "photos (1)"})
    assert landing.after({"photos (1)": "photos (1)", "texts": "texts (3)"}) == Landing(
        directory="/in", tops={"photos": "photos (1)", "texts": "texts (3)"}
    )


def test_its_folders_are_those_right_below_its_directory() -> None:
    assert Landing(directory="/in", tops={"photos": "photos (1)", "photos/raw": "raw (2)"}).folders == {"photos (1)"}
