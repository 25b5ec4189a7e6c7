import pytest

from peerdrop.cli.speed import parse_speed


@pytest.mark.parametrize(
    ("typed", "bytes_per_second"),
    [
        ("5MB/s", 5_000_000),
        ("5 MB/s", 5_000_000),
        ("500kB", 500_000),
        ("500KB/s", 500_000),
        ("1.5M", 1_500_000),
        ("2MiB/s", 2 * 2**20),
        ("1GBps", 10**9),
        ("20000", 20_000),
        ("none", 0),
        ("OFF", 0),
        ("0", 0),
    ],
)
def test_a_speed_is_understood_as_people_type_it(typed: str, bytes_per_second: int) -> None:
    assert parse_speed(typed) == bytes_per_second


@pytest.mark.parametrize("typed", ["", "fast", "5 apples", "-5MB/s", "5MB/h", "1e9", "NaN", "٥MB/s"])
def test_what_is_no_speed_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueError, match="5MB/s"):
        parse_speed(typed)


def test_what_is_too_slow_to_be_paced_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 10kB/s"):
        parse_speed("9.9kB/s")
