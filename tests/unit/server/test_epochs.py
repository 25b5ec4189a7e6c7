import re

from peerdrop.wire.identifiers import HEX_ID_PATTERN
from peerdrop.wire.limits import EPOCH_S
from server.epochs import Epochs, new_nonce
from tests.manual_clock import ManualClock


async def test_the_epoch_stays_for_an_hour_and_then_changes() -> None:
    clock = ManualClock()
    epochs = Epochs(clock)
    first = epochs.current
    assert re.match(HEX_ID_PATTERN, first)
    await clock.advance(EPOCH_S - 1)
    assert epochs.current == first
    await clock.advance(1)
    assert epochs.current != first


async def test_the_current_and_the_previous_epoch_are_valid_and_no_older_one() -> None:
    clock = ManualClock()
    epochs = Epochs(clock)
    first = epochs.current
    await clock.advance(EPOCH_S)
    second = epochs.current
    assert epochs.valid == {first, second}
    await clock.advance(EPOCH_S)
    assert epochs.valid == {second, epochs.current}


async def test_after_two_epochs_in_which_nobody_asked_the_old_one_is_dead() -> None:
    clock = ManualClock()
    epochs = Epochs(clock)
    first = epochs.current
    await clock.advance(2 * EPOCH_S)
    assert first not in epochs.valid
    assert len(epochs.valid) == 1


def test_nonces_differ_and_are_32_hex_digits() -> None:
    assert new_nonce() != new_nonce()
    assert re.match(HEX_ID_PATTERN, new_nonce())
