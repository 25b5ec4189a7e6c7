"""Who gives way to whom where as many devices are connected as may be; test_peers.py has it between whole rosters."""

from dataclasses import dataclass, field
from typing import cast

from peerdrop.core.peer import Peer
from peerdrop.core.places import IDLE_AFTER_S, Places
from peerdrop.core.states import ConnectionState
from peerdrop.wire.identifiers import DeviceId
from tests.manual_clock import ManualClock


@dataclass
class Attempt:
    """What is asked of an attempt."""

    dialed: bool
    state: ConnectionState


@dataclass
class Guest:
    """What is asked of a peer."""

    device_id: DeviceId
    is_connected: bool = True
    used_at: float = 0.0
    attempt: Attempt | None = None
    wants_in: bool = False
    freed: int = 0

    def disconnect(self) -> None:
        self.is_connected = False

    def place_freed(self) -> bool:
        self.freed += 1
        return self.wants_in


@dataclass
class House:
    """Places and the guests in it."""

    limit: int
    clock: ManualClock = field(default_factory=ManualClock)
    guests: list[Guest] = field(default_factory=list)
    work: set[DeviceId] = field(default_factory=set)
    invited: list[DeviceId] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = Places(
            lambda: self.limit,
            lambda: cast("list[Peer]", self.guests),
            self.clock,
            work_waits=self.work.__contains__,
            invite=self.invited.append,
        )

    def guest(self, name: str, **given: object) -> Guest:
        made = Guest(DeviceId(name), **given)  # type: ignore[arg-type]
        self.guests.append(made)
        return made

    def makes_room_for(self, guest: Guest) -> bool:
        return self.places.make_room_for(cast("Peer", guest))

    def has_place_for(self, guest: Guest) -> bool:
        return self.places.has_place_for(cast("Peer", guest))


async def test_the_one_that_was_idle_longest_gives_way() -> None:
    house = House(2)
    await house.clock.advance(IDLE_AFTER_S + 10)
    newer, older = house.guest("A", used_at=5.0), house.guest("B", used_at=1.0)
    assert house.makes_room_for(house.guest("C", is_connected=False))
    assert (newer.is_connected, older.is_connected) == (True, False)


async def test_after_a_user_went_beyond_the_limit_as_many_give_way_as_it_takes() -> None:
    house = House(2)
    await house.clock.advance(IDLE_AFTER_S)
    idle = [house.guest(name) for name in "ABC"]
    assert house.makes_room_for(house.guest("D", is_connected=False))
    assert sum(guest.is_connected for guest in idle) == 1


async def test_nobody_gives_way_where_it_would_not_be_enough() -> None:
    house = House(2)
    await house.clock.advance(IDLE_AFTER_S)
    idle, used = house.guest("A"), house.guest("B")
    house.guest("C", used_at=house.clock.monotonic())
    house.work.add(used.device_id)
    assert not house.makes_room_for(house.guest("D", is_connected=False))
    assert idle.is_connected


def test_who_is_only_dialed_takes_no_place_and_who_was_answered_does() -> None:
    house = House(1)
    house.guest("A", is_connected=False, attempt=Attempt(dialed=True, state=ConnectionState.SIGNALING))
    caller = house.guest("B", is_connected=False)
    assert house.makes_room_for(caller)
    caller.attempt = Attempt(dialed=False, state=ConnectionState.SIGNALING)
    assert not house.makes_room_for(house.guest("C", is_connected=False))


def test_who_says_hello_takes_the_place_and_a_reconnection_needs_none() -> None:
    house = House(1)
    first = house.guest("A", is_connected=False, attempt=Attempt(dialed=True, state=ConnectionState.AUTHENTICATING))
    second = house.guest("B", is_connected=False)
    assert house.has_place_for(first)
    assert not house.has_place_for(second)
    second.is_connected = True
    assert house.has_place_for(second)


def test_places_go_to_own_work_in_turn_and_callers_are_asked_again() -> None:
    house = House(1)
    guests = {name: house.guest(name, is_connected=False, wants_in=name in "BC") for name in "ABCD"}
    for name in "ABCD":
        house.places.turned_away(DeviceId(name), called=name == "A")
    house.places.changed()
    assert house.invited == ["A"]
    assert [guest.freed for guest in guests.values()] == [1, 1, 0, 0]
    house.places.changed()
    assert guests["C"].freed == 1
    house.places.forget(DeviceId("D"))
    house.places.changed()
    assert guests["D"].freed == 0


def test_nobody_is_served_while_every_place_is_taken() -> None:
    house = House(1)
    house.guest("A")
    waiting = house.guest("B", is_connected=False, wants_in=True)
    house.places.turned_away(waiting.device_id, called=True)
    house.places.changed()
    assert (waiting.freed, house.invited) == (0, [])
