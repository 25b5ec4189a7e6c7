"""What a user wants of a job, as it is kept."""

from typing import Any

import pytest

from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.disk.wishes import Wishes
from peerdrop.core.transfers.flow.token_bucket import TokenBucket
from peerdrop.core.transfers.job.job_wishes import JobWishes
from peerdrop.core.transfers.job.pausing import Pausing
from peerdrop.wire.identifiers import TransferId
from tests.manual_clock import ManualClock


class Standing:
    """A machine in which no bytes can flow yet."""

    state: Any = None

    def knows(self, event: object) -> bool:
        return False


def wishes_of_a_job() -> tuple[JobWishes, Pausing, TokenBucket, list[Wishes]]:
    pausing = Pausing(TransferId("1" * 32), Standing(), lambda event, reason, *, own=False: False, lambda message: None)
    own = TokenBucket(ManualClock())
    kept: list[Wishes] = []
    return JobWishes(pausing, own, kept.append), pausing, own, kept


def test_only_what_a_user_wants_is_kept_and_only_when_it_is_another() -> None:
    wishes, pausing, own, kept = wishes_of_a_job()
    wishes.changed()
    pausing.pause(TransferReason.QUEUED)
    wishes.changed()
    assert kept == []
    pausing.pause(TransferReason.USER)
    wishes.changed()
    wishes.changed()
    own.change(20_000)
    wishes.changed()
    pausing.resume(TransferReason.USER)
    wishes.changed()
    assert kept == [
        Wishes(paused=True),
        Wishes(paused=True, bytes_per_second=20_000),
        Wishes(bytes_per_second=20_000),
    ]


def test_what_an_earlier_run_kept_holds_again() -> None:
    wishes, pausing, own, kept = wishes_of_a_job()
    wishes.restore(Wishes(paused=True, bytes_per_second=20_000))
    assert (pausing.held, own.bytes_per_second) == (True, 20_000)
    wishes.changed()
    assert kept == []


def test_what_this_run_wants_comes_before_what_an_earlier_one_kept() -> None:
    wishes, pausing, own, _ = wishes_of_a_job()
    own.change(30_000)
    wishes.restore(Wishes(paused=True, bytes_per_second=20_000))
    assert (pausing.held, own.bytes_per_second) == (False, 30_000)


@pytest.mark.parametrize("speed", [1, 9_999])
def test_a_limit_that_nobody_could_have_set_is_none(speed: int) -> None:
    wishes, _, own, _ = wishes_of_a_job()
    wishes.restore(Wishes(bytes_per_second=speed))
    assert own.bytes_per_second == 0
