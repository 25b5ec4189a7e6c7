"""How a command answers offers while it runs."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import Protocol

from peerdrop.cli.admission import Admission
from peerdrop.cli.alongside import alongside
from peerdrop.cli.attendant import Attendant
from peerdrop.cli.held_offers import HeldOffers
from peerdrop.cli.run import Run
from peerdrop.cli.standing_order import StandingOrder
from peerdrop.cli.watch import Inbox
from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.errors import PeerDropError
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import AcceptMode
from peerdrop.wire.identifiers import DeviceId


class Answerer(Protocol):
    """Does something about the offers that the node's policy leaves open."""

    async def attend(self, inbox: Inbox) -> None:
        """Go on until cancelled."""


class Reception:
    """--accept, --dir, --only, --conflicts and --hold: first `listening`, then `policy` held, then `answering`.

    So no offer is overlooked that comes between them.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        options = run.arguments
        questions = None if options.hold else run.questions
        self._is_attended = options.hold or questions is not None
        self._inboxes: Sequence[Inbox] = ()
        self._kinds: list[Callable[[Admission], Answerer]] = []
        if options.picks:
            self._kinds.append(partial(StandingOrder, run, is_last=not self._is_attended))
        if options.accept is not AcceptMode.ALL and questions is not None:
            self._kinds.append(partial(Attendant, run, questions))
        elif options.accept is not AcceptMode.ALL and options.hold:
            self._kinds.append(partial(HeldOffers, run))

    def policy(self, only_from: DeviceId | None) -> AcceptPolicy:
        """What the node is to do by itself."""
        options = self._run.arguments
        return AcceptPolicy(
            # A node takes offers whole, or leaves them open for us.
            mode=AcceptMode.ASK if options.picks else options.accept,
            directory=options.directory,
            only_from=only_from,
            attended=self._is_attended or options.picks,
        )

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note every offer while entered."""
        with ExitStack() as stack:
            self._inboxes = [stack.enter_context(self._run.watch.listen()) for _ in self._kinds]
            yield

    @asynccontextmanager
    async def answering(self, only_from: DeviceId | None) -> AsyncIterator[None]:
        """Answer what was noted and what is yet to come, while entered."""
        admission = self._admission(only_from)
        async with AsyncExitStack() as stack:
            for kind, inbox in zip(self._kinds, self._inboxes, strict=True):
                answerer = kind(admission)
                name = f"cli-{type(answerer).__name__}"
                await stack.enter_async_context(alongside(answerer.attend(inbox), name=name))
            yield

    async def answer_early(self, offer: TransferSnapshot, only_from: DeviceId) -> None:
        """Answer one that was left open because it was not known yet whom --from means, unless `answering` does."""
        options, admission = self._run.arguments, self._admission(only_from)
        # A job that is over meanwhile says so by NoSuchTransfer.
        with suppress(PeerDropError):
            if offer.device_id != only_from:
                await self._run.node.decline(offer.transfer_id)
            elif options.picks:
                return
            elif admission.lets_in(offer):
                await self._run.node.accept(offer.transfer_id, options.directory)
            elif not self._is_attended:
                await self._run.node.decline(offer.transfer_id)

    def _admission(self, only_from: DeviceId | None) -> Admission:
        return Admission(watch=self._run.watch, mode=self._run.arguments.accept, only_from=only_from)
