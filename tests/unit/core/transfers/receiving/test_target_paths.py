from peerdrop.core.transfers.receiving.target_paths import TargetPaths


def test_names_are_given_as_components_in_the_order_in_which_they_came() -> None:
    paths = TargetPaths()
    assert list(paths) == []
    paths.append(("day", "a"), "day/a")
    paths.append(None, "../b")
    paths.append(("c (1)",), "C")
    assert len(paths) == 3
    assert list(paths) == [("day", "a"), None, ("c (1)",)]
    assert paths[0] == ("day", "a")
    assert paths[1] is None
    assert paths[-1] == ("c (1)",)
    assert paths[1:] == (None, ("c (1)",))
    assert paths.bad == {1}


def test_a_deep_name_with_nothing_to_change_is_kept_as_it_came() -> None:
    paths = TargetPaths()
    path = "/".join("x" * 32)
    paths.append(tuple("x" * 32), path)
    assert paths._paths[0] is path
