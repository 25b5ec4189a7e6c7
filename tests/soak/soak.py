"""A soak: some nodes, work and faults by chance for a time, and then the question whether everything is in place."""

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from peerdrop.control.client import AttachedNode
from peerdrop.core.errors import PeerDropError
from peerdrop.core.history.entries import HistoryPage
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import Direction
from peerdrop.wire.identifiers import DeviceId
from tests.lab.network import Lab
from tests.soak.faults import Faults
from tests.soak.ledger import Ledger, Verdict
from tests.soak.member import Member
from tests.soak.samples import Samples
from tests.soak.work import Work

_MIB = 1 << 20
_NAMES = ("Ada", "Bea", "Cem", "Dan")
_DISK_BYTES = 256 * _MIB
_LOOK_S = 0.25
_SAMPLE_S = 2.0
_MEET_LIMIT_S = 60.0
_SETTLE_LIMIT_S = 240.0
"""Without any progress."""
_SETTLE_MOST_S = 1200.0
_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a soak is made of. The same *seed* gives the same orders and the same faults; their moments vary."""

    seed: int
    seconds: float
    members: int = 3
    gap_s: float = 0.5
    """Between faults, on average, when nothing has to be waited for."""
    pause_s: float = 0.5
    """Between orders."""


@dataclass(slots=True, kw_only=True)
class Report:
    """What came of it."""

    plan: Plan
    verdict: Verdict
    faults: Faults
    orders: dict[str, int]
    samples: Samples
    unsettled: list[str]
    broken_runs: list[str]
    runs: int
    settled_in_s: float
    settled_last: list[str]

    @property
    def is_good(self) -> bool:
        """Exit code 0."""
        return self.verdict.is_good and not (self.unsettled or self.broken_runs or self.samples.growth())

    def lines(self) -> list[str]:
        """For people."""
        verdict, faults = self.verdict, self.faults
        out = [
            f"seed {self.plan.seed}: {self.plan.seconds:.0f} s, {self.plan.members} nodes in {self.runs} runs",
            f"faults: {faults.total} ({', '.join(f'{kind} {n}' for kind, n in sorted(faults.counts.items()))}), "
            f"{faults.in_mid_transfer} of them in mid-transfer",
            f"orders: {', '.join(f'{order} {n}' for order, n in self.orders.items())}",
            f"jobs: {verdict.jobs}: {verdict.arrived_jobs} arrived ({verdict.arrived_files} files, "
            f"{verdict.arrived_bytes / 1e6:.1f} MB), {verdict.canceled_jobs} canceled, "
            f"{verdict.refused_jobs} refused for want of space, {verdict.unsure} never taken on by a killed sender",
            f"texts: {verdict.texts}",
            f"settled in {self.settled_in_s:.0f} s, last of all {', '.join(self.settled_last) or 'nothing'}",
            *self.samples.lines(),
            f"wrong {len(verdict.wrong)}, lost {len(verdict.lost)}, doubled {len(verdict.doubled)}, "
            f"left about {len(verdict.stray)}",
        ]
        for what, found in (
            ("WRONG", verdict.wrong),
            ("LOST", verdict.lost),
            ("DOUBLED", verdict.doubled),
            ("LEFT ABOUT", verdict.stray),
            ("NOT SETTLED", self.unsettled),
            ("BROKEN RUN", self.broken_runs),
            ("GROWN", self.samples.growth()),
        ):
            out += [f"{what}: {each}" for each in found]
        return out


async def soak(plan: Plan, lab: Lab, folder: Path) -> Report:
    """Run *plan* in the empty *lab*; all that is left of it is in *folder*."""
    async with AsyncExitStack() as stack:
        hosts = lab.add_hosts(plan.members)
        members = [
            await stack.enter_async_context(
                Member(name, host, folder, disk_bytes=_DISK_BYTES, steady=name == _NAMES[0])
            )
            for name, host in zip(_NAMES, hosts, strict=False)
        ]
        return await _Run(plan, lab, members).report()


class _Run:
    def __init__(self, plan: Plan, lab: Lab, members: Sequence[Member]) -> None:
        self._plan = plan
        self._members = members
        self._ledger = Ledger()
        self._work = Work(members, self._ledger, random.Random(f"work {plan.seed}"), pause_s=plan.pause_s)
        self._faults = Faults(lab, members, self._ledger, random.Random(f"faults {plan.seed}"), gap_s=plan.gap_s)
        self._samples = Samples(members)
        self._settled_last: list[str] = []

    async def report(self) -> Report:
        await asyncio.gather(*(member.start() for member in self._members))
        await self._meet()
        watch = asyncio.create_task(self._watch(), name="soak: watch")
        work = asyncio.create_task(self._work.run(), name="soak: work")
        try:
            await self._faults.run(time.monotonic() + self._plan.seconds)
        finally:
            await _end(work)
        began = time.monotonic()
        try:
            unsettled = await self._settle()
        finally:
            await _end(watch)
        settled_in_s = time.monotonic() - began
        await self._judge_texts()
        for member in self._members:
            await member.leave()
        self._hear()
        await asyncio.to_thread(self._ledger.judge_all)
        return Report(
            plan=self._plan,
            verdict=self._ledger.verdict,
            faults=self._faults,
            orders=self._work.orders,
            samples=self._samples,
            unsettled=unsettled,
            broken_runs=[each for member in self._members for each in member.broken_runs],
            runs=sum(member.run_count for member in self._members),
            settled_in_s=settled_in_s,
            settled_last=self._settled_last,
        )

    async def _meet(self) -> None:
        """Nobody can be sent anything before it was seen once."""
        async with asyncio.timeout(_MEET_LIMIT_S):
            for member in self._members:
                while len(await member.ask(_peers)) < len(self._members) - 1:  # noqa: ASYNC110 - of another process
                    await asyncio.sleep(_LOOK_S)

    async def _watch(self) -> None:
        sampled_at = 0.0
        while True:
            await asyncio.sleep(_LOOK_S)
            self._hear()
            await asyncio.to_thread(self._ledger.judge_ended)
            if time.monotonic() - sampled_at >= _SAMPLE_S:
                sampled_at = time.monotonic()
                self._samples.take()

    def _hear(self) -> None:
        for member in self._members:
            for event in member.take_events():
                self._ledger.heard(member, event)

    async def _settle(self) -> list[str]:
        """Nothing disturbs any more: wait until nothing is under way; what still is after the limit."""
        began = moved = time.monotonic()
        while True:
            await self._work.resume_all()
            left = [what for member in self._members for what in await self._under_way(member)]
            now = time.monotonic()
            if left != self._settled_last:
                moved = now
            if not left or now - moved > _SETTLE_LIMIT_S or now - began > _SETTLE_MOST_S:
                return left
            self._settled_last = left
            await asyncio.sleep(_LOOK_S)

    async def _under_way(self, member: Member) -> list[str]:
        try:
            jobs = await member.ask(lambda node: node.transfers())
            outbox = await member.ask(lambda node: node.history.outbox())
        except (PeerDropError, TimeoutError) as exc:
            return [f"{member.name} does not answer: {exc!r}"]
        left = [
            f"{member.name}: {job.direction} {job.label} {job.transfer_id[:8]} {job.state} {job.reason}"
            f" {job.bytes_done} of {job.size_bytes}"
            for job in jobs
            if not job.state.is_final
        ]
        return left + [f"{member.name}: outbox {item.kind} {item.item_id[:8]} {item.text[:20]!r}" for item in outbox]

    async def _judge_texts(self) -> None:
        for member in self._members:
            received: list[tuple[str, str]] = []
            for other in self._members:
                before: int | None = None
                while other is not member:
                    page = await member.ask(partial(_page, other.device_id, before))
                    received += [
                        (entry.device_id, entry.message.text)
                        for entry in page.entries
                        if entry.message is not None and entry.message.direction is Direction.INCOMING
                    ]
                    before = page.before
                    if before is None:
                        break
            self._ledger.judge_texts(member, received)


async def _peers(node: AttachedNode) -> tuple[PeerSnapshot, ...]:
    return await node.peers()


async def _page(peer: DeviceId, before: int | None, node: AttachedNode) -> HistoryPage:
    return await node.history.page(peer, before=before, limit=_PAGE)


async def _end(task: "asyncio.Task[None]") -> None:
    """Raises what it ended with, if that was not this."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
