"""What a receiver has written of a job, kept in the home so that nobody has to send it twice.

One JSON value a line, only ever appended: the first says which job, the others what was done. It never claims more
than a write() has returned for; a last line that was cut off by a crash is left out.
"""

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import msgspec

from peerdrop.core.states import ConflictChoice
from peerdrop.core.transfers.disk.landing import Landing
from peerdrop.core.transfers.disk.space import means_full
from peerdrop.core.transfers.disk.wishes import Wishes
from peerdrop.wire.identifiers import DeviceId, DeviceIdField, TransferId, TransferIdField
from peerdrop.wire.transfers import FileEntry, IndexRange

logger = logging.getLogger(__name__)

JOURNAL_SUFFIX: Final = ".journal"
_BLOCK_BYTES: Final = 64 * 1024


class PresentFile(msgspec.Struct, frozen=True, array_like=True):
    """Entry *index* was here already, as *path*."""

    index: int
    path: str


class JobLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="line", tag="job"):
    """Which job, where its files go, and what its user chose: *left_out* is not fetched, nor is what is *present*."""

    transfer_id: TransferIdField
    device_id: DeviceIdField
    peer_name: str
    label: str
    directory: str
    at: float
    entries: tuple[FileEntry, ...]
    boot: str = ""
    conflicts: ConflictChoice = ConflictChoice.KEEP_BOTH
    left_out: tuple[IndexRange, ...] = ()
    present: tuple[PresentFile, ...] = ()
    beside: Landing | None = None
    """Where the files stand that it belongs to."""


class BootLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="line", tag="boot"):
    """The program went on with the job; what follows was written in this run of the machine."""

    boot: str


class TopLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="line", tag="top"):
    """The folder that stands in *directory* for the job's folder *wanted*; *made*: by this job."""

    wanted: str
    got: str
    made: bool = True


class PartLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="line", tag="part"):
    """A part file was made; its device and inode tell it from another file of that name."""

    index: int
    name: str
    device: int
    inode: int


class WrittenLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="line", tag="written"):
    """*offset* bytes of entry *index* are written; *synced*: they outlive a power loss too."""

    index: int
    offset: int
    synced: bool = False


class PublishedLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="line", tag="published"):
    """Entry *index* has its name."""

    index: int
    path: str
    digest: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class AgainLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="line", tag="again"):
    """Everything came, but of *indexes* it was damaged: they alone come once more, from the first on."""

    indexes: tuple[IndexRange, ...]


class ProblemLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="line", tag="problem"):
    """Entry *index* will not come."""

    index: int
    reason: str


class WishLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="line", tag="wish"):
    """What the receiver's user wants of the job from here on."""

    wishes: Wishes


Line = JobLine | BootLine | TopLine | PartLine | WrittenLine | PublishedLine | AgainLine | ProblemLine | WishLine


class _Sender(msgspec.Struct, frozen=True):
    device_id: DeviceIdField


class Journal:
    """The journal of one job, open for appending.

    What its disk does not take is kept, and written first as soon as it does.
    """

    def __init__(self, path: Path, *, fresh: bool) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = path
        self._pending: list[bytes] = []
        self._is_torn = False
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(path, flags | (os.O_TRUNC if fresh else 0), 0o600)
        try:
            self._size_bytes = 0 if fresh else _end_of_lines(self._descriptor)
            # Whatever followed a half line could not be read.
            os.ftruncate(self._descriptor, self._size_bytes)
        except BaseException:
            os.close(self._descriptor)
            raise

    def append(self, *lines: Line) -> None:
        """Add *lines*; they outlive a crash of this program unless the disk does not take them: `write_out` tells."""
        self._pending.extend(msgspec.json.encode(line) + b"\n" for line in lines)
        try:
            self.write_out()
        except OSError as exc:
            logger.info("journal waits errno=%s", exc.errno)

    def write_out(self) -> None:
        """Everything so far is written, or OSError is raised, which names the journal."""
        if not self._pending:
            return
        raw = b"".join(self._pending)
        try:
            if self._is_torn:
                os.ftruncate(self._descriptor, self._size_bytes)
            self._is_torn = True
            view = memoryview(raw)
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError as exc:
            # Not to be left half even for a moment: the program may be killed before there is room.
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, self._size_bytes)
                self._is_torn = False
            raise OSError(exc.errno, exc.strerror, str(self.path)) from exc
        self._is_torn = False
        self._size_bytes += len(raw)
        self._pending.clear()

    def has_room(self) -> bool:
        """Everything so far is written, or False: its disk is full. Raises OSError for all else."""
        try:
            self.write_out()
        except OSError as exc:
            if means_full(exc):
                return False
            raise
        return True

    def sync(self) -> None:
        """Everything that is written outlives a power loss."""
        with contextlib.suppress(OSError):
            getattr(os, "fdatasync", os.fsync)(self._descriptor)

    def close(self) -> bool:
        """Keep it; False if something could not be written. May be called twice."""
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                self.write_out()
            os.close(self._descriptor)
            self._descriptor = -1
        return not self._pending

    def discard(self) -> None:
        """Close and delete it."""
        self._pending.clear()
        self.close()
        self.path.unlink(missing_ok=True)


def journal_directory(home: Path) -> Path:
    """Where journals are kept."""
    return home / "transfers"


def journal_path(home: Path, transfer_id: TransferId) -> Path:
    """Where the journal of *transfer_id* is kept."""
    return journal_directory(home) / f"{transfer_id}{JOURNAL_SUFFIX}"


def boot_id() -> str:
    """Which run of the machine this is; "" where the system does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, UnicodeError):
        return ""


def read_journal(path: Path) -> tuple[Line, ...]:
    """The lines of a journal as far as they are whole; empty if there is none or it is of no use."""
    lines: list[Line] = []
    decoder = msgspec.json.Decoder(Line)
    with contextlib.suppress(FileNotFoundError, msgspec.DecodeError, UnicodeError):
        lines.extend(decoder.decode(raw) for raw in _whole_lines(path))
    return tuple(lines) if lines and isinstance(lines[0], JobLine) else ()


def read_sender(path: Path) -> DeviceId | None:
    """Whose job a journal is of; None if that can't be told."""
    with contextlib.suppress(OSError, msgspec.DecodeError, UnicodeError), path.open("rb") as file:
        return msgspec.json.decode(file.readline(), type=_Sender).device_id
    return None


def _whole_lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for raw in file:
            if raw.endswith(b"\n"):
                yield raw


def _end_of_lines(descriptor: int) -> int:
    """Where the last whole line ends."""
    end = os.lseek(descriptor, 0, os.SEEK_END)
    while end > 0:
        begin = max(end - _BLOCK_BYTES, 0)
        os.lseek(descriptor, begin, os.SEEK_SET)
        found = os.read(descriptor, end - begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        end = begin
    return 0
