"""What the list of devices makes of news: how often it is written anew, what leaves it, what waits."""

from dataclasses import replace

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from peerdrop.core.events import PeerForgotten, PeerStateChanged
from peerdrop.core.states import ConnectionState, FailureReason, Quality, Trust
from peerdrop.gui.models.devices import DeviceModel, DeviceRole
from tests.fake_node import make_peer
from tests.until import until

NOW = 1_750_000_000.0


@pytest.fixture
def devices(qapp: QApplication) -> DeviceModel:
    model = DeviceModel(lambda: NOW)
    # A message of Qt at WARNING fails the test.
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    return model


def test_a_round_trip_is_written_at_most_every_two_seconds(devices: DeviceModel) -> None:
    peer = make_peer(state=ConnectionState.CONNECTED, rtt_ms=1.0)
    devices.put(peer)
    changes: list[int] = []
    devices.dataChanged.connect(lambda first, _: changes.append(first.row()))
    for number in range(2, 9):
        devices.put(replace(peer, rtt_ms=float(number)))
    assert len(changes) == 1, "the first one at once, the others when their time has come"
    devices.put(replace(peer, rtt_ms=9.0, quality=Quality.FAIR))
    shown = devices.peer(peer.device_id)
    assert shown is not None
    assert (shown.rtt_ms, shown.quality) == (9.0, Quality.FAIR), "how it feels is shown at once"


def test_a_device_that_is_forgotten_leaves_the_list_unless_it_stays(devices: DeviceModel) -> None:
    here = make_peer("Ann", "ANN", trust=Trust.KNOWN)
    away = make_peer("Bea", "BEA", trust=Trust.KNOWN, online=False)
    last = make_peer("Cem", "CEM", trust=Trust.KNOWN, online=False)
    for each in (here, away, last):
        devices.put(each)
    for each in (here, away):
        devices.forgotten(PeerForgotten(device_id=each.device_id, stays=each is here))
    assert [each.device_id for each in devices.peers()] == [here.device_id, last.device_id]
    stranger = devices.peer(here.device_id)
    assert stranger is not None
    assert stranger.trust is Trust.SEEN
    assert devices.index_of(last.device_id).data() == "Cem"
    assert not devices.index_of(away.device_id).isValid()


async def test_a_device_that_is_tried_again_counts_the_seconds_down(qapp: QApplication) -> None:
    now = [NOW]
    devices = DeviceModel(lambda: now[0])
    peer = make_peer(state=ConnectionState.FAILED, reason=FailureReason.LOST)
    devices.put(peer)
    row = devices.index_of(peer.device_id)
    devices.put(replace(peer, retry_at=NOW + 4.4))
    assert row.data(DeviceRole.LOOK).line == "Trying again in 5 s"
    changed: list[str] = []
    devices.dataChanged.connect(lambda first, _: changed.append(first.data(DeviceRole.LOOK).line))
    now[0] += 2.0
    await until(lambda: changed == ["Trying again in 3 s"])
    now[0] += 3.0
    await until(lambda: changed[-1] == "Trying again…")
    failed = ConnectionState.FAILED
    devices.state_changed(
        PeerStateChanged(
            device_id=peer.device_id, state=failed, previous=failed, reason=None, path=None, via_mailbox=False
        )
    )
    assert row.data(DeviceRole.LOOK).line == "Could not connect"


def test_what_waits_for_a_device_stands_in_its_row_until_it_is_gone(devices: DeviceModel) -> None:
    peer = make_peer(online=False)
    devices.put(peer)
    devices.set_waiting({peer.device_id: 3})
    assert devices.index_of(peer.device_id).data(DeviceRole.LOOK).line.endswith("3 waiting")
    devices.set_waiting({})
    assert "waiting" not in devices.index_of(peer.device_id).data(DeviceRole.LOOK).line
