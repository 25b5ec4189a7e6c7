"""Asks the user about each offer that nobody else decides."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from peerdrop.cli.question import Questions
from peerdrop.cli.run import Run
from peerdrop.cli.visible_text import visible
from peerdrop.cli.watch import Inbox
from peerdrop.core.errors import PeerDropError
from peerdrop.core.events import Event, TransferOffered, TransferStateChanged
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import AcceptMode, Direction, TransferState, Trust
from peerdrop.wire.identifiers import DeviceId, TransferId


class Attendant:
    """One question at a time, oldest offer first; an offer that is taken back or decided elsewhere is not asked about.

    *only_from* and *mode* are those of the policy held: what it decides by itself is no question.
    """

    def __init__(self, run: Run, questions: Questions, *, mode: AcceptMode | None, only_from: DeviceId | None) -> None:
        self._run = run
        self._questions = questions
        self._mode = mode
        self._only_from = only_from
        self._open: dict[TransferId, TransferSnapshot] = {}

    @asynccontextmanager
    async def attending(self, inbox: Inbox) -> AsyncIterator[None]:
        """Ask while entered."""
        task = asyncio.create_task(self.attend(inbox), name="cli-attendant")
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def attend(self, inbox: Inbox) -> None:
        """Ask until cancelled; returns at once where nothing is left to ask."""
        if self._mode is AcceptMode.ALL:
            return
        while True:
            if not self._open:
                self._take(await inbox.get())
                continue
            await self._decide(next(iter(self._open.values())), inbox)

    async def _decide(self, offer: TransferSnapshot, inbox: Inbox) -> None:
        self._run.output.question(f"Take it from {visible(offer.peer_name)}? [y/N] ")
        answer = asyncio.create_task(self._questions.ask(), name="cli-question")
        try:
            while offer.transfer_id in self._open:
                event = asyncio.create_task(inbox.get(), name="cli-question-inbox")
                try:
                    await asyncio.wait({answer, event}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    if not event.done():
                        event.cancel()
                        with suppress(asyncio.CancelledError):
                            await event
                if event.done() and not event.cancelled():
                    self._take(event.result())
                if answer.done() and offer.transfer_id in self._open:
                    del self._open[offer.transfer_id]
                    await self._carry_out(offer, taken=answer.result())
                    return
            self._run.output.note("\nThat was decided without you, or taken back.")
        finally:
            answer.cancel()
            with suppress(asyncio.CancelledError):
                await answer

    async def _carry_out(self, offer: TransferSnapshot, *, taken: bool) -> None:
        try:
            if taken:
                await self._run.node.accept(offer.transfer_id, self._run.arguments.directory)
            else:
                await self._run.node.decline(offer.transfer_id)
        except PeerDropError as exc:
            # Gone meanwhile, or the folder can't be written: the next offer may still be taken.
            self._run.output.note(f"{exc.message} {exc.next_step}".rstrip())

    def _take(self, event: Event) -> None:
        match event:
            case TransferOffered(transfer=offer):
                if offer.direction is Direction.INCOMING and offer.state is TransferState.OFFERED and self._asks(offer):
                    self._open[offer.transfer_id] = offer
            case TransferStateChanged(state=state) if state is not TransferState.OFFERED:
                self._open.pop(event.transfer_id, None)

    def _asks(self, offer: TransferSnapshot) -> bool:
        if self._only_from not in (None, offer.device_id):
            return False
        trusted = any(
            peer.device_id == offer.device_id and peer.trust in (Trust.KNOWN, Trust.VERIFIED)
            for peer in self._run.watch.peers
        )
        return not (self._mode is AcceptMode.KNOWN and trusted)
