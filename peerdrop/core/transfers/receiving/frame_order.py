"""The only order in which the frames of a job may come."""

import re
from typing import Final

from peerdrop.core.transfers.flow.job_stream import JobStream
from peerdrop.wire.frames import Frame, FrameKind

_REASON: Final = re.compile(rb"[A-Z][A-Z_]{0,31}")


class FrameOrder:
    """Knows where the stream must go on; everything else breaks the rules. JobWriter relies on it."""

    def __init__(self, stream: JobStream, index: int, offset: int) -> None:
        self._stream = stream
        self._index = stream.next_file(index)
        self._offset = offset if self._index == index else 0
        self._ended = False

    def admits(self, frame: Frame) -> bool:
        """*frame* goes on exactly where the one before ended; then that place moves behind it."""
        if self._ended or frame.file_index != self._index or frame.offset != self._offset:
            return False
        if self._index >= len(self._stream):
            self._ended = frame.kind is FrameKind.JOB_END and not frame.payload
            return self._ended
        size_bytes = self._stream.entries[self._index].size_bytes
        match frame.kind:
            case FrameKind.DATA:
                self._offset += len(frame.payload)
                return len(frame.payload) > 0 and self._offset <= size_bytes
            case FrameKind.FILE_END:
                return self._offset == size_bytes and self._next_file()
            case FrameKind.FILE_SKIPPED:
                return _REASON.fullmatch(frame.payload) is not None and self._next_file()
            case FrameKind.JOB_END:
                return False

    def _next_file(self) -> bool:
        self._index = self._stream.next_file(self._index + 1)
        self._offset = 0
        return True
