"""The short form of `make soak`: work and faults by chance for some seconds, and then everything is in place."""

import random
from pathlib import Path

import pytest

from tests.lab.network import Lab
from tests.soak.soak import Plan, soak

_SECONDS = 6.0

pytestmark = [pytest.mark.lab, pytest.mark.timeout(420)]


@pytest.mark.parametrize("seed", [4, None], ids=["seed 4", "another seed each time"])
async def test_after_faults_by_chance_nothing_is_wrong_lost_or_doubled(
    lab: Lab, tmp_path: Path, seed: int | None
) -> None:
    seed = random.randrange(1 << 32) if seed is None else seed
    # Shown when it fails; `make soak SEED=...` gives the same orders and faults again.
    print(f"seed: {seed}")  # noqa: T201
    report = await soak(Plan(seed=seed, seconds=_SECONDS, members=2), lab, tmp_path)
    print("\n".join(report.lines()))  # noqa: T201
    assert report.is_good
    assert report.faults.total
    assert report.verdict.arrived_jobs
