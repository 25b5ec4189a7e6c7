"""peerdrop/cli/sentences.py: every reason has its sentence and its next step."""

import pytest

from peerdrop.cli.errors import OfferRefused, reason_of
from peerdrop.cli.sentences import asked_words, failure_words, transfer_error, transfer_sentence
from peerdrop.core.states import Asked, Direction, TransferReason

R = TransferReason


@pytest.mark.parametrize("reason", TransferReason)
def test_every_reason_has_a_sentence_and_a_next_step(reason: TransferReason) -> None:
    sentence, next_step = transfer_sentence(reason, "Bea")
    assert sentence.endswith(".")
    assert next_step.endswith(".")
    assert "{" not in sentence


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("reason", [R.FORGOTTEN, R.TOO_OFTEN, R.BAD_NAME, R.NO_SPACE, R.DISK_FULL])
def test_what_a_job_can_end_with_has_words_of_its_own(reason: TransferReason, direction: Direction) -> None:
    told = transfer_sentence(reason, "Bea", direction)
    assert told[0] != transfer_sentence(R.OTHER, "Bea")[0]
    assert "{" not in "".join(told)
    assert "receiver" not in told[0]


def test_who_receives_is_not_told_of_a_receiver() -> None:
    assert transfer_sentence(R.NO_SPACE, "Bea", Direction.INCOMING)[0] == "There is not enough free space here."
    assert transfer_sentence(R.NO_SPACE, "Bea")[0] == "There is not enough free space on Bea."


@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("reason", R)
def test_every_reason_has_words_for_a_row_without_its_code(reason: TransferReason, direction: Direction) -> None:
    words = failure_words(reason, "Bea", direction)
    assert words
    assert not words.endswith(".")
    assert "{" not in words
    assert reason.name not in words


@pytest.mark.parametrize("asked", Asked)
def test_what_became_of_asking_again_has_words(asked: Asked) -> None:
    assert "Bea" in asked_words(asked, "Bea", Direction.INCOMING)
    assert asked_words(None, "Bea", Direction.INCOMING) == ""


def test_a_name_with_braces_is_only_a_name() -> None:
    assert transfer_sentence(TransferReason.DECLINED, "{0}")[0] == "{0} declined."


def test_the_error_knows_its_reason() -> None:
    error = transfer_error(TransferReason.NO_SPACE, "Bea", declined=True)
    assert isinstance(error, OfferRefused)
    assert reason_of(error) == "NO_SPACE"
