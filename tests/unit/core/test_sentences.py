"""Every failure has a sentence and a next step with the device's name."""

import pytest

from peerdrop.core.sentences import connection_failure, message_failure
from peerdrop.core.states import FailureReason, OlderSide


@pytest.mark.parametrize("reason", list(FailureReason))
def test_every_reason_says_what_happened_and_what_to_do(reason: FailureReason) -> None:
    message, next_step = connection_failure(reason, "Ana")
    assert "Ana" in message
    assert message.endswith(".")
    assert next_step.endswith(".")


@pytest.mark.parametrize("older", [*OlderSide, None])
def test_a_version_gap_says_which_device_to_update(older: OlderSide | None) -> None:
    _, next_step = connection_failure(FailureReason.VERSION, "Ana", older)
    assert next_step.startswith("Update")
    assert ("Ana" in next_step) == (older is OlderSide.PEER)


@pytest.mark.parametrize("reason", [*FailureReason.__members__, "WITHDRAWN", "NOT_DELIVERED", "SOMETHING_NEW"])
def test_every_reason_of_a_message_that_failed_has_words(reason: str) -> None:
    message, _ = message_failure(reason, "Ana")
    assert "Ana" in message
    assert reason not in message


def test_a_message_says_what_became_of_it_where_a_connection_would_say_something_else() -> None:
    assert message_failure("LOST", "Ana")[1] == "Send it again."
    assert "taken back" in message_failure("WITHDRAWN", "Ana")[0]
    assert message_failure("BUSY", "Ana") == connection_failure(FailureReason.BUSY, "Ana")
