"""Good, fair and poor have figures behind them."""

import pytest

from peerdrop.core.quality import quality_of
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
