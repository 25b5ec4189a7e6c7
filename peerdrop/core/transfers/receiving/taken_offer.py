"""An offer that somebody said yes to, from that yes to the writer that carries it out. Runs in the job's thread."""

import errno
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from peerdrop.core.errors import NotEnoughSpace, UsageError
from peerdrop.core.states import ConflictChoice
from peerdrop.core.transfers.disk.beside_writer import BesideWriter
from peerdrop.core.transfers.disk.interrupted_job import InterruptedJob
from peerdrop.core.transfers.disk.job_writer import JobWriter, Written
from peerdrop.core.transfers.disk.journal import (
    BootLine,
    JobLine,
    Journal,
    WishLine,
    boot_id,
    journal_path,
    read_sender,
)
from peerdrop.core.transfers.disk.journals import delete_unfinished
from peerdrop.core.transfers.disk.landing import Landing, names_beside
from peerdrop.core.transfers.disk.space import is_enough
from peerdrop.core.transfers.disk.wishes import Wishes
from peerdrop.core.transfers.flow.job_stream import JobStream, ranges_of
from peerdrop.core.transfers.job.transfer_context import TransferContext
from peerdrop.core.transfers.receiving.selection import RANGES_MAX, Selection

logger = logging.getLogger(__name__)

TOPS_MAX: Final = 1000
"""So many folders beside each other are remembered."""


class TakenOffer:
    """The job of *head*, less the entries *bad*, into the folder that *head* names. `open` or `reopen` comes first.

    *left_bytes* tells, from any thread, how much of the job is not written.
    """

    def __init__(
        self,
        context: TransferContext,
        head: JobLine,
        names: Sequence[tuple[str, ...] | None],
        bad: frozenset[int],
        selection: Selection,
        left_bytes: Callable[[], int],
    ) -> None:
        self.selection = selection
        self.directory = Path(head.directory)
        self.stream = JobStream(head.entries, bad | selection.skip)
        self.size_bytes = self.stream.fetch_bytes
        """What is fetched in all."""
        self.writer: JobWriter | None = None
        self._journal: Journal | None = None
        self._context = context
        self._head = head
        self._names = names if head.beside is None else names_beside(names, head.beside.tops)
        self._bad = bad
        self._left_bytes = left_bytes

    def open(self) -> Written:
        """Look at what is here already and at the space, and take the folder.

        Raises OSError, NotEnoughSpace or UsageError; then nothing was made.
        """
        self._select()
        self._claim_space()
        writer = self.writer = self._make_writer(fresh=True)
        try:
            return writer.open()
        except OSError:
            self._context.space.release(self._head.transfer_id)
            writer.discard()
            raise

    def reopen(self, found: InterruptedJob) -> Written:
        """Go on with what an earlier run of this program had begun; raises OSError."""
        if found.again:
            self.stream = self.stream.only(found.again)
        # What was promised then is promised again; a disk that has become too full meanwhile pauses the job.
        self._context.space.claim(self._head.transfer_id, self.directory, self._left_bytes, lambda _: True)
        writer = self.writer = self._make_writer(fresh=False)
        try:
            return writer.reopen(found)
        except OSError:
            writer.close()
            raise

    @property
    def landing(self) -> Landing | None:
        """Where its files stand; None if that would be too much to remember."""
        tops = self.writer.tops if self.writer is not None else {}
        if len(tops) > TOPS_MAX:
            return None
        beside = self._head.beside
        return Landing(directory=self._head.directory, tops=dict(tops)) if beside is None else beside.after(tops)

    def keep(self, wishes: Wishes) -> None:
        """Let *wishes* outlive a restart, of the machine too; nothing happens before it was opened."""
        if self._journal is not None:
            self._journal.append(WishLine(wishes=wishes))
            self._journal.sync()

    def _claim_space(self) -> None:
        needed = self.stream.fetch_bytes
        space = self._context.space
        has_reserve = space.reserve_bytes > 0
        unclaimed = space.claim(
            self._head.transfer_id,
            self.directory,
            self._left_bytes,
            lambda free: is_enough(free, needed, has_reserve=has_reserve),
        )
        if unclaimed is not None:
            free, wanted = f"{unclaimed / 1e9:.1f}", f"{needed / 1e9:.1f}"
            raise NotEnoughSpace(
                f"Not enough space in {self.directory}: {free} GB free beside what other transfers need and what is"
                f" kept free, {wanted} GB needed."
                if has_reserve
                else f"Not enough space in {self.directory}: {free} GB free beside what other transfers need,"
                f" {wanted} GB needed.",
                next_step="Free some space or choose another folder.",
            )

    def _select(self) -> None:
        entries, chosen = self._head.entries, self.selection.conflicts
        standing = self._standing
        if standing is None:
            self.selection = self.selection.without_present(entries, self._names, self.directory)
        else:
            # What stands there came with the job that this one belongs to: of that there is no second copy.
            names = [each if each and (len(each) == 1 or each[0] in standing) else None for each in self._names]
            looking = replace(self.selection, conflicts=ConflictChoice.SKIP_IDENTICAL)
            self.selection = replace(looking.without_present(entries, names, self.directory), conflicts=chosen)
        if len(ranges_of(self._bad | self.selection.left_out)) > RANGES_MAX:
            raise UsageError("That is too scattered a choice.", next_step="Choose fewer files, or whole folders.")
        if len(ranges_of(self._bad | self.selection.skip)) > RANGES_MAX:
            # They are fetched, then, and found to be the same by their content.
            self.selection = Selection(conflicts=self.selection.conflicts, left_out=self.selection.left_out)
        self.stream = self.stream.with_skip(self._bad | self.selection.skip)
        self.size_bytes = self.stream.fetch_bytes

    @property
    def _standing(self) -> frozenset[str] | None:
        """The folders of the job that it belongs to, if it goes into those and into no others; None: as chosen."""
        beside = self._head.beside
        return beside.folders if beside and self.selection.conflicts is ConflictChoice.KEEP_BOTH else None

    def _make_writer(self, *, fresh: bool) -> JobWriter:
        standing = self._standing
        writer = (
            partial(JobWriter, conflicts=self.selection.conflicts)
            if standing is None
            else partial(BesideWriter, standing=standing)
        )
        return writer(
            transfer_id=self._head.transfer_id,
            stream=self.stream,
            names=self._names,
            directory=self.directory,
            make_journal=self._begin_journal if fresh else self._continue_journal,
            open_part=self._context.open_part,
            monotonic=self._context.clock.monotonic,
            reserve_bytes=lambda: self._context.space.reserve_bytes,
        )

    def _begin_journal(self) -> Journal:
        head = self._head
        path = journal_path(self._context.home, head.transfer_id)
        if read_sender(path) not in {None, head.device_id}:
            # Whoever guessed its name must not have it.
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        try:
            # What was kept under its name can't be gone on with, and nobody would find it any more.
            delete_unfinished(path)
        except OSError as exc:
            logger.info("what was kept stays errno=%s", exc.errno)
        journal = Journal(path, fresh=True)
        journal.append(
            JobLine(
                transfer_id=head.transfer_id,
                device_id=head.device_id,
                peer_name=head.peer_name,
                label=head.label,
                directory=head.directory,
                at=head.at,
                entries=head.entries,
                boot=boot_id(),
                conflicts=self.selection.conflicts,
                left_out=self.selection.left_out_ranges,
                present=self.selection.present_files,
                beside=head.beside,
            )
        )
        try:
            journal.write_out()
        except OSError:
            # Said now, while somebody looks: nothing is published that it could not tell.
            journal.discard()
            raise
        self._journal = journal
        return journal

    def _continue_journal(self) -> Journal:
        journal = self._journal = Journal(journal_path(self._context.home, self._head.transfer_id), fresh=False)
        journal.append(BootLine(boot=boot_id()))
        return journal
