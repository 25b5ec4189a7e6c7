import pytest

from peerdrop.wire.identifiers import DeviceId, Epoch
from server.signaling.replay_guard import GuardFull, ReplayGuard

ANN, EVE = DeviceId("A" * 52), DeviceId("E" * 52)
OLD, NOW, NEXT = Epoch("0" * 32), Epoch("1" * 32), Epoch("2" * 32)


class Valid:
    def __init__(self) -> None:
        self.epochs = frozenset({OLD, NOW})

    def __call__(self) -> frozenset[Epoch]:
        return self.epochs


def nonce(number: int) -> str:
    return f"{number:032x}"


def test_a_nonce_is_new_once() -> None:
    guard = ReplayGuard(Valid())
    assert guard.is_new(ANN, nonce(1), NOW)
    assert not guard.is_new(ANN, nonce(1), NOW)
    assert guard.is_new(ANN, nonce(2), NOW)


def test_the_same_nonce_of_another_sender_is_another_one() -> None:
    guard = ReplayGuard(Valid())
    assert guard.is_new(ANN, nonce(1), NOW)
    assert guard.is_new(EVE, nonce(1), NOW)


def test_naming_the_other_valid_epoch_does_not_make_it_new() -> None:
    guard = ReplayGuard(Valid())
    assert guard.is_new(ANN, nonce(1), OLD)
    assert not guard.is_new(ANN, nonce(1), NOW)


def test_what_an_ended_epoch_held_is_forgotten_and_its_room_is_free() -> None:
    valid = Valid()
    guard = ReplayGuard(valid, capacity=2, per_sender=2)
    guard.is_new(ANN, nonce(1), OLD)
    guard.is_new(ANN, nonce(2), NOW)
    valid.epochs = frozenset({NOW, NEXT})
    assert guard.is_new(ANN, nonce(3), NEXT)
    assert not guard.is_new(ANN, nonce(2), NEXT)


def test_a_loud_sender_runs_out_alone() -> None:
    guard = ReplayGuard(Valid(), per_sender=2)
    for number in range(2):
        guard.is_new(EVE, nonce(number), NOW)
    with pytest.raises(GuardFull):
        guard.is_new(EVE, nonce(9), NOW)
    assert guard.is_new(ANN, nonce(9), NOW)


def test_a_full_guard_takes_no_more_rather_than_forget() -> None:
    guard = ReplayGuard(Valid(), capacity=2)
    guard.is_new(ANN, nonce(1), NOW)
    guard.is_new(EVE, nonce(1), NOW)
    with pytest.raises(GuardFull):
        guard.is_new(ANN, nonce(2), NOW)
    assert not guard.is_new(ANN, nonce(1), NOW)


def test_a_guard_that_may_forget_lets_the_oldest_go() -> None:
    guard = ReplayGuard(Valid(), capacity=2, forgets_oldest=True)
    for number in range(3):
        assert guard.is_new(ANN, nonce(number), NOW)
    assert not guard.is_new(ANN, nonce(2), NOW)
    assert guard.is_new(ANN, nonce(0), NOW)
