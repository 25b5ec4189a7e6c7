"""Who may send without being asked about."""

from pathlib import Path

from peerdrop.core.accept_policy import AcceptPolicies, AcceptPolicy
from peerdrop.core.states import AcceptMode, Trust
from peerdrop.wire.identifiers import DeviceId

FRIEND = DeviceId("A" * 52)
STRANGER = DeviceId("B" * 52)


def policies(mode: AcceptMode = AcceptMode.ASK) -> AcceptPolicies:
    return AcceptPolicies(
        AcceptPolicy(mode=mode, directory=Path("/standing")),
        lambda device_id: Trust.KNOWN if device_id == FRIEND else Trust.SEEN,
    )


def test_nobody_is_taken_from_without_asking_by_default() -> None:
    assert not policies().takes(FRIEND)


def test_known_takes_from_friends_only() -> None:
    held = policies(AcceptMode.KNOWN)
    assert held.takes(FRIEND)
    assert not held.takes(STRANGER)


def test_all_holds_only_while_it_is_held() -> None:
    held = policies()
    with held.hold(AcceptPolicy(mode=AcceptMode.ALL, directory=Path("/held"))):
        assert held.takes(STRANGER)
        assert held.directory == Path("/held")
    assert not held.takes(STRANGER)
    assert held.directory == Path("/standing")


def test_a_held_policy_leaves_open_what_it_does_not_say() -> None:
    held = policies(AcceptMode.KNOWN)
    with held.hold(AcceptPolicy(attended=True)):
        assert held.takes(FRIEND)
        assert held.is_attended
        assert held.directory == Path("/standing")


def test_the_last_one_held_wins_and_the_first_may_leave_first() -> None:
    held = policies()
    first = held.hold(AcceptPolicy(mode=AcceptMode.ALL))
    first.__enter__()
    with held.hold(AcceptPolicy(mode=AcceptMode.KNOWN)):
        first.__exit__(None, None, None)
        assert held.takes(FRIEND)
        assert not held.takes(STRANGER)


def test_only_from_turns_away_all_others() -> None:
    held = policies(AcceptMode.ALL)
    with held.hold(AcceptPolicy(only_from=FRIEND)):
        assert held.is_wanted(FRIEND)
        assert not held.is_wanted(STRANGER)


def test_of_two_equal_policies_the_one_that_leaves_is_taken_away() -> None:
    held = policies()
    early = held.hold(AcceptPolicy(mode=AcceptMode.ALL))
    early.__enter__()
    with held.hold(AcceptPolicy(mode=AcceptMode.KNOWN)):
        with held.hold(AcceptPolicy(mode=AcceptMode.ALL)):
            assert held.takes(STRANGER)
        assert not held.takes(STRANGER)
    early.__exit__(None, None, None)


def test_a_policy_held_twice_is_held_until_both_have_left() -> None:
    held, policy = policies(), AcceptPolicy(mode=AcceptMode.ALL)
    with held.hold(policy):
        with held.hold(policy):
            pass
        assert held.takes(STRANGER)
    assert not held.takes(STRANGER)
