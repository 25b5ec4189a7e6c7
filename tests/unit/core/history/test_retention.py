"""How long each choice keeps."""

from peerdrop.core.history.retention import Retention


def test_each_choice_keeps_as_long_as_it_says() -> None:
    assert {each: each.kept_s for each in Retention} == {
        Retention.OFF: 0.0,
        Retention.DAY: 86_400.0,
        Retention.WEEK: 7 * 86_400.0,
        Retention.FOR_EVER: None,
    }
