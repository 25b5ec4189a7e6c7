"""Announcements against real sockets on loopback, with time turned by hand where time matters."""

import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from peerdrop.identity.identity import Identity
from peerdrop.wire.announcement import Announcement, AnnouncementKind, decode_announcement, encode_announcement
from peerdrop.wire.contact import Reach
from peerdrop.wire.identifiers import InstanceId
from server.discovery.announcer import Announcer
from server.discovery.registry import Registry
from server.discovery.visibility import Visibility
from server.errors import NobodyAnswers
from server.record import DeviceRecord, Endpoint, Source
from server.refusals import Refusal, Refusals
from server.tasks import Tasks
from server.this_device import ThisDevice
from tests.manual_clock import ManualClock
from tests.ports import free_port
from tests.unit.server.devices import learn, make_device, make_registry
from tests.unit.server.hosts import LOOPBACK
from tests.until import until

HOST = "192.0.2.50"


class Neighbourhood:
    """An announcer whose packets are handed in by the test; contacts and presence are written down."""

    def __init__(self, *, discoverable: bool = True) -> None:
        self.clock = ManualClock()
        self.own = make_device(self.clock)
        self.registry: Registry
        self.registry, self.events = make_registry(self.clock)
        self.met: list[tuple[Endpoint, bool]] = []
        self.byes: list[tuple[str, str]] = []
        self.sent: list[Announcement] = []
        self.answers: ThisDevice | None = None
        self.refusals = Refusals()
        self.tasks = Tasks()
        self.announcer = Announcer(
            self.own,
            self.registry,
            self,  # type: ignore[arg-type]
            self,  # type: ignore[arg-type]
            self.refusals,
            self.tasks,
            self.clock,
            random.Random(1),
            port=free_port(socket.SOCK_DGRAM),
            visibility=Visibility(discoverable=discoverable),
        )
        self.announcer._broadcast.send = self._sent  # type: ignore[method-assign]

    def _sent(self, payload: bytes) -> int:
        self.sent.append(decode_announcement(payload))
        return 1

    async def meet(self, endpoint: Endpoint, source: Source, *, reveal: bool) -> DeviceRecord:
        self.met.append((endpoint, reveal))
        if self.answers is None:
            raise NobodyAnswers("nobody")
        return learn(self.registry, self.answers.card, endpoint=endpoint, source=source)

    def said_bye(self, device_id: str, instance: str, host: str) -> None:
        self.byes.append((device_id, host))

    def hear(self, device: ThisDevice, host: str = HOST, **changes: Any) -> None:
        fields: dict[str, Any] = {
            "version": 1,
            "kind": AnnouncementKind.ANNOUNCE,
            "device_id": device.device_id,
            "instance": device.instance,
            "port": device.port,
        }
        self.announcer._packet_received(encode_announcement(Announcement(**(fields | changes))), host)


@asynccontextmanager
async def neighbourhood(**more: bool) -> AsyncIterator[Neighbourhood]:
    made = Neighbourhood(**more)
    try:
        yield made
    finally:
        await made.tasks.aclose()
        made.announcer.close()


async def test_it_announces_at_once_at_half_a_second_at_two_and_then_every_ten() -> None:
    async with neighbourhood() as around:
        await around.announcer.open((LOOPBACK,))
        counts = [len(around.sent)]
        for seconds in (0.5, 1.5, 12.0, 12.0):
            await around.clock.advance(seconds)
            counts.append(len(around.sent))
        assert counts[:3] == [1, 2, 3]
        assert counts[3] == 4
        assert counts[4] in (5, 6)
        assert around.sent[0].device_id == around.own.device_id
        assert around.sent[0].port == 3001


async def test_opening_again_starts_the_series_anew_and_ends_the_old_one() -> None:
    async with neighbourhood() as around:
        for _ in range(5):
            await around.announcer.open((LOOPBACK,))
        await around.clock.advance(60)
        assert len(around.sent) <= 5 + 2 + 8


async def test_who_is_not_to_be_discovered_says_nothing_but_to_a_typed_address() -> None:
    async with neighbourhood(discoverable=False) as around:
        stranger = make_device()
        await around.announcer.open((LOOPBACK,))
        around.hear(stranger)
        await around.clock.advance(30)
        around.announcer.say_bye()
        assert not around.sent
        assert around.met[0] == (Endpoint(HOST, 3001), False)


async def test_an_unknown_instance_is_met_within_three_tenths_of_a_second_and_answered() -> None:
    async with neighbourhood() as around:
        stranger = around.answers = make_device()
        around.hear(stranger)
        assert not around.met
        await around.clock.advance(0.3)
        assert around.met == [(Endpoint(HOST, 3001), True)]
        assert len(around.sent) == 1
        record = around.registry.get(stranger.device_id)
        assert record is not None
        assert record.source is Source.BROADCAST


async def test_a_packet_alone_makes_no_record() -> None:
    async with neighbourhood() as around:
        around.hear(make_device())
        await around.clock.advance(1)
        assert not around.registry.records()
        assert not around.events


async def test_a_known_instance_where_it_was_is_only_a_sign_of_life() -> None:
    async with neighbourhood() as around:
        known = make_device()
        learn(around.registry, known.card, endpoint=Endpoint(HOST, 3001))
        await around.clock.advance(34)
        around.hear(known)
        await around.clock.advance(2)
        assert not around.met
        assert not around.sent
        assert not around.registry.stale()


async def test_forged_packets_never_change_what_is_known() -> None:
    async with neighbourhood() as around:
        known = make_device()
        before = learn(around.registry, known.card, endpoint=Endpoint(HOST, 3001))
        for number in range(100):
            around.hear(known, f"192.0.2.{number}", port=4000 + number)
            around.hear(known, HOST, instance=InstanceId(f"{number:032x}"))
        await around.clock.advance(5)
        assert around.registry.records() == (before,)


async def test_a_lost_device_must_answer_before_it_is_shown_again() -> None:
    async with neighbourhood() as around:
        known = make_device()
        learn(around.registry, known.card, endpoint=Endpoint(HOST, 3001))
        around.registry.lose(known.device_id)
        around.hear(known)
        await around.clock.advance(1)
        assert around.met
        assert not around.registry.records()[0].online


async def test_a_lost_device_that_cannot_be_called_is_back_when_it_is_heard() -> None:
    async with neighbourhood() as around:
        known = make_device()
        learn(around.registry, known.card, endpoint=Endpoint(HOST, 3001), can_call=Reach.NO)
        around.registry.lose(known.device_id)
        around.hear(known)
        assert around.registry.records()[0].online


async def test_the_own_packets_are_nothing_new() -> None:
    async with neighbourhood() as around:
        for _ in range(500):
            around.hear(around.own, "127.0.0.1")
        await around.clock.advance(1)
        assert not around.met
        assert not around.refusals.snapshot()


async def test_the_own_identity_in_another_instance_is_visited_so_that_a_clone_is_proven() -> None:
    async with neighbourhood() as around:
        identity = Identity.generate()
        around.own._identity = identity
        around.hear(make_device(identity=identity))
        await around.clock.advance(1)
        assert len(around.met) == 1


async def test_who_does_not_answer_is_visited_less_and_less() -> None:
    async with neighbourhood() as around:
        stranger = make_device()
        for _ in range(60):
            around.hear(stranger)
            await around.clock.advance(5)
        assert 5 <= len(around.met) <= 12


async def test_one_instance_heard_many_times_at_once_is_visited_once_and_answered_once() -> None:
    async with neighbourhood() as around:
        around.answers = make_device()
        for _ in range(10):
            around.hear(around.answers)
        await around.clock.advance(1.9)
        assert len(around.met) == 1
        assert len(around.sent) == 1


async def test_who_made_contact_in_the_meantime_is_not_visited() -> None:
    async with neighbourhood() as around:
        stranger = make_device()
        around.hear(stranger)
        learn(around.registry, stranger.card, endpoint=Endpoint(HOST, 3001), source=Source.CONTACT)
        await around.clock.advance(1)
        assert not around.met
        assert around.registry.records()[0].source is Source.BROADCAST


async def test_a_bye_is_passed_on_as_the_hint_that_it_is() -> None:
    async with neighbourhood() as around:
        known = make_device()
        record = learn(around.registry, known.card)
        around.hear(known, kind=AnnouncementKind.BYE)
        assert around.byes == [(known.device_id, HOST)]
        assert around.registry.records() == (record,)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x00",
        b"{}",
        b"M-SEARCH * HTTP/1.1\r\n",
        b'{"app":"other","version":1,"kind":"announce","device_id":"' + b"A" * 52 + b'"}',
        b"[" * 1200,
        b"x" * 1201,
    ],
)
async def test_what_is_no_announcement_is_counted_and_dropped(payload: bytes) -> None:
    async with neighbourhood() as around:
        around.announcer._packet_received(payload, HOST)
        await around.clock.advance(1)
        assert around.refusals.snapshot() == {Refusal.ANNOUNCEMENT_MALFORMED: 1}
        assert not around.met


async def test_a_flood_of_one_source_is_counted_and_another_is_still_heard() -> None:
    async with neighbourhood() as around:
        for number in range(1000):
            around.hear(make_device_like(number), "192.0.2.66")
        assert around.refusals.snapshot()[Refusal.ANNOUNCEMENT_FLOOD] >= 900
        around.answers = make_device()
        around.hear(around.answers)
        await around.clock.advance(1)
        assert around.registry.get(around.answers.device_id) is not None


def make_device_like(number: int) -> ThisDevice:
    device = _TEMPLATE
    device.instance = InstanceId(f"{number:032x}")
    return device


_TEMPLATE = make_device()


async def test_packets_that_neighbours_really_send_are_heard() -> None:
    async with neighbourhood() as around:
        await around.announcer.open((LOOPBACK,))
        stranger = make_device()
        packet = encode_announcement(
            Announcement(
                version=1,
                kind=AnnouncementKind.BYE,
                device_id=stranger.device_id,
                instance=stranger.instance,
                port=3001,
            )
        )
        around.announcer._broadcast.send_to(packet, "127.0.0.1")
        await until(lambda: around.byes == [(stranger.device_id, "127.0.0.1")])
