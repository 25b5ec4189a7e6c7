"""Two attempts the user sees, then silent ones for as long as work waits."""

import pytest

from peerdrop.core.connection_table import ConnectionLimits
from peerdrop.core.dial_plan import DialPlan, NextDial
from peerdrop.core.states import FailureReason as R
from peerdrop.wire.envelope import IceScope


def plan() -> DialPlan:
    return DialPlan(ConnectionLimits(), lambda: 0.5)


def test_the_first_attempt_asks_nobody_outside() -> None:
    assert plan().begin() is IceScope.HOST


def test_the_second_attempt_follows_at_once_with_everything() -> None:
    dialing = plan()
    dialing.begin()
    following = dialing.after_failure(R.ICE, work_waits=False)
    assert following == NextDial(delay_s=0.0, ice=IceScope.FULL, silent=False)


def test_after_the_second_nothing_follows_without_work() -> None:
    dialing = plan()
    dialing.begin()
    dialing.after_failure(R.ICE, work_waits=False)
    assert dialing.after_failure(R.ICE, work_waits=False) is None


def test_with_work_the_delays_grow_to_ten_seconds_and_stay_there() -> None:
    dialing = plan()
    dialing.begin()
    dialing.after_failure(R.SIGNALING_TIMEOUT, work_waits=True)
    delays = [dialing.after_failure(R.SIGNALING_TIMEOUT, work_waits=True) for _ in range(7)]
    assert [following and following.delay_s for following in delays] == [0, 1, 2, 5, 10, 10, 10]
    assert all(following is not None and following.silent for following in delays)


@pytest.mark.parametrize("reason", [R.IDENTITY, R.VERSION])
def test_what_no_repetition_mends_is_not_repeated(reason: R) -> None:
    dialing = plan()
    dialing.begin()
    assert dialing.after_failure(reason, work_waits=True) is None


def test_a_backend_that_does_not_answer_gets_no_second_visible_attempt() -> None:
    dialing = plan()
    dialing.begin()
    assert dialing.after_failure(R.SIGNALING, work_waits=False) is None


def test_a_lost_link_is_tried_a_few_times_without_work() -> None:
    dialing = plan()
    dialing.link_lost(lived_s=60.0)
    tries = 0
    while dialing.after_failure(R.SIGNALING, work_waits=False) is not None:
        tries += 1
    assert tries == len(ConnectionLimits().retry_delays_s) - 1


def test_host_candidates_come_first_again_once_they_worked() -> None:
    dialing = plan()
    dialing.begin()
    dialing.after_failure(R.ICE, work_waits=False)
    assert dialing.begin() is IceScope.FULL
    dialing.connected(IceScope.HOST)
    assert dialing.begin() is IceScope.HOST


@pytest.mark.parametrize(("random", "delay_s"), [(0.0, 0.8), (1.0, 1.2)])
def test_delays_are_spread_so_that_two_sides_do_not_stay_in_step(random: float, delay_s: float) -> None:
    dialing = DialPlan(ConnectionLimits(), lambda: random)
    dialing.link_lost(lived_s=60.0)
    following = dialing.after_failure(R.ICE, work_waits=True)
    assert following is not None
    assert following.delay_s == pytest.approx(delay_s)


def test_links_that_do_not_last_are_dialed_farther_and_farther_apart() -> None:
    dialing = plan()
    delays = []
    for _ in range(7):
        delays.append(dialing.link_lost(lived_s=0.1).delay_s)
        dialing.connected(IceScope.HOST)
    assert delays == [0.0, 1.0, 2.0, 5.0, 10.0, 10.0, 10.0]
    assert dialing.link_lost(lived_s=60.0).delay_s == 10.0
    assert dialing.link_lost(lived_s=60.0).delay_s == 0.0


def test_after_a_link_that_did_not_last_there_are_as_many_tries_as_after_any() -> None:
    dialing = plan()
    for _ in range(3):
        dialing.link_lost(lived_s=0.1)
        dialing.connected(IceScope.HOST)
    dialing.link_lost(lived_s=0.1)
    tries = 1
    while dialing.after_failure(R.SIGNALING, work_waits=False) is not None:
        tries += 1
    assert tries == len(ConnectionLimits().retry_delays_s)


def test_an_attempt_nobody_needs_any_more_is_not_made() -> None:
    dialing = plan()
    dialing.begin_silently()
    assert dialing.goes_on(work_waits=True)
    assert not dialing.goes_on(work_waits=False)
    dialing.link_lost(lived_s=60.0)
    assert dialing.goes_on(work_waits=False)


def test_a_peer_that_called_and_failed_has_the_time_to_try_again_first() -> None:
    dialing = plan()
    dialing.begin_after_theirs()
    following = dialing.after_failure(R.ICE, work_waits=True)
    assert following is not None
    assert (following.delay_s, following.silent) == (1.0, True)
    dialing.begin_after_theirs()
    assert dialing.after_failure(R.ICE, work_waits=False) is None


def test_a_wish_that_had_its_time_is_followed_by_silent_attempts_only() -> None:
    dialing = plan()
    dialing.begin()
    dialing.give_up_visibly()
    following = dialing.after_failure(R.SIGNALING_TIMEOUT, work_waits=True)
    assert following is not None
    assert following.silent
