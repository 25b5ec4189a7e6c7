"""The sender's eyes: reads the files of one job and makes frames of them. Everything runs in the job's own thread."""

import os
import stat
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from blake3 import blake3

from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.flow.job_stream import JobStream
from peerdrop.core.transfers.sending.sources import modified_ns
from peerdrop.wire.frames import Frame, FrameKind, encode_frame
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import FRAME_PAYLOAD_BYTES, MIB

BATCH_BYTES: Final = 1 * MIB
BATCH_FILES: Final = 256
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # A pipe that took the file's place must not hold us.
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)


@dataclass(slots=True, kw_only=True)
class Batch:
    """The next frames of a job. *index* and *position* are where the stream goes on after them."""

    frames: list[bytes] = field(default_factory=list)
    index: int = 0
    position: int = 0
    digests: list[tuple[int, str]] = field(default_factory=list)
    problems: list[tuple[int, TransferReason]] = field(default_factory=list)
    ended: bool = False
    """JOB_END is in it."""


class _SourceLost(Exception):
    def __init__(self, reason: TransferReason) -> None:
        super().__init__(reason)
        self.reason = reason


class JobReader:
    """Reads each file once, hashing what it reads. A source that can't be read any more becomes a FILE_SKIPPED."""

    def __init__(self, transfer_id: TransferId, stream: JobStream, paths: Sequence[Path]) -> None:
        self._transfer_id = transfer_id
        self._stream = stream
        self._paths = paths
        self._index = 0
        self._offset = 0
        self._descriptor = -1
        self._hasher = blake3()
        self._stopping = threading.Event()
        self._ended = False

    def seek(self, stream: JobStream, index: int, offset: int) -> None:
        """Go on at byte *offset* of entry *index*; *stream* says what is left out from now on."""
        self.close()
        self._stopping.clear()
        self._stream = stream
        self._ended = False
        self._index = stream.next_file(index)
        self._offset = offset if self._index == index else 0

    def read(self, room_bytes: int, room_files: int, piece_bytes: int = FRAME_PAYLOAD_BYTES) -> Batch:
        """Frames for at most *room_bytes* of the stream (and 1 MiB) and *room_files* ends of files.

        None has more than *piece_bytes* of payload.
        """
        batch = Batch()
        room = min(room_bytes, BATCH_BYTES)
        ends = min(room_files, BATCH_FILES)
        while not self._ended and not self._stopping.is_set():
            if self._index >= len(self._stream):
                self._add(batch, FrameKind.JOB_END)
                self._ended = True
            elif ends <= 0:
                break
            elif self._offset < self._stream.entries[self._index].size_bytes:
                if room <= 0:
                    break
                moved = self._read_data(batch, min(room, piece_bytes, FRAME_PAYLOAD_BYTES))
                room -= moved
                ends -= 0 if moved else 1
            else:
                self._end_file(batch)
                ends -= 1
        batch.index = self._index
        batch.position = self._stream.position(self._index, self._offset)
        batch.ended = self._ended
        return batch

    def stop(self) -> None:
        """Called from outside the thread: don't go on with reading what nobody waits for."""
        self._stopping.set()

    def close(self) -> None:
        """Let go of the file; may be called twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _read_data(self, batch: Batch, size_bytes: int) -> int:
        """Add one DATA frame; the bytes read, 0 if the file had to be skipped."""
        try:
            self._open()
            wanted = min(size_bytes, self._stream.entries[self._index].size_bytes - self._offset)
            data = os.read(self._descriptor, wanted)
            if not data:
                raise _SourceLost(TransferReason.SOURCE_CHANGED)
        except (OSError, _SourceLost) as exc:
            self._skip_file(batch, _reason_of(exc))
            return 0
        self._hasher.update(data)
        self._add(batch, FrameKind.DATA, data)
        self._offset += len(data)
        return len(data)

    def _end_file(self, batch: Batch) -> None:
        try:
            self._open()
            self._check_unchanged()
        except (OSError, _SourceLost) as exc:
            self._skip_file(batch, _reason_of(exc))
            return
        self._add(batch, FrameKind.FILE_END, self._hasher.digest())
        batch.digests.append((self._index, self._hasher.hexdigest()))
        self._next()

    def _skip_file(self, batch: Batch, reason: TransferReason) -> None:
        self._add(batch, FrameKind.FILE_SKIPPED, str(reason).encode())
        batch.problems.append((self._index, reason))
        self._next()

    def _next(self) -> None:
        self.close()
        self._index = self._stream.next_file(self._index + 1)
        self._offset = 0

    def _open(self) -> None:
        if self._descriptor >= 0:
            return
        self._descriptor = os.open(self._paths[self._index], _FLAGS)
        self._hasher = blake3()
        self._check_unchanged()
        hashed = 0
        while hashed < self._offset:
            # The digest is of the whole file, also of what the receiver has already.
            block = os.read(self._descriptor, min(BATCH_BYTES, self._offset - hashed))
            if not block or self._stopping.is_set():
                raise _SourceLost(TransferReason.SOURCE_CHANGED)
            self._hasher.update(block)
            hashed += len(block)

    def _check_unchanged(self) -> None:
        found = os.fstat(self._descriptor)
        entry = self._stream.entries[self._index]
        if not stat.S_ISREG(found.st_mode):
            raise _SourceLost(TransferReason.SOURCE_CHANGED)
        if found.st_size != entry.size_bytes or modified_ns(found) != entry.modified_ns:
            raise _SourceLost(TransferReason.SOURCE_CHANGED)

    def _add(self, batch: Batch, kind: FrameKind, payload: bytes = b"") -> None:
        frame = Frame(
            kind=kind, transfer_id=self._transfer_id, file_index=self._index, offset=self._offset, payload=payload
        )
        batch.frames.append(encode_frame(frame))


def _reason_of(error: OSError | _SourceLost) -> TransferReason:
    return error.reason if isinstance(error, _SourceLost) else TransferReason.SOURCE_UNREADABLE
