"""peerdrop accept, decline, files: what a user wants of an offer that stands open, and what is in it."""

import asyncio

from peerdrop.cli.arguments import Arguments
from peerdrop.cli.file_choice import choose_files
from peerdrop.cli.offer_answer import OfferAnswer, unless_all
from peerdrop.cli.offer_list import OfferList
from peerdrop.cli.run import Run
from peerdrop.cli.saving_folder import check_saving_folder
from peerdrop.cli.transfer_choice import choose_listed, choose_offer
from peerdrop.core.errors import FolderUnwritable, NotEnoughSpace, PeerDropError, UsageError
from peerdrop.wire.identifiers import TransferId


class Accept:
    """Takes it, or what --only names of it. If that can't be, it stands open as before."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        """Nothing can be wrong before the offer is known: no folder is made for one that is not there."""

    async def run(self, run: Run) -> None:
        offer = await choose_offer(run, self._arguments.transfer)
        try:
            answer = await self._answer(run, offer.transfer_id)
            await answer.give(run.node, offer.transfer_id)
        except FolderUnwritable as exc:
            raise _standing(exc, "Choose another folder with --dir.") from exc
        except NotEnoughSpace as exc:
            raise _standing(exc, "Free some, choose another folder with --dir, or take less with --only.") from exc
        except UsageError as exc:
            seeing = f"`peerdrop files {offer.transfer_id[:8]}` lists what is in it; put patterns in quotes."
            raise _standing(exc, f"{exc.next_step} {seeing}".lstrip()) from exc
        await _tell(run, offer.transfer_id)

    async def _answer(self, run: Run, transfer_id: TransferId) -> OfferAnswer:
        options = self._arguments
        chosen: tuple[int, ...] | None = None
        if options.only:
            offer = await asyncio.to_thread(OfferList, await run.node.offered_files(transfer_id))
            chosen = unless_all(await asyncio.to_thread(choose_files, options.only, offer), offer)
        if options.directory is not None:
            await asyncio.to_thread(check_saving_folder, options.directory)
        return OfferAnswer(taken=True, chosen=chosen, directory=options.directory, conflicts=options.conflicts)


class Decline:
    """Refuses it."""

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        """Nothing can be wrong before the offer is known."""

    async def run(self, run: Run) -> None:
        offer = await choose_offer(run, self._arguments.transfer)
        await OfferAnswer(taken=False).give(run.node, offer.transfer_id)
        await _tell(run, offer.transfer_id)


class Files:
    """Lists what a transfer that is not over holds, with the numbers that `accept --only` takes.

    Of one that is over, what did not arrive.
    """

    def __init__(self, arguments: Arguments) -> None:
        self._arguments = arguments

    async def check(self) -> None:
        """Nothing can be wrong before the transfer is known."""

    async def run(self, run: Run) -> None:
        transfer = await choose_listed(run, self._arguments.transfer)
        if transfer.state.is_final:
            run.output.missing(transfer)
            return
        files = await run.node.offered_files(transfer.transfer_id)
        run.output.files(transfer, await asyncio.to_thread(OfferList, files))


def _standing(error: PeerDropError, next_step: str) -> PeerDropError:
    """The same *error*, for somebody who may wonder what became of the offer."""
    return type(error)(f"{error.message} The offer stands.", next_step=next_step)


async def _tell(run: Run, transfer_id: TransferId) -> None:
    run.output.transfers([each for each in await run.node.transfers() if each.transfer_id == transfer_id])
