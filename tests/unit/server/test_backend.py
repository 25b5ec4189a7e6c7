"""Two and more whole backends in one process, over loopback."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import replace

import pytest

from peerdrop.identity.identity import Identity
from peerdrop.wire.contact import Reach
from peerdrop.wire.limits import DEFAULT_PORT
from server.discovery import typed_address
from server.discovery.interfaces import Interfaces
from server.errors import (
    AddressMalformed,
    AnswersItself,
    CloneAnswers,
    DeviceUnknown,
    DeviceUnreachable,
    NetworkMalformed,
    NobodyAnswers,
    OtherDeviceAnswers,
    PortsTaken,
)
from server.events import (
    CloneHeard,
    DeviceFound,
    DeviceLost,
    DeviceRestarted,
    DeviceUpdated,
    NetworkChanged,
    SignalArrived,
)
from server.record import Endpoint, Source
from server.refusals import Refusal
from tests.conftest import ExpectedLog
from tests.manual_clock import ManualClock
from tests.ports import free_port
from tests.unit.server.hosts import LOOPBACK, OFFER, SESSION, Host, make_host, running
from tests.until import until


async def test_two_backends_that_share_a_network_find_each_other_both_ways_by_broadcast() -> None:
    port = free_port(socket.SOCK_DGRAM)
    first, second = make_host("first", discovery_port=port), make_host("second", discovery_port=port)
    async with running(first, second):
        seen = (await first.told(DeviceFound)).record
        # Whoever hears the other first makes contact, and that teaches both.
        sources = {seen.source, (await second.told(DeviceFound)).record.source}
        assert Source.BROADCAST in sources
        assert sources <= {Source.BROADCAST, Source.CONTACT}
        assert seen.card.name == "second"
        assert seen.endpoints == (second.endpoint,)
        for host, other in ((first, second), (second, first)):
            await until(lambda: _reaches(host, other))  # noqa: B023


async def test_three_instances_on_one_machine_all_find_each_other() -> None:
    port = free_port(socket.SOCK_DGRAM)
    hosts = [make_host(f"host-{number}", discovery_port=port) for number in range(3)]
    async with running(*hosts):
        await until(lambda: all(len(host.backend.devices()) == 2 for host in hosts))


async def test_a_typed_address_teaches_both_sides() -> None:
    caller, called = make_host("caller"), make_host("called")
    async with running(caller, called):
        record = await caller.backend.add_address(called.address)
        assert (record.source, record.can_call, record.called_by) == (Source.ADDRESS, Reach.YES, Reach.YES)
        learned = called.backend.device(caller.device_id)
        assert learned is not None
        assert (learned.source, learned.can_call, learned.called_by) == (Source.CONTACT, Reach.YES, Reach.YES)
        assert learned.endpoints == (caller.endpoint,)


async def test_both_making_contact_at_once_is_harmless() -> None:
    first, second = make_host("first"), make_host("second")
    async with running(first, second):
        await asyncio.gather(first.backend.add_address(second.address), second.backend.add_address(first.address))
        for host in (first, second):
            assert len(host.of(DeviceFound)) == 1
            assert not host.of(DeviceRestarted)
            assert not host.backend.refusals


async def test_a_name_is_resolved_before_anything_is_asked() -> None:
    caller, called = make_host(), make_host()
    async with running(caller, called):
        record = await caller.backend.add_address(f"localhost:{called.backend.port}")
        assert record.endpoints[0].host in ("127.0.0.1", "::1")
        assert not called.backend.refusals


@pytest.mark.parametrize("text", ["", "a b", "host:0", "host:65536", "[::1", "1.2.3", "http://host"])
async def test_what_is_no_address_is_refused_without_a_packet(text: str) -> None:
    host = make_host()
    async with running(host):
        with pytest.raises(AddressMalformed):
            await host.backend.add_address(text)


async def test_the_own_address_is_told_apart() -> None:
    host = make_host()
    async with running(host):
        with pytest.raises(AnswersItself):
            await host.backend.add_address(host.address)


async def test_an_address_where_nobody_listens_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typed_address, "_ANSWER_BY_CONTACT_S", 0.05)
    host = make_host()
    async with running(host):
        with pytest.raises(NobodyAnswers, match=r"127\.0\.0\.1"):
            await host.backend.add_address(f"127.0.0.1:{free_port()}")


async def test_a_backend_that_walked_on_is_found_by_its_bare_address() -> None:
    caller, first, second = make_host(), make_host(port=DEFAULT_PORT + 3), make_host(port=DEFAULT_PORT + 5)
    async with running(caller, first):
        assert (await caller.backend.add_address("127.0.0.1")).device_id == first.device_id
    caller = make_host()
    async with running(caller, second):
        with pytest.raises(NobodyAnswers):
            await caller.backend.add_address(f"127.0.0.1:{DEFAULT_PORT}")


async def test_the_own_bare_address_is_told_apart_wherever_we_walked_to() -> None:
    host = make_host(port=DEFAULT_PORT + 4)
    async with running(host):
        with pytest.raises(AnswersItself):
            await host.backend.add_address("127.0.0.1")


async def test_an_address_that_tcp_cannot_reach_is_told_by_udp_and_makes_contact_itself() -> None:
    port = free_port(socket.SOCK_DGRAM)
    # Without interfaces nobody announces: the one unicast packet is all that the called side hears.
    silent = Interfaces(lambda: (), frozenset)
    caller = make_host(discovery_port=port, interfaces=silent)
    called = make_host(discovery_port=port, interfaces=silent)
    async with running(caller, called):
        record = await caller.backend.add_address(f"127.0.0.1:{free_port()}")
        assert record.device_id == called.device_id
        assert record.source is Source.ADDRESS


async def test_a_signal_arrives_once_with_the_hash_its_sender_was_given() -> None:
    sender, receiver = make_host(), make_host()
    async with running(sender, receiver):
        await sender.backend.add_address(receiver.address)
        sent = await sender.send(receiver, OFFER)
        assert sent.via_mailbox is False
        (arrived,) = receiver.of(SignalArrived)
        assert arrived.payload_hash == sent.payload_hash
        assert arrived.via_mailbox is False
        assert arrived.envelope.sender == sender.device_id
        assert arrived.envelope.session_id == SESSION
        assert arrived.envelope.body == OFFER


async def test_a_stranger_and_a_device_that_left_are_told_apart() -> None:
    sender, receiver = make_host(), make_host()
    async with running(sender):
        with pytest.raises(DeviceUnknown):
            await sender.send(receiver)
        async with running(receiver):
            await sender.backend.add_address(receiver.address)
        with pytest.raises(DeviceUnreachable):
            await sender.send(receiver)


async def test_a_receiver_that_restarted_gets_the_signal_after_one_new_contact() -> None:
    sender, receiver = make_host(), make_host()
    async with running(sender):
        async with running(receiver):
            await sender.backend.add_address(receiver.address)
        again = make_host(identity=receiver.identity, port=receiver.backend.port)
        async with running(again):
            sent = await sender.send(again)
            assert (await again.told(SignalArrived)).payload_hash == sent.payload_hash
            restarted = await sender.told(DeviceRestarted)
            assert restarted.previous == receiver.backend.instance
            assert restarted.record.card.instance == again.backend.instance


async def test_a_receiver_that_forgot_us_gets_the_signal_after_one_new_contact() -> None:
    sender, receiver = make_host(), make_host()
    async with running(sender, receiver):
        # As after the receiver's table was full: the sender has its card, not the other way round.
        await sender.backend._contacts.meet(receiver.endpoint, Source.ADDRESS, reveal=False)
        assert receiver.backend.device(sender.device_id) is None
        await sender.send(receiver)
        assert receiver.backend.device(sender.device_id) is not None
        assert len(receiver.of(SignalArrived)) == 1
        assert receiver.backend.refusals == {Refusal.UNKNOWN_SENDER: 1}


async def test_another_device_at_the_known_address_gets_nothing_and_is_told_apart() -> None:
    sender, receiver = make_host(), make_host()
    async with running(sender):
        async with running(receiver):
            await sender.backend.add_address(receiver.address)
        other = make_host(port=receiver.backend.port)
        async with running(other):
            with pytest.raises(OtherDeviceAnswers):
                await sender.send(receiver)
            assert not other.of(SignalArrived)


async def test_a_clone_of_this_device_is_said_once() -> None:
    port = free_port(socket.SOCK_DGRAM)
    identity = Identity.generate()
    first, second = (make_host(discovery_port=port, identity=identity) for _ in range(2))
    async with running(first, second):
        await first.told(CloneHeard)
        await second.told(CloneHeard)
        with pytest.raises(CloneAnswers, match="identity"):
            await first.backend.add_address(second.address)
        assert len(first.of(CloneHeard)) == 1
        assert not first.backend.devices()


async def test_who_is_not_to_be_discovered_sees_others_and_is_not_seen() -> None:
    port = free_port(socket.SOCK_DGRAM)
    hidden, open_ = make_host(discovery_port=port, discoverable=False), make_host(discovery_port=port)
    async with running(hidden, open_):
        await hidden.told(DeviceFound)
        assert hidden.backend.devices()[0].called_by is Reach.UNKNOWN
        assert not open_.backend.devices()
        await hidden.send(open_)
        await open_.told(SignalArrived)


async def test_a_new_name_is_seen_by_those_who_know_the_device_at_once() -> None:
    port = free_port(socket.SOCK_DGRAM)
    first, second = make_host("first", discovery_port=port), make_host("second", discovery_port=port)
    async with running(first, second):
        await first.told(DeviceFound)
        await second.told(DeviceFound)
        first.backend.rename("kitchen")
        updated = await second.told(DeviceUpdated, where=lambda event: event.record.card.name == "kitchen")
        assert updated.record.card.instance == first.backend.instance
        assert first.backend.card.name == "kitchen"


async def test_a_new_name_reaches_a_device_that_cannot_be_called() -> None:
    first, second = make_host("first"), make_host("second")
    async with running(first, second):
        await second.backend.add_address(first.address)
        # As behind a one-way firewall: it polls us, we can't call it.
        await until(lambda: first.backend.device(second.device_id) is not None)
        first.backend._registry.unreachable(second.device_id)
        second.backend._registry.learn(
            first.backend.card, source=Source.ADDRESS, endpoint=first.endpoint, called_by=Reach.NO
        )
        first.backend.rename("kitchen")
        await second.told(DeviceUpdated, where=lambda event: event.record.card.name == "kitchen")


async def test_another_port_is_answered_at_once_told_to_those_who_know_the_device_and_the_old_one_is_free() -> None:
    port = free_port(socket.SOCK_DGRAM)
    first, second = make_host("first", discovery_port=port), make_host("second", discovery_port=port)
    async with running(first, second):
        await second.told(DeviceFound)
        old, new = first.backend.port, free_port(socket.SOCK_STREAM)
        await first.backend.move(new)
        assert first.backend.port == first.backend.card.port == new
        await second.told(DeviceUpdated, where=lambda event: event.record.card.port == new)
        with socket.create_server(("0.0.0.0", old)):
            pass
        await second.send(first)
        await first.told(SignalArrived)


async def test_a_port_that_is_taken_leaves_the_device_where_it_was() -> None:
    first, second = make_host("first"), make_host("second")
    async with running(first, second):
        with socket.create_server(("0.0.0.0", 0)) as taken, pytest.raises(PortsTaken):
            await first.backend.move(taken.getsockname()[1])
        await second.backend.add_address(first.address)
        await first.backend.move(first.backend.port)


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])
async def test_a_udp_port_that_is_taken_leaves_the_device_where_it_is_found(address: str) -> None:
    first, second = make_host("first"), make_host("second", discovery_port=(port := free_port(socket.SOCK_DGRAM)))
    async with running(first):
        await first.backend.move_discovery(port)
        with _udp_port_of_another(address) as taken, pytest.raises(PortsTaken, match=f"UDP port {taken} is in use"):
            await first.backend.move_discovery(taken)
        async with running(second):
            await second.told(DeviceFound)


async def test_a_deaf_device_moves_to_no_other_udp_port_that_is_taken(expected_log: ExpectedLog) -> None:
    expected_log("devices are found by address only")
    with _udp_port_of_another("0.0.0.0", "::") as taken, _udp_port_of_another("0.0.0.0", "::") as other:
        host, neighbour = make_host(discovery_port=taken), make_host(discovery_port=free_port(socket.SOCK_DGRAM))
        async with running(host, neighbour):
            with pytest.raises(PortsTaken):
                await host.backend.move_discovery(other)
            await host.backend.move_discovery(neighbour.backend._config.discovery_port)
            await host.told(DeviceFound)


@contextmanager
def _udp_port_of_another(*addresses: str) -> Iterator[int]:
    """A port that a program which shares it with nobody has opened at *addresses*."""
    with ExitStack() as stack:
        port = free_port(socket.SOCK_DGRAM)
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            other = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
            if family == socket.AF_INET6:
                other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            other.bind((address, port))
        yield port


async def test_devices_find_each_other_on_another_udp_port_at_once() -> None:
    port = free_port(socket.SOCK_DGRAM)
    first, second = make_host("first"), make_host("second", discovery_port=port)
    async with running(first, second):
        await first.backend.move_discovery(port)
        await second.told(DeviceFound)


async def test_a_device_that_hides_is_found_by_no_stranger_but_by_those_it_knows() -> None:
    port = free_port(socket.SOCK_DGRAM)
    friend = make_host("friend", discovery_port=free_port(socket.SOCK_DGRAM))
    hiding = make_host("hiding", discovery_port=port)
    async with running(hiding, friend):
        hiding.backend.change_discoverable(False)
        hiding.backend.remember(friend.device_id, (friend.endpoint,))
        stranger = make_host("stranger", discovery_port=port)
        async with running(stranger):
            await hiding.told(DeviceFound, where=lambda event: event.record.device_id == stranger.device_id)
            assert not stranger.backend.devices()
            await friend.told(DeviceFound, where=lambda event: event.record.device_id == hiding.device_id)
            hiding.backend.change_discoverable(True)
            await stranger.told(DeviceFound, where=lambda event: event.record.device_id == hiding.device_id)


async def test_a_name_to_be_asked_under_counts_from_the_next_request() -> None:
    host = make_host()
    async with running(host):
        assert await _status(host, "box.example") == 421
        host.backend.change_host_names(("box.example",))
        assert await _status(host, "box.example") == 200


async def _status(host: Host, name: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", host.backend.port)
    request = f"GET /api/health?nonce={'0' * 32} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"
    writer.write(request.encode("ascii"))
    status = int((await reader.readline()).split()[1])
    writer.close()
    await writer.wait_closed()
    return status


async def test_a_taken_port_is_refused_and_nothing_stays_open() -> None:
    first = make_host()
    async with running(first):
        second = make_host(port=first.backend.port)
        with pytest.raises(PortsTaken, match=str(first.backend.port)):
            await second.backend.start()
        await second.backend.stop()
        assert second.backend.port == 0


async def test_it_starts_where_there_is_no_network() -> None:
    host = make_host(interfaces=Interfaces(lambda: (), frozenset))
    async with running(host):
        assert host.backend.addresses == ("127.0.0.1",)


async def test_waking_up_is_told_and_announced() -> None:
    clock = ManualClock()
    host = make_host(clock=clock)
    async with running(host):
        clock.suspend(600)
        await clock.advance(3)
        assert host.of(NetworkChanged) == [NetworkChanged(addresses=("127.0.0.1",), after_sleep=True)]
        await clock.advance(3)
        assert len(host.of(NetworkChanged)) == 1


async def test_a_changed_address_is_told_within_fifteen_seconds() -> None:
    clock = ManualClock()
    present = [LOOPBACK]
    host = make_host(clock=clock, interfaces=Interfaces(lambda: present, frozenset))
    async with running(host):
        present.append(replace(LOOPBACK, index=7, name="lan", ip="127.0.0.9", prefix=32))
        await clock.advance(12)
        assert not host.of(NetworkChanged)
        await clock.advance(3)
        assert len(host.of(NetworkChanged)) == 1


async def test_a_device_that_ends_is_lost_at_once_and_found_again() -> None:
    port = free_port(socket.SOCK_DGRAM)
    staying, leaving = make_host(discovery_port=port), make_host("leaver", discovery_port=port)
    async with running(staying):
        async with running(leaving):
            await staying.told(DeviceFound)
            await until(lambda: _reaches(staying, leaving))
        lost = await staying.told(DeviceLost)
        assert lost.record.online is False
        again = make_host("leaver", discovery_port=port, identity=leaving.identity)
        async with running(again):
            await until(lambda: len(staying.of(DeviceFound)) == 2)
            assert staying.of(DeviceRestarted)


async def test_stop_may_be_called_twice_and_before_start() -> None:
    host = make_host()
    await host.backend.stop()
    host = make_host()
    await host.backend.start()
    await host.backend.stop()
    await host.backend.stop()


async def test_a_listener_that_fails_does_not_become_an_answer(expected_log: ExpectedLog) -> None:
    expected_log("listener failed")
    sender, receiver = make_host(), make_host()

    def fail(event: object) -> None:
        raise RuntimeError("listener")

    receiver.backend._on_event = fail
    async with running(sender, receiver):
        await sender.backend.add_address(receiver.address)
        assert (await sender.send(receiver)).via_mailbox is False


def _reaches(host: Host, other: Host) -> bool:
    record = host.backend.device(other.device_id)
    return record is not None and record.can_call is Reach.YES and record.called_by is Reach.YES


async def test_a_saved_device_is_found_where_it_was_and_its_new_endpoint_leads() -> None:
    called = make_host("called")
    async with running(called):
        caller = make_host("caller", saved={called.device_id: (Endpoint("127.0.0.1", free_port()), called.endpoint)})
        async with running(caller):
            found = (await caller.told(DeviceFound)).record
            assert (found.device_id, found.source) == (called.device_id, Source.SAVED)
            assert found.endpoints == (called.endpoint,)


async def test_a_device_remembered_while_running_is_looked_for_and_a_forgotten_one_is_not_listed() -> None:
    caller, called = make_host("caller"), make_host("called")
    async with running(caller):
        async with running(called):
            caller.backend.remember(called.device_id, (called.endpoint,))
            assert (await caller.told(DeviceFound)).record.source is Source.SAVED
            assert (await caller.backend.call_saved(called.device_id)).device_id == called.device_id
        with pytest.raises(NobodyAnswers):
            await caller.backend.call_saved(called.device_id)
        caller.backend._registry.lose(called.device_id)
        caller.backend.forget(called.device_id)
        assert caller.backend.devices() == ()


async def test_a_device_that_was_forgotten_while_it_was_here_is_found_anew_when_it_is_heard() -> None:
    caller, called = make_host("caller"), make_host("called")
    async with running(caller, called):
        await caller.backend.add_address(called.address)
        await caller.told(DeviceFound)
        caller.backend.forget(called.device_id)
        assert caller.backend.device(called.device_id) is not None
        caller.backend.forget(called.device_id, though_online=True)
        assert caller.backend.devices() == ()
        await caller.backend.add_address(called.address)
        assert len(caller.of(DeviceFound)) == 2


async def test_a_scan_finds_a_listed_neighbour_among_rogues_that_redirect_drip_and_never_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.discovery.scan._VISIT_LIMIT_S", 3.0)
    caller, called = make_host("caller", scan_networks=("127.0.0.0/28",)), make_host("called")
    async with running(caller, called), AsyncExitStack() as servers:
        for number, answer in enumerate((redirect, drip, never_end, hang_up), start=2):
            await servers.enter_async_context(listening(f"127.0.0.{number}", answer))
        await servers.enter_async_context(listening("127.0.0.9", forwarding_to(called.backend.port)))
        progress: list[tuple[int, int]] = []
        result = await caller.backend.scan(on_progress=lambda done, total: progress.append((done, total)))
    assert (result.asked, result.found) == (13, 1)
    assert progress[-1] == (13, 13)
    (found,) = [event.record for event in caller.of(DeviceFound)]
    assert (found.device_id, found.source) == (called.device_id, Source.SCAN)
    assert found.endpoints == (Endpoint("127.0.0.9", DEFAULT_PORT),)
    # Nobody else got our card.
    assert {event.record.device_id for event in called.of(DeviceFound)} == {caller.device_id}


@pytest.mark.parametrize("network", ["10.0.0.0/8", "nonsense"])
async def test_a_network_that_cannot_be_scanned_is_refused_before_anything_starts(network: str) -> None:
    with pytest.raises(NetworkMalformed):
        make_host(scan_networks=(network,))


Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(host: str, answer: Answer) -> AsyncIterator[None]:
    """Somebody on the default port of *host*."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await answer(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, host, DEFAULT_PORT)
    try:
        yield
    finally:
        server.close()


async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.9:{DEFAULT_PORT}/api/health\r\n\r\n".encode())


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + b" " * 60000:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.05)


async def never_end(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b" " * 65536)
        await writer.drain()


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    return


def forwarding_to(port: int) -> Answer:
    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        other_reader, other_writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            await asyncio.gather(_copy(reader, other_writer), _copy(other_reader, writer))
        finally:
            other_writer.close()

    return forward


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while block := await reader.read(65536):
        writer.write(block)
    with contextlib.suppress(OSError):
        writer.write_eof()
