"""Binary frames of the data channel (PROTOCOL.md 8): a 32-byte header, then the payload.

 0       1       2               4                              20              24                      32
+-------+-------+---------------+------------------------------+---------------+-----------------------+
| kind  | zero  | zero          | transfer ID                  | file index    | offset in the file    |
+-------+-------+---------------+------------------------------+---------------+-----------------------+
"""

import re
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from peerdrop.wire.errors import MalformedMessage, MessageTooLarge
from peerdrop.wire.identifiers import REASON_PATTERN, TransferId
from peerdrop.wire.limits import FILE_BYTES_MAX, FRAME_PAYLOAD_BYTES, JOB_FILES_MAX

_HEADER: Final = struct.Struct("!BBH16sIQ")
HEADER_BYTES: Final = _HEADER.size
DIGEST_BYTES: Final = 32


class FrameKind(IntEnum):
    """What the payload is."""

    DATA = 1
    """The next bytes of a file, at least one."""
    FILE_END = 2
    """BLAKE3 of the whole file, 32 bytes; *offset* is the size that was sent."""
    FILE_SKIPPED = 3
    """The source could not be read: the reason as an UPPERCASE name."""
    JOB_END = 4
    """Nothing more follows for this job; empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame of one job; *payload* is at most FRAME_PAYLOAD_BYTES."""

    kind: FrameKind
    transfer_id: TransferId
    file_index: int
    offset: int
    payload: bytes | memoryview = b""


def encode_frame(frame: Frame) -> bytes:
    """*frame* as one data channel message."""
    header = _HEADER.pack(frame.kind, 0, 0, bytes.fromhex(frame.transfer_id), frame.file_index, frame.offset)
    return header + frame.payload


def decode_frame(raw: bytes) -> Frame:
    """The frame in one data channel message, or a WireError; its payload is a view into *raw*."""
    if len(raw) < HEADER_BYTES:
        raise MalformedMessage(f"a frame has at least {HEADER_BYTES} bytes, this one {len(raw)}")
    if len(raw) > HEADER_BYTES + FRAME_PAYLOAD_BYTES:
        raise MessageTooLarge(f"{len(raw) - HEADER_BYTES} bytes of payload, the limit is {FRAME_PAYLOAD_BYTES}")
    kind_number, _, _, transfer_id, file_index, offset = _HEADER.unpack_from(raw)
    try:
        kind = FrameKind(kind_number)
    except ValueError as exc:
        raise MalformedMessage(f"unknown frame kind {kind_number}") from exc
    payload = memoryview(raw)[HEADER_BYTES:]
    if file_index > JOB_FILES_MAX:
        raise MalformedMessage(f"file index {file_index}, the limit is {JOB_FILES_MAX}")
    if offset + (len(payload) if kind is FrameKind.DATA else 0) > FILE_BYTES_MAX:
        raise MalformedMessage("offset out of range")
    _check_payload(kind, payload)
    return Frame(
        kind=kind,
        transfer_id=TransferId(transfer_id.hex()),
        file_index=file_index,
        offset=offset,
        payload=payload,
    )


def _check_payload(kind: FrameKind, payload: memoryview) -> None:
    match kind:
        case FrameKind.DATA if not payload:
            raise MalformedMessage("a data frame without data")
        case FrameKind.FILE_END if len(payload) != DIGEST_BYTES:
            raise MalformedMessage(f"a digest has {DIGEST_BYTES} bytes, this one {len(payload)}")
        case FrameKind.FILE_SKIPPED if not re.match(REASON_PATTERN.encode(), payload):
            raise MalformedMessage("a reason is an UPPERCASE name")
        case FrameKind.JOB_END if payload:
            raise MalformedMessage("a job's end with a payload")
