import msgspec
import pytest

from peerdrop.wire.contact import Reach
from server.discovery.registry import STALE_S, InstanceRetired, Registry, TableFull
from server.events import DeviceFound, DeviceLost, DeviceRestarted, DeviceUpdated
from server.record import Endpoint, Source
from tests.manual_clock import ManualClock
from tests.unit.server.devices import HERE, learn, make_device, make_registry

THERE = Endpoint("192.0.2.8", 3001)


def kinds(events: list[object]) -> list[str]:
    return [type(event).__name__ for event in events]


def test_a_card_makes_a_record_and_is_told() -> None:
    registry, events = make_registry(ManualClock())
    device = make_device()
    record = learn(registry, device.card)
    assert registry.get(device.device_id) == record
    assert registry.records() == (record,)
    assert events == [DeviceFound(record=record)]
    assert record.endpoints == (HERE,)
    assert record.online


def test_the_same_card_again_is_no_news() -> None:
    registry, events = make_registry(ManualClock())
    device = make_device()
    learn(registry, device.card)
    learn(registry, device.card)
    assert kinds(list(events)) == ["DeviceFound"]


def test_a_new_name_is_told_and_a_new_epoch_is_not() -> None:
    registry, events = make_registry(ManualClock())
    card = make_device().card
    learn(registry, card)
    learn(registry, msgspec.structs.replace(card, epoch="0" * 32))
    assert kinds(list(events)) == ["DeviceFound"]
    learn(registry, msgspec.structs.replace(card, name="renamed"))
    assert kinds(list(events)) == ["DeviceFound", "DeviceUpdated"]


def test_a_device_at_another_port_is_there_by_all_its_addresses_and_one_that_is_forwarded_stays() -> None:
    registry, _ = make_registry(ManualClock())
    card = msgspec.structs.replace(make_device().card, port=3001)
    forwarded = Endpoint("198.51.100.7", 40_000)
    for endpoint in (HERE, THERE, forwarded):
        learn(registry, card, endpoint=endpoint)
    moved = msgspec.structs.replace(card, port=4000)
    record = learn(registry, moved, endpoint=Endpoint(THERE.host, 4000))
    assert set(record.endpoints) == {Endpoint(HERE.host, 4000), Endpoint(THERE.host, 4000), forwarded}


def test_a_device_that_was_heard_before_its_contact_counts_as_found_by_broadcast() -> None:
    registry, _ = make_registry(ManualClock())
    heard, unheard = make_device(), make_device()
    registry.heard(heard.device_id)
    assert learn(registry, heard.card, source=Source.CONTACT).source is Source.BROADCAST
    assert learn(registry, unheard.card, source=Source.CONTACT).source is Source.CONTACT


def test_how_a_device_was_found_first_stays() -> None:
    registry, _ = make_registry(ManualClock())
    device = make_device()
    learn(registry, device.card, source=Source.ADDRESS)
    assert learn(registry, device.card, source=Source.BROADCAST).source is Source.ADDRESS


async def test_whoever_makes_contact_from_an_expected_host_counts_as_found_that_way() -> None:
    registry, _ = make_registry(ManualClock())
    device, later = make_device(), make_device()
    with registry.expectation([HERE.host], Source.ADDRESS) as made_contact:
        learn(registry, device.card, source=Source.CONTACT)
        assert (await made_contact).source is Source.ADDRESS
    assert learn(registry, later.card, source=Source.CONTACT).source is Source.CONTACT


def test_what_is_not_known_of_a_direction_leaves_what_was() -> None:
    registry, _ = make_registry(ManualClock())
    device = make_device()
    learn(registry, device.card, can_call=Reach.NO, called_by=Reach.YES)
    record = learn(registry, device.card, can_call=Reach.UNKNOWN, called_by=Reach.UNKNOWN)
    assert (record.can_call, record.called_by) == (Reach.NO, Reach.YES)


async def test_one_address_that_fails_does_not_hide_another_that_just_worked() -> None:
    clock = ManualClock()
    registry, _ = make_registry(clock)
    device = make_device()
    learn(registry, device.card, can_call=Reach.YES)
    assert learn(registry, device.card, endpoint=THERE, can_call=Reach.NO).can_call is Reach.YES
    await clock.advance(STALE_S)
    assert learn(registry, device.card, endpoint=THERE, can_call=Reach.NO).can_call is Reach.NO


def test_the_endpoint_that_worked_last_leads() -> None:
    registry, _ = make_registry(ManualClock())
    device = make_device()
    learn(registry, device.card)
    assert learn(registry, device.card, endpoint=THERE).endpoints == (HERE, THERE)
    registry.worked(device.device_id, THERE)
    record = registry.get(device.device_id)
    assert record is not None
    assert record.endpoints == (THERE, HERE)


def test_endpoints_are_bounded() -> None:
    registry, _ = make_registry(ManualClock())
    device = make_device()
    for number in range(50):
        record = learn(registry, device.card, endpoint=Endpoint(f"192.0.2.{number}", 3001))
    assert len(record.endpoints) == 8


def test_another_instance_is_a_restart_and_the_old_one_never_comes_back() -> None:
    registry, events = make_registry(ManualClock())
    device = make_device()
    old = device.card
    new = msgspec.structs.replace(old, instance="a" * 32, port=3002)
    learn(registry, old, endpoint=HERE)
    record = learn(registry, new, endpoint=Endpoint(HERE.host, 3002))
    restarted = next(event for event in events if isinstance(event, DeviceRestarted))
    assert restarted.previous == old.instance
    assert record.endpoints == (Endpoint(HERE.host, 3002),)
    with pytest.raises(InstanceRetired):
        learn(registry, old)
    assert registry.get(device.device_id) == record


async def test_silence_makes_a_device_stale_and_any_sign_of_life_does_not() -> None:
    clock = ManualClock()
    registry, _ = make_registry(clock)
    silent, loud = make_device(), make_device()
    learn(registry, silent.card)
    learn(registry, loud.card)
    await clock.advance(STALE_S - 1)
    registry.sign_of_life(loud.device_id)
    await clock.advance(1)
    assert [record.device_id for record in registry.stale()] == [silent.device_id]


def test_a_lost_device_is_told_once_and_comes_back_by_a_sign_of_life() -> None:
    registry, events = make_registry(ManualClock())
    device = make_device()
    learn(registry, device.card)
    registry.lose(device.device_id)
    registry.lose(device.device_id)
    registry.sign_of_life(device.device_id)
    assert [type(event) for event in events] == [DeviceFound, DeviceLost, DeviceFound]
    assert registry.stale() == ()


def test_signs_of_strangers_change_nothing() -> None:
    registry, events = make_registry(ManualClock())
    stranger = make_device().device_id
    registry.sign_of_life(stranger)
    registry.polled(stranger)
    registry.worked(stranger, HERE)
    registry.unreachable(stranger)
    registry.lose(stranger)
    registry.moved_away(stranger, HERE)
    registry.doubt(stranger, stale_in_s=0)
    assert not events
    assert not registry.records()
    assert not registry.polls_us(stranger)


def test_a_device_that_polls_reaches_us_and_can_be_left_mail() -> None:
    registry, _ = make_registry(ManualClock())
    device = make_device()
    learn(registry, device.card, called_by=Reach.UNKNOWN)
    assert not registry.polls_us(device.device_id)
    registry.polled(device.device_id)
    assert registry.polls_us(device.device_id)
    record = registry.get(device.device_id)
    assert record is not None
    assert record.called_by is Reach.YES


async def test_a_device_that_has_not_polled_for_long_is_not_left_mail() -> None:
    clock = ManualClock()
    registry, _ = make_registry(clock)
    device = make_device()
    learn(registry, device.card)
    registry.polled(device.device_id)
    await clock.advance(61)
    assert not registry.polls_us(device.device_id)


def test_a_device_that_knows_we_cannot_call_it_is_about_to_poll() -> None:
    registry, _ = make_registry(ManualClock())
    device = make_device()
    learn(registry, device.card, can_call=Reach.NO, called_by=Reach.YES)
    assert registry.polls_us(device.device_id)
    registry.lose(device.device_id)
    assert not registry.polls_us(device.device_id)


def test_an_unreachable_device_is_told_once() -> None:
    registry, events = make_registry(ManualClock())
    device = make_device()
    learn(registry, device.card)
    registry.unreachable(device.device_id)
    registry.unreachable(device.device_id)
    assert [type(event) for event in events] == [DeviceFound, DeviceUpdated]


def test_an_endpoint_that_another_device_took_is_dropped_but_never_the_last() -> None:
    registry, _ = make_registry(ManualClock())
    device = make_device()
    learn(registry, device.card)
    registry.moved_away(device.device_id, HERE)
    assert _endpoints(registry, device.device_id) == (HERE,)
    learn(registry, device.card, endpoint=THERE)
    registry.moved_away(device.device_id, HERE)
    assert _endpoints(registry, device.device_id) == (THERE,)


async def test_a_full_table_lets_the_longest_silent_device_go_and_never_one_that_is_here() -> None:
    clock = ManualClock()
    registry, _ = make_registry(clock, max_devices=3)
    devices = [make_device() for _ in range(3)]
    for number, device in enumerate(devices):
        learn(registry, device.card, endpoint=Endpoint(f"192.0.2.{number}", 3001))
        await clock.advance(1)
    with pytest.raises(TableFull):
        learn(registry, make_device().card)
    registry.lose(devices[1].device_id)
    registry.lose(devices[0].device_id)
    newcomer = make_device()
    learn(registry, newcomer.card)
    assert registry.get(devices[0].device_id) is None
    assert registry.get(devices[1].device_id) is not None
    assert registry.get(newcomer.device_id) is not None


def test_one_host_cannot_fill_the_table_with_identities() -> None:
    registry, _ = make_registry(ManualClock(), max_devices=512)
    card = make_device().card
    for number in range(64):
        learn(registry, msgspec.structs.replace(card, device_id=f"{number:052d}"))
    with pytest.raises(TableFull):
        learn(registry, card)
    learn(registry, card, endpoint=THERE)


async def test_doubt_makes_a_device_stale_sooner_unless_it_shows_itself() -> None:
    clock = ManualClock()
    registry, _ = make_registry(clock)
    doubted, shown = make_device(), make_device()
    for device in (doubted, shown):
        learn(registry, device.card)
        registry.doubt(device.device_id, stale_in_s=3)
    await clock.advance(1)
    registry.sign_of_life(shown.device_id)
    await clock.advance(2)
    assert [record.device_id for record in registry.stale()] == [doubted.device_id]


def _endpoints(registry: Registry, device_id: object) -> tuple[Endpoint, ...]:
    record = registry.get(device_id)  # type: ignore[arg-type]
    assert record is not None
    return record.endpoints
