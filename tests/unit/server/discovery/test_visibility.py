"""Hidden means hidden from strangers."""

from peerdrop.wire.identifiers import DeviceId
from server.discovery.visibility import Visibility

FRIEND, STRANGER = DeviceId("F" * 52), DeviceId("S" * 52)


def test_a_hidden_device_shows_itself_to_saved_devices_only() -> None:
    visibility = Visibility(discoverable=True, is_saved=lambda device_id: device_id == FRIEND)
    assert visibility.is_for(FRIEND)
    assert visibility.is_for(STRANGER)
    visibility.change(discoverable=False)
    assert visibility.is_for(FRIEND)
    assert not visibility.is_for(STRANGER)


def test_who_asks_without_a_name_is_answered_where_a_saved_device_is_or_one_that_we_called() -> None:
    at, expected = "192.0.2.1", "192.0.2.2"
    visibility = Visibility(discoverable=False, is_at=at.__eq__, is_expected=expected.__eq__)
    called, elsewhere = "192.0.2.3", "192.0.2.4"
    visibility.reveal_to(STRANGER, called)
    assert [visibility.is_for_host(host) for host in (at, expected, called, elsewhere)] == [True, True, True, False]
    assert visibility.admits(STRANGER, elsewhere)
    assert visibility.admits(FRIEND, expected)
    assert not visibility.admits(FRIEND, elsewhere)


def test_hiding_hides_from_those_as_well_who_were_called_before() -> None:
    visibility = Visibility(discoverable=False)
    visibility.reveal_to(STRANGER, "192.0.2.1")
    visibility.change(discoverable=False)
    assert not visibility.is_for(STRANGER)
    assert not visibility.is_for_host("192.0.2.1")
