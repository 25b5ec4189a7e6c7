"""Asks the user about each offer that nobody else decides."""

import asyncio
from contextlib import suppress
from typing import Final

from peerdrop.cli.admission import Admission
from peerdrop.cli.offer_answer import OfferAnswer
from peerdrop.cli.offer_dialog import OfferDialog
from peerdrop.cli.question import Questions
from peerdrop.cli.run import Run
from peerdrop.cli.watch import Inbox
from peerdrop.core.errors import FolderUnwritable, NoSuchTransfer, NotEnoughSpace, PeerDropError, UsageError
from peerdrop.core.events import Event, TransferOffered, TransferStateChanged
from peerdrop.core.snapshots import TransferSnapshot
from peerdrop.core.states import TransferState
from peerdrop.wire.identifiers import TransferId

_DECIDED: Final = "\nThat was decided without you, or taken back."
_ANOTHER_ANSWER_HELPS: Final = (FolderUnwritable, NotEnoughSpace, UsageError)
# An answer given while the connection is lost holds when it is back.
_OPEN: Final = frozenset({TransferState.OFFERED, TransferState.SUSPENDED})


class Attendant:
    """One offer at a time, the oldest first; one that is taken back or decided elsewhere is not asked about."""

    def __init__(self, run: Run, questions: Questions, admission: Admission) -> None:
        self._run = run
        self._questions = questions
        self._admission = admission
        self._open: dict[TransferId, TransferSnapshot] = {}

    async def attend(self, inbox: Inbox) -> None:
        """Ask until cancelled."""
        while True:
            if not self._open:
                self._take(await inbox.get())
                continue
            await self._decide(next(iter(self._open.values())), inbox)

    async def _decide(self, offer: TransferSnapshot, inbox: Inbox) -> None:
        dialog = OfferDialog(self._run, self._questions, offer)
        while offer.transfer_id in self._open:
            try:
                answer = await self._answer(dialog, offer, inbox)
                if answer is None:
                    self._run.output.note(_DECIDED)
                    return
                await answer.give(self._run.node, offer.transfer_id)
            except NoSuchTransfer:
                self._run.output.note(_DECIDED)
            except PeerDropError as exc:
                self._run.output.note(f"{exc.message} {exc.next_step}".rstrip())
                if isinstance(exc, _ANOTHER_ANSWER_HELPS):
                    continue  # The offer stands.
            self._open.pop(offer.transfer_id, None)

    async def _answer(self, dialog: OfferDialog, offer: TransferSnapshot, inbox: Inbox) -> OfferAnswer | None:
        """What the person says; None if that does not matter any more."""
        answer = asyncio.create_task(dialog.answer(), name="cli-question")
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
                    return answer.result()
            return None
        finally:
            answer.cancel()
            with suppress(asyncio.CancelledError, PeerDropError):
                await answer

    def _take(self, event: Event) -> None:
        match event:
            case TransferOffered(transfer=offer):
                if self._admission.concerns(offer) and not self._admission.lets_in(offer):
                    self._open[offer.transfer_id] = offer
            case TransferStateChanged(state=state) if state not in _OPEN:
                self._open.pop(event.transfer_id, None)
