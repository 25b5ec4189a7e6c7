"""Every device counts once, by the way it is connected or not."""

from peerdrop.core.connection_mode import ConnectionMode, connection_mode
from peerdrop.core.states import ConnectionState
from peerdrop.link import Path
from tests.fake_node import make_peer


def test_each_device_counts_once_by_its_way() -> None:
    peers = (
        make_peer(state=ConnectionState.CONNECTED, path=Path.LAN),
        make_peer(state=ConnectionState.CONNECTED, path=Path.NAT),
        make_peer(state=ConnectionState.CONNECTED, path=Path.RELAY, online=False),
        make_peer(state=ConnectionState.CONNECTED),
        make_peer(state=ConnectionState.CONNECTING),
        make_peer(state=ConnectionState.FAILED, online=False),
    )
    mode = connection_mode(peers)
    assert mode == ConnectionMode(lan=2, nat=1, relay=1, nearby=1, away=1)
    assert (mode.direct, mode.connected, mode.is_offline) == (3, 4, False)


def test_a_connection_that_was_lost_counts_as_none() -> None:
    lost = make_peer(state=ConnectionState.DISCONNECTED, path=Path.LAN)
    assert connection_mode((lost,)) == ConnectionMode(nearby=1)
    away = make_peer(state=ConnectionState.DISCONNECTED, path=Path.LAN, online=False)
    assert connection_mode((away,)) == ConnectionMode(away=1)


def test_without_anybody_here_this_device_is_offline() -> None:
    assert connection_mode(()).is_offline
    assert connection_mode((make_peer(online=False),)).is_offline
    assert not connection_mode((make_peer(),)).is_offline
