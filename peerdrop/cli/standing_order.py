"""What of an offer is taken without asking anybody."""

import asyncio
from contextlib import suppress

from peerdrop.cli.admission import Admission
from peerdrop.cli.file_choice import matching_files
from peerdrop.cli.offer_answer import OfferAnswer, unless_all
from peerdrop.cli.offer_list import OfferList
from peerdrop.cli.run import Run
from peerdrop.cli.visible_text import visible
from peerdrop.cli.watch import Inbox
from peerdrop.core.errors import NoSuchTransfer, PeerDropError
from peerdrop.core.events import TransferOffered
from peerdrop.core.snapshots import TransferSnapshot


class StandingOrder:
    """Takes, of each offer that --accept lets in, what --only names, with --conflicts and into --dir.

    A node's own policy takes offers whole. So the one that is held leaves them open, and they are answered here, with
    *is_last* also those that --accept does not let in: nobody else answers them.
    """

    def __init__(self, run: Run, admission: Admission, *, is_last: bool) -> None:
        self._run = run
        self._admission = admission
        self._is_last = is_last

    async def attend(self, inbox: Inbox) -> None:
        """Answer until cancelled."""
        while True:
            match await inbox.get():
                case TransferOffered(transfer=offer) if self._admission.concerns(offer):
                    await self._answer(offer)

    async def _answer(self, offer: TransferSnapshot) -> None:
        try:
            if self._admission.lets_in(offer):
                await self._take(offer)
            elif self._is_last:
                await self._run.node.decline(offer.transfer_id)
        except NoSuchTransfer:
            return  # Taken back meanwhile.
        except PeerDropError as exc:
            # Nobody is there to choose another folder: the sender is not kept waiting.
            self._run.output.note(f"Declined. {exc.message} {exc.next_step}".rstrip())
            with suppress(PeerDropError):
                await self._run.node.decline(offer.transfer_id)

    async def _take(self, offer: TransferSnapshot) -> None:
        options = self._run.arguments
        chosen: tuple[int, ...] | None = None
        if options.only:
            held = await asyncio.to_thread(OfferList, await self._run.node.offered_files(offer.transfer_id))
            found = await asyncio.to_thread(matching_files, options.only, held)
            if not found:
                self._run.output.note(f"Declined: nothing that {visible(offer.peer_name)} offers fits --only.")
                await self._run.node.decline(offer.transfer_id)
                return
            chosen = unless_all(found, held)
        answer = OfferAnswer(taken=True, chosen=chosen, directory=options.directory, conflicts=options.conflicts)
        await answer.give(self._run.node, offer.transfer_id)
