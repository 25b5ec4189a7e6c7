"""Silence, byes and returns; the network is answered by the test, time is turned by hand."""

from peerdrop.wire.card import Card
from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import DeviceId
from server.discovery.presence import Presence
from server.discovery.registry import STALE_S, Registry
from server.discovery.visibility import Visibility
from server.errors import NobodyAnswers
from server.events import DeviceFound, DeviceLost
from server.record import Endpoint, Source
from server.signaling.errors import CallFailed
from server.tasks import Tasks
from tests.manual_clock import ManualClock
from tests.unit.server.devices import HERE, learn, make_device, make_registry

THERE = Endpoint("192.0.2.8", 3001)


class Street:
    """Stands where client and contacts do: *cards* answer at endpoints, *refusing* ones say no, others are silent."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.registry: Registry
        self.registry, self.events = make_registry(self.clock)
        self.cards: dict[Endpoint, Card] = {}
        self.refusing: set[Endpoint] = set()
        self.asked: list[Endpoint] = []
        self.met: list[float] = []
        self.tasks = Tasks()
        self.presence = Presence(
            self.registry,
            self,  # type: ignore[arg-type]
            self.tasks,
            self.clock,
            Visibility(discoverable=True),
        )
        self.device = make_device()

    async def card_of(self, device_id: DeviceId, endpoint: Endpoint, *, limit_s: float) -> Card:
        self.asked.append(endpoint)
        if endpoint in self.cards:
            return self.cards[endpoint]
        raise CallFailed("nobody", refused=endpoint in self.refusing)

    async def meet(self, endpoint: Endpoint, source: Source, *, reveal: bool, device_id: DeviceId) -> None:
        self.met.append(self.clock.monotonic())
        raise NobodyAnswers("nobody")

    @property
    def lost(self) -> list[DeviceId]:
        return [event.record.device_id for event in self.events if isinstance(event, DeviceLost)]

    def bye(self, host: str = HERE.host) -> None:
        self.presence.said_bye(self.device.device_id, self.device.instance, host)


async def test_a_silent_device_is_asked_and_stays_when_it_answers() -> None:
    street = Street()
    learn(street.registry, street.device.card)
    street.cards[HERE] = street.device.card
    street.presence.start()
    await street.clock.advance(STALE_S + 3)
    assert street.asked == [HERE]
    assert not street.lost
    await street.clock.advance(20)
    assert street.asked == [HERE]
    await street.tasks.aclose()


async def test_a_silent_device_is_lost_when_it_does_not_answer_twice() -> None:
    street = Street()
    learn(street.registry, street.device.card)
    street.presence.start()
    await street.clock.advance(STALE_S - 3)
    assert not street.asked
    await street.clock.advance(6)
    assert street.asked == [HERE, HERE]
    assert street.lost == [street.device.device_id]
    await street.tasks.aclose()


async def test_every_address_is_asked_before_a_device_is_lost() -> None:
    street = Street()
    learn(street.registry, street.device.card)
    learn(street.registry, street.device.card, endpoint=THERE)
    street.cards[THERE] = street.device.card
    street.presence.start()
    await street.clock.advance(STALE_S + 3)
    assert set(street.asked) == {HERE, THERE}
    assert not street.lost
    await street.tasks.aclose()


async def test_another_device_at_the_address_is_no_answer() -> None:
    street = Street()
    learn(street.registry, street.device.card)
    street.cards[HERE] = make_device().card
    street.presence.start()
    await street.clock.advance(STALE_S + 3)
    assert street.lost == [street.device.device_id]
    await street.tasks.aclose()


async def test_a_bye_that_is_true_loses_the_device_at_once() -> None:
    street = Street()
    learn(street.registry, street.device.card)
    street.refusing.add(HERE)
    street.bye()
    await street.clock.advance(0)
    assert street.asked == [HERE]
    assert street.lost == [street.device.device_id]


async def test_a_forged_bye_changes_nothing() -> None:
    street = Street()
    learn(street.registry, street.device.card)
    street.cards[HERE] = street.device.card
    for _ in range(100):
        street.bye()
    await street.clock.advance(0)
    assert street.asked == [HERE]
    assert [type(event) for event in street.events] == [DeviceFound]


async def test_a_bye_from_elsewhere_or_of_another_instance_is_not_even_looked_at() -> None:
    street = Street()
    learn(street.registry, street.device.card)
    street.bye("192.0.2.99")
    street.presence.said_bye(street.device.device_id, make_device().instance, HERE.host)
    street.presence.said_bye(make_device().device_id, street.device.instance, HERE.host)
    await street.clock.advance(0)
    assert not street.asked


async def test_a_device_that_cannot_be_called_is_given_a_few_seconds_after_its_bye() -> None:
    street = Street()
    learn(street.registry, street.device.card, can_call=Reach.NO)
    street.presence.start()
    street.bye()
    await street.clock.advance(2)
    assert not street.lost
    await street.clock.advance(4)
    assert street.lost == [street.device.device_id]
    await street.tasks.aclose()


async def test_a_device_that_cannot_be_called_stays_while_it_polls() -> None:
    street = Street()
    learn(street.registry, street.device.card, can_call=Reach.NO)
    street.presence.start()
    for _ in range(10):
        street.registry.polled(street.device.device_id)
        await street.clock.advance(20)
    assert not street.lost
    await street.tasks.aclose()


async def test_a_device_that_cannot_be_called_is_tried_again_now_and_then() -> None:
    street = Street()
    learn(street.registry, street.device.card, can_call=Reach.NO)
    street.presence.start()
    for _ in range(40):
        street.registry.polled(street.device.device_id)
        await street.clock.advance(15)
    assert 2 <= len(street.met) <= 5
    await street.tasks.aclose()


async def test_a_typed_device_that_is_away_is_tried_again_and_a_heard_one_is_waited_for() -> None:
    street = Street()
    typed, heard = make_device(), make_device()
    learn(street.registry, typed.card, source=Source.ADDRESS)
    learn(street.registry, heard.card, source=Source.BROADCAST, endpoint=THERE)
    for device in (typed, heard):
        street.registry.lose(device.device_id)
    street.presence.start()
    await street.clock.advance(600)
    assert 3 <= len(street.met) <= 6
    await street.tasks.aclose()


async def test_on_another_network_everybody_is_met_again() -> None:
    street = Street()
    learn(street.registry, make_device().card)
    learn(street.registry, make_device().card, endpoint=THERE)
    street.presence.meet_all()
    await street.clock.advance(0)
    assert len(street.met) == 2
