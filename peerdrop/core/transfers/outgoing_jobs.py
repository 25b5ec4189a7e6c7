"""The jobs that go from here: made, kept for devices that are away, and put in line."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from peerdrop.core.errors import HomeError, NoSuchTransfer, SourceChanged
from peerdrop.core.events import WarningRaised
from peerdrop.core.feature import FeatureSession
from peerdrop.core.states import QueueMove, TransferReason
from peerdrop.core.transfers.disk.worker import Worker
from peerdrop.core.transfers.flow.pacing import Pacing
from peerdrop.core.transfers.flow.transfer_limits import AT_ONCE
from peerdrop.core.transfers.job.transfer import State
from peerdrop.core.transfers.job.transfer_context import TransferContext
from peerdrop.core.transfers.jobs import Jobs
from peerdrop.core.transfers.sending.outbox import Outbox, OutboxPlace
from peerdrop.core.transfers.sending.rest import Rest
from peerdrop.core.transfers.sending.send_line import SendLine
from peerdrop.core.transfers.sending.sender import Outgoing
from peerdrop.core.transfers.sending.sources import Sources, manifest_hash, read_sources
from peerdrop.wire.identifiers import DeviceId, TransferId
from peerdrop.wire.transfers import Cancel, TransferError


class OutgoingJobs:
    """One line for each device. *sessions* are those that are open now."""

    def __init__(
        self,
        context: TransferContext,
        jobs: Jobs,
        outbox: Outbox,
        pacing: Pacing,
        sessions: Mapping[DeviceId, FeatureSession],
        *,
        new_id: Callable[[], str],
    ) -> None:
        self._context = context
        self._jobs = jobs
        self._outbox = outbox
        self._pacing = pacing
        self._sessions = sessions
        self._new_id = new_id
        self._lines: dict[DeviceId, SendLine] = {}
        self._at_once = AT_ONCE
        self._retried: set[Outgoing] = set()
        """Those whose files are being read for another try."""

    @property
    def at_once(self) -> int:
        """How many are sent to one device side by side."""
        return self._at_once

    @at_once.setter
    def at_once(self, count: int) -> None:
        if count != self._at_once:
            self._at_once = count
            for line in self._lines.values():
                line.changed()

    async def offer(
        self,
        device_id: DeviceId,
        peer_name: str,
        paths: Sequence[Path],
        *,
        offer_timeout_s: float,
        later: bool,
    ) -> TransferId:
        """A new job at the end of its device's line; raises SourceUnreadable, and HomeError if it is for *later*.

        What an earlier run of this program had begun to send is not sent twice: whoever asks for the same again gets
        that job, which goes on already, once.
        """
        transfer_id = TransferId(self._new_id())
        worker = Worker(f"send-{transfer_id[:8]}")
        place: OutboxPlace | None = None
        try:
            sources = await worker.run(partial(read_sources, paths))
            going_on = self._from_before(device_id, paths, sources)
            if going_on is not None:
                going_on.is_from_before = False
                await worker.aclose()
                return going_on.transfer_id
            if later:
                place = await self._take_place(transfer_id, device_id, peer_name, paths, sources, worker)
        except BaseException:
            await worker.aclose()
            raise
        self._begin(
            transfer_id,
            device_id=device_id,
            peer_name=peer_name,
            roots=paths,
            sources=sources,
            worker=worker,
            offer_timeout_s=offer_timeout_s,
            place=place,
            place_once_taken=None if later else self._place(transfer_id, device_id, peer_name, paths, sources),
        )
        return transfer_id

    async def retry(self, job: Outgoing, *, offer_timeout_s: float, as_offered: bool = False) -> TransferId:
        """Send what *job*, which failed, was made of; from where it stopped if nothing of that has changed.

        Its files are read anew. Under its old ID the receiver goes on with what it has kept. Of a job that is complete
        what did not arrive goes, under another ID. *as_offered*: only what is as it was offered, else SourceChanged is
        raised. Raises SourceUnreadable, HomeError, or NoSuchTransfer if that is under way.
        """
        if job in self._retried or self.is_sending_rest_of(job):
            raise NoSuchTransfer("That transfer is tried again already.", next_step="Look at the list of transfers.")
        self._retried.add(job)
        try:
            again = await self._retry(job, offer_timeout_s, as_offered=as_offered)
            job.was_asked_for(None)
            return again
        finally:
            self._retried.discard(job)

    async def _retry(self, job: Outgoing, offer_timeout_s: float, *, as_offered: bool) -> TransferId:
        await job.closed()
        if not job.has_let_go:
            raise NoSuchTransfer("The disk with its files does not answer.", next_step="Try again in a moment.")
        is_over = job.state is State.COMPLETED
        rest = job.left_over() if is_over else job.rest
        worker = Worker(f"send-{job.transfer_id[:8]}")
        try:
            sources = await worker.run(partial(read_sources, job.roots))
            if rest is not None:
                sources = await worker.run(partial(rest.choose, sources, as_offered=as_offered))
            is_same = not is_over and manifest_hash(sources.entries) == job.manifest_hash
            if as_offered and not is_over and not is_same:
                raise SourceChanged("Those files have changed since.", next_step="Send them anew.")
            transfer_id = job.transfer_id if is_same else TransferId(self._new_id())
            place = await self._take_place(transfer_id, job.device_id, job.peer_name, job.roots, sources, worker, rest)
        except BaseException:
            await worker.aclose()
            raise
        self._begin(
            transfer_id,
            device_id=job.device_id,
            peer_name=job.peer_name,
            roots=job.roots,
            sources=sources,
            worker=worker,
            offer_timeout_s=offer_timeout_s,
            place=place,
            rest=rest,
        )
        return transfer_id

    async def restore(self, offer_timeout_s: float) -> tuple[DeviceId, ...]:
        """Take up what an earlier run of this program was to send; the devices for which something waits."""
        worker = Worker("read-outbox")
        try:
            found = await worker.run(self._outbox.load)
        finally:
            await worker.aclose()
        if self._outbox.damaged:
            self._context.bus.publish(
                WarningRaised(
                    reason="HOME_DAMAGED",
                    message=f"Transfers that waited could not be read: {len(self._outbox.damaged)}.",
                    next_step="Send those files again.",
                )
            )
        for kept in found:
            if self._jobs.get(kept.transfer_id) is None:
                place = OutboxPlace(self._outbox, kept)
                self._begin(
                    kept.transfer_id,
                    device_id=kept.device_id,
                    peer_name=kept.peer_name,
                    roots=place.roots,
                    sources=place.sources(),
                    worker=Worker(f"send-{kept.transfer_id[:8]}"),
                    offer_timeout_s=offer_timeout_s,
                    place=place,
                    restored=True,
                    rest=place.rest(),
                )
        return tuple({kept.device_id: None for kept in found})

    def move(self, job: Outgoing, move: QueueMove) -> None:
        """Put *job* elsewhere in its line."""
        line = self._lines[job.device_id]
        before = {each.transfer_id: each.queue_position() for each in self._of(job.device_id)}
        line.move(job, move)
        for each in self._of(job.device_id):
            if each.queue_position() != before[each.transfer_id]:
                each.moved()

    def how_it_ended(self, device_id: DeviceId, transfer_id: TransferId) -> Cancel | TransferError:
        """For a receiver that would go on with a job that does not go on here; nothing is told of others' jobs."""
        job = self._jobs.get(transfer_id)
        is_its_own = job is not None and job.device_id == device_id
        done = self._context.completed.find(device_id, transfer_id)
        if (job is not None and is_its_own and job.state is State.CANCELED) or (done is not None and done.canceled):
            return Cancel(transfer_id=transfer_id)
        # What the receiver is told to be forgotten it throws away.
        may_go_on = is_its_own or self._outbox.may_hold(transfer_id)
        return TransferError(
            transfer_id=transfer_id, reason=TransferReason.LOST if may_go_on else TransferReason.FORGOTTEN
        )

    def is_sending_rest_of(self, job: Outgoing) -> bool:
        """What did not arrive of *job* is on its way, or waits to be."""
        rests = (each.rest for each in self._of(job.device_id) if not each.state.is_final)
        return any(rest is not None and rest.of == job.transfer_id for rest in rests)

    def _of(self, device_id: DeviceId) -> tuple[Outgoing, ...]:
        return tuple(job for job in self._jobs.of(device_id) if isinstance(job, Outgoing))

    def _begin(
        self,
        transfer_id: TransferId,
        *,
        device_id: DeviceId,
        peer_name: str,
        roots: Sequence[Path],
        sources: Sources,
        worker: Worker,
        offer_timeout_s: float,
        place: OutboxPlace | None,
        place_once_taken: OutboxPlace | None = None,
        restored: bool = False,
        rest: Rest | None = None,
    ) -> None:
        line = self._lines.setdefault(device_id, SendLine(lambda: self._at_once))
        job = Outgoing(
            self._context,
            transfer_id=transfer_id,
            device_id=device_id,
            peer_name=peer_name,
            roots=tuple(roots),
            sources=sources,
            worker=worker,
            pace=self._pacing.pace(device_id),
            line=line,
            offer_timeout_s=offer_timeout_s,
            place=place,
            place_once_taken=place_once_taken,
            restored=restored,
            rest=rest,
        )
        self._jobs.add(job)
        if restored:
            line.rejoin(job)
        else:
            line.join(job)
        session = self._sessions.get(device_id)
        if session is not None:
            job.attach(session)
        else:
            job.began_away()

    async def _take_place(
        self,
        transfer_id: TransferId,
        device_id: DeviceId,
        peer_name: str,
        paths: Sequence[Path],
        sources: Sources,
        worker: Worker,
        rest: Rest | None = None,
    ) -> OutboxPlace:
        place = self._place(transfer_id, device_id, peer_name, paths, sources, rest)
        # A rest is of a few files of what its user named: it is not read anew when it goes.
        is_fixed = rest is not None or device_id in self._sessions
        await self._keep(place, worker, sources if is_fixed else None)
        return place

    def _place(
        self,
        transfer_id: TransferId,
        device_id: DeviceId,
        peer_name: str,
        paths: Sequence[Path],
        sources: Sources,
        rest: Rest | None = None,
    ) -> OutboxPlace:
        return OutboxPlace.make(
            self._outbox,
            transfer_id=transfer_id,
            device_id=device_id,
            peer_name=peer_name,
            at=self._context.clock.wall(),
            roots=paths,
            sources=sources,
            rest_of=rest.of if rest is not None else None,
        )

    def _from_before(self, device_id: DeviceId, paths: Sequence[Path], sources: Sources) -> Outgoing | None:
        """What an earlier run had begun to send of the same *sources*, unless nothing came of it."""
        roots = tuple(Path(os.path.abspath(path)) for path in paths)  # noqa: PTH100 - as read_sources
        for job in self._of(device_id):
            came_about = not job.state.is_final or job.state is State.COMPLETED
            if job.is_from_before and came_about and job.roots == roots and job.is_of(sources):
                return job
        return None

    @staticmethod
    async def _keep(place: OutboxPlace, worker: Worker, going: Sources | None) -> None:
        try:
            await worker.run(place.wait if going is None else partial(place.go, going))
        except OSError as exc:
            raise HomeError(
                f"The transfer can't be kept for later ({exc.strerror}).",
                next_step="Free some space on the disk with PeerDrop's folder.",
            ) from exc
