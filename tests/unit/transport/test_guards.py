import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aioice import stun
from aiortc.rtcsctptransport import USERDATA_MAX_LENGTH

from peerdrop.link import LinkFailure
from peerdrop.transport import guards
from peerdrop.transport.guards import HELD_BYTES_MAX, HELD_CHUNKS_MAX, REMOTE_CANDIDATES_MAX
from peerdrop.transport.hooks import replace_method
from peerdrop.transport.self_test import FIRST_FRAGMENT, Bench
from peerdrop.wire.limits import CREDIT_WINDOW_BYTES

PEER = ("192.0.2.1", 9)
STRANGER = ("192.0.2.2", 9)
LAST_FRAGMENT = 1
DCEP, STRING, BINARY, STRING_EMPTY, BINARY_EMPTY = 50, 51, 53, 56, 57
PROTOCOL = [LinkFailure.PROTOCOL]


@asynccontextmanager
async def opened_bench(labels: tuple[str, ...] = ("control", "data")) -> AsyncIterator[Bench]:
    bench = Bench(labels)
    try:
        yield bench
    finally:
        await bench.aclose()


def opening(label: str, *, kind: int = 0, protocol: str = "") -> bytes:
    return (
        struct.pack("!BBHLHH", 3, kind, 0, 0, len(label), len(protocol)) + label.encode("latin-1") + protocol.encode()
    )


async def with_open_channel(bench: Bench) -> None:
    await bench.receive(bench.fragment(1, opening("control")))
    assert (bench.opened, bench.failures) == (["control"], [])


async def test_the_offerers_channels_open_and_carry_messages() -> None:
    async with opened_bench() as bench:
        await with_open_channel(bench)
        await bench.receive(bench.fragment(2, opening("data"), stream=3))
        await bench.receive(bench.fragment(3, b"binary", protocol=BINARY, sequence=1))
        await bench.receive(bench.fragment(4, "tëxt".encode(), protocol=STRING, stream=3, sequence=1))
        await bench.receive(bench.fragment(5, b"\0", protocol=BINARY_EMPTY, sequence=2))
        await bench.receive(bench.fragment(6, b"\0", protocol=STRING_EMPTY, sequence=3))
        assert bench.opened == ["control", "data"]
        assert bench.received == [("control", b"binary"), ("data", "tëxt".encode()), ("control", b""), ("control", b"")]
        assert bench.failures == []


@pytest.mark.parametrize(
    "raw",
    [
        opening("other"),
        opening(""),
        opening("contro\xff"),
        opening("control", kind=0x80),
        opening("control", kind=1),
        opening("control", kind=2),
        opening("control") + b"more",
        opening("control")[:11],
        opening("control")[:15],
        b"\x02",
        b"\x07",
        b"",
    ],
)
async def test_nothing_but_our_two_reliable_channels_is_opened(raw: bytes) -> None:
    async with opened_bench() as bench:
        await bench.receive(bench.fragment(1, raw or b"\0", protocol=DCEP))
        assert (bench.failures, bench.opened) == (PROTOCOL, [])


@pytest.mark.parametrize("stream", [1, 3])
async def test_a_channel_is_opened_once(stream: int) -> None:
    async with opened_bench() as bench:
        await with_open_channel(bench)
        await bench.receive(bench.fragment(2, opening("control"), stream=stream, sequence=int(stream == 1)))
        assert bench.failures == PROTOCOL


async def test_whoever_made_the_offer_lets_no_channel_be_opened() -> None:
    async with opened_bench() as bench:
        bench.connection.association.peer_opens = False
        await bench.receive(bench.fragment(1, opening("control")))
        assert (bench.failures, bench.opened) == (PROTOCOL, [])


@pytest.mark.parametrize(
    ("protocol", "raw"), [(STRING, b"\xff\xfe"), (52, b"part"), (54, b"part"), (0, b"?"), (BINARY, bytes(262_145))]
)
async def test_a_message_that_breaks_the_rules_ends_the_link_without_a_traceback(protocol: int, raw: bytes) -> None:
    async with opened_bench() as bench:
        await with_open_channel(bench)
        pieces = [raw[index : index + 60_000] for index in range(0, len(raw), 60_000)]
        for index, piece in enumerate(pieces):
            flags = (FIRST_FRAGMENT if index == 0 else 0) | (LAST_FRAGMENT if index == len(pieces) - 1 else 0)
            await bench.receive(bench.fragment(2 + index, piece, flags, protocol=protocol, sequence=1))
        assert (bench.failures, bench.received) == (PROTOCOL, [])


@pytest.mark.parametrize(("kind", "body"), [(0, b"abc"), (192, bytes(4)), (130, struct.pack("!HH", 13, 4)), (3, b"")])
async def test_a_malformed_chunk_ends_the_link_without_a_traceback(kind: int, body: bytes) -> None:
    async with opened_bench() as bench:
        await bench.receive(bench.raw_chunk(kind, body))
        assert bench.failures == PROTOCOL


async def test_what_the_parser_stumbles_over_is_the_peers_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "check_packet", lambda packet, **_: None)
    async with opened_bench() as bench:
        await bench.receive(bench.raw_chunk(0, b"abc"))
        assert bench.failures == PROTOCOL


async def test_after_the_first_offence_nothing_is_parsed_and_nothing_more_is_reported() -> None:
    async with opened_bench() as bench:
        await with_open_channel(bench)
        await bench.receive(bench.raw_chunk(0, b"abc"))
        await bench.receive(bench.fragment(2, b"binary", protocol=BINARY, sequence=1))
        await bench.receive(bench.raw_chunk(0, b"abc"))
        assert (bench.failures, bench.received) == (PROTOCOL, [])


async def test_more_streams_than_channels_end_the_link() -> None:
    async with opened_bench() as bench:
        for stream in (1, 3):
            await bench.receive(bench.fragment(stream, b"x", 0, stream=stream))
        assert bench.failures == []
        await bench.receive(bench.fragment(5, b"x", 0, stream=5))
        assert bench.failures == PROTOCOL


@pytest.mark.parametrize("step", [1, 2], ids=["in order, never finished", "with gaps"])
async def test_fragments_that_are_never_finished_end_the_link(step: int) -> None:
    async with opened_bench() as bench:
        bench.connection.association.held_bytes_max = 100_000
        sent = 0
        for number in range(200):
            if bench.failures:
                break
            await bench.receive(bench.fragment(1 + number * step, bytes(1000), FIRST_FRAGMENT if number == 0 else 0))
            sent += 1000
        assert (bench.failures, sent) == (PROTOCOL, 101_000)


async def test_a_multitude_of_tiny_fragments_ends_the_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "HELD_CHUNKS_MAX", 50)
    async with opened_bench() as bench:
        for number in range(60):
            await bench.receive(bench.fragment(2 + 2 * number, b"x", 0))
        assert bench.failures == PROTOCOL


async def test_a_window_full_of_data_behind_one_lost_packet_is_held_and_delivered() -> None:
    async with opened_bench() as bench:
        await with_open_channel(bench)
        for number in range(1, 400):
            packet = bench.fragment(2 + number, bytes(USERDATA_MAX_LENGTH), protocol=BINARY, sequence=1 + number)
            await bench.receive(packet)
        assert (bench.received, bench.failures) == ([], [])
        assert bench.connection.association.held_bytes == 399 * USERDATA_MAX_LENGTH
        await bench.receive(bench.fragment(2, b"late", protocol=BINARY, sequence=1))
        assert len(bench.received) == 400
        assert bench.connection.association.held_bytes == 0


def test_the_limits_leave_room_for_a_whole_credit_window() -> None:
    assert HELD_BYTES_MAX >= CREDIT_WINDOW_BYTES
    assert HELD_CHUNKS_MAX * USERDATA_MAX_LENGTH >= CREDIT_WINDOW_BYTES


async def test_only_the_peers_datagrams_reach_dtls() -> None:
    async with opened_bench() as bench:
        for datagram in (b"", b"\x80rtp", b"\x40channel", b"\xff"):
            bench.protocol.datagram_received(datagram, PEER)
        bench.protocol.datagram_received(b"\x16hello", STRANGER)
        bench.protocol.datagram_received(b"\x16hello", (PEER[0], PEER[1] + 1))
        assert bench.waiting == 0
        assert bench.connection.sockets.refused == 6
        bench.protocol.datagram_received(b"\x16hello", PEER)
        bench.protocol.datagram_received(b"\x16hello", (*PEER, 0, 0))
        assert bench.waiting == 2


async def test_datagrams_that_nobody_reads_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "DATAGRAMS_WAITING_MAX", 10)
    async with opened_bench() as bench:
        for _ in range(20):
            bench.protocol.datagram_received(b"\x17data", PEER)
        assert bench.waiting == 10


def attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


@pytest.mark.parametrize(
    "body", [attribute(0x0024, b"abc"), attribute(0x8029, b"x"), attribute(0x0006, b"\xff"), b"\0"]
)
async def test_malformed_stun_from_anybody_is_dropped(body: bytes) -> None:
    async with opened_bench() as bench:
        head = struct.pack("!HHI12s", 1, len(body), stun.COOKIE, bytes(12))
        bench.protocol.datagram_received(head + body, STRANGER)
        assert (bench.waiting, bench.failures) == (0, [])
        assert bench.connection.sockets.refused == 1


def check(*, priority: bool = True) -> stun.Message:
    message = stun.Message(message_method=stun.Method.BINDING, message_class=stun.Class.REQUEST)
    if priority:
        message.attributes["PRIORITY"] = 1
    return message


async def test_checks_from_ever_new_addresses_are_dropped_once_there_are_too_many() -> None:
    async with opened_bench() as bench:
        answered: list[tuple[str, int]] = []
        replace_method(bench.protocol, "send_stun", lambda message, address: answered.append(address))
        bench.protocol.receiver.request_received(check(), STRANGER, bench.protocol)
        bench.protocol.receiver.request_received(check(priority=False), STRANGER, bench.protocol)
        assert answered == [STRANGER]
        candidates = bench.protocol.receiver._remote_candidates
        candidates.extend(candidates[:1] * REMOTE_CANDIDATES_MAX)
        bench.protocol.receiver.request_received(check(), STRANGER, bench.protocol)
        bench.protocol.receiver.request_received(check(), PEER, bench.protocol)
        assert answered == [STRANGER, PEER]
