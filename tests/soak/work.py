"""What users of a soak do, by chance: send texts, files and folders, pause, resume, cancel."""

import asyncio
import random
from collections.abc import Sequence
from functools import partial

from peerdrop.core.errors import PeerDropError
from peerdrop.core.states import TransferReason, TransferState
from tests.lab.tree import Tree
from tests.soak.ledger import Job, Ledger, Promise, Text
from tests.soak.member import Member

_MIB = 1 << 20
_LIVE_JOBS = 9
"""At most so many at once: faults leave little time between them."""
_LIVE_BYTES = 64 * _MIB
"""And so much to one receiver, whose disk is small."""
_ORDERS = {
    "text": 34,
    "empty file": 4,
    "small file": 12,
    "big file": 16,
    "folder": 12,
    "many files": 5,
    "pause": 7,
    "cancel": 4,
}


class Work:
    """Gives one order after the other until cancelled. *rng* decides alone what is ordered."""

    def __init__(self, members: Sequence[Member], ledger: Ledger, rng: random.Random, *, pause_s: float) -> None:
        self._members = members
        self._ledger = ledger
        self._rng = rng
        self._pause_s = pause_s
        self._number = 0
        self.orders: dict[str, int] = dict.fromkeys([*_ORDERS, "resume"], 0)

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                await asyncio.sleep(self._rng.uniform(0, 2 * self._pause_s))
                (order,) = self._rng.choices(list(_ORDERS), list(_ORDERS.values()))
                # Decided here, so that what an order finds changes no order after it.
                sender, receiver = self._rng.sample(self._members, 2)
                own = random.Random(self._rng.getrandbits(32))
                match order:
                    case "text":
                        group.create_task(self._send_text(sender, receiver, own))
                    case "pause":
                        group.create_task(self._pause(own))
                    case "cancel":
                        group.create_task(self._cancel(own))
                    case _:
                        group.create_task(self._send(order, sender, receiver, own))

    async def resume_all(self) -> None:
        """Nobody pauses any more."""
        for member in self._members:
            try:
                jobs = await member.ask(lambda node: node.transfers())
            except (PeerDropError, TimeoutError):
                continue  # It has much to do; what it holds is told as not settled.
            for job in jobs:
                if job.state is TransferState.PAUSED and job.reason in {TransferReason.USER, TransferReason.PEER}:
                    await self._order(member, job.transfer_id, "resume")

    async def _send_text(self, sender: Member, receiver: Member, rng: random.Random) -> None:
        if not sender.is_up or not receiver.device_id:
            return
        self._number += 1
        text = Text(sender, receiver, f"{self._number} " + "grüß 你好 👋 " * rng.choice([0, 1, 20, 400]), certain=False)
        self._ledger.texts.append(text)
        self.orders["text"] += 1
        try:
            await sender.ask(lambda node: node.send_message(receiver.device_id, text.text, later=True))
        except (PeerDropError, TimeoutError):
            return  # It ended, or stood still, while it was told.
        text.certain = True

    async def _send(self, order: str, sender: Member, receiver: Member, rng: random.Random) -> None:
        live = self._ledger.live_jobs()
        waiting_bytes = sum(job.tree.size_bytes for job in live if job.receiver is receiver)
        if not sender.is_up or len(live) >= _LIVE_JOBS or waiting_bytes > _LIVE_BYTES:
            return
        self._number += 1
        tree = await asyncio.to_thread(partial(self._make, order, sender, self._number, rng))
        job = Job(self._number, sender, receiver, tree, promise=Promise.WHOLE_OR_NOTHING)
        self._ledger.jobs.append(job)
        self.orders[order] += 1
        try:
            transfer_id = await sender.ask(lambda node: node.send_files(receiver.device_id, [tree.path], later=True))
        except (PeerDropError, TimeoutError):
            return
        self._ledger.took_on(job, transfer_id)
        if job.promise is Promise.WHOLE_OR_NOTHING:
            job.promise = Promise.WHOLE

    @staticmethod
    def _make(order: str, sender: Member, number: int, rng: random.Random) -> Tree:
        path = sender.sources / f"{number:05} {order}"
        match order:
            case "empty file":
                return Tree.create_file(path, rng, 0)
            case "small file":
                return Tree.create_file(path, rng, rng.randrange(1, 400_000))
            case "big file":
                return Tree.create_file(path, rng, rng.randrange(_MIB, 30 * _MIB))
            case "folder":
                return Tree.create(
                    path, rng, big_bytes=rng.randrange(10 * _MIB), small_files=rng.randrange(40), empty_files=2
                )
            case _:
                return Tree.create(path, rng, big_bytes=0, small_files=rng.randrange(200, 900))

    async def _pause(self, rng: random.Random) -> None:
        jobs = self._ledger.live_jobs()
        if not jobs:
            return
        job = rng.choice(jobs)
        side = rng.choice([job.sender, job.receiver])
        self.orders["pause"] += 1
        await self._order(side, job.transfer_id, "pause")
        await asyncio.sleep(rng.uniform(0, 4))
        self.orders["resume"] += 1
        await self._order(side, job.transfer_id, "resume")

    async def _cancel(self, rng: random.Random) -> None:
        jobs = self._ledger.live_jobs()
        if not jobs:
            return
        job = rng.choice(jobs)
        side = rng.choice([job.sender, job.receiver])
        if side.is_up:
            job.promise = Promise.ANY_PART
            self.orders["cancel"] += 1
            await self._order(side, job.transfer_id, "cancel")

    @staticmethod
    async def _order(side: Member, transfer_id: str, order: str) -> None:
        try:
            await side.ask(lambda node: getattr(node, order)(transfer_id))
        except (PeerDropError, TimeoutError):
            return  # It is over, or its program is.
