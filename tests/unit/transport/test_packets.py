import struct

import pytest
from aiortc import rtcsctptransport as library
from google_crc32c import value as crc32c
from hypothesis import given
from hypothesis import strategies as st

from peerdrop.transport.packets import PacketRefused, check_packet

TAG = 7
LAST_SENT = 1000
WITH_PARAMETERS = {
    "INIT": (1, bytes(16)),
    "INIT-ACK": (2, bytes(16)),
    "HEARTBEAT": (4, b""),
    "HEARTBEAT-ACK": (5, b""),
    "ABORT": (6, b""),
    "ERROR": (9, b""),
    "RECONFIG": (130, b""),
}


def packet(*chunks: bytes) -> bytes:
    return struct.pack("!HHLL", 5000, 5000, TAG, 0) + b"".join(chunks)


def chunk(kind: int, body: bytes, length: int | None = None) -> bytes:
    return struct.pack("!BBH", kind, 0, 4 + len(body) if length is None else length) + body + bytes(-len(body) % 4)


def parameter(value: bytes, kind: int = 99, length: int | None = None) -> bytes:
    return struct.pack("!HH", kind, 4 + len(value) if length is None else length) + value


def sack(*gaps: tuple[int, int], cumulative: int = LAST_SENT - 10, claimed: int | None = None) -> bytes:
    blocks = b"".join(struct.pack("!HH", *gap) for gap in gaps)
    return chunk(3, struct.pack("!LLHH", cumulative, 65_536, len(gaps) if claimed is None else claimed, 0) + blocks)


def check(*chunks: bytes) -> None:
    check_packet(packet(*chunks), last_sent_tsn=LAST_SENT)


def own_chunks() -> list[library.Chunk]:
    """One of every chunk that the library itself sends."""
    data = library.DataChunk(flags=3)
    data.user_data = b"x" * 1157
    init = library.InitChunk()
    init.params = [(0xC000, b""), (0x8008, b"\xc0\x82"), (7, bytes(24))]
    heartbeat = library.HeartbeatChunk()
    heartbeat.params = [(1, b"abcde")]
    error = library.ErrorChunk()
    error.params = [(3, bytes(8))]
    reset = library.ReconfigChunk()
    reset.params = [(13, struct.pack("!LLLHH", 1, 2, 3, 4, 5)), (16, bytes(8)), (17, bytes(8))]
    sacked = library.SackChunk()
    sacked.cumulative_tsn, sacked.gaps, sacked.duplicates = LAST_SENT - 100, [(2, 3), (5, 100)], [1, 2]
    shutdown = library.ShutdownChunk()
    shutdown.cumulative_tsn = 1
    empty = [
        library.AbortChunk(),
        library.CookieAckChunk(),
        library.ShutdownAckChunk(),
        library.ShutdownCompleteChunk(),
    ]
    return [data, init, heartbeat, error, reset, sacked, shutdown, library.CookieEchoChunk(body=bytes(24)), *empty]


@pytest.mark.parametrize("sent", own_chunks(), ids=repr)
def test_everything_the_library_sends_passes(sent: library.Chunk) -> None:
    check_packet(library.serialize_packet(5000, 5000, TAG, sent), last_sent_tsn=LAST_SENT)


@pytest.mark.parametrize("name", WITH_PARAMETERS)
@pytest.mark.parametrize("length", [0, 1, 2, 3])
def test_a_parameter_shorter_than_its_header_is_refused(name: str, length: int) -> None:
    kind, fixed = WITH_PARAMETERS[name]
    with pytest.raises(PacketRefused, match="header"):
        check(chunk(kind, fixed + parameter(b"", length=length)))
    with pytest.raises(PacketRefused, match="header"):
        check(chunk(kind, fixed + parameter(b"good") + parameter(b"", length=length)))
    with pytest.raises(PacketRefused, match="header"):
        check(chunk(11, b""), chunk(kind, fixed + parameter(bytes(8), length=length)))


@pytest.mark.parametrize("name", WITH_PARAMETERS)
def test_a_parameter_past_the_end_of_its_chunk_is_refused(name: str) -> None:
    kind, fixed = WITH_PARAMETERS[name]
    with pytest.raises(PacketRefused, match="within its chunk"):
        check(chunk(kind, fixed + parameter(bytes(8), length=13)), chunk(11, bytes(64)))


@pytest.mark.parametrize("kind", [0, 1, 2, 3, 4, 6, 7, 9, 10, 130, 77])
def test_a_chunk_shorter_than_its_header_or_past_the_end_is_refused(kind: int) -> None:
    for length in (0, 3, 100, 65_535):
        with pytest.raises(PacketRefused, match="chunk"):
            check(chunk(kind, bytes(24), length))


@pytest.mark.parametrize(("kind", "body"), [(0, 12), (0, 3), (1, 0), (1, 15), (2, 0), (3, 0), (3, 11), (7, 0), (7, 3)])
def test_a_chunk_without_all_of_its_fields_is_refused(kind: int, body: int) -> None:
    with pytest.raises(PacketRefused):
        check(chunk(kind, bytes(body)))


def test_a_packet_without_a_chunk_is_refused() -> None:
    for size in range(16):
        with pytest.raises(PacketRefused):
            check_packet(packet(chunk(11, b""))[:size], last_sent_tsn=LAST_SENT)


@pytest.mark.parametrize(("kind", "size"), [(13, 11), (13, 13), (16, 7), (17, 7), (17, 0)])
def test_a_reconfiguration_without_all_of_its_fields_is_refused(kind: int, size: int) -> None:
    with pytest.raises(PacketRefused):
        check(chunk(130, parameter(bytes(size), kind)))


def test_skipping_is_refused_because_channels_are_reliable() -> None:
    with pytest.raises(PacketRefused, match="reliable"):
        check(chunk(192, bytes(4)))


def test_acknowledgements_of_what_was_sent_pass() -> None:
    check(sack())
    check(sack(cumulative=LAST_SENT))
    check(sack((1, 1), (3, 10)))
    check(sack((9, 10), (1, 2)))
    # A late one, and one from before the numbers began anew.
    check(sack(cumulative=LAST_SENT - 900))
    check(sack((1, 5), cumulative=2**32 - 100))


@pytest.mark.parametrize(
    "bad",
    [
        sack(cumulative=LAST_SENT + 1),
        sack((1, 11)),
        sack((0, 1)),
        sack((5, 4)),
        sack((1, 1), claimed=2),
        sack(*[(1, 60_000)] * 2, cumulative=(LAST_SENT - 60_000) % 2**32),
    ],
)
def test_an_acknowledgement_of_anything_else_is_refused(bad: bytes) -> None:
    with pytest.raises(PacketRefused):
        check(bad)


@given(body=st.binary(max_size=200), kind=st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 130, 192]))
def test_what_passes_is_parsed_by_the_library_without_surprise(body: bytes, kind: int) -> None:
    raw = packet(chunk(kind, body))
    try:
        check_packet(raw, last_sent_tsn=LAST_SENT)
    except PacketRefused:
        return
    whole = raw[:8] + struct.pack("<L", crc32c(raw)) + raw[12:]
    (parsed,) = library.parse_packet(whole)[3]
    if isinstance(parsed, library.ReconfigChunk):
        for number, value in parsed.params:
            if number in library.RECONFIG_PARAM_TYPES:
                library.RECONFIG_PARAM_TYPES[number].parse(value)
