"""Jobs that outlive a restart of the sender: what is to be sent to whom, one file a job in the home."""

import base64
import contextlib
import logging
import os
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Final

import msgspec

from peerdrop.core.snapshots import ProblemFile
from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.disk.wishes import Wishes
from peerdrop.core.transfers.flow.job_stream import file_and_folder_count
from peerdrop.core.transfers.sending.rest import Rest
from peerdrop.core.transfers.sending.sources import Sources, read_sources
from peerdrop.identity.private_file import UNFINISHED_SUFFIX, write_private
from peerdrop.wire.identifiers import DeviceId, DeviceIdField, TransferId, TransferIdField
from peerdrop.wire.transfers import FileEntry

logger = logging.getLogger(__name__)

OUTBOX_SUFFIX: Final = ".job"
DAMAGED_SUFFIX: Final = ".damaged"


class KeptProblem(msgspec.Struct, frozen=True, array_like=True):
    """A file below *roots* that can't be sent."""

    path: str
    reason: str


class OutboxJob(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One job. Paths are base64 of the file system's own bytes: a name on disk need not be text.

    *entries* are what was offered, each read from its path in *paths*; None until then. *rank* is its place among
    those to the same device, as a fraction; None: that of its time, *at*. Of *fetch_bytes*, None: all, *bytes_done*
    were there when it was last written: what is shown until the receiver says where it is.
    """

    transfer_id: TransferIdField
    device_id: DeviceIdField
    peer_name: str
    at: float
    roots: tuple[str, ...]
    label: str
    file_count: int
    size_bytes: int
    entries: tuple[FileEntry, ...] | None = None
    paths: tuple[str, ...] = ()
    problems: tuple[KeptProblem, ...] = ()
    skipped: tuple[KeptProblem, ...] = ()
    rest_of: TransferIdField | None = None
    wishes: Wishes = Wishes()
    rank: Annotated[str, msgspec.Meta(pattern="^-?[0-9]+(/[1-9][0-9]*)?$")] | None = None
    bytes_done: int = 0
    fetch_bytes: int | None = None
    folder_count: int = 0


class Outbox:
    """The files of the jobs. Everything runs in threads and raises OSError."""

    def __init__(self, home: Path) -> None:
        self.directory = home / "outbox"
        self.damaged: list[Path] = []
        """What `load` could not read, and where that is now."""
        self._unread: set[Path] = set()

    def load(self) -> tuple[OutboxJob, ...]:
        """Every job, oldest first. A damaged file is set aside."""
        for unfinished in self.directory.glob(f"*{OUTBOX_SUFFIX}{UNFINISHED_SUFFIX}"):
            # The program was killed while it wrote: nobody was told that this job is kept, or it is kept as it was.
            with contextlib.suppress(OSError):
                unfinished.unlink()
        found = [job for path in self._files() if (job := self._read(path)) is not None]
        return tuple(sorted(found, key=lambda job: job.at))

    def may_hold(self, transfer_id: TransferId) -> bool:
        """`load` could not read that job, or not tell whether there is one: a later run may go on with it."""
        return not self._unread.isdisjoint((self.directory, self._path(transfer_id)))

    def keep(self, job: OutboxJob) -> None:
        """Make *job* last."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(self._path(job.transfer_id), msgspec.json.encode(job))

    def drop(self, transfer_id: TransferId) -> None:
        """That job is over."""
        self._path(transfer_id).unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        try:
            return [path for path in self.directory.iterdir() if path.suffix == OUTBOX_SUFFIX]
        except FileNotFoundError:
            return []
        except OSError as exc:
            self._left_unread(self.directory, exc)
            return []

    def _read(self, path: Path) -> OutboxJob | None:
        try:
            return _decode_job(path.read_bytes())
        except (msgspec.DecodeError, ValueError) as exc:
            logger.info("a waiting transfer is damaged file=%s error=%s", path.name, type(exc).__name__)
            aside = path.with_name(path.name + DAMAGED_SUFFIX)
            with contextlib.suppress(OSError):
                path.replace(aside)
            self.damaged.append(aside)
        except OSError as exc:
            self._left_unread(path, exc)
        return None

    def _left_unread(self, path: Path, error: OSError) -> None:
        logger.info("a waiting transfer can't be read file=%s errno=%s", path.name, error.errno)
        self.damaged.append(path)
        self._unread.add(path)

    def _path(self, transfer_id: TransferId) -> Path:
        return self.directory / f"{transfer_id}{OUTBOX_SUFFIX}"


class OutboxPlace:
    """The place of one job in the outbox. Its files are read anew when it goes, and from then on it is what it is:

    the receiver may know the manifest already, and bytes of another one under its numbers would be another file.
    """

    def __init__(self, outbox: Outbox, job: OutboxJob) -> None:
        self.job = job
        self._outbox = outbox

    @classmethod
    def make(
        cls,
        outbox: Outbox,
        *,
        transfer_id: TransferId,
        device_id: DeviceId,
        peer_name: str,
        at: float,
        roots: Sequence[Path],
        sources: Sources,
        rest_of: TransferId | None = None,
    ) -> "OutboxPlace":
        """For a new job; nothing is written before `wait` or `go`."""
        file_count, folder_count = file_and_folder_count(sources.entries)
        job = OutboxJob(
            transfer_id=transfer_id,
            device_id=device_id,
            peer_name=peer_name,
            at=at,
            roots=tuple(_encode(Path(os.path.abspath(root))) for root in roots),  # noqa: PTH100 - as read_sources
            label=sources.label,
            file_count=file_count,
            folder_count=folder_count,
            size_bytes=sum(entry.size_bytes for entry in sources.entries),
            rest_of=rest_of,
        )
        return cls(outbox, job)

    @property
    def has_gone(self) -> bool:
        """It may have been offered: its manifest stands."""
        return self.job.entries is not None

    @property
    def roots(self) -> tuple[Path, ...]:
        """What the user named."""
        return tuple(_decode(root) for root in self.job.roots)

    @property
    def rank(self) -> Fraction:
        """Where it stands in the line: who has less goes first."""
        return Fraction(self.job.at if self.job.rank is None else self.job.rank)

    def rest(self) -> Rest | None:
        """What it is, if it is the rest of another job."""
        if self.job.rest_of is None:
            return None
        sources = self.sources()
        return Rest(of=self.job.rest_of, offered=dict(zip(sources.paths, sources.entries, strict=True)))

    def sources(self) -> Sources:
        """What was offered; nothing if it has not gone."""
        return Sources(
            label=self.job.label,
            entries=self.job.entries or (),
            paths=tuple(_decode(path) for path in self.job.paths),
            problems=_restored(self.job.problems),
            skipped=_restored(self.job.skipped),
        )

    def wait(self) -> None:
        """Keep it until its device is there; in a thread, raises OSError."""
        self._outbox.keep(self.job)

    def go(self, sources: Sources | None = None) -> Sources:
        """What is to be offered now, kept before it is: read anew unless it is known. In a thread.

        Raises SourceUnreadable. In a home that can't be written the job goes on, and is forgotten by a restart.
        """
        if self.has_gone:
            return self.sources()
        found = sources or read_sources(self.roots)
        self.job = msgspec.structs.replace(
            self.job,
            label=found.label,
            entries=found.entries,
            paths=tuple(_encode(path) for path in found.paths),
            problems=_kept(found.problems),
            skipped=_kept(found.skipped),
        )
        try:
            self._outbox.keep(self.job)
        except OSError as exc:
            # Without its manifest it must not be found again: what would be read then may be something else.
            logger.info("a transfer is not kept errno=%s", exc.errno)
            with contextlib.suppress(OSError):
                self.drop()
        return found

    def keep_taken(self, sources: Sources) -> None:
        """Its receiver has taken it as *sources*, though it was not to wait. In a thread."""
        self.go(sources)

    @property
    def fetch_bytes(self) -> int:
        """What is to be sent in all."""
        return self.job.size_bytes if self.job.fetch_bytes is None else self.job.fetch_bytes

    def note(self, *, wishes: Wishes, rank: Fraction, bytes_done: int, fetch_bytes: int) -> None:
        """Keep what became of it since. In a thread; in a home that can't be written it stays as it was."""
        noted = msgspec.structs.replace(
            self.job,
            wishes=wishes,
            rank=None if rank == Fraction(self.job.at) else str(rank),
            bytes_done=bytes_done,
            fetch_bytes=None if fetch_bytes == self.job.size_bytes else fetch_bytes,
        )
        if noted == self.job:
            return
        self.job = noted
        try:
            self._outbox.keep(noted)
        except OSError as exc:
            logger.info("a change of a transfer is not kept errno=%s", exc.errno)

    def drop(self) -> None:
        """It is over; in a thread, raises OSError."""
        self._outbox.drop(self.job.transfer_id)


def _decode_job(raw: bytes) -> OutboxJob:
    job = msgspec.json.decode(raw, type=OutboxJob)
    if job.entries is not None and len(job.entries) != len(job.paths):
        raise ValueError("an entry without its path")
    for each in (*job.roots, *job.paths):
        base64.b64decode(each, validate=True)
    return job


def _kept(problems: tuple[ProblemFile, ...]) -> tuple[KeptProblem, ...]:
    return tuple(KeptProblem(_encode(Path(each.path)), each.reason) for each in problems)


def _restored(kept: tuple[KeptProblem, ...]) -> tuple[ProblemFile, ...]:
    return tuple(ProblemFile(path=str(_decode(each.path)), reason=TransferReason.parse(each.reason)) for each in kept)


def _encode(path: Path) -> str:
    return base64.b64encode(os.fsencode(path)).decode("ascii")


def _decode(text: str) -> Path:
    return Path(os.fsdecode(base64.b64decode(text)))
