"""peerdrop send: files to one device."""

import asyncio
import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.connecting import connect
from peerdrop.cli.limit import limit
from peerdrop.cli.peer_choice import choose_peer
from peerdrop.cli.run import Run
from peerdrop.cli.sentences import problems_error, transfer_error
from peerdrop.cli.visible_text import visible
from peerdrop.cli.waiting import SHORT_ID, choose_peer_for_later, patience_s
from peerdrop.cli.watch import Inbox
from peerdrop.core.errors import PeerDropError, SourceUnreadable
from peerdrop.core.events import Event, TransferCompleted, TransferFailed, TransferStateChanged
from peerdrop.core.snapshots import PeerSnapshot, TransferSnapshot
from peerdrop.core.states import TransferReason, TransferState
from peerdrop.wire.identifiers import TransferId

_CANCEL_LIMIT_S: Final = 3.0
# SUSPENDED is not in it: an offer whose connection was lost waits for its answer still.
_ANSWERED: Final = frozenset(
    {TransferState.ACCEPTED, TransferState.TRANSFERRING, TransferState.PAUSED, TransferState.VERIFYING}
)


class Send:
    """Done when the receiver has put every file in its place. Interrupted, it cancels the job.

    With --later also done when the job waits in the outbox, where it stays when the command is interrupted.
    """

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        await asyncio.to_thread(_check_sources, self._arguments.paths)

    async def run(self, run: Run) -> None:
        later = self._arguments.later
        if later:
            peer = await choose_peer_for_later(run, self._arguments.to)
        else:
            peer = await choose_peer(run, self._arguments.to)
            await connect(run, peer)
        with run.watch.listen() as inbox:
            before = {each.transfer_id: each for each in await run.node.transfers()}
            transfer_id = await run.node.send_files(peer.device_id, self._arguments.paths, later=later)
            job = _Job(transfer_id, lambda: run.output.note(_waiting_note(visible(peer.name), later=later)))
            if transfer_id in before and _has_gone(run, job, before[transfer_id], peer):
                return
            try:
                if self._arguments.limit:
                    await run.node.limit(transfer_id, self._arguments.limit)
                if later and not await _is_under_way(run, inbox, job, peer):
                    run.output.waits(transfer_id, peer)
                    return
                await self._until_answered(run, inbox, job, peer)
                while job.outcome is None:
                    job.take(await inbox.get())
            except BaseException as exc:
                # What was left for later stays when the user does.
                if job.outcome is None and not (later and isinstance(exc, asyncio.CancelledError)):
                    await _cancel(run, transfer_id)
                raise
        _judge(run, job, peer)

    async def _until_answered(self, run: Run, inbox: Inbox, job: "_Job", peer: PeerSnapshot) -> None:
        try:
            async with limit(run.clock, self._arguments.offer_timeout_s):
                while not job.answered:
                    job.take(await inbox.get())
        except TimeoutError as exc:
            raise transfer_error(TransferReason.OFFER_TIMEOUT, visible(peer.name), declined=True) from exc


class _Job:
    """What the events have told of one transfer."""

    def __init__(self, transfer_id: TransferId, suspended: Callable[[], None]) -> None:
        self.transfer_id = transfer_id
        self._suspended = suspended
        self.state: TransferState | None = None
        self.outcome: TransferCompleted | TransferFailed | None = None

    @property
    def under_way(self) -> bool:
        return self.outcome is not None or self.state not in {None, TransferState.NEW}

    @property
    def answered(self) -> bool:
        return self.outcome is not None or self.state in _ANSWERED

    def take(self, event: Event) -> None:
        match event:
            case TransferStateChanged() if event.transfer_id == self.transfer_id:
                self.state = event.state
                if event.state is TransferState.SUSPENDED:
                    self._suspended()
            case TransferCompleted() | TransferFailed() if event.transfer_id == self.transfer_id:
                self.outcome = event


def _has_gone(run: Run, job: "_Job", before: TransferSnapshot, peer: PeerSnapshot) -> bool:
    """An earlier run had begun it, and was killed. Whether all of it has gone since."""
    if before.state is TransferState.COMPLETED:
        run.output.note(f"All of it has gone to {visible(peer.name)} already: it had been begun before.")
        return True
    run.output.note(f"What had been begun before goes on to {visible(peer.name)}.")
    job.state = before.state
    return False


def _judge(run: Run, job: "_Job", peer: PeerSnapshot) -> None:
    """Raise what the outcome means for the exit code."""
    if isinstance(job.outcome, TransferFailed):
        declined = job.state is TransferState.DECLINED
        if run.started.attached and job.state is TransferState.FAILED:
            # The node that has the job lives on.
            run.output.note(f"What has failed can go on: peerdrop retry {job.transfer_id[:SHORT_ID]}")
        raise transfer_error(job.outcome.reason, visible(peer.name), declined=declined)
    if job.outcome is not None and job.outcome.problems:
        raise problems_error(job.outcome)


async def _is_under_way(run: Run, inbox: Inbox, job: _Job, peer: PeerSnapshot) -> bool:
    """Whether the offer reached the device while the command had patience."""
    try:
        async with limit(run.clock, patience_s(run, peer)):
            while not job.under_way:
                job.take(await inbox.get())
    except TimeoutError:
        return False
    return True


def _waiting_note(name: str, *, later: bool) -> str:
    """For whoever sees nothing move: the command ends by itself only when an hour is over."""
    leaving = "Ctrl-C leaves, and it waits in the outbox" if later else "Ctrl-C cancels it"
    return f"The connection to {name} was lost. The transfer goes on when it is back, for up to 1 hour; {leaving}."


async def _cancel(run: Run, transfer_id: TransferId) -> None:
    # Told to the other side before the node closes, or it would keep part files and wait for us to come back.
    with suppress(PeerDropError, TimeoutError):
        async with limit(run.clock, _CANCEL_LIMIT_S):
            await run.node.cancel(transfer_id)


def _check_sources(paths: Sequence[Path]) -> None:
    for path in paths:
        try:
            # Looked at before it is opened: to open a pipe is to wait until somebody writes into it.
            mode = path.stat().st_mode
            if stat.S_ISDIR(mode):
                next(path.iterdir(), None)
            elif stat.S_ISREG(mode):
                with path.open("rb"):
                    pass
            else:
                raise SourceUnreadable(
                    f"{path} is neither a file nor a folder.", next_step="Choose a file or a folder to send."
                )
        except OSError as exc:
            raise SourceUnreadable(
                f"{path} can't be read ({exc.strerror}).", next_step="Check the path and its permissions."
            ) from exc
