"""The receiver's hands: writes the frames of one job to disk. Everything here runs in the job's own thread."""

import contextlib
import errno
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from peerdrop.core.snapshots import PublishedFile
from peerdrop.core.states import ConflictChoice, TransferReason
from peerdrop.core.transfers.disk.folder import Folder
from peerdrop.core.transfers.disk.interrupted_job import InterruptedJob
from peerdrop.core.transfers.disk.journal import (
    AgainLine,
    Journal,
    Line,
    PartLine,
    ProblemLine,
    PublishedLine,
    TopLine,
    WrittenLine,
)
from peerdrop.core.transfers.disk.kept_part import KeptPart
from peerdrop.core.transfers.disk.made_folders import remove_empty_folders
from peerdrop.core.transfers.disk.part_file import OpenPart, PartFile, part_name
from peerdrop.core.transfers.disk.space import is_nearly_full, means_full
from peerdrop.core.transfers.disk.standing_files import digest_of, holds_same
from peerdrop.core.transfers.flow.job_stream import JobStream, ranges_of
from peerdrop.wire.frames import Frame, FrameKind
from peerdrop.wire.limits import MIB
from peerdrop.wire.transfers import EntryKind

SYNC_BYTES: Final = 64 * MIB
SYNC_S: Final = 1.0
_BATCH_S: Final = 0.25
# One fdatasync per small file would make 10,000 of them take minutes on a slow disk.
_SYNC_FILE_BYTES: Final = 1 * MIB
_OPEN_FOLDERS: Final = 16


@dataclass(slots=True, kw_only=True)
class Written:
    """How far the job is after some frames: *index* and *offset* are where the stream goes on."""

    index: int = 0
    offset: int = 0
    position: int = 0
    published: list[tuple[int, PublishedFile]] = field(default_factory=list)
    problems: list[tuple[int, TransferReason]] = field(default_factory=list)
    ended: bool = False
    """JOB_END was reached."""
    slow: bool = False
    """Not every frame was written, so that what was can be told in time."""
    full: bool = False
    """The disk is full; the frames that are left wait."""


class JobWriter:
    """Puts every entry under its name, in order, never over something that is there unless *conflicts* is REPLACE.

    *names* has the components of each entry below *directory*. Frames are in the order the receiver checked: what
    comes here fits. Raises OSError for everything but a full disk, be it that of the journal.
    """

    def __init__(
        self,
        *,
        transfer_id: str,
        stream: JobStream,
        names: Sequence[tuple[str, ...] | None],
        directory: Path,
        make_journal: Callable[[], Journal],
        conflicts: ConflictChoice = ConflictChoice.KEEP_BOTH,
        open_part: OpenPart = PartFile,
        monotonic: Callable[[], float] = time.monotonic,
        reserve_bytes: Callable[[], int] = lambda: 0,
    ) -> None:
        self._transfer_id = transfer_id
        self._stream = stream
        self._names = names
        self._directory = directory
        self._make_journal = make_journal
        self._conflicts = conflicts
        self._open_part = open_part
        self._monotonic = monotonic
        self._reserve_bytes = reserve_bytes
        self._root: Folder | None = None
        self._journal: Journal | None = None
        self._part: PartFile | None = None
        self.tops: dict[str, str] = {}
        """The folders that stand for those that the job wanted."""
        self._made_tops: set[str] = set()
        self._folders: dict[tuple[str, ...], Folder] = {}
        self._index, self._ended = 0, False
        self._unsynced_bytes, self._synced_at = 0, monotonic()

    def open(self) -> Written:
        """Take the folder and make what stands before the first file; nothing was written before this."""
        self._root = Folder.open_root(self._directory)
        self._directory = self._root.path
        self._journal = self._make_journal()
        self._advance()
        # Now, and not with the first frame: whether the folder can be written is asked while somebody looks.
        if self._index < len(self._stream):
            self._open_next()
        return self._after(Written())

    def reopen(self, found: InterruptedJob) -> Written:
        """Go on where a run before this one was interrupted; a part file that is gone is begun anew."""
        self._root = Folder.reopen_root(self._directory, found.part)
        self._directory = self._root.path
        self._journal = self._make_journal()
        self.tops = dict(found.tops)
        self._made_tops = set(found.made)
        self._index = found.index
        state = Written()
        state.published.extend(found.published.items())
        state.problems.extend(found.problems.items())
        if found.part is not None:
            self._take_kept(found.part, found, state)
        self._advance()
        if self._part is None and self._index < len(self._stream):
            self._open_next()
        return self._after(state)

    def write(self, frames: deque[Frame]) -> Written:
        """Do what *frames* say for at most 0.25 s, taking each from the left when it is done."""
        state = Written()
        until = self._monotonic() + _BATCH_S
        try:
            while frames and not self._ended and not state.slow:
                self._advance()
                self._handle(frames[0], state)
                frames.popleft()
                state.slow = bool(frames) and self._monotonic() >= until
        except OSError as exc:
            if not means_full(exc):
                raise
            state.full = True
        finally:
            self._note_written()  # Also when the disk broke: what it took before need not come again.
        return self._after(state)

    def again(self, stream: JobStream) -> Written:
        """After the end: take up once more what *stream* does not leave out, for it came damaged."""
        wanted = frozenset(range(len(stream))) - stream.skip
        self._journal_of().append(AgainLine(indexes=ranges_of(wanted)))
        self._stream = stream
        self._index = 0
        self._ended = False
        self._advance()
        return self._after(Written())

    def has_space(self) -> bool:
        """There is room again for what is left, and for what the journal has to tell."""
        remaining = self._stream.fetch_bytes - self._stream.fetched_bytes(self._position())
        return self._journal_of().has_room() and not is_nearly_full(self.free_bytes(), remaining)

    def free_bytes(self) -> int:
        """What may still be written: what the disk has left, less what is to stay free."""
        return max(self._root_of().free_bytes() - self._reserve_bytes(), 0)

    def discard(self) -> None:
        """Delete the part file, the journal and the folders made in vain; what has its name stays."""
        if self._part is not None:
            self._part.discard()
        if self._root is not None:
            remove_empty_folders(self._root, self._names, self.tops, self._made_tops)
        if self._journal is not None:
            self._journal.discard()
        self._close_folders()

    def finish(self) -> None:
        """The job is complete: the journal has done its work."""
        if self._root is not None:
            self._root.sync()
        if self._journal is not None:
            self._journal.discard()
        self._close_folders()

    def close(self) -> None:
        """Keep part file and journal for going on later."""
        is_told = self._journal is None or self._journal.close()
        if self._part is not None and (is_told or self._part.offset):
            self._part.close()
        elif self._part is not None:
            self._part.discard()  # Nobody would find it.
        self._close_folders()

    def _handle(self, frame: Frame, state: Written) -> None:
        if frame.kind is FrameKind.DATA:
            self._write_data(frame)
        elif frame.kind is FrameKind.FILE_END:
            self._end_file(frame, state)
        elif frame.kind is FrameKind.FILE_SKIPPED:
            reason = TransferReason.parse(bytes(frame.payload).decode("ascii", "replace"))
            self._drop_file(reason, state)
        else:
            self._ended = True

    def _write_data(self, frame: Frame) -> None:
        part = self._begun_part()
        payload = frame.payload if isinstance(frame.payload, memoryview) else memoryview(frame.payload)
        # A disk that filled up in the middle of this frame took its beginning.
        rest = payload[part.offset - frame.offset :]
        while rest:
            taken = part.write(rest)
            rest = rest[taken:]
            self._unsynced_bytes += taken
        if self._unsynced_bytes >= SYNC_BYTES or self._monotonic() - self._synced_at >= SYNC_S:
            self._sync(part)

    def _end_file(self, frame: Frame, state: Written) -> None:
        part = self._begun_part()
        if part.offset >= _SYNC_FILE_BYTES:
            part.sync()
        if part.digest() != bytes(frame.payload):
            self._drop_file(TransferReason.DAMAGED, state)
            return
        entry = self._stream.entries[self._index]
        names = self._names[self._index]
        assert names is not None
        folder = self._folder(names[:-1])
        self._journal_of().write_out()
        if self._conflicts is ConflictChoice.SKIP_IDENTICAL and holds_same(folder, names[-1], entry, part.digest()):
            part.discard()
            chosen = names[-1]
        else:
            replace = self._conflicts is ConflictChoice.REPLACE
            chosen = part.publish(folder, names[-1], entry.modified_ns, replace=replace)
        self._part = None
        self._note_published(folder.path / chosen, part.digest().hex(), state)

    def _note_published(self, path: Path, digest: str, state: Written) -> None:
        self._journal_of().append(PublishedLine(index=self._index, path=str(path), digest=digest))
        size_bytes = self._stream.entries[self._index].size_bytes
        state.published.append(
            (self._index, PublishedFile(path=path, size_bytes=size_bytes, digest=f"blake3:{digest}"))
        )
        self._index += 1

    def _drop_file(self, reason: TransferReason, state: Written) -> None:
        if self._part is not None:
            self._part.discard()
            self._part = None
        self._journal_of().append(ProblemLine(index=self._index, reason=reason))
        state.problems.append((self._index, reason))
        self._index += 1

    def _advance(self) -> None:
        """Make the folders between here and the next file."""
        following = self._stream.next_file(self._index)
        while self._index < following:
            names = self._names[self._index]
            entry = self._stream.entries[self._index]
            if names is not None and entry.kind is EntryKind.FOLDER and self._index not in self._stream.skip:
                self._folder(names)
                name = self.tops.get("/".join(names), names[-1])
                self._folder(names[:-1]).set_modified(name, entry.modified_ns)
            self._index += 1

    def _begun_part(self) -> PartFile:
        part = self._part or self._open_next()
        # Nothing is written or gets its name before the journal tells of it: the next run would let it come twice.
        self._journal_of().write_out()
        return part

    def _open_next(self) -> PartFile:
        self._part = self._new_part()
        self._note_part(self._part)
        return self._part

    def _note_part(self, part: PartFile, *more: Line) -> None:
        line = PartLine(index=self._index, name=part.name, device=part.identity[0], inode=part.identity[1])
        self._journal_of().append(line, *more)

    def _take_kept(self, line: PartLine, found: InterruptedJob, state: Written) -> None:
        """Go on with the part file that was kept, unless it got its name just before the end of the run before."""
        kept = KeptPart(self._root_of(), line, self._stream.entries[line.index].size_bytes)
        names = self._names[line.index]
        if names is not None:
            folder = self._folder(names[:-1])
            chosen = kept.published_as(folder, names[-1])
            if chosen is not None:
                self._note_published(folder.path / chosen, digest_of(folder, chosen), state)
                return
        self._part = kept.reopen(found)
        if self._part is not None:
            # A disk that was plugged in again may give both of its numbers anew. The line of them begins the count of
            # bytes anew: what had been synced must not be lost by that when the machine goes down.
            self._note_part(self._part, WrittenLine(index=self._index, offset=found.synced_offset, synced=True))
            self._note_written()

    def _new_part(self) -> PartFile:
        attempt = 0
        while True:
            try:
                return self._open_part(self._root_of(), part_name(self._transfer_id, self._index, attempt))
            except FileExistsError:
                attempt += 1

    def _folder(self, names: tuple[str, ...]) -> Folder:
        """The folder of *names* below the root, made if need be, never through a link.

        The uppermost folder of a job is a new one if both are kept: two folders of one name are not mixed then.
        """
        if not names:
            return self._root_of()
        known = self._folders.get(names)
        if known is not None:
            return known
        parent = self._folder(names[:-1])
        if len(names) == 1:
            if names[0] not in self.tops:
                self._take_top(parent, names[0])
            folder = parent.child(self.tops[names[0]])
        else:
            folder = self._child_or_new(parent, names)
        if len(self._folders) >= _OPEN_FOLDERS:
            self._forget_folders(keep=names)
        self._folders[names] = folder
        return folder

    def _take_top(self, root: Folder, name: str) -> None:
        made = True
        if self._conflicts is not ConflictChoice.KEEP_BOTH:
            with contextlib.suppress(OSError):
                root.child(name).close()
                made = False
        self.tops[name] = root.make_new_folder(name) if made else name
        if made:
            self._made_tops.add(name)
        self._journal_of().append(TopLine(wanted=name, got=self.tops[name], made=made))

    def _child_or_new(self, parent: Folder, names: tuple[str, ...]) -> Folder:
        key = "/".join(names)
        name = self.tops.get(key, names[-1])
        try:
            return parent.child(name)
        except FileNotFoundError:
            parent.make_folder(name)
        except OSError as exc:
            # A folder that was there before the job may hold a file or a link by this name; a new one can't.
            if exc.errno not in {errno.ENOTDIR, errno.ELOOP} or self._conflicts is ConflictChoice.KEEP_BOTH:
                raise
            name = self.tops[key] = parent.make_new_folder(names[-1])
            self._journal_of().append(TopLine(wanted=key, got=name))
        return parent.child(name)

    def _forget_folders(self, keep: tuple[str, ...]) -> None:
        for names in [names for names in self._folders if names != keep[: len(names)]]:
            self._folders.pop(names).close()

    def _sync(self, part: PartFile) -> None:
        part.sync()
        self._journal_of().append(WrittenLine(index=self._index, offset=part.offset, synced=True))
        self._journal_of().sync()
        self._unsynced_bytes = 0
        self._synced_at = self._monotonic()
        if not self.has_space():
            raise OSError(errno.ENOSPC, "the disk is nearly full")

    def _note_written(self) -> None:
        if self._part is not None:
            self._journal_of().append(WrittenLine(index=self._index, offset=self._part.offset))

    def _after(self, state: Written) -> Written:
        state.index, state.offset = self._place()
        state.position, state.ended = self._position(), self._ended
        return state

    def _place(self) -> tuple[int, int]:
        """The entry and the byte of it where the stream goes on.

        Behind what is left out: the sender is there already, and may wait for credit before it sends the next frame.
        """
        return (self._stream.next_file(self._index), 0) if self._part is None else (self._index, self._part.offset)

    def _position(self) -> int:
        return self._stream.position(*self._place())

    def _root_of(self) -> Folder:
        assert self._root is not None
        return self._root

    def _journal_of(self) -> Journal:
        assert self._journal is not None
        return self._journal

    def _close_folders(self) -> None:
        for folder in self._folders.values():
            folder.close()
        self._folders.clear()
        if self._root is not None:
            self._root.close()
