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
from peerdrop.core.events import Event, TransferCompleted, TransferConfirmed, TransferOffered, TransferStateChanged
from peerdrop.core.states import AcceptMode, Direction, TransferState
from peerdrop.wire.identifiers import DeviceId, TransferId

# A sender that vanished after its last byte never confirms; its files are here all the same.
_CONFIRM_LIMIT_S: Final = 30.0
# One that was accepted stays here when its connection is lost.
_COMING: Final = frozenset(
    {TransferState.ACCEPTED, TransferState.TRANSFERRING, TransferState.PAUSED, TransferState.VERIFYING}
)


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
                tally = _Tally()
                try:
                    await self._take(run, inbox, tally)
                except asyncio.CancelledError:
                    _tell_of_rest(run, tally)
                    raise
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

    async def _take(self, run: Run, inbox: Inbox, tally: "_Tally") -> None:
        count = self._arguments.count
        while count is None or len(tally.completed) < count:
            tally.take(await inbox.get())
        with suppress(TimeoutError):
            async with limit(run.clock, _CONFIRM_LIMIT_S):
                while tally.completed - tally.confirmed:
                    tally.take(await inbox.get())


def _tell_of_rest(run: Run, tally: "_Tally") -> None:
    """To whoever leaves in the middle of it."""
    if not tally.coming:
        return
    what = "What has not come whole" if len(tally.coming) == 1 else f"Of {len(tally.coming)} transfers the rest"
    if run.started.attached:
        run.output.note(f"{what} goes on coming to the PeerDrop that runs here.")
    else:
        run.output.note(f"{what} goes on when PeerDrop runs here again; what came of it is kept for 7 days.")


class _Tally:
    """Which jobs come, which came whole, and of which the sender knows that."""

    def __init__(self) -> None:
        self.coming: set[TransferId] = set()
        self.completed: set[TransferId] = set()
        self.confirmed: set[TransferId] = set()
        self.with_problems: TransferCompleted | None = None

    def take(self, event: Event) -> None:
        match event:
            case TransferStateChanged(transfer=transfer) if transfer.direction is Direction.INCOMING:
                if transfer.state.is_final:
                    self.coming.discard(event.transfer_id)
                elif transfer.state in _COMING:
                    self.coming.add(event.transfer_id)
            case TransferCompleted() if event.direction is Direction.INCOMING:
                self.completed.add(event.transfer_id)
                if event.problems:
                    self.with_problems = event
            case TransferConfirmed():
                self.confirmed.add(event.transfer_id)
