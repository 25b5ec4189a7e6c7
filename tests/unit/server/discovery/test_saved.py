"""Saved devices are looked for where they were, eagerly at first, and nobody else gets anything there."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from peerdrop.wire.card import Card
from peerdrop.wire.identifiers import DeviceId
from server.discovery.registry import Registry
from server.discovery.saved import SAVED_DEVICES, SavedDevices
from server.errors import NobodyAnswers
from server.record import DeviceRecord, Endpoint, Source
from server.signaling.errors import CallFailed
from server.tasks import Tasks
from tests.manual_clock import ManualClock, settle
from tests.unit.server.devices import learn, make_device, make_registry

HERE, THERE, ELSEWHERE = (Endpoint(f"192.0.2.{number}", 3001) for number in (1, 2, 3))


class Calls:
    """Saved devices whose calls are answered by the test: *answering* says who is where."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.registry: Registry
        self.registry, _ = make_registry(self.clock)
        self.device = make_device()
        self.answering: dict[Endpoint, Card] = {}
        self.called: list[Endpoint] = []
        self.met: list[tuple[Endpoint, Source, bool]] = []
        self.tasks = Tasks()
        self.saved = SavedDevices(
            self.registry,
            self,  # type: ignore[arg-type]
            self.tasks,
            self.clock,
            random.Random(1),
        )

    @property
    def device_id(self) -> DeviceId:
        return self.device.device_id

    async def card_of(self, device_id: DeviceId, endpoint: Endpoint, *, limit_s: float) -> Card:
        assert limit_s == 1.2
        self.called.append(endpoint)
        if endpoint not in self.answering:
            raise CallFailed("nobody")
        return self.answering[endpoint]

    async def meet(self, endpoint: Endpoint, source: Source, *, lead: bool, device_id: DeviceId) -> DeviceRecord:
        self.met.append((endpoint, source, lead))
        return learn(self.registry, self.answering[endpoint], endpoint=endpoint, source=source, lead=lead)


@asynccontextmanager
async def calls() -> AsyncIterator[Calls]:
    made = Calls()
    try:
        yield made
    finally:
        await made.tasks.aclose()


async def test_all_endpoints_are_called_at_the_start_and_the_one_that_answers_leads() -> None:
    async with calls() as each:
        each.answering = {THERE: each.device.card}
        each.saved.remember(each.device_id, (HERE, THERE, ELSEWHERE))
        assert not each.called
        each.saved.start()
        await settle()
        assert set(each.called) == {HERE, THERE, ELSEWHERE}
        assert each.met == [(THERE, Source.SAVED, True)]
        record = each.registry.get(each.device_id)
        assert record is not None
        assert (record.source, record.endpoints) == (Source.SAVED, (THERE,))


async def test_whoever_has_the_address_now_is_not_met() -> None:
    async with calls() as each:
        each.answering = {HERE: make_device().card}
        each.saved.remember(each.device_id, (HERE,))
        each.saved.start()
        await settle()
        assert each.called == [HERE]
        assert not each.met
        assert not each.registry.records()


async def test_a_silent_device_is_called_less_and_less_often() -> None:
    async with calls() as each:
        each.saved.remember(each.device_id, (HERE,))
        each.saved.start()
        counts = []
        for _ in range(6):
            await each.clock.advance(60)
            counts.append(len(each.called))
        assert 4 <= counts[0] <= 6
        assert counts[-1] - counts[0] <= 4
        await each.clock.advance(3600)
        assert len(each.called) - counts[-1] <= 16


async def test_a_device_that_is_here_is_not_called_and_one_that_left_is() -> None:
    async with calls() as each:
        learn(each.registry, each.device.card, endpoint=ELSEWHERE)
        each.saved.remember(each.device_id, (HERE,))
        each.saved.start()
        await each.clock.advance(300)
        assert not each.called
        each.registry.lose(each.device_id)
        await each.clock.advance(2.5)
        assert each.called == [HERE]


async def test_a_new_network_is_a_reason_to_call_at_once() -> None:
    async with calls() as each:
        each.saved.remember(each.device_id, (HERE,))
        each.saved.start()
        await each.clock.advance(600)
        before = len(each.called)
        each.saved.call_all()
        await settle()
        assert len(each.called) == before + 1


async def test_a_new_endpoint_is_called_at_once_and_a_new_order_is_no_reason_to() -> None:
    async with calls() as each:
        each.saved.start()
        each.saved.remember(each.device_id, (HERE,))
        await settle()
        each.saved.remember(each.device_id, (HERE, THERE))
        await settle()
        assert sorted(each.called) == [HERE, HERE, THERE]
        each.saved.remember(each.device_id, (THERE, HERE))
        await settle()
        assert len(each.called) == 3


async def test_a_forgotten_device_is_called_no_more() -> None:
    async with calls() as each:
        each.saved.remember(each.device_id, (HERE,))
        each.saved.start()
        await settle()
        each.saved.forget(each.device_id)
        await each.clock.advance(3600)
        assert each.called == [HERE]
        assert each.saved.silent() == ()


async def test_the_endpoints_of_the_silent_are_told_for_the_scan() -> None:
    async with calls() as each:
        other = make_device()
        learn(each.registry, other.card, endpoint=ELSEWHERE)
        each.saved.remember(each.device_id, (HERE, THERE))
        each.saved.remember(other.device_id, (ELSEWHERE,))
        assert each.saved.silent() == (HERE, THERE)


async def test_a_device_is_called_on_demand_and_the_caller_told_if_nobody_answers() -> None:
    async with calls() as each:
        each.saved.remember(each.device_id, (HERE, THERE))
        with pytest.raises(NobodyAnswers):
            await each.saved.call(each.device_id)
        with pytest.raises(NobodyAnswers):
            await each.saved.call(make_device().device_id)
        each.answering = {THERE: each.device.card}
        assert (await each.saved.call(each.device_id)).endpoints == (THERE,)


async def test_what_is_no_literal_is_never_called() -> None:
    async with calls() as each:
        each.saved.remember(each.device_id, (Endpoint("evil.example", 3001), Endpoint("2130706433", 80), HERE))
        assert each.saved.silent() == (HERE,)


async def test_what_is_kept_is_bounded() -> None:
    async with calls() as each:
        for number in range(SAVED_DEVICES + 50):
            each.saved.remember(DeviceId(f"{number:052}"), (Endpoint("192.0.2.9", 3001 + port) for port in range(1000)))
        assert len(each.saved.silent()) == SAVED_DEVICES * 8
