"""peerdrop receive: take files."""

import asyncio
from contextlib import AsyncExitStack, suppress
from typing import Final

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.limit import limit
from peerdrop.cli.peer_choice import as_device_id, choose_peer
from peerdrop.cli.reception import Reception
from peerdrop.cli.run import Run
from peerdrop.cli.saving_folder import check_saving_folder
from peerdrop.cli.sentences import problems_error
from peerdrop.cli.watch import Inbox
from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.events import Event, TransferCompleted, TransferConfirmed, TransferOffered
from peerdrop.core.states import AcceptMode, Direction
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
        reception = Reception(run)
        with run.watch.listen() as inbox, reception.listening():
            async with AsyncExitStack() as stack:
                only_from = await self._hold_policy(run, reception, stack)
                await stack.enter_async_context(reception.answering(only_from))
                tally = await self._take(run, inbox)
        if tally.with_problems is not None:
            raise problems_error(tally.with_problems)

    async def _hold_policy(self, run: Run, reception: Reception, stack: AsyncExitStack) -> DeviceId | None:
        """Answer offers by the arguments from now on; from whom they are taken, None for anyone."""
        sender = self._arguments.sender
        if sender is None or (device_id := as_device_id(sender)) is not None:
            only_from = None if sender is None else device_id
            await stack.enter_async_context(run.node.hold_policy(reception.policy(only_from)))
            return only_from
        # Whom --from means is not known yet. Until it is, offers are left open: one from the right device must not be
        # lost because it came before the search was over.
        with run.watch.listen() as early:
            async with run.node.hold_policy(AcceptPolicy(mode=AcceptMode.ASK, attended=True)):
                only_from = (await choose_peer(run, sender)).device_id
                await stack.enter_async_context(run.node.hold_policy(reception.policy(only_from)))
            while not early.empty():
                match early.get_nowait():
                    case TransferOffered(transfer=offer) if offer.direction is Direction.INCOMING:
                        await reception.answer_early(offer, only_from)
        return only_from

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
