"""What a user says to an offer."""

from dataclasses import dataclass
from pathlib import Path

from peerdrop.cli.offer_list import OfferList
from peerdrop.control.handle import NodeHandle
from peerdrop.core.states import ConflictChoice
from peerdrop.wire.identifiers import TransferId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAnswer:
    """Yes or no, and how. *chosen* are indices into its files, None for all; no *directory* or *conflicts*: as set."""

    taken: bool
    chosen: tuple[int, ...] | None = None
    directory: Path | None = None
    conflicts: ConflictChoice | None = None

    async def give(self, node: NodeHandle, transfer_id: TransferId) -> None:
        """Tell *node*; raises what `accept` and `decline` raise."""
        if self.taken:
            await node.accept(transfer_id, self.directory, chosen=self.chosen, conflicts=self.conflicts)
        else:
            await node.decline(transfer_id)


def unless_all(chosen: tuple[int, ...], offer: OfferList) -> tuple[int, ...] | None:
    """*chosen* as an answer has it: None if it is all there is."""
    return None if len(chosen) == len(offer.files) else chosen
