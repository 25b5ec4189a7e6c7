"""peerdrop receive: take files."""

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import Final

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.attendant import Attendant
from peerdrop.cli.limit import limit
from peerdrop.cli.peer_choice import as_device_id, choose_peer
from peerdrop.cli.run import Run
from peerdrop.cli.saving_folder import check_saving_folder
from peerdrop.cli.sentences import problems_error
from peerdrop.cli.watch import Inbox
from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import Event, TransferCompleted, TransferConfirmed, TransferOffered
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import AcceptMode, Direction, Trust
from peerdrop.wire.identifiers import DeviceId, TransferId

# A sender that vanished after its last byte never confirms; its files are here all the same.
_CONFIRM_LIMIT_S: Final = 30.0


class Receive:
    """Takes offers by --accept, into --dir, from --from. With --count it ends; else when interrupted."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        if self._arguments.directory is not None:
            await asyncio.to_thread(check_saving_folder, self._arguments.directory)

    async def run(self, run: Run) -> None:
        run.warn_of_all()
        with run.watch.listen() as inbox, run.watch.listen() as offers:
            async with AsyncExitStack() as stack:
                only_from = await self._hold_policy(run, stack)
                if run.questions is not None:
                    attendant = Attendant(run, run.questions, mode=self._arguments.accept, only_from=only_from)
                    await stack.enter_async_context(attendant.attending(offers))
                tally = await self._take(run, inbox)
        if tally.with_problems is not None:
            raise problems_error(tally.with_problems)

    async def _hold_policy(self, run: Run, stack: AsyncExitStack) -> DeviceId | None:
        """Answer offers by the arguments from now on; from whom they are taken, None for anyone."""
        sender = self._arguments.sender
        if sender is None or (device_id := as_device_id(sender)) is not None:
            only_from = None if sender is None else device_id
            await stack.enter_async_context(run.node.hold_policy(self._policy(run, only_from)))
            return only_from
        # Whom --from means is not known yet. Until it is, offers are left open: one from the right device must not be
        # lost because it came before the search was over.
        with run.watch.listen() as early:
            async with run.node.hold_policy(AcceptPolicy(mode=AcceptMode.ASK, attended=True)):
                only_from = (await choose_peer(run, sender)).device_id
                await stack.enter_async_context(run.node.hold_policy(self._policy(run, only_from)))
            while not early.empty():
                match early.get_nowait():
                    case TransferOffered(transfer=offer) if offer.direction is Direction.INCOMING:
                        await self._decide_early(run, offer, only_from)
        return only_from

    async def _decide_early(self, run: Run, offer: TransferSnapshot, only_from: DeviceId) -> None:
        mode = self._arguments.accept
        known = any(
            peer.trust in (Trust.KNOWN, Trust.VERIFIED) for peer in run.watch.peers if peer.device_id == only_from
        )
        # A job that is over meanwhile says so by NoSuchTransfer.
        with suppress(PeerDropError):
            if offer.device_id != only_from:
                await run.node.decline(offer.transfer_id)
            elif mode is AcceptMode.ALL or (mode is AcceptMode.KNOWN and known):
                await run.node.accept(offer.transfer_id, self._arguments.directory)
            elif run.questions is None:
                await run.node.decline(offer.transfer_id)

    def _policy(self, run: Run, only_from: DeviceId | None) -> AcceptPolicy:
        return AcceptPolicy(
            mode=self._arguments.accept,
            directory=self._arguments.directory,
            only_from=only_from,
            attended=run.questions is not None,
        )

    async def _take(self, run: Run, inbox: Inbox) -> "_Tally":
        tally = _Tally()
        count = self._arguments.count
        while count is None or len(tally.completed) < count:
            tally.take(await inbox.get())
        with suppress(TimeoutError):
            async with limit(run.clock, _CONFIRM_LIMIT_S):
                while tally.completed - tally.confirmed:
                    tally.take(await inbox.get())
        return tally


class _Tally:
    """Which jobs came whole, and of which the sender knows that."""

    def __init__(self) -> None:
        self.completed: set[TransferId] = set()
        self.confirmed: set[TransferId] = set()
        self.with_problems: TransferCompleted | None = None

    def take(self, event: Event) -> None:
        match event:
            case TransferCompleted() if event.direction is Direction.INCOMING:
                self.completed.add(event.transfer_id)
                if event.problems:
                    self.with_problems = event
            case TransferConfirmed():
                self.confirmed.add(event.transfer_id)
