"""Whatever happens in mid-transfer, at any byte, the transfer goes on by itself and nothing is lost or sent in vain."""

import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lab.crossing import Crossing, Side
from tests.lab.network import Cut, Lab

pytestmark = [pytest.mark.lab, pytest.mark.timeout(240)]

# What takes long by itself is run by `make soak`.
_SLOW = [pytest.mark.slow, pytest.mark.timeout(300)]
_LONG = pytest.param(20, marks=_SLOW)
_MINUTE = pytest.param(60, marks=_SLOW)
_SIDES = ["ada", pytest.param("bea", marks=_SLOW)]


@pytest.fixture
def rng() -> random.Random:
    """Other moments in each run; a test that fails shows by which seed."""
    seed = random.randrange(1 << 32)
    print(f"seed: {seed}")  # noqa: T201
    return random.Random(seed)


@pytest.mark.parametrize("seconds", [5, _LONG, _MINUTE])
async def test_a_link_that_was_cut_goes_on_by_itself(
    lab: Lab, tmp_path: Path, rng: random.Random, seconds: int
) -> None:
    async with Crossing.begun(lab, tmp_path, rng) as crossing:
        side = rng.choice([crossing.ada, crossing.bea])
        lab.cut(side.device.host, rng.choice(list(Cut)))
        await crossing.clock_s(seconds)
        lab.restore(side.device.host)
        await crossing.assert_arrived()


@pytest.mark.parametrize("who", _SIDES)
async def test_a_device_whose_address_changes_goes_on_by_itself(
    lab: Lab, tmp_path: Path, rng: random.Random, who: str
) -> None:
    async with Crossing.begun(lab, tmp_path, rng) as crossing:
        lab.change_address(_side(crossing, who).device.host)
        crossing.count_the_sender()
        await crossing.assert_arrived()


@pytest.mark.parametrize("seconds", [8, _MINUTE])
@pytest.mark.parametrize("who", _SIDES)
async def test_a_program_that_stood_still_goes_on_by_itself(
    lab: Lab, tmp_path: Path, rng: random.Random, who: str, seconds: int
) -> None:
    async with Crossing.begun(lab, tmp_path, rng) as crossing:
        with _still(_side(crossing, who)):
            await crossing.clock_s(seconds)
        await crossing.assert_arrived()


@pytest.mark.parametrize("who", [("ada",), ("bea",), ("ada", "bea")], ids=["receiver", "sender", "both"])
async def test_a_program_that_was_killed_and_restarted_goes_on_by_itself(
    lab: Lab, tmp_path: Path, rng: random.Random, who: tuple[str, ...]
) -> None:
    async with Crossing.begun(lab, tmp_path, rng) as crossing:
        for name in rng.sample(who, len(who)):
            await _side(crossing, name).kill()
        for name in rng.sample(who, len(who)):
            await _side(crossing, name).start()
        await crossing.assert_arrived()


async def test_killed_again_and_again_by_chance_it_still_arrives_once(
    lab: Lab, tmp_path: Path, rng: random.Random
) -> None:
    kills = 4
    async with Crossing.begun(lab, tmp_path, rng) as crossing:
        for _ in range(kills):
            side = rng.choice([crossing.ada, crossing.bea])
            await side.kill()
            await side.start()
            await crossing.more_bytes_arrived(rng.randrange(1 << 22))
        await crossing.assert_arrived(interruptions=kills)


def _side(crossing: Crossing, who: str) -> Side:
    return crossing.ada if who == "ada" else crossing.bea


@contextmanager
def _still(side: Side) -> Iterator[None]:
    side.node.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        side.node.signal(signal.SIGCONT)
