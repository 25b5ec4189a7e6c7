"""Good, fair and poor have figures behind them."""

import pytest

from peerdrop.core.quality import Figures, quality_of
from peerdrop.core.states import Quality


@pytest.mark.parametrize(
    ("rtt_s", "unanswered", "quality"),
    [
        (None, 1, None),
        (0.0004, 0, Quality.GOOD),
        (0.049, 1, Quality.GOOD),
        (0.0004, 2, Quality.FAIR),
        (0.096, 0, Quality.FAIR),
        (0.184, 0, Quality.POOR),
        (0.184, 2, Quality.POOR),
        (0.0004, 3, Quality.POOR),
        (None, 3, Quality.POOR),
    ],
)
def test_quality_follows_round_trip_and_unanswered_pings(
    rtt_s: float | None, unanswered: int, quality: Quality | None
) -> None:
    assert quality_of(rtt_s, unanswered) is quality


def test_figures_are_shown_anew_when_a_word_or_a_count_changes_or_the_round_trip_by_a_fifth() -> None:
    shown = Figures(Quality.GOOD, 0.010, 0)
    assert shown.differ_from(None)
    assert not Figures(Quality.GOOD, 0.0119, 0).differ_from(shown)
    assert Figures(Quality.GOOD, 0.0121, 0).differ_from(shown)
    assert Figures(Quality.FAIR, 0.010, 0).differ_from(shown)
    assert Figures(Quality.GOOD, 0.010, 1).differ_from(shown)
    assert Figures(Quality.GOOD, 0.010, 0).differ_from(Figures(Quality.GOOD, None, 0))
    assert not Figures(None, None, 0).differ_from(Figures(None, None, 0))
