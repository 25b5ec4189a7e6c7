"""Hidden means hidden from strangers."""

from peerdrop.wire.identifiers import DeviceId
from server.discovery.visibility import Visibility

FRIEND, STRANGER = DeviceId("F" * 52), DeviceId("S" * 52)


def test_a_hidden_device_shows_itself_to_saved_devices_only() -> None:
    visibility = Visibility(discoverable=True, is_saved=lambda device_id: device_id == FRIEND)
    assert visibility.is_for(FRIEND)
    assert visibility.is_for(STRANGER)
    visibility.discoverable = False
    assert visibility.is_for(FRIEND)
    assert not visibility.is_for(STRANGER)
