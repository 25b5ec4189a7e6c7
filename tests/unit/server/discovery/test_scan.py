"""A scan asks everybody once, in good manners, and nobody can hold it up. Time is turned by hand."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import pytest

from server.discovery.interfaces import Interface
from server.discovery.registry import Registry
from server.discovery.scan import ASKED, BACKGROUND, Scan, ScanResult, tcp_opens
from server.discovery.scan_networks import parse_networks
from server.discovery.visibility import Visibility
from server.errors import NobodyAnswers
from server.events import BackendEvent, ScanEnded, ScanProgressed
from server.record import DeviceRecord, Endpoint, Source
from server.tasks import Tasks
from server.this_device import ThisDevice
from tests.manual_clock import ManualClock, settle
from tests.ports import free_port
from tests.unit.server.devices import learn, make_device, make_registry
from tests.until import until

OWN = Interface(name="eth0", index=2, ip="10.0.0.5", prefix=24)
OTHER = Endpoint("10.0.0.77", 3001)


class Surroundings:
    """A scan whose connections and contacts are the test's."""

    def __init__(self, interfaces: Iterable[Interface] = (OWN,), networks: tuple[str, ...] = ()) -> None:
        self.clock = ManualClock()
        self.registry: Registry
        self.registry, _ = make_registry(self.clock)
        self.interfaces = tuple(interfaces)
        self.known: tuple[Endpoint, ...] = ()
        self.asked: list[Endpoint] = []
        self.limits: set[float] = set()
        self.at_once = self.most_at_once = 0
        self.visited: list[tuple[Endpoint, Source, bool]] = []
        self.events: list[BackendEvent] = []
        self.listening: dict[Endpoint, ThisDevice] = {}
        self.dawdling: set[Endpoint] = set()
        self.gate = asyncio.Event()
        self.gate.set()
        self.tasks = Tasks()
        self.scan = Scan(
            self.registry,
            self,  # type: ignore[arg-type]
            self.tasks,
            self.clock,
            random.Random(1),
            interfaces=lambda: self.interfaces,
            networks=parse_networks(networks),
            known=lambda: self.known,
            visibility=Visibility(discoverable=True),
            on_event=self.events.append,
            opens=self._opens,
        )

    async def _opens(self, endpoint: Endpoint, limit_s: float) -> bool:
        self.asked.append(endpoint)
        self.limits.add(limit_s)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.gate.wait()
            await asyncio.sleep(0)
        finally:
            self.at_once -= 1
        return endpoint in self.listening or endpoint in self.dawdling

    async def meet(self, endpoint: Endpoint, source: Source, *, reveal: bool) -> DeviceRecord:
        self.visited.append((endpoint, source, reveal))
        if endpoint in self.dawdling:
            await asyncio.get_running_loop().create_future()
        if endpoint not in self.listening:
            raise NobodyAnswers("nobody")
        return learn(self.registry, self.listening[endpoint].card, endpoint=endpoint, source=source)

    def ended(self) -> list[ScanEnded]:
        return [event for event in self.events if isinstance(event, ScanEnded)]


@asynccontextmanager
async def surroundings(
    interfaces: Iterable[Interface] = (OWN,), networks: tuple[str, ...] = ()
) -> AsyncIterator[Surroundings]:
    made = Surroundings(interfaces, networks)
    try:
        yield made
    finally:
        await made.tasks.aclose()


async def test_every_neighbour_is_asked_once_on_port_3001_and_the_own_address_never() -> None:
    async with surroundings() as around:
        assert await around.scan.run() == ScanResult(asked=253, found=0)
        assert len(around.asked) == len(set(around.asked)) == 253
        assert {endpoint.port for endpoint in around.asked} == {3001}
        assert "10.0.0.5" not in {endpoint.host for endpoint in around.asked}


async def test_the_order_is_a_random_one() -> None:
    async with surroundings() as around:
        await around.scan.run()
        assert around.asked != sorted(around.asked)


async def test_known_endpoints_are_asked_first_and_not_again() -> None:
    async with surroundings() as around:
        around.known = (Endpoint("192.0.2.9", 3004), OTHER)
        await around.scan.run()
        assert around.asked[:2] == [Endpoint("192.0.2.9", 3004), OTHER]
        assert around.asked.count(OTHER) == 1


async def test_who_is_online_is_not_asked() -> None:
    async with surroundings() as around:
        learn(around.registry, make_device().card, endpoint=OTHER)
        await around.scan.run()
        assert OTHER not in around.asked


async def test_listed_networks_are_asked_too() -> None:
    async with surroundings((), ("192.168.7.8/30", "10.9.9.9")) as around:
        await around.scan.run()
        assert {endpoint.host for endpoint in around.asked} == {"192.168.7.9", "192.168.7.10", "10.9.9.9"}


async def test_other_networks_are_asked_from_the_next_scan_on() -> None:
    async with surroundings((), ("10.9.9.9",)) as around:
        await around.scan.run()
        around.scan.change_networks(parse_networks(("10.8.8.8",)))
        await around.scan.run()
        assert [endpoint.host for endpoint in around.asked] == ["10.9.9.9", "10.8.8.8"]


async def test_one_scan_asks_no_more_than_1024_addresses() -> None:
    many = [Interface(name=f"eth{number}", index=number, ip=f"10.0.{number}.5", prefix=24) for number in range(9)]
    async with surroundings(many) as around:
        around.known = tuple(Endpoint(f"192.0.2.{number % 250}", 3001 + number) for number in range(2000))
        assert (await around.scan.run()).asked == 1024
        assert sum(endpoint.host.startswith("10.") for endpoint in around.asked) == 1024 - 256


async def test_the_user_s_scan_asks_128_at_once_with_more_patience_than_the_other_with_64() -> None:
    async with surroundings() as around:
        around.gate.clear()
        running = asyncio.create_task(around.scan.run(), name="scan")
        await until(lambda: around.at_once == ASKED.at_once == 128)
        await settle()
        around.gate.set()
        await running
        assert (around.most_at_once, around.limits) == (128, {1.2})
    async with surroundings() as around:
        around.scan.start()
        await around.clock.advance(3)
        await until(around.ended)
        assert (around.most_at_once, around.limits) == (BACKGROUND.at_once, {0.5})


async def test_only_who_listens_is_visited_and_counts_as_found_by_scan() -> None:
    async with surroundings() as around:
        around.listening[OTHER] = make_device()
        assert await around.scan.run() == ScanResult(asked=253, found=1)
        assert around.visited == [(OTHER, Source.SCAN, True)]
        assert around.registry.records()[0].source is Source.SCAN


async def test_progress_goes_from_none_to_all() -> None:
    told: list[tuple[int, int]] = []
    async with surroundings() as around:
        around.listening[OTHER] = make_device()
        await around.scan.run(lambda done, total: told.append((done, total)))
        assert told == sorted(told)
        assert (told[0], told[-1]) == ((0, 253), (253, 253))
        assert len(told) < 20
        progress = [(each.done, each.total) for each in around.events if isinstance(each, ScanProgressed)]
        assert progress == told
        assert around.events[-1] == ScanEnded(asked=253, found=1, in_background=False)


async def test_a_machine_without_network_has_nobody_to_ask() -> None:
    async with surroundings(()) as around:
        around.scan.start()
        await around.clock.advance(60)
        assert around.events == []
        assert await around.scan.run() == ScanResult(asked=0, found=0)


async def test_silence_of_three_seconds_starts_one_scan_and_ten_minutes_the_next() -> None:
    async with surroundings() as around:
        around.scan.start()
        await around.clock.advance(2.9)
        assert not around.asked
        await around.clock.advance(0.2)
        await until(lambda: len(around.ended()) == 1)
        assert around.ended()[0].in_background
        await around.clock.advance(595)
        assert len(around.asked) == 253
        await around.clock.advance(10)
        await until(lambda: len(around.ended()) == 2)
        assert len(around.asked) == 506


async def test_a_network_that_is_new_is_scanned_at_once() -> None:
    async with surroundings() as around:
        around.scan.start()
        await around.clock.advance(4)
        await until(lambda: len(around.ended()) == 1)
        around.interfaces = (Interface(name="wlan0", index=3, ip="192.168.1.5", prefix=24),)
        await around.clock.advance(3)
        await until(lambda: len(around.ended()) == 2)
        assert {endpoint.host[:10] for endpoint in around.asked[253:]} == {"192.168.1."}


async def test_while_somebody_is_online_nothing_is_scanned() -> None:
    async with surroundings() as around:
        device = learn(around.registry, make_device().card)
        around.scan.start()
        await around.clock.advance(60)
        assert not around.asked
        around.registry.lose(device.device_id)
        await around.clock.advance(3)
        await until(around.ended)


async def test_the_user_s_scan_makes_that_of_our_own_accord_give_way() -> None:
    async with surroundings() as around:
        around.scan.start()
        around.gate.clear()
        await around.clock.advance(3)
        await until(lambda: around.at_once == 64)
        running = asyncio.create_task(around.scan.run(), name="scan")
        await settle()
        around.gate.set()
        assert (await running).asked == 253
        assert [(event.asked, event.in_background) for event in around.ended()] == [(64, True), (253, False)]


async def test_a_canceled_scan_leaves_nothing_running_and_another_may_begin() -> None:
    async with surroundings() as around:
        around.dawdling.add(OTHER)
        around.gate.clear()
        running = asyncio.create_task(around.scan.run(), name="scan")
        await until(lambda: around.at_once == 128)
        running.cancel()
        await asyncio.wait({running})
        assert running.cancelled()
        assert around.at_once == 0
        assert around.ended()[0].asked == 0
        around.dawdling.clear()
        around.gate.set()
        assert (await around.scan.run()).asked == 253


async def test_two_who_ask_at_the_same_time_share_one_scan() -> None:
    async with surroundings() as around:
        first, second = await asyncio.gather(around.scan.run(), around.scan.run())
        assert first == second == ScanResult(asked=253, found=0)
        assert len(around.asked) == 253


async def test_whoever_dawdles_after_opening_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.discovery.scan._VISIT_LIMIT_S", 0.2)
    async with surroundings() as around:
        around.dawdling |= {Endpoint(f"10.0.0.{number}", 3001) for number in range(100, 150)}
        around.listening[OTHER] = make_device()
        running = asyncio.create_task(around.scan.run(), name="scan")
        await until(lambda: len(around.asked) == 253)
        await until(lambda: any(endpoint == OTHER for endpoint, *_ in around.visited))
        assert await running == ScanResult(asked=253, found=1)


async def test_a_port_opens_or_it_does_not() -> None:
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        assert await tcp_opens(Endpoint("127.0.0.1", port), 1.0)
        assert not await tcp_opens(Endpoint("127.0.0.1", free_port()), 1.0)
        assert not await tcp_opens(Endpoint("fe80::1%nosuch0", port), 0.1)
        assert not await tcp_opens(Endpoint("203.0.113.9", port), 0.1)
    finally:
        server.close()
        await server.wait_closed()
