"""The connection table is the design's, row by row."""

import pytest

from peerdrop.core.connection_table import (
    CONNECTION_TABLE,
    FINAL,
    UNDERWAY,
    WHEN_LINK_FAILED,
    WHEN_TIMED_OUT,
    ConnectionEvent,
)
from peerdrop.core.states import ConnectionState

DESIGN = """
NEW             dial, offer_received -> SIGNALING; close -> CLOSED
SIGNALING       answer_received, answer_sent -> CONNECTING; glare_polite, glare_impolite -> SIGNALING
SIGNALING       signaling_failed, timeout -> FAILED
CONNECTING      channel_open -> AUTHENTICATING; transport_failed, timeout -> FAILED
AUTHENTICATING  hello_verified -> CONNECTED; hello_rejected, transport_failed, timeout -> FAILED
CONNECTED       keepalive_missed -> DISCONNECTED; bye_received -> CLOSING; transport_failed, hello_rejected -> FAILED
DISCONNECTED    keepalive_ok -> CONNECTED; bye_received -> CLOSING; transport_failed, timeout -> FAILED
CLOSING         transport_closed, timeout -> CLOSED
SIGNALING CONNECTING AUTHENTICATING CONNECTED DISCONNECTED FAILED  close -> CLOSING
"""


def rows_of_the_design() -> dict[tuple[ConnectionState, ConnectionEvent], ConnectionState]:
    rows = {}
    for line in DESIGN.strip().splitlines():
        states, rules = line.split("  ", 1)
        for rule in rules.split(";"):
            events, following = rule.split("->")
            for state in states.split():
                for event in events.split(","):
                    key = (ConnectionState(state), ConnectionEvent(event.strip()))
                    rows[key] = ConnectionState(following.strip())
    return rows


def test_the_table_is_the_designs_row_by_row() -> None:
    assert dict(CONNECTION_TABLE) == rows_of_the_design()


def test_every_state_can_reach_closed() -> None:
    reached = {ConnectionState.CLOSED}
    while more := {state for (state, _), after in CONNECTION_TABLE.items() if after in reached} - reached:
        reached |= more
    assert reached == set(ConnectionState)


def test_closed_is_silent() -> None:
    assert not [event for state, event in CONNECTION_TABLE if state is ConnectionState.CLOSED]


@pytest.mark.parametrize("state", sorted(UNDERWAY | {ConnectionState.DISCONNECTED}))
def test_every_state_that_waits_has_a_limit_and_a_reason_for_it(state: ConnectionState) -> None:
    assert CONNECTION_TABLE[state, ConnectionEvent.TIMEOUT] is ConnectionState.FAILED
    assert state in WHEN_TIMED_OUT


@pytest.mark.parametrize("state", sorted({state for state, _ in CONNECTION_TABLE} - FINAL))
def test_a_failed_transport_has_a_reason_wherever_it_is_listed(state: ConnectionState) -> None:
    assert ((state, ConnectionEvent.TRANSPORT_FAILED) in CONNECTION_TABLE) == (state in WHEN_LINK_FAILED)
