"""peerdrop/cli/connection_words.py: every state and count has words."""

import pytest

from peerdrop.cli.connection_words import connection_words, mode_words
from peerdrop.core.connection_mode import ConnectionMode
from peerdrop.core.states import ConnectionState, FailureReason, Quality
from peerdrop.link import Path
from tests.fake_node import make_peer


@pytest.mark.parametrize("state", ConnectionState)
def test_every_state_has_a_word(state: ConnectionState) -> None:
    assert connection_words(make_peer(state=state))


def test_a_live_connection_says_its_way_its_quality_and_the_figures() -> None:
    peer = make_peer(
        state=ConnectionState.CONNECTED, path=Path.NAT, quality=Quality.FAIR, rtt_ms=60.4, missed_pings=1, silent_s=3.2
    )
    assert connection_words(peer) == "connected, NAT, fair, 60 ms, 1 missed ping, silent for 3 s"


def test_a_failure_says_why() -> None:
    peer = make_peer(state=ConnectionState.FAILED, reason=FailureReason.BUSY)
    assert connection_words(peer) == "failed: too many devices are connected there"


@pytest.mark.parametrize("reason", FailureReason)
def test_every_failure_has_words_and_not_its_code(reason: FailureReason) -> None:
    words = connection_words(make_peer(state=ConnectionState.FAILED, reason=reason))
    assert words.startswith("failed: ")
    assert reason.name not in words


def test_ways_are_told_apart_only_where_there_are_any() -> None:
    assert mode_words(ConnectionMode(nearby=2, away=1)) == "0 peer-to-peer, 0 by relay, 2 nearby, 1 away"
    assert mode_words(ConnectionMode(lan=1, nat=2, relay=3)).startswith("3 peer-to-peer (1 LAN, 2 NAT), 3 by relay")
