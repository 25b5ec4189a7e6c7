"""peerdrop/cli/sentences.py: every reason has its sentence and its next step."""

import pytest

from peerdrop.cli.errors import OfferRefused, reason_of
from peerdrop.cli.sentences import transfer_error, transfer_sentence
from peerdrop.core.states import TransferReason


@pytest.mark.parametrize("reason", TransferReason)
def test_every_reason_has_a_sentence_and_a_next_step(reason: TransferReason) -> None:
    sentence, next_step = transfer_sentence(reason, "Bea")
    assert sentence.endswith(".")
    assert next_step.endswith(".")
    assert "{" not in sentence


def test_a_name_with_braces_is_only_a_name() -> None:
    assert transfer_sentence(TransferReason.DECLINED, "{0}")[0] == "{0} declined."


def test_the_error_knows_its_reason() -> None:
    error = transfer_error(TransferReason.NO_SPACE, "Bea", declined=True)
    assert isinstance(error, OfferRefused)
    assert reason_of(error) == "NO_SPACE"
