"""What goes wrong in a soak, by chance."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from tests.lab.network import Cut, Lab
from tests.soak.ledger import Ledger
from tests.soak.member import Member

_MIB = 1 << 20
_AT_ONCE = 3
_MOVING_LIMIT_S = 3.0
_MOVED_BYTES = 64 * 1024


class Faults:
    """Makes one fault after the other until cancelled; each mends itself. *rng* decides alone which, where, how long.

    What can't be asked for is put off: a member that is in trouble is left alone.
    """

    def __init__(
        self, lab: Lab, members: Sequence[Member], ledger: Ledger, rng: random.Random, *, gap_s: float
    ) -> None:
        self._lab = lab
        self._members = members
        self._ledger = ledger
        self._rng = rng
        self._gap_s = gap_s
        self.counts: Counter[str] = Counter()
        self.in_mid_transfer = 0
        """Those that came while a job of that member was under way."""
        self._kinds: dict[str, tuple[int, Callable[[Member, random.Random], Awaitable[None]]]] = {
            "kill": (34, self._kill),
            "restart": (8, self._restart),
            "still": (16, self._still),
            "cut": (22, self._cut),
            "address": (8, self._change_address),
            "disk full": (12, self._fill),
        }

    @property
    def total(self) -> int:
        """Of all kinds."""
        return self.counts.total()

    async def run(self, until: float) -> None:
        """Until the monotonic clock says *until*; all is mended then."""
        free = asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            while time.monotonic() < until:
                await asyncio.sleep(self._rng.expovariate(1 / self._gap_s))
                member = self._rng.choice(self._members)
                weights = [
                    0 if member.steady and kind in {"kill", "restart"} else weight
                    for kind, (weight, _) in self._kinds.items()
                ]
                (kind,) = self._rng.choices(list(self._kinds), weights)
                both = self._rng.random() < 0.15
                own = random.Random(self._rng.getrandbits(32))
                if own.random() < 0.7:
                    await self._something_moves(until)
                await free.acquire()
                group.create_task(self._make(kind, member, own, free))
                if both and (others := [other for other in self._members if other is not member and not other.steady]):
                    # A second one at the same moment: often it is the other end of the same job.
                    await free.acquire()
                    group.create_task(self._make("kill", own.choice(others), own, free))

    async def _make(self, kind: str, member: Member, rng: random.Random, free: asyncio.Semaphore) -> None:
        try:
            if member.busy.locked():
                return
            async with member.busy:
                self.counts[kind] += 1
                self.in_mid_transfer += bool(self._ledger.live_jobs(member))
                await self._kinds[kind][1](member, rng)
        finally:
            free.release()

    async def _something_moves(self, until: float) -> None:
        """Return once bytes arrive somewhere, or after a while."""
        limit = min(until, time.monotonic() + _MOVING_LIMIT_S)
        before = [await asyncio.to_thread(member.disk.used_bytes) for member in self._members]
        while time.monotonic() < limit:
            await asyncio.sleep(0.05)
            now = [await asyncio.to_thread(member.disk.used_bytes) for member in self._members]
            if any(later > earlier + _MOVED_BYTES for earlier, later in zip(before, now, strict=True)):
                return
            before = [min(pair) for pair in zip(before, now, strict=True)]

    async def _kill(self, member: Member, rng: random.Random) -> None:
        await member.kill()
        await asyncio.sleep(rng.choice([0.0, 0.0, rng.uniform(0, 3)]))
        await member.start()

    async def _restart(self, member: Member, rng: random.Random) -> None:
        await member.leave()
        await asyncio.sleep(rng.uniform(0, 1))
        await member.start()

    async def _still(self, member: Member, rng: random.Random) -> None:
        member.stand_still()
        try:
            await asyncio.sleep(_duration_s(rng))
        finally:
            member.go_on()

    async def _cut(self, member: Member, rng: random.Random) -> None:
        self._lab.cut(member.host, rng.choice(list(Cut)))
        try:
            await asyncio.sleep(_duration_s(rng))
        finally:
            self._lab.restore(member.host)

    async def _change_address(self, member: Member, _rng: random.Random) -> None:
        self._lab.change_address(member.host)

    async def _fill(self, member: Member, rng: random.Random) -> None:
        try:
            await asyncio.to_thread(lambda: member.disk.fill(free_bytes=rng.randrange(2 * _MIB)))
            await asyncio.sleep(rng.uniform(0.5, 5))
        finally:
            await asyncio.to_thread(member.disk.free)


def _duration_s(rng: random.Random) -> float:
    """Mostly short; a few are longer than a connection lives."""
    return rng.choice([rng.uniform(0.1, 2), rng.uniform(0.1, 2), rng.uniform(2, 14)])
