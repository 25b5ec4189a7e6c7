"""Room that is promised to one job is promised to no other."""

from pathlib import Path

import pytest

from peerdrop.core.transfers.disk import space_claims
from peerdrop.core.transfers.disk.space_claims import SpaceClaims
from peerdrop.wire.identifiers import TransferId

ONE, TWO = TransferId("1" * 32), TransferId("2" * 32)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    free = {"bytes": 100}
    monkeypatch.setattr(space_claims, "free_bytes", lambda directory: free["bytes"])
    return free


def test_what_is_left_of_a_job_is_taken_off_and_given_back_as_it_goes_on(tmp_path: Path, disk: dict[str, int]) -> None:
    claims, left = SpaceClaims(), {"bytes": 60}
    assert claims.claim(ONE, tmp_path, lambda: left["bytes"], lambda free: free >= 60) is None
    assert claims.unclaimed_bytes(tmp_path) == 40
    assert claims.claim(TWO, tmp_path / "not" / "there", lambda: 50, lambda free: free >= 50) == 40
    left["bytes"], disk["bytes"] = 10, 50
    assert claims.unclaimed_bytes(tmp_path) == 40
    claims.release(ONE)
    claims.release(ONE)
    assert claims.claim(TWO, tmp_path, lambda: 50, lambda free: free >= 50) is None


def test_a_job_does_not_compete_with_itself(tmp_path: Path, disk: dict[str, int]) -> None:
    claims = SpaceClaims()
    for _ in range(2):
        assert claims.claim(ONE, tmp_path, lambda: 90, lambda free: free >= 90) is None


def test_less_than_nothing_is_nothing(tmp_path: Path, disk: dict[str, int]) -> None:
    claims = SpaceClaims()
    assert claims.claim(ONE, tmp_path, lambda: 1000, lambda free: True) is None
    assert claims.unclaimed_bytes(tmp_path) == 0
    assert claims.claim(TWO, tmp_path, lambda: -5, lambda free: True) is None
    claims.release(ONE)
    assert claims.unclaimed_bytes(tmp_path) == 100


def test_nobody_is_promised_what_is_to_stay_free(tmp_path: Path, disk: dict[str, int]) -> None:
    claims = SpaceClaims()
    claims.reserve_bytes = 30
    assert claims.unclaimed_bytes(tmp_path) == 70
    assert claims.claim(ONE, tmp_path, lambda: 80, lambda free: free >= 80) == 70
    disk["bytes"] = 20
    assert claims.unclaimed_bytes(tmp_path) == 0


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second disk")
def test_another_disk_is_another_matter(tmp_path: Path, disk: dict[str, int]) -> None:
    if tmp_path.stat().st_dev == Path("/dev/shm").stat().st_dev:
        pytest.skip("the same disk")
    claims = SpaceClaims()
    claims.claim(ONE, tmp_path, lambda: 60, lambda free: True)
    assert claims.unclaimed_bytes(Path("/dev/shm")) == 100
