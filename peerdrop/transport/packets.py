"""What an SCTP packet must look like before the library parses it (RFC 9260, 6525). No I/O.

The library trusts lengths and counts that the other side wrote; here they are checked against the packet itself.
"""

import struct
from typing import Final

COMMON_HEADER_BYTES: Final = 12
CHUNK_HEADER_BYTES: Final = 4
PARAMETER_HEADER_BYTES: Final = 4

DATA: Final = 0
INIT: Final = 1
INIT_ACK: Final = 2
SACK: Final = 3
HEARTBEAT: Final = 4
HEARTBEAT_ACK: Final = 5
ABORT: Final = 6
SHUTDOWN: Final = 7
ERROR: Final = 9
RECONFIG: Final = 130
FORWARD_TSN: Final = 192

_CHUNK: Final = struct.Struct("!BBH")
_PARAMETER: Final = struct.Struct("!HH")
_SACK: Final = struct.Struct("!LLHH")
_GAP: Final = struct.Struct("!HH")

# The shortest chunk of a type, its header included; of a DATA chunk: with one byte of data.
_SHORTEST_BYTES: Final = {DATA: 17, INIT: 20, INIT_ACK: 20, SACK: 16, SHUTDOWN: 8}
# Where the parameters (of ABORT and ERROR: the causes, which look the same) of a chunk begin.
_PARAMETERS_AT: Final = {INIT: 20, INIT_ACK: 20, HEARTBEAT: 4, HEARTBEAT_ACK: 4, ABORT: 4, ERROR: 4, RECONFIG: 4}
# The shortest value of a parameter that the library takes apart once more (RFC 6525, 4.1 to 4.6).
_RESET_REQUEST: Final = 13
_SHORTEST_RECONFIG_BYTES: Final = {_RESET_REQUEST: 12, 16: 8, 17: 8}
_SACKED_TSNS_MAX: Final = 65_535
_TSN_MODULO: Final = 2**32
_TSN_HALF: Final = 2**31


class PacketRefused(Exception):
    """An SCTP packet breaks the rules; the text names the rule."""


def check_packet(packet: bytes, *, last_sent_tsn: int) -> None:
    """Refuse *packet* if its lengths are wrong or it acknowledges more than was sent; raises PacketRefused."""
    end = len(packet)
    if end < COMMON_HEADER_BYTES + CHUNK_HEADER_BYTES:
        raise PacketRefused("a packet has a header and a chunk")
    position = COMMON_HEADER_BYTES
    while position <= end - CHUNK_HEADER_BYTES:
        kind, _, length = _CHUNK.unpack_from(packet, position)
        if length < _SHORTEST_BYTES.get(kind, CHUNK_HEADER_BYTES):
            raise PacketRefused(f"a chunk of type {kind} is longer than {length} bytes")
        if position + length > end:
            raise PacketRefused("a chunk ends within its packet")
        if kind == SACK:
            _check_sack(packet, position, position + length, last_sent_tsn)
        elif kind in _PARAMETERS_AT:
            _check_parameters(packet, kind, position + _PARAMETERS_AT[kind], position + length)
        elif kind == FORWARD_TSN:
            # Both channels are reliable, and we don't announce the extension.
            raise PacketRefused("nothing is skipped on a reliable channel")
        position += _padded(length)


def _check_parameters(packet: bytes, kind: int, position: int, end: int) -> None:
    while position <= end - PARAMETER_HEADER_BYTES:
        parameter, length = _PARAMETER.unpack_from(packet, position)
        if length < PARAMETER_HEADER_BYTES:
            raise PacketRefused("a parameter is at least as long as its header")
        if position + length > end:
            raise PacketRefused("a parameter ends within its chunk")
        if kind == RECONFIG:
            value_bytes = length - PARAMETER_HEADER_BYTES
            if value_bytes < _SHORTEST_RECONFIG_BYTES.get(parameter, 0):
                raise PacketRefused("a reconfiguration parameter has all of its fields")
            if parameter == _RESET_REQUEST and value_bytes % 2:
                raise PacketRefused("stream numbers have two bytes")
        position += _padded(length)


def _check_sack(packet: bytes, position: int, end: int, last_sent_tsn: int) -> None:
    cumulative_tsn, _, gaps, duplicates = _SACK.unpack_from(packet, position + CHUNK_HEADER_BYTES)
    gaps_at = position + CHUNK_HEADER_BYTES + _SACK.size
    if gaps_at + 4 * (gaps + duplicates) > end:
        raise PacketRefused("an acknowledgement holds as many blocks as it says")
    sacked = 0
    highest = 0
    for index in range(gaps):
        first, last = _GAP.unpack_from(packet, gaps_at + 4 * index)
        if not 1 <= first <= last:
            raise PacketRefused("a block of an acknowledgement begins before it ends")
        sacked += last - first + 1
        highest = max(highest, last)
    if sacked > _SACKED_TSNS_MAX:
        raise PacketRefused("the blocks of an acknowledgement don't overlap")
    if (last_sent_tsn - cumulative_tsn - highest) % _TSN_MODULO >= _TSN_HALF:
        raise PacketRefused("only what was sent is acknowledged")


def _padded(length: int) -> int:
    return length + -length % 4
