"""The table of states against the text of the design, row by row."""

from typing import Final

import pytest

from peerdrop.core.machine import IllegalTransition, Machine
from peerdrop.core.states import TransferState
from peerdrop.core.transfers.job.table import TRANSFER_TABLE, TransferEvent

ROWS: Final = """
NEW           | offer_sent offer_received                    | OFFERED
NEW           | timeout                                      | FAILED
NEW           | cancel cancel_received                       | CANCELED
OFFERED       | accept accept_received                       | ACCEPTED
OFFERED       | decline decline_received                     | DECLINED
OFFERED       | connection_lost                              | SUSPENDED
OFFERED       | timeout error_received                       | FAILED
OFFERED       | complete_received                            | COMPLETED
OFFERED       | cancel cancel_received                       | CANCELED
ACCEPTED      | lane_open                                    | TRANSFERRING
ACCEPTED      | lane_failed                                  | ACCEPTED
ACCEPTED      | lanes_exhausted connection_lost              | SUSPENDED
ACCEPTED      | complete_received digest_ok                  | COMPLETED
ACCEPTED      | io_error error_received                      | FAILED
ACCEPTED      | cancel cancel_received                       | CANCELED
TRANSFERRING  | progress                                     | TRANSFERRING
TRANSFERRING  | pause pause_received disk_full               | PAUSED
TRANSFERRING  | end_of_data                                  | VERIFYING
TRANSFERRING  | lane_failed                                  | ACCEPTED
TRANSFERRING  | connection_lost                              | SUSPENDED
TRANSFERRING  | complete_received                            | COMPLETED
TRANSFERRING  | io_error error_received                      | FAILED
TRANSFERRING  | cancel cancel_received                       | CANCELED
PAUSED        | progress pause pause_received disk_full      | PAUSED
PAUSED        | lane_failed                                  | PAUSED
PAUSED        | resume resume_received                       | TRANSFERRING
PAUSED        | lanes_exhausted connection_lost              | SUSPENDED
PAUSED        | io_error error_received                      | FAILED
PAUSED        | cancel cancel_received                       | CANCELED
VERIFYING     | digest_ok complete_received                  | COMPLETED
VERIFYING     | accept_received                              | ACCEPTED
VERIFYING     | pause_received resume_received               | VERIFYING
VERIFYING     | lanes_exhausted connection_lost              | SUSPENDED
VERIFYING     | timeout io_error error_received              | FAILED
VERIFYING     | cancel cancel_received                       | CANCELED
SUSPENDED     | connection_restored                          | ACCEPTED
SUSPENDED     | offer_restored                               | OFFERED
SUSPENDED     | complete_received digest_ok                  | COMPLETED
SUSPENDED     | timeout io_error error_received              | FAILED
SUSPENDED     | cancel cancel_received                       | CANCELED
"""


def expected_rows() -> dict[tuple[TransferState, TransferEvent], TransferState]:
    rows = {}
    for line in ROWS.strip().splitlines():
        state, events, following = (cell.strip() for cell in line.split("|"))
        for event in events.split():
            rows[TransferState(state), TransferEvent(event)] = TransferState(following)
    return rows


EXPECTED: Final = expected_rows()


@pytest.mark.parametrize(("state", "event"), sorted(EXPECTED), ids=str)
def test_an_event_leads_where_the_design_says(state: TransferState, event: TransferEvent) -> None:
    seen: list[TransferState] = []
    machine = Machine(TRANSFER_TABLE, state, lambda _, following, __: seen.append(following), label="test")
    machine.handle(event, own=True)
    assert machine.state is EXPECTED[state, event]
    assert seen == [EXPECTED[state, event]]


def test_the_table_has_no_row_that_the_design_has_not() -> None:
    assert set(TRANSFER_TABLE) == set(EXPECTED)


def test_nothing_follows_an_end() -> None:
    assert not [row for row in TRANSFER_TABLE if row[0].is_final]


def test_every_event_has_a_row() -> None:
    assert {event for _, event in TRANSFER_TABLE} == set(TransferEvent)


@pytest.mark.parametrize("state", [state for state in TransferState if state.is_final])
def test_a_late_message_does_not_wake_an_ended_job(state: TransferState) -> None:
    machine = Machine(TRANSFER_TABLE, state, lambda *_: None, label="test")
    machine.handle(TransferEvent.CANCEL_RECEIVED)
    assert (machine.state, machine.ignored) == (state, 1)
    with pytest.raises(IllegalTransition):
        machine.handle(TransferEvent.ACCEPT, own=True)
